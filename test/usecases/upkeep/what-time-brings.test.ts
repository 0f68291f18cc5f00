import { beforeEach, describe, expect, it } from 'vitest';
import { mongoCheckpoints } from '../../../adapters/mongo/store/checkpoints.js';
import { commands } from '../../../bot/commands/registry.js';
import type { Card } from '../../../cards/card.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { requestId, scheduleId } from '../../../domain/ids.js';
import { days, hours, after as later, minutes, seconds } from '../../../domain/time.js';
import { warnOfEnds } from '../../../domain/usecases/upkeep/warn-of-ends.js';
import {
  alice,
  anAsk,
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
  monday,
} from '../../support/builders.js';
import { conversation, formIn, shownText } from '../../support/conversation.js';
import { inbox } from '../../support/inbox.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
let mail: ReturnType<typeof inbox>;
let people: ReturnType<typeof conversation>;

beforeEach(async () => {
  mail = inbox(fixture);
  people = conversation(fixture, commands);
  await look();
});

const look = () =>
  warnOfEnds({ store: fixture.store, checkpoints: mongoCheckpoints(fixture.connection), clock: fixture.clock })(
    50,
    seconds(0),
  );
/** Everything that this moment brings, and then what people read of it: `alice: Security Reader ends soon`. */
async function comes(): Promise<string[]> {
  await look();
  while ((await fixture.tick()) > 0);
  await mail.follow();
  return mail
    .news()
    .map(({ to, card }) => `${nameOf(to)}: ${card.title}`)
    .toSorted();
}
const names = new Map<string, string>(Object.entries({ alice, bob, carol, dave }).map(([name, id]) => [id, name]));
const nameOf = (to: string) => names.get(to) ?? to;
const at = (...lengths: number[]) =>
  fixture.clock.set(later(monday, minutes(lengths.reduce((sum, each) => sum + each, 0))));
const h = 60;
const day = 24 * h;
/** What a button of this title of a card does. */
function actionOf(card: Card, title: string) {
  const button = card.buttons.find((each) => each.title === title);
  if (!button) throw new Error(`no button “${title}”: ${shownText(card)}`);
  return button.action;
}

