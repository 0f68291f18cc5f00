import type { Instant } from '../domain/time.js';
import type { Card } from './card.js';
import type { When } from './format-time.js';
import { roleTitle, sayAt } from './request-words.js';

export type OutsideGrant = {
  name: string;
  roleName: string;
  scopeName?: string | undefined;
  endDateTime?: Instant | undefined;
};

/** Tells the administrators of an access that the directory holds and that nobody gave through Latchkey. */
export function outsideCard({ name, endDateTime, ...role }: OutsideGrant, when: When): Card {
  const title = `${name} has ${roleTitle(role)}, assigned outside Latchkey`;
  const end = endDateTime === undefined ? 'Active without an end' : `Active until ${sayAt(when, true)(endDateTime)}`;
  return {
    kind: 'card',
    name: 'outside',
    title,
    status: { text: end, tone: 'warning' },
    body: [
      'Latchkey leaves it as it is. If it is wanted, assign it here as well, as active: from then on Latchkey looks after its end. If not, take it out in the directory itself.',
    ],
    facts: [],
    rows: [],
    buttons: [],
    page: '/assignments',
    summary: `${title}: ${end}`,
  };
}
