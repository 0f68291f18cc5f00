import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours } from '../../domain/time.js';
import { people } from '../support/organisation.js';
import { slackStory } from '../support/platforms/slack-story.js';
import { teamsStory } from '../support/platforms/teams-story.js';
import { type RunningProduct, startProduct, teamsUsers } from '../support/products/product.js';

let product: RunningProduct;
let story: ReturnType<typeof slackStory>;
/** A mention as the platform writes it. */
const ofSlack = 'approve';
const lovelace = { ...people.ada, displayName: 'Ada Lovelace', mail: 'lovelace@contoso.example' };
const adam = { ...people.bob, displayName: 'Adam Smith' };

beforeEach(async () => {
  product = await startProduct({ slack: true });
  story = slackStory(product.slack);
  await product.database.records.principals.save([lovelace, adam]);
});
afterEach(() => product.stop());

const statuses = async () => (await product.requests()).map(({ status }) => status);
/** Somebody asks, and Cas has been shown it. */
async function ask(name: 'ada' | 'bob', text = 'activate Security Reader for 2h because INC-42') {
  const before = (await product.requests()).length;
  await story.say(name, text);
  await story.see('cas', `${(name === 'ada' ? lovelace : adam).displayName} asks for`, 'Waiting for approval');
  await product.settle();
  expect(await product.requests()).toHaveLength(before + 1);
}

describe('When an approver types a decision', () => {
  it.each([
    ['the whole name', 'approve ada lovelace'],
    ['a mention of it', 'approve @Ada Lovelace'],
    ['a mention of the platform', ofSlack],
    ['the mail address', 'approve LOVELACE@contoso.example'],
    ['the user principal name', 'approve ADA@contoso.example'],
    ['the name and the role', 'approve Ada Lovelace for Security Reader'],
    ['the role and whose it is', 'approve Security Reader from Ada Lovelace'],
  ])('then by %s it is done at once, and the answer says who, what, where and for how long', async (_, typed) => {
    await ask('ada');
    const text = `approve <@${product.slack.externalId('ada').split(':')[1]}>`;
    // As Slack writes a mention; what a person types comes escaped.
    await product.slack.sendMessage('cas', typed, typed === ofSlack ? { text } : {});
    await story.see(
      'cas',
      'Approved: Ada Lovelace, Security Reader in the whole directory, for 2 h. It is being activated.',
    );
    expect(await statuses()).not.toContain('PendingApproval');
  });

  it('then by its id it is done at once', async () => {
    await ask('ada');
    const [request] = await product.requests();
    await story.say('cas', `deny ${request?.id} because not today`);
    await story.see('cas', 'Denied: Ada Lovelace, Security Reader in the whole directory, for 2 h');
    expect(await statuses()).toEqual(['Denied']);
  });

  it.each([
    ['a first name', 'approve Ada for 1h because she is on call'],
    ['a mention of a first name', 'approve @Ada for 1h because she is on call'],
    ['a role', 'approve Security Reader for 1h because she is on call'],
    ['nothing', 'approve for 1h because she is on call'],
  ])('then by %s it is shown, filled in, and done at a press', async (_, text) => {
    await ask('ada');
    await story.say('cas', text);
    const shown = await story.see('cas', 'Not decided yet', 'she is on call', 'Ada Lovelace asks for Security Reader');
    expect(shown.buttons).toEqual(['Approve for 1 h', 'Deny', 'Approve for less']);
    expect(await statuses()).toEqual(['PendingApproval']);
    await story.press('cas', 'Not decided yet', 'Approve for 1 h');
    await story.see('ada', 'Security Reader is active', 'Shortened to 1 h by Cas');
    const [request] = await product.requests();
    expect(request?.stages[0]?.decisions[0]).toMatchObject({ justification: 'she is on call', shortenedTo: hours(1) });
    // The card that was shown again lives on: it offers nothing any more.
    expect((await product.slack.inbox('cas')).filter(({ buttons }) => buttons.length > 0)).toEqual([]);
  });

  it('then a typed denial with its reason is done by one press, and by no other', async () => {
    await ask('ada');
    await story.say('cas', 'deny because the change is over');
    await story.see('cas', 'Not decided yet', 'press Deny', 'the change is over');
    await story.press('cas', 'Not decided yet', 'Deny');
    await story.see('ada', 'Security Reader was denied', 'the change is over');
  });
});

describe('When an approver mentions in Teams whom they mean', () => {
  it('then they are found by their id, whatever they are called there, and it is done at once', async () => {
    const teams = await startProduct({ teams: true });
    try {
      const { say, see } = teamsStory(teams.teams);
      await say('ada', 'activate Security Reader for 2h because INC-42');
      await see('cas', 'Ada asks for Security Reader', 'Waiting for approval');
      await teams.settle();
      const mentioned = { id: '29:1', name: 'Countess', aadObjectId: people.ada.id };
      const entities = [{ type: 'mention', text: '<at>Countess</at>', mentioned }];
      const text = 'approve <at>Countess</at> because she is on call';
      await teams.teams.deliver(teams.teams.message(teamsUsers.cas, text, { entities }));
      await see('cas', 'Approved: Ada, Security Reader in the whole directory, for 2 h');
      expect((await teams.requests()).map(({ status }) => status)).not.toContain('PendingApproval');
    } finally {
      await teams.stop();
    }
  });
});

describe('When what was shown is no longer what waits', () => {
  it('then Adam does not get what was meant for Ada', async () => {
    await ask('ada');
    await ask('bob', 'activate Security Administrator for 2h because INC-43');
    await story.press('ada', 'Waiting for approval', 'Cancel');
    await story.see('cas', 'Ada Lovelace asks', 'Cancelled');
    await story.say('cas', 'approve Ada because she is on call');
    await story.see('cas', 'Not decided yet', 'Adam Smith asks for Security Administrator');
    expect((await statuses()).sort()).toEqual(['Canceled', 'PendingApproval']);
  });
});
