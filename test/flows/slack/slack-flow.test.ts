import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemIds } from '../../../adapters/system/ids.js';
import { hours, minutes } from '../../../domain/time.js';
import { sweepAlerts } from '../../../domain/usecases/alert/sweep-alerts.js';
import { approvalBy, changeSettings, people, roles } from '../../support/organisation.js';
import { slackStory } from '../../support/platforms/slack-story.js';
import { eventually, type RunningProduct, startProduct } from '../../support/products/product.js';
import { silentLog } from '../../support/silent-log.js';

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
/** The decisions in the audit log about the newest request, and whether they were let through. */
const decisions = async () => {
  const audit = await product.audit(await theRequest());
  return audit.filter(({ activity }) => /request (approved|denied)/.test(activity)).map(({ result }) => result);
};

it('When a role is asked for, approved and given back, then everybody sees every step, and the directory follows', async () => {
  const { see, seeAlert, say, press } = story;
  await say('ada', 'activate Security Reader for 2h because INC-42');
  expect((await see('ada', 'Waiting for approval', 'Bob and Cas have been asked')).buttons).toEqual(['Cancel']);
  for (const approver of ['bob', 'cas']) {
    const card = await see(approver, 'Ada asks for Security Reader', '2 h', 'INC-42', 'Waiting for approval');
    expect(card.buttons).toEqual(['Approve', 'Deny', 'Approve for less']);
  }
  expect(await product.grants()).toEqual([]);

  await press('bob', 'Ada asks', 'Approve');
  for (const approver of ['bob', 'cas']) {
    expect((await see(approver, 'Ada asks for Security Reader', 'Approved by Bob')).buttons).toEqual([]);
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
  for (const outsider of ['dan', 'eva', 'gus']) expect(await product.slack.inbox(outsider)).toEqual([]);
});

it('When parts are missing, then a form asks for them with the rest filled in; denied with a reason, the reason is seen', async () => {
  const { see, seeForm, press } = story;
  const { slack } = product;
  await slack.slash('ada', 'activate Security Reader because INC-42');
  const form = await seeForm('ada', 'Activate a role');
  expect(form.filled).toMatchObject({ role: 'Security Reader', justification: 'INC-42', duration: '' });
  await slack.submitModal('ada', form, { duration: 'never' });
  const again = await seeForm('ada', 'could not read “never”');
  expect(again.filled).toMatchObject({ role: 'Security Reader', justification: 'INC-42', duration: 'never' });
  await slack.submitModal('ada', again, { duration: '90 min' });
  expect(slack.modal('ada')).toBeUndefined();
  await see('ada', 'Waiting for approval', '1 h 30 min');

  await press('bob', 'Ada asks', 'Deny');
  const why = await seeForm('bob', 'Deny the request', 'Ada asks for Security Reader', 'INC-42');
  await slack.submitModal('bob', why, { justification: 'Use the dashboard' });
  await seeForm('bob', 'Denied: Ada, Security Reader in the whole directory');
  await see('ada', 'Security Reader was denied', 'Denied by Bob', 'Use the dashboard');
  expect((await see('ada', 'Duration', 'Denied by Bob')).buttons).toEqual([]);
  for (const approver of ['bob', 'cas']) {
    expect((await see(approver, 'Denied by Bob', 'Use the dashboard')).buttons).toEqual([]);
  }
  expect(await product.grants()).toEqual([]);
});

it('When a role wants its approver to say why, then Approve asks for it first', async () => {
  const { see, seeForm, say, press } = story;
  await say('ada', 'activate Security Administrator for 1h because INC-42');
  await press('cas', 'Ada asks', 'Approve');
  const why = await seeForm('cas', 'Why it is approved');
  expect((await theRequest()).status).toBe('PendingApproval');
  await product.slack.submitModal('cas', why, { justification: 'She is on call' });
  await see('ada', 'Security Administrator is active');
  expect((await theRequest()).stages[0]?.decisions).toMatchObject([{ justification: 'She is on call' }]);
});

it('When the time of a role is up, then it is gone from the directory and everybody who was told is told that too', async () => {
  const { see, seeAlert, say } = story;
  await say('ada', 'activate Message Center Reader for 2h because INC-42');
  await see('ada', 'Duration', 'Active until');
  await seeAlert('Ada activated Message Center Reader', 'Active until');
  expect(await product.grants()).toHaveLength(1);

  await product.pass(hours(2));
  await see('ada', 'Message Center Reader has expired');
  await see('ada', 'Duration', 'Expired');
  await seeAlert('Ada activated Message Center Reader', 'Expired');
  expect(await product.grants()).toEqual([]);
});

it('When nobody decides in time, then Ada is told, and a late click decides nothing', async () => {
  const { see, say, slack } = story;
  await changeSettings(product.database, 'Security Reader', approvalBy({ timeOut: minutes(5) }));
  await say('ada', 'activate Security Reader for 2h because INC-42');
  const card = await see('bob', 'Ada asks', 'Waiting for approval');
  await product.pass(minutes(5));
  await see('ada', 'Nobody decided about Security Reader in time');
  expect((await see('bob', 'Ada asks', 'Timed out')).buttons).toEqual([]);

  await slack.press('bob', card, 'Approve');
  await product.settle();
  expect((await theRequest()).status).toBe('TimedOut');
  expect(await product.grants()).toEqual([]);
  expect(slack.ephemerals('bob')).toEqual([]);
});

describe('When a card shows what is no longer so', () => {
  const askAndFreeze = async () => {
    await story.say('ada', 'activate Security Reader for 2h because INC-42');
    await story.see('ada', 'Waiting for approval');
    const card = await story.see('cas', 'Ada asks', 'Waiting for approval');
    product.slack.fail('chat.update', { kind: 'status', status: 500 }, 100);
    return card;
  };

  it('then a click after the decision shows the present card and decides nothing', async () => {
    const stale = await askAndFreeze();
    await story.press('bob', 'Ada asks', 'Approve');
    await story.hear('bob', 'Approved');
    await product.slack.press('cas', stale, 'Approve');
    expect((await story.see('cas', 'Ada asks', 'Approved by Bob')).buttons).toEqual([]);
    expect(await product.slack.inbox('cas')).toHaveLength(1);
    expect(await decisions()).toEqual(['success', 'failure']);
    expect(product.slack.ephemerals('cas')).toEqual([]);
  });

  it('then so does the form that such a card opens', async () => {
    await askAndFreeze();
    await story.press('cas', 'Ada asks', 'Deny');
    const form = await story.seeForm('cas', 'Deny the request');
    await story.press('bob', 'Ada asks', 'Approve');
    await story.hear('bob', 'Approved');
    expect((await product.slack.submitModal('cas', form, { justification: 'No' })).body).toEqual({
      response_action: 'clear',
    });
    expect(await decisions()).toEqual(['success', 'failure']);
  });

  it('then a click after it was cancelled shows that', async () => {
    const stale = await askAndFreeze();
    await story.press('ada', 'Waiting for approval', 'Cancel');
    await story.hear('ada', 'Cancelled: your request for Security Reader');
    await product.slack.press('cas', stale, 'Approve');
    expect((await story.see('cas', 'Ada asks', 'Cancelled')).buttons).toEqual([]);
    expect(await product.slack.inbox('cas')).toHaveLength(1);
    expect(await decisions()).toEqual(['failure']);
    expect(await product.grants()).toEqual([]);
  });
});

it('When Approve is clicked twice and the click is delivered again, then it is one decision with one effect', async () => {
  const { say, see, press, slack } = story;
  await say('ada', 'activate Security Reader for 2h because INC-42');
  const card = await see('bob', 'Ada asks');
  const [first] = await Promise.all([slack.press('bob', card, 'Approve'), slack.press('bob', card, 'Approve')]);
  await first.redeliver();
  await first.replay();
  await see('ada', 'Security Reader is active');
  await product.settle();
  expect((await decisions()).filter((result) => result === 'success')).toHaveLength(1);
  expect(await product.grants()).toHaveLength(1);
  const told = (await slack.inbox('ada')).filter(({ shown }) => shown.includes('is active'));
  expect(told).toHaveLength(1);
  expect(await slack.channel()).toHaveLength(1);

  await press('ada', 'Duration', 'Give back');
  await see('ada', 'was given back');
  await first.redeliver();
  await product.settle();
  expect(await product.grants()).toEqual([]);
});

it('When one approves while another denies, then exactly one decides, and both are told the truth', async () => {
  const { say, see, press, seeForm, slack } = story;
  for (const round of ['round 1', 'round 2', 'round 3']) {
    await say('ada', `activate Security Reader for 2h because ${round}`);
    await press('cas', round, 'Deny');
    const form = await seeForm('cas', round);
    const bobs = await see('bob', round);
    const heard = slack.ephemerals('bob').length;
    const approve = () => slack.press('bob', bobs, 'Approve');
    const deny = () => slack.submitModal('cas', form, { justification: 'Not today' });
    const pressed = round === 'round 1' ? [deny(), approve()] : [approve(), deny()];
    await Promise.all(pressed);

    const { status } = await theRequest();
    const word = status === 'Denied' ? 'Denied by Cas' : 'Approved by Bob';
    for (const approver of ['bob', 'cas']) expect((await see(approver, round, word)).buttons).toEqual([]);
    expect(await decisions()).toEqual(['success', 'failure']);
    if (status === 'Denied') {
      await seeForm('cas', 'Denied: Ada, Security Reader in the whole directory');
      expect(slack.ephemerals('bob')).toHaveLength(heard);
      await see('ada', 'Denied by Cas', 'Not today');
    } else {
      await eventually(() => expect(slack.ephemerals('bob').slice(heard)).toMatchObject([{ text: /^Approved/ }]));
      expect(slack.modal('cas')).toBeUndefined();
      await press('ada', 'Active until', 'Give back');
    }
    await eventually(async () => expect(await product.grants()).toEqual([]));
  }
});

it('When a command is misspelt, then the nearest one is offered and nothing is done until it is chosen', async () => {
  const { say, see, press } = story;
  await say('ada', 'actvate Security Reader for 2h because INC-42');
  await see('ada', 'I do not know “actvate');
  expect(await product.requests()).toEqual([]);
  await press('ada', 'I do not know', 'Activate');
  await see('ada', 'Waiting for approval');
  expect(await theRequest()).toMatchObject({ justification: 'INC-42' });
});

it('When alerts are found, then the administrators have one message of them, which is kept to what is so', async () => {
  const look = async () => {
    await sweepAlerts({ ...product.database, ids: systemIds, log: silentLog })(['NoMfaOnRoleActivationAlert']);
    await product.settle();
  };
  await look();
  await look();
  const told = await story.seeAlert('Roles without a second factor on activation', '2 open', 'Security Administrator');
  expect(told.buttons).toEqual(['Fix: require it', 'Dismiss', 'Fix: require it', 'Dismiss']);
  const messages = (await product.slack.channel()).length;
  const factor = { Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication'] } } as const;
  await changeSettings(product.database, 'Security Administrator', factor);
  await look();
  await story.seeAlert('1 open, 1 over');
  await changeSettings(product.database, 'Security Reader', factor);
  await look();
  await story.seeAlert('Over: the cause is gone');
  expect(await product.slack.channel()).toHaveLength(messages);
});
