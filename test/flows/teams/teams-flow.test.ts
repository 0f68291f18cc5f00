import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Name, people, roles } from '../../support/organisation.js';
import type { TeamsUser } from '../../support/platforms/fake-teams.js';
import { teamsStory } from '../../support/platforms/teams-story.js';
import { type RunningProduct, startProduct, teamsUsers } from '../../support/products/product.js';

let product: RunningProduct;
let story: ReturnType<typeof teamsStory>;
beforeEach(async () => {
  product = await startProduct({ teams: true });
  story = teamsStory(product.teams);
});
afterEach(() => product.stop());

const approvers = ['bob', 'cas'] as const;

const theRequest = async () => {
  const [request] = await product.requests();
  if (!request) throw new Error('Nothing was asked for');
  return request;
};

/** Ada asks, and Bob has the card. */
const askedOfBob = async () => {
  await story.say('ada', 'activate Security Reader for 2h because INC-42');
  return (await story.see('bob', 'Ada asks', 'Waiting for approval')).message;
};

const nothingHasHappened = async () => {
  await product.settle();
  expect((await theRequest()).status).toBe('PendingApproval');
  expect(await product.grants()).toEqual([]);
};

/** A pressed button with this payload. */
const pressed = (user: TeamsUser, message: { id: string }, action: unknown) =>
  product.teams.invoke(user, message, { type: 'Action.Execute', verb: 'review', data: { action } });
const approve = (requestId: string, over: object = {}) => ({
  do: 'review',
  requestId,
  stageId: 0,
  revision: 0,
  reviewResult: 'Approve',
  ...over,
});

it('When a role is asked for, approved and given back, then everybody sees every step, and the directory follows', async () => {
  const { say, see, seeAlert, press, inbox } = story;
  await say('ada', 'activate Security Reader for 2h because INC-42');
  expect((await see('ada', 'Waiting for approval', 'Bob and Cas have been asked')).buttons).toEqual(['Cancel']);
  for (const approver of approvers) {
    const card = await see(approver, 'Ada asks for Security Reader', '2 h', 'INC-42', 'Waiting for approval');
    expect(card.buttons).toEqual(['Approve', 'Deny', 'Approve for less']);
  }
  expect(await product.grants()).toEqual([]);

  expect(await press('bob', 'Ada asks', 'Approve')).toMatchObject({ value: expect.stringMatching(/^Approved/) });
  for (const approver of approvers) {
    expect((await see(approver, 'Ada asks for Security Reader', 'Approved by Bob')).buttons).toEqual([]);
    expect(inbox(approver)).toHaveLength(1);
  }
  expect((await see('ada', 'Duration', 'Active until')).buttons).toEqual(['Give back']);
  await see('ada', 'Security Reader is active');
  await seeAlert('Ada activated Security Reader', 'Approved by Bob', 'Active until', 'INC-42');
  const access = { principalId: people.ada.id, role: roles['Security Reader'] };
  expect(await product.grants()).toMatchObject([{ access, endDateTime: expect.any(Number) }]);

  await press('ada', 'Duration', 'Give back');
  await see('ada', 'Security Reader was given back');
  expect((await see('ada', 'Duration', 'Given back')).buttons).toEqual([]);
  await seeAlert('Ada activated Security Reader', 'Given back');
  expect(await product.grants()).toEqual([]);
  for (const outsider of ['dan', 'eva', 'gus'] as const) expect(inbox(outsider)).toEqual([]);
});

it('When Bob denies, then he is asked why in the card’s place, and the reason reaches Ada and every copy', async () => {
  const { see, press } = story;
  await askedOfBob();
  await press('bob', 'Ada asks', 'Deny');
  expect((await see('bob', 'Deny the request', 'INC-42')).buttons).toEqual(['Deny', 'Back']);
  await press('bob', 'Deny the request', 'Back');
  expect((await see('bob', 'Ada asks', 'Waiting for approval')).buttons).toEqual([
    'Approve',
    'Deny',
    'Approve for less',
  ]);
  await press('bob', 'Ada asks', 'Deny');
  await press('bob', 'Deny the request', 'Deny', { justification: 'Use the dashboard' });
  await see('ada', 'Security Reader was denied', 'Use the dashboard');
  expect((await see('ada', 'Duration', 'Denied by Bob')).buttons).toEqual([]);
  for (const approver of approvers) {
    expect((await see(approver, 'Ada asks', 'Denied by Bob', 'Use the dashboard')).buttons).toEqual([]);
  }
  expect(await product.grants()).toEqual([]);
});

