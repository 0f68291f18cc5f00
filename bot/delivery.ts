import type { View } from '../cards/card.js';
import type { DomainEvent } from '../domain/domain-event.js';
import type { CorrelationId, RequestId, ScheduleId } from '../domain/ids.js';
import type { Surface } from '../domain/ports/identities.js';
import type { Access } from '../domain/role/role.js';
import type { Instant } from '../domain/time.js';
import type { MessageRef, Recipient } from './messenger.js';

/** A queue of its own for everything outside, so that one that is down delays no other. */
export type Lane = 'directory' | Surface;

/** What a person is told once, apart from the living card. */
export type NoteKind =
  | ('active' | 'ended' | 'denied' | 'timed-out' | 'failed')
  /** An administrator gave, moved, prolonged or took something; or it stays although its end has come. */
  | ('changed' | 'kept-administrator' | 'kept-owner');

/** What a delivery brings about. Each is carried out from the present state, so doing it again does nothing more. */
type Effect =
  /** The directory holds this access as its leases justify. */
  | { kind: 'access'; access: Access }
  /** This recipient's living card of the request shows it as it is. */
  | { kind: 'card'; requestId: RequestId; recipient: Recipient }
  /** This recipient is told this, once. */
  | { kind: 'note'; note: NoteKind; requestId: RequestId; scheduleId?: ScheduleId | undefined; recipient: Recipient }
  /** The answer to somebody's message, as it was rendered. */
  | { kind: 'reply'; view: View; recipient: Recipient };

/** Removal of access goes before everything else, in every queue. */
export const priority = { removal: 0, access: 1, card: 2, note: 3 } as const;

export type Delivery = {
  /** Names the effect for good: (access), (request, recipient, surface), (event, recipient, surface), (command). */
  key: string;
  lane: Lane;
  effect: Effect;
  priority: number;
  /** The living cards of a request are found by it when the request changes. */
  requestId?: RequestId | undefined;
  correlationId: CorrelationId;
};

/** A delivery this process holds by lease. `fence` rises with each claim of the same delivery. */
export type ClaimedDelivery = Delivery & {
  fence: number;
  /** The wish that was claimed: one that came later makes the delivery due again when this one is done. */
  wanted: number;
  /** How often it has been tried since it last went well. */
  attempts: number;
  /** Where the message is, once posted, and a fingerprint of what it shows. */
  ref?: MessageRef | undefined;
  shown?: string | undefined;
};

export type ClaimedEvent = { event: DomainEvent; attempts: number };

/** What an event asks for: these deliveries, and every living card of its request to be looked at again. */
export type Expansion = { event: DomainEvent; deliveries: readonly Delivery[] };

/**
 * The outbox as the relay works it. Events are turned into deliveries, deliveries are claimed one by one. Claims are
 * leases in the database's time: what a dead process held becomes due again when its lease runs out.
 */
export type DeliveryQueue = {
  /** Claims up to `limit` events, oldest first. */
  claimEvents(now: Instant, limit: number): Promise<ClaimedEvent[]>;
  /** Stores what the events ask for and takes the events out. Doing it twice changes nothing more. */
  expand(expansions: readonly Expansion[], now: Instant): Promise<void>;
  /** Hands an event back, to be claimed again at `at`. */
  returnEvent(event: DomainEvent, at: Instant, fault: string): Promise<void>;
  /** Adds a delivery unless one of its key is there already. */
  enqueue(delivery: Delivery, now: Instant): Promise<void>;
  /** Makes a delivery due at once, as though what it shows had changed. */
  touch(key: string, now: Instant): Promise<void>;
  /** Claims the delivery that is most urgent in a lane; undefined when none is due. */
  claim(lane: Lane, now: Instant): Promise<ClaimedDelivery | undefined>;
  /** Records that it went well, if the lease still holds. */
  done(
    claimed: ClaimedDelivery,
    now: Instant,
    outcome: { ref?: MessageRef | undefined; shown?: string | undefined },
  ): Promise<void>;
  /** Makes it due again at `at`, or sets it aside (`park`, now) for an administrator. */
  failed(claimed: ClaimedDelivery, next: { at: Instant } | { park: Instant }, fault: string): Promise<void>;
  /** When, after `now`, the next event or unclaimed delivery of any lane is due; undefined when none waits. */
  nextDue(now: Instant): Promise<Instant | undefined>;
  /** Set-aside deliveries, oldest first. */
  parked(limit: number): Promise<{ key: string; lane: Lane; fault: string }[]>;
};
