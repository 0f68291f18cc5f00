import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import { hours, minutes } from '../../domain/time.js';
import { approvalBy, changeSettings, type Name, people, type RoleName, roles } from '../support/organisation.js';
import { slackStory } from '../support/platforms/slack-story.js';
import { type RunningProduct, startProduct } from '../support/products/product.js';

let product: RunningProduct;
let story: ReturnType<typeof slackStory>;
beforeEach(async () => {
  product = await startProduct({ slack: true });
  story = slackStory(product.slack);
});
afterEach(() => product.stop());

/** Somebody asks for these roles, and Cas has the cards. */
async function ask(name: Name, ...names: RoleName[]) {
  for (const role of names) {
    await story.say(name, `activate ${role} for 2h because INC-42`);
    await story.see('cas', `${people[name].displayName} asks for ${role}`, 'Waiting for approval');
  }
  await product.settle();
}

/** Opens the tick-list that was answered, and sends it as it is. */
async function decideTicked(name: Name, title: string) {
  await story.press(name, title, 'Open the form');
  const form = await story.seeForm(name, 'Reason for all of them');
  const inputs = form.blocks.flatMap(({ element }) => (element as Ticks | undefined) ?? []);
  const ticked = inputs.flatMap(({ action_id, initial_options = [] }) =>
    action_id === 'requests' ? initial_options.map(({ value }) => value) : [],
  );
  const { decision, justification = '', duration = '' } = form.filled;
  const values = { requests: ticked.join(','), decision: decision ?? '', justification, duration };
  await story.slack.submitModal(name, form, values);
  return values;
}
type Ticks = { action_id: string; initial_options?: { value: string }[] };

const theRequest = async (name: Name, role: RoleName): Promise<ScheduleRequest> => {
  const found = (await product.requests()).find(
    (request) =>
      request.principalId === people[name].id && JSON.stringify(request.role) === JSON.stringify(roles[role]),
  );
  if (!found) throw new Error(`${name} has not asked for ${role}`);
  return found;
};
const statusOf = async (name: Name, role: RoleName) => (await theRequest(name, role)).status;

describe('When an approver grants less time than was asked', () => {
  it('then typed, it begins for that long, and everybody reads by whom it was shortened', async () => {
    const { say, see, seeAlert } = story;
    await ask('ada', 'Security Reader');
    await say('bob', 'approve Ada for 1h because one hour will do');
    await see('ada', 'Security Reader is active', 'Shortened to 1 h by Bob');
    await see('ada', 'Active until', 'Duration', '1 h, shortened by Bob');
    await see('cas', 'Approved by Bob', '1 h, shortened by Bob');
    await seeAlert('Ada activated Security Reader', '1 h, shortened by Bob');
    const [grant] = await product.grants();
    const { stages } = await theRequest('ada', 'Security Reader');
    const review = stages[0]?.decisions[0];
    expect(review).toMatchObject({ justification: 'one hour will do', shortenedTo: hours(1) });
    expect(grant?.endDateTime).toBe((review?.reviewedDateTime ?? 0) + hours(1));
  });

  it('then the form says what was asked, and what is wrong with the answer until it is shorter', async () => {
    const { press, see, seeForm, slack } = story;
    await ask('ada', 'Security Reader');
    await press('bob', 'Ada asks', 'Approve for less');
    const form = await seeForm('bob', 'For at most', 'Ada asks for Security Reader for 2 h');
    expect(JSON.stringify(form.blocks)).toContain('As asked: 2 h');
    await slack.submitModal('bob', form, { duration: 'some time' });
    await slack.submitModal('bob', await seeForm('bob', 'could not read “some time”'), { duration: '2h' });
    const again = await seeForm('bob', 'What is asked is 2 h');
    expect(await statusOf('ada', 'Security Reader')).toBe('PendingApproval');
    await slack.submitModal('bob', again, { duration: '45 min' });
    await see('ada', 'Security Reader is active', 'Shortened to 45 min by Bob');
  });

  it('then whoever is still to approve sees the shorter time, and a card from before decides nothing', async () => {
    const { press, see, seeForm, slack, say } = story;
    await changeSettings(product.database, 'Security Reader', approvalBy({ approvalsRequired: 2 }));
    await ask('ada', 'Security Reader');
    const old = await see('cas', 'Ada asks', 'Waiting for approval');
    await say('bob', 'approve Ada for 30 min');
    await see('cas', '1 of 2 approvals', '30 min, shortened by Bob');
    await slack.press('cas', old, 'Approve');
    expect(await statusOf('ada', 'Security Reader')).toBe('PendingApproval');
    await press('cas', '30 min, shortened by Bob', 'Approve for less');
    await slack.submitModal('cas', await seeForm('cas', '30 min, shortened by Bob'), { duration: '20 min' });
    await see('ada', 'Security Reader is active', 'Shortened to 20 min by Cas');
  });

  it('then a denial with a time, a time that cannot be read, or stray words decide nothing and say so', async () => {
    const { press, say, see, seeForm } = story;
    await ask('ada', 'Security Reader');
    await say('bob', 'deny Ada for 1h because no');
    await see('bob', 'A denial gives no time at all');
    await say('bob', 'approve Ada for 1 because yes');
    await see('bob', 'Approve the request', '“1” of what?');
    // What could be read is kept, and what could not is shown to be corrected.
    await press('bob', '“1” of what?', 'Open the form');
    const form = await seeForm('bob', '“1” of what?');
    expect(form.filled).toMatchObject({ duration: '1', justification: 'yes' });
    await say('bob', 'approve Ada for 1h or so');
    await see('bob', 'That was not done');
    expect(await statusOf('ada', 'Security Reader')).toBe('PendingApproval');
  });
});

