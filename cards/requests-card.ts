import type { Card } from './card.js';
import type { When } from './format-time.js';
import type { RequestFacts } from './request-facts.js';
import { requestRow } from './request-row.js';

/** A request in a list, and whether the viewer may cancel it. */
type ListedRequest = { facts: RequestFacts; mayCancel: boolean };

/**
 * What was asked for one role or for many, in the order given. `title`: what these are; `more`: how to see others,
 * where there may be some.
 */
export function requestsCard(
  requests: readonly ListedRequest[],
  { title, more }: { title: string; more?: string | undefined },
  when: When,
): Card {
  const count = requests.length;
  return {
    kind: 'card',
    name: 'requests',
    title,
    body: count === 0 ? ['Nothing was asked that fits, among the roles you can see.'] : more ? [more] : [],
    facts: [],
    rows: requests.map(({ facts, mayCancel }) => requestRow(facts, mayCancel, when)),
    more: 'add a person, “denied” or “last 7 days” to see fewer',
    buttons: [],
    page: '/history',
    summary: count === 0 ? `${title}: nothing fits` : `${title}: ${count}`,
  };
}