it('When Cas ticks several requests, then each is decided, and each says so', async () => {
  const { say, see, press, inbox } = story;
  for (const role of ['Security Reader', 'Security Administrator']) {
    await say('ada', `activate ${role} for 2h because INC-42`);
    await see('cas', `Ada asks for ${role}`);
  }
  await say('cas', 'pending');
  await press('cas', 'Waiting for you', 'Decide several');
  await see('cas', 'Decide several requests');
  const requests = (await product.requests()).map(({ id }) => `${id}:0:0`);
  const decision = { decision: 'Approve', justification: 'known work' };
  await press('cas', 'Decide several requests', 'Decide', { ...decision, requests: '' });
  await press('cas', 'Tick at least one request', 'Decide', { ...decision, requests: requests.join(',') });
  await see(
    'cas',
    'Approved 2 of 2 requests',
    'Ada, Security Reader in the whole directory, for 2 h: approved',
    'Ada, Security Administrator in the whole directory, for 2 h: approved',
  );
  await see('ada', 'Security Administrator is active');
  expect(inbox('dan')).toEqual([]);
});

it('When Bob approves for less time in the card’s place, then it is active for that long', async () => {
  const { see, press } = story;
  await askedOfBob();
  await press('bob', 'Ada asks', 'Approve for less');
  await press('bob', 'Approve the request', 'Approve', { duration: '5h' });
  await press('bob', 'What is asked is 2 h', 'Approve', { duration: '1h' });
  await see('ada', 'Security Reader is active', 'Shortened to 1 h by Bob');
});

it('When parts are missing, then a form asks for them with the rest filled in', async () => {
  const { say, see, press } = story;
  await say('ada', 'activate Security Reader because INC-42');
  await press('ada', 'Understood so far: Security Reader', 'Activate', { duration: 'never' });
  await press('ada', 'could not read “never”', 'Activate', { duration: '90 min' });
  await see('bob', 'Ada asks for Security Reader', '1 h 30 min', 'INC-42');
});

it('When Approve is pressed twice and the press is delivered again, then it is one decision with one effect', async () => {
  const { teams } = product;
  const card = await askedOfBob();
  const { id } = await theRequest();
  const press = pressed(teamsUsers.bob, card, approve(id));
  await Promise.all([teams.deliver(press), teams.deliver(press), teams.press(teamsUsers.bob, card, 'Approve')]);
  await story.see('ada', 'Security Reader is active');
  await teams.deliver(press);
  await product.settle();
  const approvals = (await product.audit({ id })).filter(({ activity }) => activity.includes('request approved'));
  expect(approvals.filter(({ result }) => result === 'success')).toHaveLength(1);
  expect(await product.grants()).toHaveLength(1);
  expect(story.inbox('ada').filter(({ shown }) => shown.includes('is active'))).toHaveLength(1);
  expect(story.alerts()).toHaveLength(1);
});

it('When Cas presses a button that is no longer so, then the present card takes its place', async () => {
  const { teams } = product;
  await askedOfBob();
  const { message } = await story.see('cas', 'Ada asks', 'Waiting for approval');
  teams.fail({ times: 100, does: 'refuse', status: 500 });
  await story.press('bob', 'Ada asks', 'Approve');
  expect((await story.see('cas', 'Ada asks', 'Waiting for approval')).buttons).toEqual([
    'Approve',
    'Deny',
    'Approve for less',
  ]);
  await teams.press(teamsUsers.cas, message, 'Approve');
  expect((await story.see('cas', 'Ada asks', 'Approved by Bob')).buttons).toEqual([]);
});

