import { expect, it } from 'vitest';
import { commands } from '../../../bot/commands/registry.js';
import { alice, dave } from '../../support/builders.js';
import { conversation, shownText } from '../../support/conversation.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const { press } = conversation(fixture, commands);

it.each([
  'activate Security Reader for 1h because INC-42',
  'revoke all from Alice because left now',
  'stuck drop 1',
  'approve all',
  'my roles and more',
])(
  'When a press says “%s”, forged or from an older card, then it is not read: what can be typed is shown',
  async (text) => {
    const before = await fixture.written();
    for (const who of [alice, dave]) {
      expect(shownText(await press(who, { do: 'run', text }))).toContain('What you can type');
    }
    expect(await fixture.written()).toEqual(before);
  },
);

it('When a press is only a verb, then it is carried out', async () => {
  expect(shownText(await press(alice, { do: 'run', text: 'my roles' }))).toContain('Your roles');
});
