import { activationEnd } from '../../domain/assignment/decide-activation.js';
import type { RequestFacts } from '../request/request-facts.js';
import { at, type Say } from '../request/request-words.js';

/**
 * Says that an activation ends sooner than was asked because the eligibility it stands on ends then; nothing where it
 * does not, is over, or had its times changed since.
 */
export function cappedWords({ request, schedule }: RequestFacts, say: Say): string[] {
  const { expiration } = request.scheduleInfo;
  if (!schedule?.endDateTime || schedule.endedBy || schedule.changedUsing) return [];
  if (request.action !== 'selfActivate' || expiration.type === 'noExpiration') return [];
  const asked = activationEnd(expiration, schedule.startDateTime, undefined);
  return schedule.endDateTime < asked
    ? [`It ends sooner than you asked: your eligibility ends${at(schedule.endDateTime, say)}.`]
    : [];
}
