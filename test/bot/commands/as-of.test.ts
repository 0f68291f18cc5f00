import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../bot/commands/registry.js';
import type { View } from '../../../cards/card.js';
import { renderAdaptiveCard } from '../../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../../cards/platform/block-kit.js';
import { renderPlain } from '../../../cards/platform/plain.js';
import { scheduleId } from '../../../domain/ids.js';
import { hours } from '../../../domain/time.js';
import { alice, approvedBy, aStagePolicy, asks, bob, dave } from '../../support/builders.js';
import { conversation, shownText } from '../../support/conversation.js';
import { heldBy, lookingForAlerts, namedRole } from '../../support/setups/alert-fixture.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

/** Alice asks, Bob approves, Dave administers everything. It is Monday at nine. */
const fixture = useCaseFixture();
const chat = conversation(fixture, commands);
beforeEach(async () => {
  await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })));
  await fixture.hold({ ...heldBy(dave, namedRole('globalAdministrator')), id: scheduleId('dave') });
  await lookingForAlerts(fixture).look();
  await fixture.ask();
});

const platforms = {
  Slack: (view: View) => JSON.stringify(renderBlockKit(view)),
  'Teams and the web chat': (view: View) => JSON.stringify(renderAdaptiveCard(view)),
  'plain text': (view: View) => renderPlain(view),
};

const lists = [
  ['pending', bob],
  ['my requests', alice],
  ['my roles', alice],
  ['requests', dave],
  ['assignments of Alice', dave],
  ['who has Security Reader', dave],
  ['alerts', dave],
  ['alerts settings', dave],
  ['stuck', dave],
  ['audit', dave],
  ['reviews', dave],
  ['settings Security Reader', dave],
] as const;

describe.each(lists)('When somebody asks for “%s”', (text, who) => {
  it.each(Object.entries(platforms))('then on %s it says as of when that is so', async (_, draw) => {
    const shown = await chat.say(who, text);
    if (typeof shown === 'string') throw new Error(shown);
    expect(draw(shown)).toMatch(/As of \d\d:\d\d on Mon \d+ \w{3}\./);
    fixture.clock.pass(hours(26));
    const later = await chat.say(who, text);
    if (typeof later === 'string') throw new Error(later);
    expect(draw(later)).toMatch(/As of \d\d:\d\d on Tue \d+ \w{3}\./);
  });
});

it('When a list is empty, then it says as of when there was nothing', async () => {
  expect(shownText(await chat.say(alice, 'pending'))).toMatch(/As of \d\d:\d\d on Mon/);
});

it('When a request’s own card is shown, which is drawn again as things change, then it says no such thing; nor does an answer that never ages', async () => {
  for (const text of ['help', 'activate Reader of Nothing', 'activate Security Reader for 1h because INC-1']) {
    expect(shownText(await chat.say(alice, text))).not.toContain('As of');
  }
});
