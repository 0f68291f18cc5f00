import type { Instant } from '../time.js';
import type { Schedule } from './schedule.js';

/**
 * Decides what becomes of the activations that stand on an eligibility which now ends at `end` (its removal: now):
 * what lasts longer ends with it, and what would begin later never does. Returns those that change.
 * Source: an activation is no longer than its eligibility; its removal takes the activation along.
 */
export function decideCascade(standing: readonly Schedule[], end: Instant | undefined, now: Instant): Schedule[] {
  if (end === undefined) return [];
  return standing.flatMap((activation): Schedule[] => {
    const { status, startDateTime, endDateTime } = activation;
    if (status === 'PendingRevocation') return [];
    if (endDateTime !== undefined && endDateTime <= end) return [];
    if (status === 'Granted' && startDateTime >= end) return [ended(activation, '', now)];
    return [end <= now ? ended(activation, '', now) : { ...activation, endDateTime: end }];
  });
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
