import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../../../cards/actions.js';
import { type Name, people } from '../../support/organisation.js';
import type { SlackMessage } from '../../support/platforms/fake-slack.js';
import { encoded, signed } from '../../support/platforms/fake-slack-delivery.js';
import { slackStory } from '../../support/platforms/slack-story.js';
import { eventually, type RunningProduct, startProduct } from '../../support/products/product.js';

let product: RunningProduct;
let story: ReturnType<typeof slackStory>;
beforeEach(async () => {
  product = await startProduct({ slack: true });
  story = slackStory(product.slack);
});
afterEach(() => product.stop());

const theRequest = async () => {
  const [request] = await product.requests();
  if (!request) throw new Error('Nothing was asked for');
  return request;
};

/** Ada asks, and Bob has the card. */
const askedOfBob = async () => {
  await story.say('ada', 'activate Security Reader for 2h because INC-42');
  return story.see('bob', 'Ada asks', 'Waiting for approval');
};

/** A button as it comes back from Slack, with this payload in it. */
const buttonWith = (action: unknown) => ({
  type: 'button',
  action_id: 'review-0',
  block_id: 'b',
  value: JSON.stringify(action),
  action_ts: '1.0',
});
const approve = (over: object = {}, requestId: string) => ({
  do: 'review',
  requestId,
  stageId: 0,
  revision: 0,
  reviewResult: 'Approve',
  ...over,
});

const nothingHasHappened = async () => {
  await product.settle();
  expect((await theRequest()).status).toBe('PendingApproval');
  expect(await product.grants()).toEqual([]);
};

describe('When a delivery does not come from Slack', () => {
  /** Bob's Approve as Slack would deliver it, signed with this secret this many minutes from now. */
  const deliver = async (card: SlackMessage, secret: string, minutes: number) => {
    const { slack } = product;
    const { body, type } = encoded('interactive', {
      type: 'block_actions',
      user: { id: slack.userId('bob'), name: 'bob', team_id: slack.teamId },
      team: { id: slack.teamId, domain: 'latchkey' },
      api_app_id: 'A0LATCHKEY',
      channel: { id: card.channel, name: 'directmessage' },
      container: { type: 'message', message_ts: card.ts, channel_id: card.channel, is_ephemeral: false },
      message: { ts: card.ts, text: card.text, blocks: card.blocks },
      trigger_id: randomUUID(),
      response_url: `${slack.apiUrl}nowhere`,
      actions: [buttonWith(approve({}, (await theRequest()).id))],
    });
    const headers = { 'content-type': type, ...signed(body, secret, Math.floor(Date.now() / 1000) + minutes * 60) };
    return (await fetch(`${product.url}/slack/events`, { method: 'POST', headers, body })).status;
  };

  it('then it is refused and nothing happens, while the very same from Slack does its work', async () => {
    const card = await askedOfBob();
    const { signingSecret } = product.slack;
    expect(await deliver(card, 'another secret', 0)).toBe(401);
    expect(await deliver(card, signingSecret, -6)).toBe(401);
    expect(await deliver(card, signingSecret, 6)).toBe(401);
    await nothingHasHappened();
    expect(await deliver(card, signingSecret, 0)).toBe(200);
    await story.see('ada', 'Security Reader is active');
  });
});

it('When a signed message is replayed, even after its request is over, then it has no second effect', async () => {
  const asked = await story.say('ada', 'activate Security Reader for 2h because INC-42');
  await story.see('bob', 'Ada asks', 'Waiting for approval');
  expect((await asked.replay()).status).toBe(200);
  await nothingHasHappened();
  expect(await product.requests()).toHaveLength(1);
  for (const approver of ['bob', 'cas']) expect(await product.slack.inbox(approver)).toHaveLength(1);

  await story.press('ada', 'Waiting for approval', 'Cancel');
  await story.see('ada', 'Cancelled');
  await asked.replay();
  await asked.redeliver(2);
  await product.settle();
  expect(await product.requests()).toHaveLength(1);
  for (const approver of ['bob', 'cas']) expect(await product.slack.inbox(approver)).toHaveLength(1);
});

describe('When somebody speaks who does not belong here', () => {
  it.each([
    ['a guest', 'gus', 'guest accounts'],
    ['a member of another workspace', 'yan', 'members of the workspace'],
    ['somebody the directory does not know', 'zed', 'do not know yet who you are'],
  ])('then %s is told why, and neither their words nor their press do anything', async (_who, name, why) => {
    const card = await askedOfBob();
    await story.say(name, 'activate Security Reader for 2h because INC-66');
    await story.see(name, why);
    expect((await product.slack.press(name, card, 'Approve')).status).toBe(200);
    await story.hear(name, why);
    await nothingHasHappened();
    expect(await product.requests()).toHaveLength(1);
  });

  it('then a program is not even answered', async () => {
    const card = await askedOfBob();
    await product.slack.sendMessage('rob', 'activate Security Reader for 2h because INC-66');
    await product.slack.sendMessage('bob', 'approve', { bot_id: 'B0STRANGER' });
    await product.slack.press('rob', card, 'Approve');
    await nothingHasHappened();
    expect(await product.slack.inbox('rob')).toEqual([]);
    expect(await product.slack.inbox('bob')).toHaveLength(1);
  });

  it('then somebody whose account is disabled can neither ask nor approve, though named as an approver', async () => {
    const card = await askedOfBob();
    await story.say('eva', 'activate Security Reader for 2h because INC-66');
    await story.see('eva', 'not eligible for any role');
    await product.slack.press('eva', card, 'Approve');
    await story.hear('eva', 'not among those who are asked');
    await nothingHasHappened();
  });
});

