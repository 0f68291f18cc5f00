import type { Card } from '../card.js';
import { formatDay, formatInstant, type When } from './format-time.js';

/** Cards that show how many things are, and are not drawn again when these change. */
const standing: ReadonlySet<string> = new Set([
  ...['pending', 'my-requests', 'my-roles', 'requests', 'history', 'assignments', 'would-end', 'revoke-all'],
  ...['alerts', 'one-alert', 'alert-settings', 'stuck', 'audit', 'access-reviews', 'settings'],
]);

/**
 * A card that is answered once and left as it was then, with the moment at which it was true: `As of 14:05 on Mon 16 Nov.`
 * It stands first, where no platform leaves it out. Every other card is returned as it is.
 */
export function asOf(card: Card, when: When): Card {
  if (!card.part && !standing.has(card.name)) return card;
  const said = `As of ${formatInstant(when.now, when)} on ${formatDay(when.now, when)}.`;
  return { ...card, body: [said, ...card.body] };
}
