import { type Instant, instant } from '../time.js';
import { bestEligibility } from './decide-activation.js';
import type { Schedule } from './schedule.js';
import type { ScheduleRequest } from './schedule-request.js';

/** The eligibilities that can justify an activation in place of the one that ends, by whose activation it is. */
export type EligibilitiesOf = (holder: Pick<Schedule, 'principalId'>) => readonly Schedule[];

/** An eligibility that ends now or sooner than it did: `end`. No end: it has become permanent. */
export type EndingEligibility = { eligibility: Schedule; end: Instant | undefined; others: EligibilitiesOf };

/**
 * Decides what becomes of the activations that use an eligibility which now ends at `end` (its removal: now). One that
 * lasts longer goes on with whichever eligibility of its holder's then lasts longest, and ends no later than that; where
 * none is left it ends, and one that has not begun never will. Returns those that change.
 * Source: an activation is no longer than its eligibility; what another eligibility justifies stays.
 */
export function decideCascade(standing: readonly Schedule[], ending: EndingEligibility, now: Instant): Schedule[] {
  return standing.flatMap((activation): Schedule[] => {
    const { status, startDateTime, endDateTime } = activation;
    if (status === 'PendingRevocation' || lastsBeyond(ending, endDateTime)) return [];
    const next = eligibilityLeft(ending, activation, instant(Math.max(now, startDateTime)));
    if (!next) return [ended(activation, '', now)];
    return [{ ...activation, activatedUsing: next.id, endDateTime: sooner(endDateTime, next.endDateTime) }];
  });
}

/** What a waiting request becomes: it goes on with another eligibility, or is cancelled. */
export type WaitingOutcome = { kind: 'goes-on' | 'canceled'; request: ScheduleRequest };

/**
 * Decides what becomes of the requests that wait for approval and would use an eligibility which now ends at `end`.
 * One that no eligibility of its requestor's could begin with any more is cancelled, and says why. Returns those that
 * change.
 */
export function decideWaiting(
  waiting: readonly ScheduleRequest[],
  ending: EndingEligibility,
  now: Instant,
): WaitingOutcome[] {
  return waiting.flatMap((request): WaitingOutcome[] => {
    const start = instant(Math.max(now, request.scheduleInfo.startDateTime ?? now));
    const next = eligibilityLeft(ending, request, start);
    if (next?.id === ending.eligibility.id) return [];
    if (next) return [{ kind: 'goes-on', request: { ...request, activatedUsing: next.id } }];
    const cancellation = { code: 'ELIGIBILITY_GONE' } as const;
    return [{ kind: 'canceled', request: { ...request, status: 'Canceled', cancellation, completedDateTime: now } }];
  });
}

const lastsBeyond = ({ end }: EndingEligibility, activationEnds: Instant | undefined): boolean =>
  end === undefined || (activationEnds !== undefined && activationEnds <= end);

/** The best of what is left at `at`; what is planned and begins by then counts. */
function eligibilityLeft(
  { eligibility, end, others }: EndingEligibility,
  holder: Pick<Schedule, 'principalId'>,
  at: Instant,
): Schedule | undefined {
  const left: Schedule = { ...eligibility, endDateTime: end };
  const candidates = [left, ...others(holder).filter(({ id }) => id !== eligibility.id)];
  const begun = candidates.map(
    (each): Schedule => (each.status === 'Granted' ? { ...each, status: 'Provisioned' } : each),
  );
  return bestEligibility(begun, holder.principalId, at);
}

function sooner(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return instant(Math.min(one, other));
}

/**
 * What a schedule becomes that an administrator takes: an eligibility is over at once, what has not begun never will,
 * and what the directory may hold is on its way out of it.
 */
export function ended(schedule: Schedule, justification: string, now: Instant): Schedule {
  const why = { endedBy: 'removed' as const, endJustification: justification || undefined };
  if (schedule.status === 'Granted') return { ...schedule, ...why, status: 'Canceled', endedDateTime: now };
  if (schedule.level === 'eligibility') return { ...schedule, ...why, status: 'Revoked', endedDateTime: now };
  return { ...schedule, ...why, status: 'PendingRevocation' };
}
