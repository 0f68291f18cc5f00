import type { RequestFacts } from '../request/request-facts.js';
import type { Say } from '../request/request-words.js';

/** What still gives somebody the access, or the right to activate it, in a sentence; nothing where nothing does. */
export function stillHeldWords(
  { stillHeld, request, schedule }: Pick<RequestFacts, 'stillHeld' | 'request' | 'schedule'>,
  who: string,
  say: Say,
): string[] {
  if (!stillHeld) return [];
  const { through, endDateTime } = stillHeld;
  const isEligibility = (schedule ?? request).level === 'eligibility';
  const isYou = who === 'You';
  const holds = isEligibility ? `${isYou ? 'are' : 'is'} still eligible` : `still ${isYou ? 'hold' : 'holds'} it`;
  return [
    `${who} ${holds} through ${through}${endDateTime === undefined ? ', permanently' : ` until ${say(endDateTime)}`}.`,
  ];
}
