import type { Instant } from '../../domain/time.js';
import type { Card } from '../card.js';
import { formatInstantWithOffset, type When } from '../words/format-time.js';

type Facts = { name: string; since: Instant; isRefused: boolean; isOver: boolean };

/** Tells the administrators that something outside, such as Slack, is away or refuses Latchkey; or that it is back. */
export function farEndCard({ name, since, isRefused, isOver }: Facts, when: When): Card {
  const problem = isRefused ? `${name} refuses Latchkey’s credentials` : `Latchkey cannot reach ${name}`;
  const title = isOver ? `Latchkey reaches ${name} again` : problem;
  const began = formatInstantWithOffset(since, when);
  return {
    kind: 'card',
    name: 'far-end',
    title,
    status: isOver
      ? { text: `It could not since ${began}`, tone: 'good' }
      : { text: `Since ${began}`, tone: 'warning' },
    body: [isOver ? 'What waited is being sent.' : whatToDo(isRefused)],
    facts: [],
    rows: [],
    buttons: [],
    summary: isOver ? title : `${title} since ${began}`,
  };
}

const whatToDo = (isRefused: boolean) =>
  isRefused
    ? 'Everything else works, and roles end on time. Check the credentials in the settings and restart Latchkey.'
    : 'Everything else works, and roles end on time. Latchkey tries again at least every minute.';