describe('When the payload of a button has been edited', () => {
  type Edited = [what: string, who: Name, edit: (requestId: string) => unknown, code: string];
  it.each<Edited>([
    ['so that one approves one’s own request', 'ada', (id) => approve({}, id), 'SELF_APPROVAL'],
    ['by somebody who is not asked', 'dan', (id) => approve({}, id), 'NOT_AN_APPROVER'],
    ['to deny, by somebody who is not asked', 'dan', (id) => approve({ reviewResult: 'Deny' }, id), 'NOT_AN_APPROVER'],
    ['to decide another stage', 'bob', (id) => approve({ stageId: 1 }, id), 'STALE_CARD'],
    ['to decide other terms', 'bob', (id) => approve({ revision: 1 }, id), 'STALE_CARD'],
    ['to cancel the request of another', 'bob', (id) => ({ do: 'cancel', requestId: id }), 'NOT_YOURS'],
    ['to give back the role of another', 'bob', (id) => ({ do: 'deactivate', requestId: id }), 'NOT_YOURS'],
  ])('%s, then it is refused and on record', async (_what, who, edit, code) => {
    const card = await askedOfBob();
    const request = await theRequest();
    expect((await product.slack.press(who, card, 'Approve', buttonWith(edit(request.id)))).status).toBe(200);
    await nothingHasHappened();
    expect((await product.audit(request)).at(-1)).toMatchObject({
      result: 'failure',
      resultReason: code,
      actor: { kind: 'person', principalId: people[who].id },
      subject: people.ada.id,
      via: 'slack',
    });
  });

  it('to name another request, then that one is decided by its own rules: nobody approves their own', async () => {
    const card = await askedOfBob();
    const adas = await theRequest();
    await story.say('bob', 'activate Security Reader for 2h because INC-43');
    await story.see('cas', 'Bob asks', 'Waiting for approval');
    const bobs = await theRequest();
    expect(bobs.principalId).toBe(people.bob.id);
    await product.slack.press('bob', card, 'Approve', buttonWith(approve({}, bobs.id)));
    await story.hear('bob', 'cannot decide on your own request');
    await nothingHasHappened();
    expect((await product.audit(adas)).map(({ result }) => result)).toEqual(['success']);
  });

  it.each([
    ['with a request that is not there', (id: string) => approve({ requestId: randomUUID() }, id)],
    [
      'with somebody else as its author',
      (id: string) => approve({ actor: people.cas.id, reviewedBy: people.cas.id }, id),
    ],
    ['with an operator of the database', () => approve({ requestId: { $ne: '' } }, '')],
    ['with what is no action', () => ({ do: 'grant-everything' })],
    ['with another status', (id: string) => ({ ...approve({}, id), status: 'Provisioned' })],
  ])('%s, then it is taken for none of ours and does nothing', async (_what, edit) => {
    const card = await askedOfBob();
    const { id } = await theRequest();
    expect((await product.slack.press('bob', card, 'Approve', buttonWith(edit(id)))).status).toBe(200);
    await nothingHasHappened();
  });

  it.each<[string, (id: string) => Action]>([
    ['the card', (requestId) => ({ do: 'show', requestId })],
    ['the form', (id) => approve({ do: 'ask-review' }, id) as Action],
    ['the decision', (id) => approve({}, id) as Action],
  ])('to look at the request of others by %s, then nothing of it is shown', async (_what, action) => {
    const card = await askedOfBob();
    const { id } = await theRequest();
    const own = { ...card, ts: '', channel: '' };
    await product.slack.press('dan', own, 'Approve', buttonWith(action(id)));
    await eventually(() => expect(product.slack.ephemerals('dan')).toHaveLength(1));
    expect(JSON.stringify([product.slack.ephemerals('dan'), product.slack.modal('dan')])).not.toContain('INC-42');
  });
});

describe('When the reason is written to do mischief', () => {
  const mischief = '<!channel> <@U0BOB> *bold* <https://evil.example|Approve> \u0024{1+1} @everyone &lt; :tada:';

  it('then everybody else reads it as it was written, and Slack makes nothing of it', async () => {
    const { slack } = product;
    await slack.slash('ada', 'activate Security Reader for 2h');
    await slack.submitModal('ada', await story.seeForm('ada', 'Activate a role'), { justification: mischief });
    const asked = await story.see('bob', 'Ada asks', mischief);
    await story.press('bob', 'Ada asks', 'Approve');
    const alert = await story.seeAlert('Ada activated', mischief);
    for (const message of [asked, alert]) expect(actingTexts(message)).toEqual([]);
  });

  it('then so it is with the reason of a denial', async () => {
    await askedOfBob();
    await story.press('bob', 'Ada asks', 'Deny');
    const form = await story.seeForm('bob', 'Deny the request');
    await product.slack.submitModal('bob', form, { justification: mischief });
    const told = await story.see('ada', 'was denied', mischief);
    const copy = await story.see('cas', 'Denied by Bob', mischief);
    for (const message of [told, copy]) expect(actingTexts(message)).toEqual([]);
  });
});

/** The texts of a message in which Slack would read mentions, links or markup, and that hold some. */
function actingTexts({ text, blocks }: SlackMessage): string[] {
  const parts = partsOf(blocks);
  const mrkdwn = [text, ...parts.flatMap((part) => (part.type === 'mrkdwn' ? String(part.text) : []))];
  const acting = parts.filter(({ type }) => ['user', 'usergroup', 'broadcast', 'link', 'emoji'].includes(String(type)));
  const emoji = parts.filter((part) => part.type === 'plain_text' && part.emoji !== false);
  return [...mrkdwn.filter((each) => /[<>]/.test(each)), ...[...acting, ...emoji].map((part) => JSON.stringify(part))];
}

type Part = { [key: string]: unknown };

function partsOf(value: unknown): Part[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Part, ...Object.values(value).flatMap(partsOf)];
}
