import { decodeWords } from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { mongoCheckpoints } from '../../../adapters/mongo/store/checkpoints.js';
import { requestId, scheduleId } from '../../../domain/ids.js';
import { defaultRules } from '../../../domain/policy/default-policy.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import { noProofs } from '../../../domain/proof/proofs.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { after, days, hours, minutes, seconds } from '../../../domain/time.js';
import { decideExtension } from '../../../domain/usecases/approval/decide-extension.js';
import { requestExtension } from '../../../domain/usecases/approval/request-extension.js';
import { warnOfEnds } from '../../../domain/usecases/upkeep/warn-of-ends.js';
import {
  alice,
  anEligibility,
  approvedBy,
  aRequest,
  aRole,
  aStagePolicy,
  asks,
  bob,
  by,
  carol,
  dave,
} from '../../support/builders.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';
import { idIn } from '../../support/setups/use-case-fixture.js';

const fixture = notifyingFixture();
const everybodys = defaultRules('directory').Notification_Admin_EndUser_Assignment;
const approval = approvedBy(aStagePolicy({ primaryApprovers: asks(bob, carol) }));
const asked = async (changes: PolicyChanges = approval) => {
  await fixture.changePolicy(changes);
  const id = idIn(await fixture.ask());
  await fixture.settle();
  return id;
};
const everyone = ['alice', 'bob', 'carol', 'dave', 'desk'] as const;
const mails = () =>
  Object.fromEntries(everyone.map((name) => [name, fixture.mailTo(name)]).filter(([, all]) => all?.length));
const role = 'the Security Reader role';

describe('When a role is asked for, approved, used and given back', () => {
  it('then each hears by mail what concerns them, in one thread, once', async () => {
    const id = await asked();
    const review = `PIM: Review Alice’s request to activate ${role}`;
    expect(mails()).toEqual({ bob: [review], carol: [review] });

    await fixture.review(id, {}, by(bob));
    await fixture.settle();
    const approved = `PIM: Alice’s request to activate ${role} was approved`;
    expect(mails()).toEqual({
      alice: [`PIM: You activated ${role}`],
      bob: [review, approved],
      carol: [review, approved],
      dave: [`PIM: Alice activated ${role}`],
    });

    fixture.clock.pass(minutes(10));
    await fixture.giveBack(id);
    await fixture.settle();
    expect(fixture.mailTo('alice').at(-1)).toBe(`PIM: You gave back ${role}`);
    const threads = new Set(fixture.server.inbox.map(({ references }) => references));
    expect(threads.size).toBe(1);
    const headers = (name: string) =>
      fixture.server.inbox.map((mail) => mail.headers.find(({ key }) => key === name)?.value ?? '');
    const topics = new Set(headers('thread-topic').map((topic) => decodeWords(topic)));
    expect([...topics]).toEqual([`PIM: Alice’s request to activate ${role}`]);
    expect(new Set(headers('thread-index').map((index) => index.slice(0, 28))).size).toBe(1);
    expect(
      fixture.server.inbox.every(
        ({ html, text }) => html?.includes(`/requests/${id}`) && text?.includes(`/requests/${id}`),
      ),
    ).toBe(true);
  });

  it('then the mail says who, what, why, with which ticket and until when, and who decided', async () => {
    await fixture.changePolicy(approval);
    const id = idIn(
      await fixture.ask({ justification: 'INC-42', ticketInfo: { ticketNumber: '4711', ticketSystem: 'Desk' } }),
    );
    await fixture.settle();
    await fixture.review(id, {}, by(bob));
    await fixture.settle();
    const [mail] = fixture.server.mailsFor('dave@contoso.example');
    for (const said of [
      'Alice',
      'Security Reader',
      'Whole directory',
      'INC-42',
      '4711 (Desk)',
      'Active until',
      'Approved by Bob',
    ]) {
      expect(mail?.text).toContain(said);
      expect(mail?.html).toContain(said);
    }
  });
});

