import type { Schedule } from '../assignment/schedule.js';
import type { ScheduleRequest } from '../assignment/schedule-request.js';
import type { DomainEvent } from '../domain-event.js';
import type { PrincipalId } from '../ids.js';
import type { Instant } from '../time.js';

/** What people are told of a request, and of what it became. */
export type RequestNotice =
  /** A stage of approval asks its approvers; an administrator is asked to extend or renew. */
  | ('approval-asked' | 'extension-asked')
  /** It still waits: it escalates, those who have not decided are reminded, in the end the administrators are called. */
  | ('escalated' | 'reminded' | 'unanswered')
  /** Of those who could decide it nobody can be reached. */
  | 'nobody-reached'
  | ('approved' | 'denied' | 'timed-out' | 'failed')
  /** Another person cancelled it, or what justified it is gone. */
  | 'canceled'
  | ('activated' | 'ended')
  /** An administrator gave, moved or took it. */
  | 'changed'
  | ('extended' | 'extension-denied' | 'extension-timed-out')
  /** Its end is near, or has come. */
  | ('ends-in-14-days' | 'ends-in-1-day' | 'ends-soon' | 'expired')
  /** Its end came, and it stays: no other administrator, or owner, would be left. */
  | ('kept-administrator' | 'kept-owner');

/** What people are told of an occurrence of an access review; `nobody-reached`: none of its reviewers can be reached. */
export type ReviewNotice = 'started' | 'reminder' | 'ended' | 'applied' | 'unattended' | 'nobody-reached';

/** As what a person hears of a request: whoever manages the role, whose request it is, who decides. */
export type Audience = 'Admin' | 'Requestor' | 'Approver';

/** As what a person hears of an access review: who decides in it, or who set it up and manages its role. */
export type ReviewAudience = 'Reviewer' | 'Owner';

/**
 * `asks`: there is something to do, or it would be worth nothing later; it comes at once and everywhere. `informs`: it
 * goes by the rules of the role and by how its reader wants to be told.
 */
export type Weight = 'asks' | 'informs';

/** `card`: the living card of the request, in chat; `note`: a message of its own, in chat. */
export type Way = 'card' | 'note' | 'mail';

/** How one audience hears of it. `unlessSeen`: no note where no approval was needed, for they are looking at it. */
type Hearing = { weight: Weight; by: readonly Way[]; unlessSeen?: true };

/** What is known of a request when one of its events is expanded. */
export type RequestAbout = {
  /** `activation`; `extension`: asks to extend or renew; `administered`: an administrator gave, moved or took something. */
  is: 'activation' | 'extension' | 'administered';
  /** Who is asked to decide the stage in progress; empty when none is. */
  approverIds: readonly PrincipalId[];
  /** True once the directory has confirmed it: what never was in cannot have ended. */
  wasActive: boolean;
  /** True where it was cancelled, and not by whose request it is. */
  isCanceledByOthers?: boolean | undefined;
};

/** A request as it is at this moment, for one reader. */
export type RequestNow = {
  request: Pick<ScheduleRequest, 'status' | 'stages'>;
  /** What the notice is about, where the request became anything. */
  schedule?: Schedule | undefined;
  /** Every schedule of the same access that is not over. */
  beside: readonly Schedule[];
  /** Who is asked to decide it now. */
  approverIds: readonly PrincipalId[];
  as: Audience;
  /** Missing of a channel, and of an address that a rule names. */
  readerId?: PrincipalId | undefined;
  now: Instant;
};

/** An occurrence of an access review as it is at this moment; `undecided`: how many items its reader has to decide. */
export type ReviewNow = { isInProgress: boolean; undecided: number; as: ReviewAudience };

/** What a request's notice comes from, who hears it and how, and while what it says is so. */
export type RequestRow = {
  from: readonly DomainEvent['type'][];
  /** Of which requests; of every kind unless given. */
  of?: readonly RequestAbout['is'][];
  /** What else has to be so when it happens. */
  when?: (event: DomainEvent, about: RequestAbout) => boolean;
  hears: Partial<Record<Audience, Hearing>>;
  isStillSo: (stands: RequestNow) => boolean;
};

/** What a review's notice asks or says, to whom, and while it is so. */
export type ReviewRow = {
  hears: Partial<Record<ReviewAudience, Weight>>;
  isStillSo: (stands: ReviewNow) => boolean;
};