describe('When an approver decides on several requests at once', () => {
  it('then typed, all of one person are approved, each with its own answer, and nobody else’s', async () => {
    const { say, see } = story;
    await ask('ada', 'Security Reader', 'Security Administrator');
    await ask('bob', 'Security Reader');
    await say('cas', 'approve all from ada@contoso.example for 1h because known work');
    await see('cas', 'Decide several requests');
    expect(await statusOf('ada', 'Security Reader')).toBe('PendingApproval');
    expect(await decideTicked('cas', 'Decide several')).toMatchObject({
      decision: 'Approve',
      justification: 'known work',
      duration: '1 h',
    });
    await see(
      'cas',
      'Approved 2 of 2 requests',
      'Ada, Security Reader in the whole directory, for 1 h, shortened by Cas: approved',
      'Ada, Security Administrator in the whole directory, for 1 h, shortened by Cas: approved',
    );
    await see('ada', 'Security Reader is active');
    await see('ada', 'Security Administrator is active');
    expect(await statusOf('bob', 'Security Reader')).toBe('PendingApproval');
  });

  it('then one role of everybody’s is denied, and their own is not among it', async () => {
    const { say, see } = story;
    await ask('ada', 'Security Reader', 'Security Administrator');
    await ask('bob', 'Security Reader');
    await say('bob', 'deny all for Security Reader because the change is over');
    await decideTicked('bob', 'Decide several');
    await see('bob', 'Denied 1 of 1 request', 'Ada, Security Reader in the whole directory, for 2 h: denied');
    await see('ada', 'Security Reader was denied', 'the change is over');
    await say('cas', 'deny all from Bob for Security Reader because the change is over');
    await decideTicked('cas', 'Decide several');
    await see('cas', 'Denied 1 of 1 request', 'Bob, Security Reader in the whole directory, for 2 h: denied');
    expect(await statusOf('ada', 'Security Administrator')).toBe('PendingApproval');
  });

  it('then a message that is delivered again decides nothing that has come in since', async () => {
    const { say, see } = story;
    await ask('ada', 'Security Reader');
    const typed = await say('cas', 'approve Ada because known work');
    await see('cas', 'Approved: Ada, Security Reader in the whole directory, for 2 h. It is being activated.');
    await ask('bob', 'Security Reader');
    await typed.redeliver();
    await product.settle();
    expect(await statusOf('bob', 'Security Reader')).toBe('PendingApproval');
  });

  it('then a name that is not certain decides nothing and says so', async () => {
    const { say, see } = story;
    await ask('ada', 'Security Reader', 'Security Administrator');
    await say('cas', 'approve all from Zed because why not');
    await see('cas', 'Nothing that waits for you is from “Zed”');
    await say('cas', 'approve all for Security because why not');
    await see('cas', 'Which do you mean by “Security”', 'Nothing is decided yet');
    await say('dan', 'approve all because why not');
    await see('dan', 'Nothing waits for your decision');
    expect(await statusOf('ada', 'Security Reader')).toBe('PendingApproval');
    expect(await statusOf('ada', 'Security Administrator')).toBe('PendingApproval');
  });

  it('then of a tick-list that has become old, each request says what came of it', async () => {
    const { press, say, see, seeForm, slack } = story;
    await ask('ada', 'Security Reader', 'Security Administrator');
    await ask('bob', 'Security Reader');
    await say('cas', 'pending');
    await press('cas', 'Waiting for you', 'Decide several');
    const form = await seeForm('cas', 'Decide several requests');
    const options = form.blocks.flatMap(
      ({ element }) => (element as { options?: Option[] } | undefined)?.options ?? [],
    );
    const values = options.filter(({ text }) => text.text.includes(':')).map(({ value }) => value);
    expect(values).toHaveLength(3);
    await press('ada', 'Security Administrator', 'Cancel');
    await say('bob', 'deny Ada because not now');
    await see('ada', 'Denied by Bob');
    await slack.submitModal('cas', form, { requests: values.join(','), decision: 'Approve', justification: 'INC-42' });
    await see(
      'cas',
      'Approved 1 of 3 requests',
      'Bob, Security Reader in the whole directory, for 2 h: approved',
      'Ada, Security Reader in the whole directory, for 2 h: already denied by Bob at',
      'Ada, Security Administrator in the whole directory, for 2 h: already cancelled at',
    );
    await see('bob', 'Security Reader is active');
    expect(slack.modal('cas')).toBeUndefined();
  });

  it('then without the reason that policy asks for, the tick-list asks for it, with everything ticked', async () => {
    const { press, say, see, seeForm, slack } = story;
    await ask('ada', 'Security Reader', 'Security Administrator');
    await say('cas', 'approve all');
    await press('cas', 'Decide several', 'Open the form');
    const form = await seeForm('cas', 'Reason for all of them');
    expect(await statusOf('ada', 'Security Reader')).toBe('PendingApproval');
    const listed = form.blocks.flatMap(({ element }) => (element as { options?: Option[] } | undefined)?.options ?? []);
    const requests = listed.map(({ value }) => value).filter((value) => value.includes(':'));
    expect(form.filled.decision).toBe('Approve');
    await slack.submitModal('cas', form, {
      requests: requests.join(','),
      decision: 'Approve',
      justification: 'INC-42',
    });
    await see('cas', 'Approved 2 of 2 requests');
  });
});

