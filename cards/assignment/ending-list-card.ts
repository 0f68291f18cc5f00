import type { Level } from '../../domain/assignment/schedule-request.js';
import type { Instant } from '../../domain/time.js';
import type { Card, Row } from '../card.js';
import type { RequestFacts } from '../request/request-facts.js';
import { roleTitle, sayAt } from '../request/request-words.js';
import type { When } from '../words/format-time.js';

/** One thing that ends: whose, which role, and as what they have it. */
type Ending = Pick<RequestFacts, 'roleName' | 'scopeName'> & { name: string; level: Level; endDateTime: Instant };

/** What ends within one time, how much in all, and the first of it. */
export type EndingPart = { when: 'today' | 'tomorrow' | 'in 14 days'; count: number; first: readonly Ending[] };

/** More lines than this nobody reads in a message that comes unasked. */
const most = 12;
/** The last of them end within so many days. */
const within = 15;

/** What of all that was given ends soon, for the administrators: one card a day, however much it is. */
export function endingListCard(parts: readonly EndingPart[], when: When): Card {
  const some = parts.filter(({ count }) => count > 0);
  const said = some.map(({ when: day, count }) => `${count} ${day}`);
  const all = some.reduce((sum, { count }) => sum + count, 0);
  const rows = some.flatMap((part) => part.first.map((ending) => rowOf(ending, when))).slice(0, most);
  const title = all === 1 ? 'One assignment ends soon' : `${all} assignments end soon`;
  return {
    kind: 'card',
    name: 'ending-list',
    title,
    status: { text: `Ending ${listed(said)}`, tone: 'neutral' },
    body: [],
    facts: [],
    rows,
    unlisted: all - rows.length,
    more: `type “assignments ending within ${within} days”`,
    buttons: [
      { title: 'Show all', style: 'default', action: { do: 'list', list: { of: 'ending', days: within }, from: 0 } },
    ],
    page: '/assignments',
    summary: `${title}: ${listed(said)}`,
  };
}

function rowOf({ name, level, endDateTime, ...role }: Ending, when: When): Row {
  const how = level === 'eligibility' ? 'Eligible' : 'Active';
  return {
    title: `${name}: ${roleTitle(role)}`,
    subtitle: `${how} until ${sayAt(when, true)(endDateTime)}`,
    buttons: [],
  };
}

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
