import { expect, it } from 'vitest';
import { renderAdaptiveCard } from '../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../cards/platform/block-kit.js';
import { renderPlain } from '../../cards/platform/plain.js';
import { linked, settingsPage } from '../../cards/platform/portal-page.js';
import { requestCard } from '../../cards/request/request-card.js';
import { alice, aRole } from '../support/builders.js';
import { now, states } from './facts.js';

const card = requestCard(states.waiting, { part: 'requestor', principalId: alice, timeZone: 'UTC' }, now);

const surfaces = (view: typeof card) => [
  renderPlain(view),
  JSON.stringify(renderBlockKit(view)),
  JSON.stringify(renderAdaptiveCard(view)),
];

it('When there is a portal, then a card leads to its page there on every surface', () => {
  const address = `https://latchkey.example/requests/${states.waiting.request.id}`;
  for (const text of surfaces(linked(card, 'https://latchkey.example'))) expect(text).toContain(address);
});

it('When there is no portal, then no card leads anywhere', () => {
  for (const text of surfaces(linked(card, undefined))) expect(text).not.toContain('/requests/');
});

it('When a card has a link of its own, then that one stays', () => {
  const link = { title: 'Prove it', url: 'https://latchkey.example/prove/token' };
  expect(linked({ ...card, link }, 'https://latchkey.example').link).toEqual(link);
});

it('When a role is at a place, then its address holds all of it, and nothing more can be put into it', () => {
  expect(settingsPage(aRole('a&b=c', '/subscriptions/1'))).toBe(
    '/settings?kind=directory&role=a%26b%3Dc&scope=%2Fsubscriptions%2F1',
  );
});
