import type { Instant } from '../domain/time.js';
import type { Card } from './card.js';
import { requestPage } from './portal-page.js';
import type { RequestFacts } from './request-facts.js';
import { phaseOf } from './request-phase.js';
import { nameSome, roleTitle } from './request-words.js';

type Unreached = {
  facts: RequestFacts;
  /** The names of those who are asked and whom nothing reaches. */
  names: readonly string[];
  /** True when nobody else could decide it. */
  isEverybody: boolean;
};

/** Tells the administrators whom nothing reaches of those who are to decide a request; later, that it is over. */
export function unreachedCard({ facts, names, isEverybody }: Unreached, now: Instant): Card {
  const isOver = phaseOf(facts, now).kind !== 'waiting';
  const asked = `${facts.requestorName}’s request for ${roleTitle(facts)}`;
  const isMended = isOver || names.length === 0;
  const title = isMended
    ? `Not everybody could be asked about ${asked}`
    : `${nameSome(names)} cannot be asked about ${asked}`;
  const status = statusOf(isOver, names.length, isEverybody);
  return {
    kind: 'card',
    name: 'unreached',
    title,
    status,
    body: isMended
      ? []
      : [
          'No chat reaches them, and no mail. Have them link their account and open Latchkey’s chat, or give them a mail address in the directory; then try it again in “stuck”.',
        ],
    facts: isMended
      ? []
      : [{ label: names.length === 1 ? 'Not reached' : `Not reached (${names.length})`, value: names.join(', ') }],
    rows: [],
    buttons: isMended ? [] : [{ title: 'Show what is stuck', style: 'default', action: { do: 'run', text: 'stuck' } }],
    page: requestPage(facts.request.id),
    summary: `${title}: ${status.text}`,
  };
}

function statusOf(isOver: boolean, count: number, isEverybody: boolean): NonNullable<Card['status']> {
  if (isOver) return { text: 'It does not wait any more', tone: 'good' };
  if (count === 0) return { text: 'By now everybody has been asked', tone: 'good' };
  return isEverybody
    ? { text: 'Nobody else could decide it', tone: 'bad' }
    : { text: 'Others have been asked', tone: 'warning' };
}
