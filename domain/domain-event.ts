import type { AlertName } from './alert/alert.js';
import type { EndWarning } from './assignment/end-warnings.js';
import type { EndCause } from './assignment/schedule.js';
import type { Surface } from './identity/surface.js';
import type { CorrelationId, EventId, PrincipalId, RequestId, ReviewInstanceId, ScheduleId } from './ids.js';
import type { Lowering, LoweringName } from './proof/lowering.js';
import type { Access } from './role/role.js';
import type { Instant } from './time.js';

type Happening =
  /** A request was stored; it waits, or is on its way to the directory. */
  | { type: 'request.submitted' }
  /** A stage was approved and the next one asks its approvers. */
  | { type: 'request.stage-advanced' }
  /** Others may decide on it than before: settings, groups, roles or accounts have changed. */
  | { type: 'request.approvers-changed' }
  /** The escalation approvers are asked as well. */
  | { type: 'request.escalated' }
  /** It still waits: those who can decide it are reminded, and in the end the administrators told. */
  | { type: 'request.reminded' }
  | { type: 'request.unanswered' }
  | { type: 'request.approved' }
  | { type: 'request.denied' }
  | { type: 'request.canceled' }
  | { type: 'request.timed-out' }
  | { type: 'request.failed' }
  /** Something else changed what its cards show; nothing is told again. */
  | { type: 'request.affected' }
  /** An access has come due in the directory, or is no longer justified: the directory has to follow. */
  | { type: 'access.due'; access: Access }
  | { type: 'access.ended'; access: Access; cause: EndCause }
  /** The directory has confirmed it. */
  | { type: 'assignment.provisioned'; scheduleId: ScheduleId }
  | { type: 'assignment.revoked'; scheduleId: ScheduleId; cause: EndCause }
  /** What an administrator gave, moved or took by this request, or agreed to extend or renew. */
  | { type: 'schedule.changed'; scheduleId: ScheduleId }
  /** Its end came, and it stays: nobody else would be left. */
  | { type: 'schedule.kept'; scheduleId: ScheduleId; reason: 'last-administrator' | 'last-owner' }
  /** Its end is near, and what an administrator gave has come to it. */
  | { type: 'schedule.ending'; scheduleId: ScheduleId; warning: EndWarning; endDateTime: Instant }
  | { type: 'schedule.expired'; scheduleId: ScheduleId };

/** What the directory was found to hold without Latchkey: no request is behind it. */
type FoundOutside = {
  type: 'access.outside';
  access: Access;
  endDateTime?: Instant | undefined;
  requestId?: undefined;
};

/** What somebody proves who they are with has changed: by themself, or all of it was taken away by an administrator. */
export type AuthenticatorsChanged = {
  type: 'authenticators.changed';
  what:
    | 'passkey-added'
    | 'passkey-removed'
    | 'app-added'
    | 'app-removed'
    | 'codes-made'
    | 'reset'
    | 'pass-made'
    | 'pass-taken';
  principalId: PrincipalId;
  changedBy: PrincipalId;
  requestId?: undefined;
};

/** An account of a platform was linked to somebody, or taken from them: by themself or by an administrator. */
export type AccountChanged = {
  type: 'account.changed';
  what: 'linked' | 'unlinked';
  principalId: PrincipalId;
  changedBy: PrincipalId;
  surface: Surface;
  externalId: string;
  /** What the platform calls it, where that is known. */
  accountName?: string | undefined;
  requestId?: undefined;
};

/**
 * An access review has come so far that somebody is told: those who decide, at its start and again while they have not;
 * at its end and once it is applied those who look after it; and they too where there is nobody left to decide.
 */
export type AccessReviewMoved = {
  type: 'access-review.moved';
  what: 'started' | 'reminder' | 'ended' | 'applied' | 'unattended';
  reviewInstanceId: ReviewInstanceId;
  requestId?: undefined;
};

/** Incidents of an alert that are told together were raised, or stand otherwise than before. */
type AlertChanged = {
  type: 'alert.changed';
  alert: AlertName;
  batch: string;
  requestId?: undefined;
};

/**
 * A control asks for less than it did: a role's settings, or an alert's, or an incident was dismissed. Or somebody has
 * put back what such a change lowered; of settings the version is then the one that this made.
 */
export type ControlLowered = {
  type: 'control.lowered';
  what: 'lowered' | 'undone';
  lowering: Lowering;
  changedBy: PrincipalId;
  requestId?: undefined;
};

/** What a change lowered can't be undone any more, because a later version is in force. */
type LoweringOver = { type: 'lowering.over'; lowering: LoweringName; requestId?: undefined };

/** What happens without a request. */
export type AsideEvent =
  | ControlLowered
  | LoweringOver
  | FoundOutside
  | AuthenticatorsChanged
  | AccountChanged
  | AccessReviewMoved
  | AlertChanged;

/** What others hear of a change. It is committed with the change, as the outbox row itself. */
export type DomainEvent = ((Happening & { requestId: RequestId }) | AsideEvent) & {
  id: EventId;
  at: Instant;
  correlationId: CorrelationId;
};
