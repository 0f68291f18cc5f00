import type { AssignmentType, Schedule, ScheduleStatus } from '../assignment/schedule.js';
import type { Level, RequestAction, RequestStatus, ScheduleRequest } from '../assignment/schedule-request.js';
import type { AuditEvent } from '../audit/audit-event.js';
import type { DomainEvent } from '../domain-event.js';
import type { CommandId, PrincipalId, RequestId, ScheduleId } from '../ids.js';
import type { Preferences } from '../notification/preferences.js';
import type { Policy, PolicyChanges } from '../policy/policy.js';
import type { Authenticators } from '../proof/authenticators.js';
import type { Access, Role } from '../role/role.js';
import type { Instant } from '../time.js';
import type { AccessReviewReads, AccessReviewWrites } from './access-reviews.js';
import type { AlertReads, AlertWrites } from './alerts.js';
import type { CheckpointStep } from './checkpoints.js';

/** Which requests to list; every part given must hold. Newest first. */
export type RequestQuery = {
  principalId?: PrincipalId;
  statuses?: readonly RequestStatus[];
  /** Requests whose stage in progress asks one of these users or groups. */
  approverIds?: readonly PrincipalId[];
  role?: Role;
  actions?: readonly RequestAction[];
  createdBy?: PrincipalId;
  /** Asked at this moment or later. */
  since?: Instant;
  /** Leaves out this many of the newest. */
  skip?: number;
  limit: number;
};

/** Which schedules to list; every part given must hold. In order of their end, permanent ones last. */
export type ScheduleQuery = {
  level?: Level;
  principalIds?: readonly PrincipalId[];
  statuses?: readonly ScheduleStatus[];
  assignmentType?: AssignmentType;
  roles?: readonly Role[];
  limit: number;
};

/** Who has what of a role, and when. */
export type ScheduleInBrief = Pick<
  Schedule,
  'id' | 'principalId' | 'level' | 'status' | 'startDateTime' | 'endDateTime'
>;

/** A place among schedules in the order of their ends: behind everything that ends at `end`, or behind this one of it. */
export type EndCursor = { end: Instant; id?: ScheduleId | undefined };

/** How many have a role now or are promised it: `count` in all, of whom some are eligible and some hold it at a moment. */
export type RoleCount = { role: Role; count: number; eligible: number; active: number };

/** Reads. Inside a transaction they see one snapshot, outside the latest that a majority has. */
export type Reads = {
  requests: {
    get(id: RequestId): Promise<ScheduleRequest | undefined>;
    /** Those of these that there are, in no order. */
    getAll(ids: readonly RequestId[]): Promise<ScheduleRequest[]>;
    /** The one request of its principal's own that is open for this access at this level, if any. */
    open(access: Access, level: Level): Promise<ScheduleRequest | undefined>;
    list(query: RequestQuery): Promise<ScheduleRequest[]>;
    /** The requests that wait for approval and would use one of these eligibilities. */
    waitingOn(eligibilities: readonly ScheduleId[]): Promise<ScheduleRequest[]>;
  };
  schedules: {
    get(id: ScheduleId): Promise<Schedule | undefined>;
    /** Those of these that there are, in no order. */
    getAll(ids: readonly ScheduleId[]): Promise<Schedule[]>;
    /** The schedules this request became, oldest first. */
    createdBy(id: RequestId): Promise<Schedule[]>;
    /** Every schedule of this access that is not over: granted, in the directory, or on its way in or out. */
    ofAccess(access: Access): Promise<Schedule[]>;
    /** The activations that stand on this eligibility and are not over. */
    currentOn(eligibility: ScheduleId): Promise<Schedule[]>;
    /** What an administrator had given of this access at this level and ended last, if anything. */
    lastEnded(access: Access, level: Level): Promise<Schedule | undefined>;
    /**
     * Principals with schedules that are not over, in the order of their ids, from after `after`, as far as `limit`
     * schedules reach; and where to go on, undefined at the end.
     */
    holders(
      after: PrincipalId | undefined,
      limit: number,
    ): Promise<{ principalIds: PrincipalId[]; next: PrincipalId | undefined }>;
    list(query: ScheduleQuery): Promise<Schedule[]>;
    /** How many such schedules there are. */
    count(query: Omit<ScheduleQuery, 'limit'>): Promise<number>;
    /** What these are in brief, in no order: for a look at very many. */
    listInBrief(query: ScheduleQuery): Promise<ScheduleInBrief[]>;
    /**
     * Those of a type that have begun and end after `from`, up to and with `until`: the first `limit`, in the order of
     * their ends and of their ids where they end together.
     */
    ending(assignmentType: AssignmentType, from: EndCursor, until: Instant, limit: number): Promise<Schedule[]>;
    /** Every role that somebody has or is promised, and how many; those on their way out do not count. */
    countByRole(now: Instant): Promise<RoleCount[]>;
  };
  leases: {
    /**
     * Leases that have begun and are not over, so that the directory may hold them: every one on the next accesses
     * after `after`, in the order of their keys, as far as `limit` leases reach; and where to go on, undefined at the end.
     */
    begun(after: string | undefined, limit: number): Promise<{ leases: Schedule[]; next: string | undefined }>;
    /** The same on these accesses. */
    begunOn(accesses: readonly Access[]): Promise<Schedule[]>;
    /** One lease of each of these accesses that the directory may have held and that is over, where there is any. */
    endedOn(accesses: readonly Access[]): Promise<Schedule[]>;
  };
  policies: {
    /** The policy in force for the role: its kind's defaults under what the organisation has changed. */
    of(role: Role): Promise<Policy>;
  };
  authenticators: {
    /** With what somebody proves who they are; nothing for somebody who has set up nothing. */
    of(principalId: PrincipalId): Promise<Authenticators>;
  };
  preferences: {
    /** How somebody wants to be told of what is not theirs to act on. */
    of(principalId: PrincipalId): Promise<Preferences>;
  };
  accessReviews: AccessReviewReads;
  alerts: AlertReads;
  audit: {
    /** What is in the audit log about one request, oldest first. */
    ofRequest(id: RequestId): Promise<AuditEvent[]>;
  };
};