type Option = { text: { text: string }; value: string };

it('When stages follow each other and nobody decides the last one, then it times out in its own window and all are told', async () => {
  const { say, see, press } = story;
  const changes = approvalBy({ timeOut: hours(1) });
  const [first] = changes.Approval_EndUser_Assignment?.stages ?? [];
  if (!first) throw new Error('no stage');
  const last = {
    ...first,
    primaryApprovers: [{ type: 'singleUser' as const, userId: people.dan.id }],
    timeOut: minutes(5),
  };
  await changeSettings(product.database, 'Security Reader', {
    ...changes,
    Approval_EndUser_Assignment: { isApprovalRequired: true, stages: [first, last] },
  });
  await say('ada', 'activate Security Reader for 2h because INC-42');
  await press('bob', 'Ada asks', 'Approve');
  await see('dan', 'Ada asks for Security Reader');
  await product.pass(minutes(5));
  expect((await see('dan', 'Ada asks', 'Timed out')).buttons).toEqual([]);
  await see('ada', 'Nobody decided about Security Reader in time');
  await say('dan', 'approve');
  await see('dan', 'Nothing waits for your decision');
});

it('When nobody decides for a while, then the escalation approvers are asked too, and can', async () => {
  const { say, see, press } = story;
  const escalationApprovers = [{ type: 'singleUser' as const, userId: people.dan.id }];
  await changeSettings(
    product.database,
    'Security Reader',
    approvalBy({ escalationApprovers, escalationTime: minutes(1) }),
  );
  await say('ada', 'activate Security Reader for 2h because INC-42');
  await see('bob', 'Ada asks');
  expect(await product.slack.inbox('dan')).toEqual([]);
  await product.pass(minutes(1));
  await press('dan', 'Ada asks', 'Approve');
  await see('ada', 'Security Reader is active');
  await see('bob', 'Approved by Dan');
});
