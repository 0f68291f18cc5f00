import { afterEach, beforeEach, expect, it } from 'vitest';
import { people } from '../support/organisation.js';
import { slackStory } from '../support/platforms/slack-story.js';
import { teamsStory } from '../support/platforms/teams-story.js';
import { type RunningProduct, startProduct } from '../support/products/product.js';

let product: RunningProduct;
let slack: ReturnType<typeof slackStory>;
let teams: ReturnType<typeof teamsStory>;
beforeEach(async () => {
  product = await startProduct({ slack: true, teams: true });
  slack = slackStory(product.slack);
  teams = teamsStory(product.teams);
});
afterEach(() => product.stop());

const approvers = ['bob', 'cas'] as const;
const platforms = () => [slack, teams];

const theRequest = async () => {
  const [request] = await product.requests();
  if (!request) throw new Error('Nothing was asked for');
  return request;
};

it('When a role is asked for in Slack and approved in Teams, then every copy on both follows, as one thread on record', async () => {
  await slack.say('ada', 'activate Security Reader for 2h because INC-42');
  for (const platform of platforms()) {
    await platform.see('ada', 'Waiting for approval');
    for (const approver of approvers) await platform.see(approver, 'Ada asks', 'INC-42', 'Waiting for approval');
  }
  await teams.press('bob', 'Ada asks', 'Approve');
  for (const platform of platforms()) {
    for (const approver of approvers) {
      expect((await platform.see(approver, 'Ada asks', 'Approved by Bob')).buttons).toEqual([]);
    }
    expect((await platform.see('ada', 'Duration', 'Active until')).buttons).toEqual(['Give back']);
    await platform.see('ada', 'Security Reader is active');
    await platform.seeAlert('Ada activated Security Reader', 'Approved by Bob', 'Active until');
  }
  expect(await product.grants()).toHaveLength(1);

  await slack.press('ada', 'Duration', 'Give back');
  for (const platform of platforms()) {
    await platform.see('ada', 'Security Reader was given back');
    expect((await platform.see('ada', 'Duration', 'Given back')).buttons).toEqual([]);
    await platform.seeAlert('Ada activated Security Reader', 'Given back');
  }
  expect(await product.grants()).toEqual([]);

  const audit = await product.audit(await theRequest());
  const ada = { kind: 'person', principalId: people.ada.id };
  expect(audit.map(({ via, actor, activity }) => ({ via, actor, activity }))).toEqual([
    { via: 'slack', actor: ada, activity: expect.stringContaining('requested') },
    {
      via: 'teams',
      actor: { kind: 'person', principalId: people.bob.id },
      activity: expect.stringContaining('approved'),
    },
    { via: 'system', actor: { kind: 'latchkey' }, activity: 'Add member to role completed (PIM activation)' },
    { via: 'slack', actor: ada, activity: expect.stringContaining('requested (PIM deactivate)') },
    { via: 'system', actor: { kind: 'latchkey' }, activity: 'Remove member from role completed (PIM deactivate)' },
  ]);
  expect(new Set(audit.map(({ correlationId }) => correlationId))).toEqual(
    new Set([(await theRequest()).correlationId]),
  );
});

it('When a role is asked for in Teams and denied in Slack, then the reason is read on both', async () => {
  await teams.say('ada', 'activate Security Reader for 2h because INC-42');
  await slack.press('cas', 'Ada asks', 'Deny');
  const form = await slack.seeForm('cas', 'Deny the request');
  await product.slack.submitModal('cas', form, { justification: 'Use the dashboard' });
  for (const platform of platforms()) {
    await platform.see('ada', 'Security Reader was denied', 'Use the dashboard');
    for (const approver of approvers) {
      expect((await platform.see(approver, 'Denied by Cas', 'Use the dashboard')).buttons).toEqual([]);
    }
  }
});

it('When Bob approves on both platforms at once, then it is one decision, and each of his cards says so', async () => {
  await slack.say('ada', 'activate Security Reader for 2h because INC-42');
  for (const platform of platforms()) await platform.see('bob', 'Ada asks', 'Waiting for approval');
  await Promise.all(platforms().map((platform) => platform.press('bob', 'Ada asks', 'Approve')));
  for (const platform of platforms()) {
    await platform.see('bob', 'Ada asks', 'Approved by Bob');
    await platform.see('ada', 'Security Reader is active');
  }
  await product.settle();
  const approvals = (await product.audit(await theRequest())).filter(({ activity }) => activity.includes('approved'));
  expect(approvals.map(({ result }) => result).sort()).toEqual(['failure', 'success']);
  expect(await product.grants()).toHaveLength(1);
  expect(await product.slack.channel()).toHaveLength(1);
  expect(teams.alerts()).toHaveLength(1);
});