describe('When a delivery does not come from Teams, or from another tenant', () => {
  type Wrong = { token?: string; over?: object };
  const tenant = (id: string) => ({
    conversation: { conversationType: 'personal', tenantId: id, id: 'a:1-elsewhere' },
    channelData: { tenant: { id } },
  });
  it.each<[string, number, (tokens: RunningProduct['teams']['tokens']) => Wrong | Promise<Wrong>]>([
    ['without a token', 401, () => ({ token: '' })],
    ['with a token signed by somebody else', 401, async (tokens) => ({ token: await tokens.wronglySigned() })],
    ['with an unsigned token', 401, async (tokens) => ({ token: await tokens.unsigned() })],
    ['with a token signed by a shared secret', 401, async (tokens) => ({ token: await tokens.symmetric() })],
    ['with a token for another bot', 401, async (tokens) => ({ token: await tokens.good({ aud: randomUUID() }) })],
    ['with a token that is over', 401, async (tokens) => ({ token: await tokens.good({ exp: tokens.now() - 3600 }) })],
    ['from another tenant', 403, () => ({ over: tenant(randomUUID()) })],
    ['from another channel', 403, () => ({ over: { channelId: 'webchat' } })],
    ['naming another place to answer to', 401, () => ({ over: { serviceUrl: 'https://smba.trafficmanager.net/x/' } })],
  ])('%s, then it is refused and nothing happens', async (_what, status, wrong) => {
    const { teams } = product;
    const card = await askedOfBob();
    const press = pressed(teamsUsers.bob, card, approve((await theRequest()).id));
    const { token, over } = await wrong(teams.tokens);
    expect((await teams.deliver({ ...press, ...over }, token)).status).toBe(status);
    await nothingHasHappened();
    expect((await teams.deliver(press)).status).toBe(200);
    await story.see('ada', 'Security Reader is active');
  });
});

describe('When somebody presses who may not, or something that was never drawn', () => {
  type Edited = [what: string, who: Name, edit: (id: string) => unknown, code: string];
  it.each<Edited>([
    ['Ada approves her own request', 'ada', (id) => approve(id), 'SELF_APPROVAL'],
    ['Dan is not asked', 'dan', (id) => approve(id), 'NOT_AN_APPROVER'],
    ['Bob decides another stage', 'bob', (id) => approve(id, { stageId: 1 }), 'STALE_CARD'],
    ['Bob decides other terms', 'bob', (id) => approve(id, { revision: 1 }), 'STALE_CARD'],
    ['Bob cancels the request of another', 'bob', (id) => ({ do: 'cancel', requestId: id }), 'NOT_YOURS'],
  ])('%s, then it is refused and on record', async (_what, who, edit, code) => {
    const card = await askedOfBob();
    const { id } = await theRequest();
    expect((await product.teams.deliver(pressed(teamsUsers[who], card, edit(id)))).status).toBe(200);
    await nothingHasHappened();
    expect((await product.audit({ id })).at(-1)).toMatchObject({
      result: 'failure',
      resultReason: code,
      actor: { kind: 'person', principalId: people[who].id },
      via: 'teams',
    });
  });

  it.each<[string, (id: string) => unknown]>([
    ['the card', (requestId) => ({ do: 'show', requestId })],
    ['the form', (id) => approve(id, { do: 'ask-review', reviewResult: 'Deny' })],
    ['the decision', (id) => approve(id)],
  ])('Dan looks at the request of others by %s, then nothing of it is shown', async (_what, action) => {
    const card = await askedOfBob();
    const answer = await product.teams.deliver(pressed(teamsUsers.dan, card, action((await theRequest()).id)));
    expect(answer.body).toMatchObject({ type: 'application/vnd.microsoft.activity.message' });
    expect(JSON.stringify(answer.body)).not.toContain('INC-42');
  });

  it.each<[Name, RegExp]>([
    ['gus', /guest/i],
    ['eva', /active account/],
  ])('%s cannot use roles at all, then they are told so and nothing happens', async (who, why) => {
    const card = await askedOfBob();
    const { id } = await theRequest();
    const answer = await product.teams.deliver(pressed(teamsUsers[who], card, approve(id)));
    expect(answer.body).toMatchObject({ value: expect.stringMatching(why) });
    await story.say(who, 'activate Security Reader for 2h because INC-66');
    await nothingHasHappened();
    expect(await product.requests()).toHaveLength(1);
  });
});
