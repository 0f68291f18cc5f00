import type { RequestFacts, Viewer } from '../../cards/request/request-facts.js';
import { type EndWarning, isStillWarned } from '../../domain/assignment/end-warnings.js';
import { isAssigned, isLive, type Schedule } from '../../domain/assignment/schedule.js';
import { undecidedOf } from '../../domain/assignment/schedule-request.js';
import { after, type Instant, minutes } from '../../domain/time.js';
import type { NoteKind } from '../outbox/delivery.js';

/** What has ended longer ago than this did so while nobody could be told. */
const oldAfter = minutes(15);

/** True for a note that whatever else stands on the same access may make pointless. */
export const hangsOnOthers = (note: NoteKind): boolean =>
  note === 'ended' || note === 'expired' || note === 'ends-soon';

/**
 * Whether a note still says something that is so, and new, when it comes to be delivered: late, perhaps after an outage,
 * when what it was about may have been decided, renewed or removed. `beside`: every schedule of the same access that is
 * not over, for notes that hang on them.
 */
export function isNews(
  note: NoteKind,
  facts: RequestFacts,
  viewer: Viewer,
  beside: readonly Schedule[],
  now: Instant,
): boolean {
  const { schedule } = facts;
  switch (note) {
    case 'active':
      // Its end is told by itself.
      return schedule?.endDateTime === undefined || now < after(schedule.endDateTime, oldAfter);
    case 'ended':
      return !beside.some((other) => other.assignmentType === 'activated' && isLive(other, now));
    case 'ends-in-14-days':
    case 'ends-in-1-day':
      return isWarnedBy([note === 'ends-in-1-day' ? '1-day' : '14-days'], schedule, now);
    case 'ends-soon':
      // Whoever has planned the next one needs no warning.
      return (
        isWarnedBy(['15-minutes', '5-minutes'], schedule, now) &&
        schedule?.status === 'Provisioned' &&
        !beside.some(({ assignmentType, status }) => assignmentType === 'activated' && status === 'Granted')
      );
    case 'expired':
      return schedule?.endedBy === 'expired' && !beside.some(isAssigned(schedule.level, now));
    case 'reminder':
      return isWaiting(facts) && isAsked(facts, viewer);
    case 'still-waiting':
    case 'overlooked':
      return isWaiting(facts);
    default:
      return true;
  }
}

const isWarnedBy = (warnings: readonly EndWarning[], schedule: Schedule | undefined, now: Instant): boolean =>
  schedule !== undefined && warnings.some((warning) => isStillWarned(schedule, warning, now));

const isWaiting = ({ request: { status } }: RequestFacts): boolean =>
  status === 'PendingApproval' || status === 'PendingAdminDecision';

function isAsked({ request, approverIds = [] }: RequestFacts, { principalId }: Viewer): boolean {
  return principalId !== undefined && undecidedOf(request, approverIds).includes(principalId);
}
