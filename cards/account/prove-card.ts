import type { Proofs } from '../../domain/proof/proofs.js';
import type { Instant } from '../../domain/time.js';
import type { Card } from '../card.js';
import { at, sayAt } from '../request/request-words.js';
import type { When } from '../words/format-time.js';

/** Something that waits until whoever wants it has proven who they are. */
export type ProveFacts = {
  /** What will be done: `Activate Reader for 2 h`. */
  says: string;
  needs: Proofs;
  /** Where it is proven. */
  link: string;
  expiresAt: Instant;
  /** When it was proven, if it was. */
  provenAt?: Instant | undefined;
};

/** Asks somebody to prove who they are; once that is done or too late, says so, and leads nowhere any more. */
export function proveCard({ says, needs, link, expiresAt, provenAt }: ProveFacts, when: When): Card {
  const say = sayAt(when);
  const isOver = expiresAt <= when.now;
  const title = provenAt !== undefined ? 'You have proven that it is you' : 'Prove that it is you';
  const card = { kind: 'card', name: 'prove', facts: [], rows: [], buttons: [] } as const;
  if (provenAt !== undefined) {
    return { ...card, title, status: { text: says, tone: 'neutral' }, body: [], summary: `${title}: ${says}` };
  }
  if (isOver) {
    const body = [`${says}: nothing was done, for nobody proved it in time. Ask again.`];
    return { ...card, title: 'The time to prove it is over', body, summary: body.join(' ') };
  }
  const how =
    needs.authenticationContexts.length > 0
      ? `It needs a sign-in that meets the authentication context “${needs.authenticationContexts.join('”, “')}”.`
      : 'It needs a second factor, proven now.';
  return {
    ...card,
    title,
    status: { text: says, tone: 'warning' },
    body: [`${how} Nothing is done before. The link is for you alone, works once, and ends${at(expiresAt, say)}.`],
    link: { title: 'Prove it', url: link },
    summary: `${title}: ${says}`,
  };
}