describe('When the rules of a role say otherwise', () => {
  const rule = (over: Partial<typeof everybodys>) => ({ ...everybodys, ...over });

  it('then extra recipients hear of it too, and whoever is in it twice hears once', async () => {
    await asked({
      ...approval,
      Notification_Approver_EndUser_Assignment: rule({
        notificationRecipients: ['desk@contoso.example', 'BOB@contoso.example'],
      }),
    });
    expect(fixture.mailTo('bob')).toHaveLength(1);
    expect(fixture.mailTo('desk')).toHaveLength(1);
    expect(fixture.server.mailsFor('BOB@contoso.example')).toEqual([]);
  });

  it('then nothing goes to the channel or by note where it is turned off, and approvers still get their cards', async () => {
    const none = rule({ notificationLevel: 'None' });
    const id = await asked({
      ...approval,
      Notification_Admin_EndUser_Assignment: none,
      Notification_Requestor_EndUser_Assignment: none,
      Notification_Approver_EndUser_Assignment: none,
    });
    await fixture.review(id, {}, by(bob));
    await fixture.settle();
    expect(mails()).toEqual({});
    expect(fixture.reads('admins')).toEqual([]);
    expect(fixture.reads(alice)).toEqual([expect.stringContaining('Active until')]);
    expect(fixture.reads(bob)).toEqual([expect.stringContaining('Approved by Bob')]);
  });

  it('then at Critical only the question goes out', async () => {
    const critical = rule({ notificationLevel: 'Critical' });
    const id = await asked({
      ...approval,
      Notification_Admin_EndUser_Assignment: critical,
      Notification_Requestor_EndUser_Assignment: critical,
      Notification_Approver_EndUser_Assignment: critical,
    });
    await fixture.review(id, {}, by(bob));
    await fixture.settle();
    expect(Object.values(mails()).flat()).toEqual(Array(2).fill(`PIM: Review Alice’s request to activate ${role}`));
    expect(fixture.reads('admins')).toEqual([]);
  });
});

it('When it is decided before the mail can go out, then nobody is asked by mail any more, nor told what they never were asked', async () => {
  fixture.server.answer('*', 451);
  const id = await asked();
  await fixture.review(id, {}, by(bob));
  fixture.server.answer('*', undefined);
  await fixture.pass(20);
  expect(fixture.mailTo('bob')).toEqual([]);
  expect(fixture.mailTo('carol')).toEqual([]);
  expect(fixture.mailTo('alice')).toEqual([`PIM: You activated ${role}`]);
});

it('When more are asked later, then who was asked is not asked again', async () => {
  await asked(
    approvedBy(
      aStagePolicy({ primaryApprovers: asks(bob), escalationApprovers: asks(dave), escalationTime: minutes(30) }),
    ),
  );
  fixture.clock.pass(minutes(31));
  await fixture.tick();
  await fixture.settle();
  expect(fixture.mailTo('bob')).toHaveLength(1);
  expect(fixture.mailTo('dave')).toEqual([`PIM: Review Alice’s request to activate ${role}`]);
});

it('When the server takes a mail and its answer is lost, then it comes again under the same id', async () => {
  fixture.server.loseAnswers(1);
  await asked(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })));
  await fixture.pass(3);
  const ids = fixture.server.mailsFor('bob@contoso.example').map(({ messageId }) => messageId);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

it('When nobody has to approve, then whoever looks after roles hears of it within the moment', async () => {
  await asked({});
  expect(mails()).toEqual({ alice: [`PIM: You activated ${role}`], dave: [`PIM: Alice activated ${role}`] });
});

