import type { Card } from '../card.js';
import type { When } from '../words/format-time.js';
import type { RequestFacts } from './request-facts.js';
import { requestRow } from './request-row.js';

/** A request in a list, and whether the viewer may cancel it. */
type ListedRequest = { facts: RequestFacts; mayCancel: boolean };

/**
 * What was asked for one role or for many, in the order given. `title`: what these are.
 */
export function requestsCard(requests: readonly ListedRequest[], title: string, when: When): Card {
  const count = requests.length;
  return {
    kind: 'card',
    name: 'requests',
    title,
    body: count === 0 ? ['Nothing was asked that fits, among the roles you can see.'] : [],
    facts: [],
    rows: requests.map(({ facts, mayCancel }) => requestRow(facts, mayCancel, when)),
    more: 'type “requests waiting”',
    buttons: [],
    page: '/history',
    summary: count === 0 ? `${title}: nothing fits` : `${title}: ${count}`,
  };
}