describe('When an activation is about to end', () => {
  /** Alice activates for two hours, and it is a quarter of an hour before their end. */
  async function warned() {
    const id = idIn(await fixture.ask({ ticketInfo: { ticketNumber: 'T-7', ticketSystem: 'Desk' } }));
    await comes();
    fixture.clock.pass(minutes(105));
    expect(await comes()).toEqual(['alice: Security Reader ends soon']);
    return id;
  }

  it('then Activate again has the form filled in as it was, from the end on, and the role stays with her', async () => {
    fixture.clock.pass(seconds(20));
    await warned();
    const end = later(later(monday, seconds(20)), hours(2));
    const form = await people.press(alice, actionOf(mail.last(alice), 'Activate again'));
    const values = Object.fromEntries(formIn(form).inputs.map(({ id, value }) => [id, value]));
    expect(values).toMatchObject({
      duration: '2 h',
      // People say times to the minute; what is meant is the very end.
      start: '2026-03-02 11:01',
      justification: 'INC-42',
      ticketNumber: 'T-7',
      ticketSystem: 'Desk',
    });
    fixture.clock.pass(seconds(7));
    await people.fillIn(alice, form, {});
    const [next] = await fixture.store.read.requests.list({ principalId: alice, limit: 1 });
    expect(await fixture.schedule(next?.id ?? requestId('none'))).toMatchObject({
      status: 'Granted',
      startDateTime: end,
      endDateTime: later(end, hours(2)),
    });
    await comes();
    const called = fixture.calls.length;
    fixture.clock.set(end);
    expect(await comes()).toEqual(['admins: Alice activated Security Reader']);
    expect(await fixture.grantedUntil()).toBe(later(end, hours(2)));
    expect(fixture.calls.slice(called)).not.toContain('revoke');
  });

  it('then who has to approve the next one is asked, by the settings of this moment', async () => {
    await warned();
    const form = await people.press(alice, actionOf(mail.last(alice), 'Activate again'));
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })));
    await people.fillIn(alice, form, {});
    expect(await comes()).toEqual(['alice: Security Reader', 'bob: Alice asks for Security Reader']);
    at(2 * h, 5);
    expect(await comes()).toEqual(['alice: Security Reader has expired']);
    // A second press shows how the one stands that she has asked for.
    const again = await people.press(alice, actionOf(mail.last(alice), 'Activate again'));
    expect(shownText(again)).toContain('Bob has been asked');
    await people.press(bob, actionOf(mail.last(bob), 'Approve'));
    await comes();
    expect(await fixture.grantedUntil()).toBe(later(monday, minutes(4 * h + 5)));
  });

  it('then it can be had again from the note of its end, at once', async () => {
    await warned();
    at(2 * h);
    expect(await comes()).toEqual(['alice: Security Reader has expired']);
    const form = formIn(await people.press(alice, actionOf(mail.last(alice), 'Activate again')));
    expect(form.inputs.find(({ id }) => id === 'start')?.value).toBeUndefined();
    await people.fillIn(alice, form, {});
    await comes();
    expect(await fixture.grantedUntil()).toBe(later(monday, hours(4)));
  });

  it('then neither somebody else nor somebody who is not eligible any more gets a form', async () => {
    const id = await warned();
    const action = actionOf(mail.last(alice), 'Activate again');
    const said = await people.press(bob, action);
    expect(said).toBe(await people.press(alice, { do: 'activate-again', requestId: 'no such request' }));
    expect(JSON.stringify(said)).not.toContain('Security Reader');
    const eligibility = await fixture.store.read.schedules.get(scheduleId('eligibility-1'));
    if (!eligibility) throw new Error('the eligibility is gone');
    await fixture.giveBack(id);
    await fixture.store.transaction((tx) => tx.schedules.save({ ...eligibility, status: 'Revoked' }));
    expect(await people.press(alice, action)).toContain('not eligible');
  });

  it('then whoever has planned the next already, or has given it back, is not warned', async () => {
    await fixture.ask();
    await comes();
    at(2 * h, -15);
    await look();
    const startDateTime = later(monday, hours(2));
    const next = idIn(await fixture.ask({ scheduleInfo: { ...anAsk().scheduleInfo, startDateTime } }));
    // The card of the plan.
    expect(await comes()).toEqual(['alice: Security Reader']);
    // What she gives back is what she holds, and what she has planned is still to come.
    await people.say(alice, 'deactivate Security Reader');
    await comes();
    expect(await fixture.grantedUntil()).toBe('never');
    expect(await fixture.schedule(next)).toMatchObject({ status: 'Granted' });
    at(2 * h);
    await comes();
    at(4 * h, -15);
    await look();
    await fixture.giveBack(next);
    expect(await comes()).toEqual(['alice: Security Reader was given back']);
  });
});

describe('When somebody wants to go on with what they hold', () => {
  const next = (start: number) =>
    fixture.ask(
      anAsk({
        scheduleInfo: { startDateTime: later(monday, minutes(start)), expiration: anAsk().scheduleInfo.expiration },
      }),
    );

  it('then it is refused before its last minutes, and for what would begin before its end', async () => {
    await fixture.ask();
    await comes();
    at(2 * h, -16);
    expect(await next(2 * h)).toMatchObject({ refusal: { code: 'ASSIGNMENT_EXISTS' } });
    at(2 * h, -15);
    expect(await next(2 * h - 1)).toMatchObject({ refusal: { code: 'ASSIGNMENT_EXISTS' } });
    expect(await next(2 * h)).toMatchObject({ ok: true });
    expect(await next(2 * h)).toMatchObject({ ok: false });
  });
});

