import type { Stage } from '../approval/stage.js';
import type { CorrelationId, PrincipalId, RequestId, ScheduleId } from '../ids.js';
import type { Role } from '../role/role.js';
import type { Duration, Instant } from '../time.js';

/** Eligibility: may activate. Assignment: holds the role. */
export type Level = 'eligibility' | 'assignment';

type RequestAction =
  | 'selfActivate'
  | 'selfDeactivate'
  | 'selfExtend'
  | 'selfRenew'
  | 'adminAssign'
  | 'adminUpdate'
  | 'adminRemove'
  | 'adminExtend'
  | 'adminRenew';

export type RequestStatus =
  | 'PendingApproval'
  | 'PendingAdminDecision'
  | 'Granted'
  | 'PendingProvisioning'
  | 'Provisioned'
  | 'Denied'
  | 'Canceled'
  | 'TimedOut'
  | 'PendingRevocation'
  | 'Revoked'
  | 'Failed';

export type Expiration =
  | { type: 'noExpiration' }
  | { type: 'afterDuration'; duration: Duration }
  | { type: 'afterDateTime'; endDateTime: Instant };

/** When it is wanted; no start means as soon as it may be. */
export type ScheduleInfo = { startDateTime?: Instant | undefined; expiration: Expiration };
export type TicketInfo = { ticketNumber?: string | undefined; ticketSystem?: string | undefined };

/** Somebody's write-once intent. Only its status and its approval move; its terms change by a new `revision`. */
export type ScheduleRequest = {
  id: RequestId;
  /** Serves the compare-and-swap alone: rises with every write. */
  version: number;
  /** Of the terms an approver is shown: rises when these change, so that a card drawn before cannot approve them. */
  revision: number;
  level: Level;
  action: RequestAction;
  principalId: PrincipalId;
  role: Role;
  status: RequestStatus;
  /** Why it failed: a refusal's or fault's code. */
  failure?: string | undefined;
  justification: string;
  ticketInfo: TicketInfo;
  scheduleInfo: ScheduleInfo;
  targetScheduleId?: ScheduleId | undefined;
  /** The eligibility that an activation uses. */
  activatedUsing?: ScheduleId | undefined;
  stages: readonly Stage[];
  createdBy: PrincipalId;
  createdDateTime: Instant;
  completedDateTime?: Instant | undefined;
  correlationId: CorrelationId;
};

/** Where a request stands while somebody still has to do something about it: the one open request of its access. */
const open = ['PendingApproval', 'PendingAdminDecision', 'Granted', 'PendingProvisioning'] as const;

/** True while the request is the one open request of its principal, role and scope. */
export const isOpen = ({ status }: Pick<ScheduleRequest, 'status'>): boolean =>
  (open as readonly RequestStatus[]).includes(status);

/** The stage under review, if the request waits for approval. */
export const stageInProgress = ({ stages }: Pick<ScheduleRequest, 'stages'>): Stage | undefined =>
  stages.find(({ status }) => status === 'InProgress');
