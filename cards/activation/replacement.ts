import type { ActivationAsk } from '../../domain/assignment/decide-activation.js';
import type { Card } from '../card.js';
import type { RequestFacts } from '../request/request-facts.js';
import { lengthWords, type Say } from '../request/request-words.js';
import type { KeptArguments } from '../words/kept-arguments.js';

/** Other terms for a request that waits, as it was then; `said` is what a button keeps of them. */
export type Replacement = { revision: number; ask: ActivationAsk; said: KeptArguments };

/** Says that somebody has asked already, and that the new terms were not taken, with the way to take them. */
export function replacementParts(
  { request }: RequestFacts,
  offer: Replacement | undefined,
  say: Say,
): Pick<Card, 'body' | 'buttons'> {
  const isOpen = request.status === 'PendingApproval' || request.status === 'Granted';
  if (!offer || offer.revision !== request.revision || !isOpen) return { body: [], buttons: [] };
  if (isSame(offer.ask, request)) return { body: ['You have asked for this already, in the same words.'], buttons: [] };
  return {
    body: [`You have asked for this already. What you asked for now was not taken: ${termsSaid(offer.ask, say)}.`],
    buttons: [
      {
        title: 'Replace the request',
        style: 'primary',
        action: {
          do: 'activate',
          intent: 'activate',
          role: request.role,
          said: offer.said,
          replaces: { requestId: request.id, revision: request.revision },
        },
      },
    ],
  };
}

function termsSaid({ scheduleInfo, justification, ticketInfo }: ActivationAsk, say: Say): string {
  const { startDateTime, expiration } = scheduleInfo;
  const length = lengthWords(expiration, say);
  return [
    /^\d/.test(length) ? `for ${length}` : length,
    ...(startDateTime === undefined ? [] : [`from ${say(startDateTime)}`]),
    ...(ticketInfo.ticketNumber ? [`ticket ${ticketInfo.ticketNumber}`] : []),
    ...(justification ? [`because “${justification}”`] : []),
  ].join(', ');
}

type Terms = Pick<RequestFacts['request'], 'scheduleInfo' | 'justification' | 'ticketInfo'>;

function isSame(one: Terms, other: Terms): boolean {
  return keyOf(one) === keyOf(other);
}

const keyOf = ({ scheduleInfo: { startDateTime, expiration }, justification, ticketInfo }: Terms): string =>
  JSON.stringify([
    startDateTime ?? null,
    expiration.type,
    'duration' in expiration ? expiration.duration : null,
    'endDateTime' in expiration ? (expiration.endDateTime ?? null) : null,
    justification,
    ticketInfo.ticketNumber ?? '',
    ticketInfo.ticketSystem ?? '',
  ]);
