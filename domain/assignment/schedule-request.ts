import type { ReviewResult, Stage } from '../approval/stage.js';
import type { CorrelationId, PrincipalId, RequestId, ScheduleId } from '../ids.js';
import type { Role } from '../role/role.js';
import type { Duration, Instant } from '../time.js';

/** Eligibility: may activate. Assignment: holds the role. */
export type Level = 'eligibility' | 'assignment';

export type RequestAction =
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
  /** `endDateTime`: the end that was asked, where an approver has shortened it: it lasts no longer than until then. */
  | { type: 'afterDuration'; duration: Duration; endDateTime?: Instant | undefined }
  | { type: 'afterDateTime'; endDateTime: Instant };

/** When it is wanted; no start means as soon as it may be. */
export type ScheduleInfo = { startDateTime?: Instant | undefined; expiration: Expiration };

/** What Latchkey found gone, so that a request had to be cancelled. */
export type CancellationCode = 'ELIGIBILITY_GONE' | 'REQUESTOR_GONE' | 'TARGET_GONE';

/** Why a request was cancelled: by whom and in which words, or what was gone. */
export type Cancellation = {
  /** Missing where Latchkey cancelled it. */
  canceledBy?: PrincipalId | undefined;
  justification?: string | undefined;
  code?: CancellationCode | undefined;
};

export type TicketInfo = { ticketNumber?: string | undefined; ticketSystem?: string | undefined };

/** What an administrator answered to a request to extend or renew, and why. */
type Decision = {
  reviewResult: ReviewResult;
  reviewedBy: PrincipalId;
  justification: string;
  reviewedDateTime: Instant;
};

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
  /** Why it was cancelled, where it was. */
  cancellation?: Cancellation | undefined;
  justification: string;
  ticketInfo: TicketInfo;
  scheduleInfo: ScheduleInfo;
  /** Who answered it, where it asked to extend or renew; what approves an activation is in its stages. */
  decision?: Decision | undefined;
  /** True where whoever asked for an activation had proven a second factor for it. */
  isProven?: boolean | undefined;
  targetScheduleId?: ScheduleId | undefined;
  /** The eligibility that an activation uses. */
  activatedUsing?: ScheduleId | undefined;
  /** For an Azure role activated below the scope it is eligible at: the scope whose settings govern it. */
  governingScopeId?: string | undefined;
  stages: readonly Stage[];
  /** Stands for who could decide it when that was looked at last; missing before it was. */
  askedAs?: string | undefined;
  /** When those who can decide it were reminded last, or asked because it escalated. */
  remindedAt?: Instant | undefined;
  createdBy: PrincipalId;
  createdDateTime: Instant;
  completedDateTime?: Instant | undefined;
  correlationId: CorrelationId;
};

/** The role whose settings govern a request: where its eligibility stands, which for Azure may be further out. */
export const governingRole = ({ role, governingScopeId }: Pick<ScheduleRequest, 'role' | 'governingScopeId'>): Role =>
  role.kind === 'azure' && governingScopeId !== undefined ? { ...role, directoryScopeId: governingScopeId } : role;

/** Where a request stands while somebody or something still has to do something about it. */
const open = ['PendingApproval', 'PendingAdminDecision', 'Granted', 'PendingProvisioning'] as const;

/** True while somebody or something still has to do something about the request. */
export const isOpen = ({ status }: Pick<ScheduleRequest, 'status'>): boolean =>
  (open as readonly RequestStatus[]).includes(status);

/** True while the request is the one its principal may have open for this role, scope and level. */
export const barsOthers = (request: Pick<ScheduleRequest, 'status' | 'action'>): boolean =>
  request.status === 'PendingAdminDecision' || (request.action === 'selfActivate' && isOpen(request));

/** True for what asks an administrator to extend or renew something. */
export const isExtension = ({ action }: Pick<ScheduleRequest, 'action'>): boolean =>
  action === 'selfExtend' || action === 'selfRenew';

/** The stage being decided, if the request waits for approval. */
export const stageInProgress = ({ stages }: Pick<ScheduleRequest, 'stages'>): Stage | undefined =>
  stages.find(({ status }) => status === 'InProgress');

/** Those of the people who are asked who have not decided: where a stage wants several approvals, some may have. */
export function undecidedOf(request: Pick<ScheduleRequest, 'stages'>, asked: readonly PrincipalId[]): PrincipalId[] {
  const reviews = stageInProgress(request)?.decisions ?? [];
  return asked.filter((approver) => reviews.every(({ reviewedBy }) => reviewedBy !== approver));
}
