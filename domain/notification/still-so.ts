import { type EndWarning, isStillWarned } from '../assignment/end-warnings.js';
import { isAssigned, isLive } from '../assignment/schedule.js';
import { undecidedOf } from '../assignment/schedule-request.js';
import type { RequestNow } from './notice.js';

/** What a decision, a failure or an administrator's act came to stays so: such a notice is told however late. */
export const staysSo = (): boolean => true;

/** The request waits for a decision. */
export const isWaiting = ({ request: { status } }: RequestNow): boolean =>
  status === 'PendingApproval' || status === 'PendingAdminDecision';

/** It waits; and where its approvers are told, for this one, who has not decided. */
export const waitsForReader = (stands: RequestNow): boolean => {
  const { request, approverIds, as, readerId } = stands;
  if (!isWaiting(stands)) return false;
  return as !== 'Approver' || readerId === undefined || undecidedOf(request, approverIds).includes(readerId);
};

/** What begins at once is told to its requestor when it has begun; its approvers hear what they decided. */
export const isPlanned = ({ schedule, as }: RequestNow): boolean =>
  as !== 'Requestor' || schedule?.status === 'Granted';

/** Its end is told to its holder by its own notice; administrators hear of every activation. */
export const isActive = ({ schedule, as, now }: RequestNow): boolean =>
  as !== 'Requestor' || (schedule?.status === 'Provisioned' && isLive(schedule, now));

/** No other activation gives the same access by now. */
export const isNotActiveAgain = ({ beside, now }: RequestNow): boolean =>
  !beside.some((other) => other.assignmentType === 'activated' && isLive(other, now));

/** The end comes as one of these warnings says, and no nearer one has taken its place. */
export const isWarned =
  (...warnings: EndWarning[]) =>
  ({ schedule, now }: RequestNow): boolean =>
    schedule !== undefined && warnings.some((warning) => isStillWarned(schedule, warning, now));

/** An activation that the directory holds ends within minutes, and no next one is planned. */
export const endsSoon = (stands: RequestNow): boolean =>
  isWarned('15-minutes', '5-minutes')(stands) &&
  stands.schedule?.status === 'Provisioned' &&
  !stands.beside.some(({ assignmentType, status }) => assignmentType === 'activated' && status === 'Granted');

/** It expired, and has not been given again since. */
export const isExpired = ({ schedule, beside, now }: RequestNow): boolean =>
  schedule?.endedBy === 'expired' && !beside.some(isAssigned(schedule.level, now));

/** It is there although its end has come: without an end, or refused by the directory until another owner is there. */
export const isKept = ({ schedule, now }: RequestNow): boolean =>
  schedule !== undefined &&
  (isLive(schedule, now) || (schedule.status === 'PendingRevocation' && schedule.refusedSince !== undefined));
