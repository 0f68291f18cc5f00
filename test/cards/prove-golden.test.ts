import { describe, expect, it } from 'vitest';
import { accountCard } from '../../cards/account/account-card.js';
import { authenticatorsCard } from '../../cards/account/authenticators-card.js';
import { type ProveFacts, proveCard } from '../../cards/account/prove-card.js';
import type { Card } from '../../cards/card.js';
import { renderAdaptiveCard } from '../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../cards/platform/block-kit.js';
import { renderPlain } from '../../cards/platform/plain.js';
import { noProofs } from '../../domain/proof/proofs.js';
import { after as later, minutes } from '../../domain/time.js';
import { at, now, when } from './facts.js';
import { isAsItWas } from './golden-files.js';

const facts: ProveFacts = {
  says: 'Activate Security Reader for 2 h',
  needs: { ...noProofs, multiFactor: true },
  link: 'https://latchkey.example/prove/RWtCxY0d6c3bmVJm4rYIEFM1tW0GZ2ZgQm0h8pQJt5s',
  expiresAt: later(now, minutes(10)),
};

const views: Record<string, Card> = {
  prove: proveCard(facts, when),
  'prove-context': proveCard({ ...facts, needs: { multiFactor: false, authenticationContexts: ['c3'] } }, when),
  'prove-proven': proveCard({ ...facts, provenAt: now }, when),
  'prove-over': proveCard({ ...facts, expiresAt: at('2026-11-16T08:00Z') }, when),
  'authenticators-reset': authenticatorsCard('reset', 'Grace Hopper'),
  'authenticators-added': authenticatorsCard('passkey-added', 'Grace Hopper'),
  'account-linked': accountCard({
    what: 'linked',
    surface: 'slack',
    accountName: 'ada',
    person: 'Ada',
    changedBy: undefined,
  }),
  'account-unlinked': accountCard({ what: 'unlinked', surface: 'slack', person: 'Ada', changedBy: 'Grace Hopper' }),
};

describe.each(Object.entries(views))('The card %s', (name, view) => {
  isAsItWas(name, view);
});

it('When it is over or done, then the link is nowhere to be seen on any surface', () => {
  for (const name of ['prove-proven', 'prove-over']) {
    const view = views[name];
    if (!view) throw new Error(`there is no ${name}`);
    const shown = [renderPlain(view), JSON.stringify(renderBlockKit(view)), JSON.stringify(renderAdaptiveCard(view))];
    for (const text of shown) expect(text).not.toContain('https://latchkey.example');
  }
});
