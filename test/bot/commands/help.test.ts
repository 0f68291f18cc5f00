import { expect, it } from 'vitest';
import { commandDescriptions } from '../../../bot/commands/registry.js';
import { helpCard } from '../../../cards/help-card.js';
import { renderAdaptiveCard } from '../../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../../cards/platform/block-kit.js';
import { renderPlain } from '../../../cards/platform/plain.js';

const card = helpCard(commandDescriptions);

it.each([
  ['a terminal', renderPlain(card)],
  ['Slack', JSON.stringify(renderBlockKit(card).blocks)],
  ['Teams', JSON.stringify(renderAdaptiveCard(card).body)],
])('When somebody asks for help in %s, then every command is named, and nothing is left out', (_where, shown) => {
  for (const { name } of commandDescriptions) expect(shown, name).toMatch(new RegExp(`\\b${name}\\b`));
  expect(shown).not.toMatch(/and \d+ more/);
});

it('When somebody asks for help, then each command stands in one group', () => {
  const named = card.facts.flatMap(({ value }) => value.split(', '));
  expect(named.toSorted()).toEqual(commandDescriptions.map(({ name }) => name).toSorted());
});
