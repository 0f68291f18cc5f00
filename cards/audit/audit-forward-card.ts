import type { Instant } from '../../domain/time.js';
import type { Card } from '../card.js';
import { formatInstantWithOffset, type When } from '../words/format-time.js';

type Facts = { target: string; failingSince: Instant; isOver: boolean };

/** Tells the administrators that the audit log does not get through to where it is sent; or that it does again. */
export function auditForwardCard({ target, failingSince, isOver }: Facts, when: When): Card {
  const since = formatInstantWithOffset(failingSince, when);
  const title = isOver ? `The record reaches the ${target} again` : `The record does not reach the ${target}`;
  return {
    kind: 'card',
    name: 'audit-forward',
    title,
    status: isOver
      ? { text: 'Everything that waited is being sent, in its order', tone: 'good' }
      : { text: `Not since ${since}`, tone: 'warning' },
    body: isOver
      ? []
      : [
          'Nothing is lost: it is sent in its order once the far end takes it, and tried at least every minute. The log says how it fails.',
        ],
    facts: [],
    rows: [],
    buttons: [],
    summary: isOver ? title : `${title}, since ${since}`,
  };
}