describe('When time goes by', () => {
  const look = () =>
    warnOfEnds({ store: fixture.store, checkpoints: mongoCheckpoints(fixture.connection), clock: fixture.clock })(
      50,
      seconds(0),
    );
  async function comes() {
    await look();
    while ((await fixture.tick()) > 0);
    await fixture.settle();
  }

  it('then the end of what was given is told 14 days and one day before, and when it has come', async () => {
    const given = {
      id: requestId('given'),
      action: 'adminAssign',
      level: 'eligibility',
      status: 'Provisioned',
      principalId: carol,
    } as const;
    await fixture.store.transaction((tx) => tx.requests.insert(aRequest({ ...given, stages: [] })));
    const end = after(fixture.clock.now(), days(20));
    await fixture.hold(
      anEligibility({ id: scheduleId('ends'), principalId: carol, createdUsing: given.id, endDateTime: end }),
    );
    await comes();
    fixture.clock.pass(days(6));
    await comes();
    const soon = `eligibility for ${role} ends soon`;
    expect(mails()).toEqual({ carol: [`PIM: Your ${soon}`], dave: [`PIM: Carol’s ${soon}`] });
    fixture.clock.pass(days(13));
    await comes();
    expect(fixture.mailTo('carol')).toHaveLength(2);
    fixture.clock.pass(days(1));
    await comes();
    expect(fixture.mailTo('carol').at(-1)).toBe(`PIM: Your eligibility for ${role} has ended`);
    expect(fixture.mailTo('dave')).toHaveLength(3);
  });

  it('then whoever has not decided is reminded by mail, and in the end the administrators are told', async () => {
    await asked();
    for (let hour = 0; hour < 23; hour += 1) {
      fixture.clock.pass(hours(1));
      await comes();
    }
    const reminders = fixture
      .mailTo('bob')
      .filter((subject) => subject?.startsWith('PIM: Reminder: review Alice’s request'));
    expect(reminders.length).toBeGreaterThan(0);
    expect(fixture.mailTo('dave')).toEqual([
      `PIM: Alice’s request to activate ${role} still waits: nobody has decided`,
    ]);
    expect(fixture.mailTo('alice')).toEqual([`PIM: Your request to activate ${role} still waits: nobody has decided`]);
  });
});

describe('When somebody asks to keep what ends soon', () => {
  const asked = `Carol’s request to extend ${role}`;
  async function extended() {
    const endDateTime = after(fixture.clock.now(), days(10));
    await fixture.hold(anEligibility({ id: scheduleId('carols'), principalId: carol, endDateTime }));
    const administrator = aRole(wellKnownRole.globalAdministrator);
    const held = { id: scheduleId('alice-administers'), level: 'assignment', principalId: alice } as const;
    await fixture.hold(anEligibility({ ...held, role: administrator }));
    const expiration = { type: 'afterDuration', duration: days(60) } as const;
    const ask = { justification: 'still on it', ticketInfo: {}, scheduleInfo: { expiration } };
    const id = idIn(await requestExtension(fixture.deps)({ role: aRole(), level: 'eligibility', ask }, by(carol)));
    await fixture.pass(3);
    return id;
  }

  it('then whoever manages the role is asked by mail, and hears what another of them has decided', async () => {
    const id = await extended();
    expect(mails()).toEqual({ alice: [`PIM: Review ${asked}`], dave: [`PIM: Review ${asked}`] });
    const answer = { revision: 0, reviewResult: 'Deny', justification: 'the work is done' } as const;
    await decideExtension(fixture.deps)(id, answer, noProofs, by(dave));
    await fixture.settle();
    expect(fixture.mailTo('carol')).toEqual([`PIM: Your request to extend ${role} was denied`]);
    expect(fixture.mailTo('alice').slice(1)).toEqual([`PIM: ${asked} was denied`]);
    expect(fixture.mailTo('dave')).toHaveLength(1);
    expect(fixture.server.mailsFor('carol@contoso.example')[0]?.text).toContain('Decided because: the work is done');
  });

  it('then whoever of them nothing reaches is named to the administrators', async () => {
    fixture.chat().treats(alice, 'knows-not');
    fixture.server.answer('alice@contoso.example', 550);
    await extended();
    expect(fixture.reads('admins').join()).toContain('Alice cannot be asked about Carol’s request for Security Reader');
  });
});

it('When the time of a request is up, then whoever asked hears of it', async () => {
  await asked();
  fixture.clock.pass(days(2));
  await fixture.tick();
  await fixture.settle();
  expect(fixture.mailTo('alice')).toEqual([`PIM: Your request to activate ${role} timed out`]);
});
