import { afterEach, beforeEach, expect, it } from 'vitest';
import { scheduleId } from '../../domain/ids.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import { days, instant, after as later } from '../../domain/time.js';
import { anEligibility, aRole, aSchedule } from '../support/builders.js';
import { people } from '../support/organisation.js';
import { slackStory } from '../support/platforms/slack-story.js';
import { teamsStory } from '../support/platforms/teams-story.js';
import { type RunningProduct, startProduct } from '../support/products/product.js';

const globalReader = aRole('f2ef992c-3afb-46b9-b7cf-a126ee74c451');

let product: RunningProduct;
let teams: ReturnType<typeof teamsStory>;
let slack: ReturnType<typeof slackStory>;
/** Dan and Bob are Global Administrators. */
beforeEach(async () => {
  product = await startProduct({ teams: true, slack: true });
  teams = teamsStory(product.teams);
  slack = slackStory(product.slack);
  const administrators = [people.dan, people.bob].map(({ id }) =>
    aSchedule({
      id: scheduleId(`${id}-administrator`),
      principalId: id,
      role: aRole(wellKnownRole.globalAdministrator),
      assignmentType: 'assigned',
      startDateTime: instant(0),
      endDateTime: undefined,
    }),
  );
  await product.database.store.transaction((tx) => tx.schedules.insert(...administrators));
});
afterEach(() => product.stop());

it('When Dan assigns a role by a form and takes it again, then Cas is told each time, and the directory follows', async () => {
  await teams.say('dan', 'assign Global Reader to Cas active');
  const { buttons } = await teams.see('dan', 'Assign a role', 'For how long');
  expect(buttons).toEqual(['Assign']);
  const fields = { role: '"Global Reader" on "/"', who: people.cas.id, level: 'assignment' };
  await teams.press('dan', 'Assign a role', 'Assign', { ...fields, length: '2 days', justification: 'on call' });
  await teams.see('cas', 'Global Reader is assigned to you', 'Dan', 'on call');
  await slack.see('cas', 'Global Reader is assigned to you', 'Dan', 'on call');
  await expect
    .poll(() => product.grants())
    .toMatchObject([{ access: { principalId: people.cas.id, role: globalReader } }]);

  await slack.say('dan', 'who has Global Reader');
  await slack.press('dan', 'Cas', 'Remove');
  await slack.seeForm('dan', 'Remove');
  await slack.say('dan', 'remove Global Reader from Cas because done');
  await slack.see('cas', 'Global Reader was taken from you', 'done');
  await expect.poll(() => product.grants()).toEqual([]);
});

it('When Cas asks to keep a role, then the administrators decide on their cards, and Cas hears of it', async () => {
  const { clock, store } = product.database;
  await store.transaction((tx) =>
    tx.schedules.insert(
      anEligibility({
        id: scheduleId('cas-reads'),
        principalId: people.cas.id,
        role: globalReader,
        startDateTime: instant(0),
        endDateTime: later(clock.now(), days(3)),
      }),
    ),
  );
  await slack.say('cas', 'extend Global Reader for 60 days because the audit goes on');
  expect((await slack.see('cas', 'Your request to extend Global Reader', 'Bob and Dan')).buttons).toEqual(['Cancel']);
  const card = await teams.see('dan', 'Cas asks to extend Global Reader', 'the audit goes on');
  expect(card.buttons).toEqual(['Approve', 'Deny', 'Change and approve']);
  await teams.press('dan', 'Cas asks to extend', 'Change and approve');
  await teams.press('dan', 'Change and approve', 'Approve', {
    level: 'eligibility',
    start: '',
    length: '30 days',
    justification: 'a month',
  });
  await slack.see('cas', 'Your eligibility for Global Reader was extended', 'a month');
  await slack.see('cas', 'Your request to extend Global Reader', 'Approved by Dan');
  expect((await slack.see('bob', 'Cas asks to extend Global Reader', 'Approved by Dan')).buttons).toEqual([]);
});

it('When everything of Cas, by a mention, is revoked, then a press on the card ends it', async () => {
  await slack.say('dan', 'assign Global Reader to Cas active permanently because on call');
  await slack.see('cas', 'Global Reader is assigned to you');
  // As Slack sends a mention; what somebody types is escaped.
  const mention = `<@${product.slack.userId('cas')}>`;
  await product.slack.sendMessage('dan', '', { text: `revoke all from ${mention} because left the company` });
  await slack.see('dan', 'End everything of Cas?', '1 role would end at once');
  await slack.press('dan', 'End everything of Cas?', 'End everything');
  await slack.see('dan', 'Everything of Cas is ended');
  await expect.poll(() => product.grants()).toEqual([]);
});