describe('When nobody decides', () => {
  const asked = (over = {}) =>
    fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob, carol), ...over })));
  const reminders = [
    'bob: Reminder: Alice asks for Security Reader',
    'carol: Reminder: Alice asks for Security Reader',
  ];

  it('then whoever is asked is reminded, ever more rarely, and at last the administrators and Alice are told', async () => {
    await asked();
    await fixture.ask();
    await comes();
    for (const moment of [30, 2 * h, 6 * h, 12 * h]) {
      at(moment, -1);
      expect(await comes()).toEqual([]);
      at(moment);
      expect(await comes()).toEqual(reminders);
    }
    at(18 * h);
    expect(await comes()).toEqual([
      'admins: Nobody has decided about Alice’s request for Security Reader',
      'alice: Your request for Security Reader still waits',
      ...reminders,
    ]);
    expect(shownText(mail.last('admins'))).toContain('times out at 09:00');
    expect(shownText(mail.last(alice))).toContain('Bob and Carol have been asked');
    at(24 * h);
    expect(await comes()).toEqual(['alice: Nobody decided about Security Reader in time']);
  });

  it('then only those are reminded who have not decided, and nobody once it is decided', async () => {
    await asked({ approvalsRequired: 2 });
    const id = idIn(await fixture.ask());
    await comes();
    await fixture.review(id, {}, by(bob));
    at(30);
    expect(await comes()).toEqual([reminders[1]]);
    // It is decided between the moment and the delivery.
    at(2 * h);
    await fixture.tick();
    await fixture.review(id, {}, by(carol));
    expect((await comes()).filter((each) => each.includes('Reminder'))).toEqual([]);
    at(12 * h);
    expect((await comes()).filter((each) => each.includes('Reminder'))).toEqual([]);
  });

  it('then a reminder can be decided from', async () => {
    await asked();
    await fixture.ask();
    at(30);
    await comes();
    await people.press(carol, actionOf(mail.last(carol), 'Approve'));
    await comes();
    expect(await fixture.grantedUntil()).toBe(later(monday, minutes(2 * h + 30)));
  });

  it('then whoever it escalates to is asked, Alice is told whom it waits for, and no administrator', async () => {
    await asked({ escalationApprovers: asks(dave), escalationTime: hours(2) });
    await fixture.ask();
    await comes();
    at(2 * h);
    expect(await comes()).toEqual([
      'alice: Your request for Security Reader still waits',
      'dave: Alice asks for Security Reader',
    ]);
    expect(shownText(mail.last(alice))).toContain('Bob, Carol and Dave have been asked');
    at(6 * h);
    expect((await comes()).filter((each) => each.startsWith('dave'))).toHaveLength(1);
    at(18 * h);
    expect(await comes()).not.toContain('admins: Nobody has decided about Alice’s request for Security Reader');
  });
});

describe('When the end of what was given comes near', () => {
  const made = aRequest({
    id: requestId('given'),
    action: 'adminAssign',
    level: 'eligibility',
    status: 'Provisioned',
    role: aRole('790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b'),
    createdBy: dave,
  });
  const given = (over: Partial<Schedule> = {}) =>
    anEligibility({
      id: scheduleId('given'),
      role: made.role,
      createdUsing: made.id,
      endDateTime: later(monday, days(20)),
      ...over,
    });
  async function give(over: Partial<Schedule> = {}) {
    await fixture.store.transaction((tx) => tx.requests.insert(made));
    await fixture.hold(given(over));
  }
  const eligibility = 'Your eligibility for Message Center Reader';

  it('then its holder hears of it three times, with the way to keep it and then to have it again', async () => {
    await give();
    at(6 * day);
    expect(await comes()).toEqual([`alice: ${eligibility} ends in 14 days`]);
    const form = formIn(await people.press(alice, actionOf(mail.last(alice), 'Extend')));
    expect(form.title).toBe('Extend a role');
    at(19 * day);
    expect(await comes()).toEqual([`alice: ${eligibility} ends in 1 day`]);
    at(20 * day);
    expect(await comes()).toEqual([`alice: ${eligibility} has ended`]);
    expect(formIn(await people.press(alice, actionOf(mail.last(alice), 'Renew'))).title).toBe('Renew a role');
  });

  it('then after an outage only the nearest is told, and nothing of what was renewed or removed meanwhile', async () => {
    await give();
    at(19 * day, 12 * h);
    expect(await comes()).toEqual([`alice: ${eligibility} ends in 12 h`]);
  });

  it('then nothing is told of what was removed or moved between the moment and the delivery', async () => {
    await give();
    at(6 * day);
    await look();
    const there = (await fixture.store.read.schedules.get(scheduleId('given'))) as Schedule;
    await fixture.store.transaction((tx) => tx.schedules.save({ ...there, endDateTime: later(monday, days(60)) }));
    expect(await comes()).toEqual([]);
    at(59 * day);
    await look();
    await fixture.store.transaction((tx) =>
      tx.schedules.save({ ...there, version: 1, status: 'Revoked', endedBy: 'removed' }),
    );
    expect(await comes()).toEqual([]);
  });

  it('then what has been given anew when its end is told is not called ended', async () => {
    await give();
    at(20 * day);
    await fixture.tick();
    await fixture.hold(given({ id: scheduleId('anew'), startDateTime: fixture.clock.now(), endDateTime: undefined }));
    expect(await comes()).toEqual([]);
  });
});