/** Writes, in one transaction. All of them commit, or none does. Nothing but `tx` may be touched inside it. */
export type Transaction = Reads & {
  requests: {
    insert(request: ScheduleRequest): Promise<void>;
    /** Compare-and-swap on `version`, of all of them: one changed meanwhile makes the whole transaction start over. */
    save(...requests: ScheduleRequest[]): Promise<void>;
    /** As that of schedules. */
    due(now: Instant, limit: number): Promise<ScheduleRequest[]>;
  };
  schedules: {
    insert(...schedules: Schedule[]): Promise<void>;
    /** Compare-and-swap on `version`, of all of them. */
    save(...schedules: Schedule[]): Promise<void>;
    /**
     * Holds on to a schedule that something new stands on: whoever changes it at the same moment, or has since it was
     * read, makes one of the two transactions start over. A snapshot alone lets both commit.
     */
    holdOn(id: ScheduleId): Promise<void>;
    /**
     * Up to `limit` schedules whose time has come, the longest due first. While another process is at the same work,
     * of a share of them, so that the two do not take the same: fewer than `limit` then does not mean that no more
     * is due, but none does.
     */
    due(now: Instant, limit: number): Promise<Schedule[]>;
  };
  policies: {
    /** Compare-and-swap on `version`. `undo`: what puts back what this change lowers. */
    save(key: string, changes: PolicyChanges, version: number, undo?: PolicyChanges): Promise<void>;
  };
  authenticators: {
    /** Compare-and-swap on `version`. */
    save(authenticators: Authenticators): Promise<void>;
  };
  preferences: {
    /** Compare-and-swap on `version`. */
    save(preferences: Preferences): Promise<void>;
  };
  guards: {
    /**
     * Changes the document that guards something which must not run out, so that of two transactions which could each
     * take the last of it, one sees the other's work. Source: a count inside a snapshot does not hold.
     */
    change(key: string): Promise<void>;
  };
  checkpoints: {
    /** As that of `Checkpoints`; false where somebody has said so before: what else is written then must not be. */
    finish(name: string, step: CheckpointStep, place: string): Promise<boolean>;
  };
  alerts: AlertWrites;
  outside: {
    /**
     * Notes that the directory holds these accesses without Latchkey, until `rememberedUntil` unless it is noted again
     * meanwhile. Returns those that were not known `now`.
     */
    find(accesses: readonly Access[], now: Instant, rememberedUntil: Instant): Promise<Access[]>;
  };
  audit: { append(...events: AuditEvent[]): Promise<void> };
  accessReviews: AccessReviewWrites;
  outbox: { append(...events: DomainEvent[]): Promise<void> };
};

/** What was read before the transaction is no longer so: nothing is written, and it has to be read again. */
export class StaleFacts extends Error {
  constructor(what: string) {
    super(`${what} changed between reading and deciding`);
    this.name = 'StaleFacts';
  }
}

/** Where everything that must last is kept. */
export type Store = {
  read: Reads;
  /**
   * Runs `work` in one transaction and returns what it returns. `work` may run several times (write conflicts, a
   * primary that died) and must touch nothing but `tx`. With a command id, the id and the outcome (plain data) commit
   * in the same transaction: a command seen before changes nothing and returns the outcome it had then.
   * StaleFacts that `work` throws comes out once reading again can show what `work` saw.
   * Throws AdapterError `unavailable` when the database cannot be had within the store's deadline: nothing is stored.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, command?: CommandId): Promise<T>;
  /** The earliest instant at which time alone changes something; undefined when nothing waits. */
  nextTransitionAt(): Promise<Instant | undefined>;
};
