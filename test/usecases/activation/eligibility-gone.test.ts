import { beforeEach, describe, expect, it } from 'vitest';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { scheduleId } from '../../../domain/ids.js';
import { days, hours, type Instant, after as later, minutes } from '../../../domain/time.js';
import { changeAssignment } from '../../../domain/usecases/assignment/change-assignment.js';
import { removeAssignment } from '../../../domain/usecases/assignment/remove-assignment.js';
import { revokeAll } from '../../../domain/usecases/assignment/revoke-all.js';
import { endDeparted } from '../../../domain/usecases/upkeep/end-departed.js';
import {
  alice,
  anEligibility,
  approvedBy,
  aRole,
  aStagePolicy,
  bob,
  by,
  dave,
  monday,
  proven,
} from '../../support/builders.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';
import { eligibleGroup, idIn } from '../../support/setups/use-case-fixture.js';
import { silentLog } from '../../support/silent-log.js';

const fixture = notifyingFixture();
const tomorrow = later(monday, days(1));
const forAnHour = { type: 'afterDuration', duration: hours(1) } as const;
const eligibleAs = (principalId = alice) => ({ access: { principalId, role: aRole() }, level: 'eligibility' as const });

const remove = (principalId = alice) =>
  removeAssignment(fixture.deps)(
    { ...eligibleAs(principalId), justification: 'moved to another team' },
    proven,
    by(dave),
  );
const shorten = (endDateTime: Instant, principalId = alice) =>
  changeAssignment(fixture.deps)(
    {
      ...eligibleAs(principalId),
      action: 'adminUpdate',
      ask: {
        justification: 'the project ends',
        ticketInfo: {},
        scheduleInfo: { expiration: { type: 'afterDateTime', endDateTime } },
      },
    },
    proven,
    by(dave),
  );
const revoke = () => revokeAll(fixture.deps)(alice, 'the laptop was stolen', proven, by(dave));
const disable = async () => {
  await fixture.records.principals.save([
    {
      type: 'user',
      id: alice,
      displayName: 'Alice',
      userPrincipalName: 'alice@contoso.example',
      mail: 'alice@contoso.example',
      accountEnabled: false,
      userType: 'Member',
    },
  ]);
  await endDeparted({ ...fixture.deps, log: silentLog })(undefined, 50);
};
/** The last message somebody has, and how it begins. */
const last = (who: typeof alice) => fixture.reads(who).at(-1) ?? '';
const eligibleToo = (over: Partial<Schedule> = {}) =>
  fixture.hold(anEligibility({ id: scheduleId('of-the-group'), principalId: eligibleGroup, ...over }));

describe('When the eligibility of an activation planned for tomorrow', () => {
  /** Alice has planned an hour tomorrow; her card is the first message. */
  beforeEach(async () => {
    idIn(await fixture.ask({ scheduleInfo: { startDateTime: tomorrow, expiration: forAnHour } }));
    await fixture.settle();
    expect(fixture.reads(alice)[0]).toMatch(/^Starts \w/m);
    expect(fixture.reads(alice)[0]).toContain('[Cancel]');
  });

  const endings: [string, () => Promise<unknown>, RegExp][] = [
    ['is removed', remove, /Cancelled at 09:00\n[\s\S]*The eligibility for it has ended/],
    [
      'is cut to end before',
      () => shorten(later(monday, hours(5))),
      /Cancelled[\s\S]*The eligibility for it has ended/,
    ],
    ['is revoked with all that she has', revoke, /Cancelled by Dave at 09:00/],
    ['goes with her account', disable, /Cancelled[\s\S]*The account is disabled or gone/],
  ];
  it.each(endings)('%s, then her card is final and she is told why', async (_how, end, why) => {
    await end();
    await fixture.settle();
    const [card] = fixture.reads(alice);
    expect(card).not.toContain('[Cancel]');
    expect(card).not.toMatch(/^Starts \w/m);
    expect(card).toMatch(why);
    const told = fixture.reads(alice).find((each) => each.startsWith('Your planned activation of'));
    expect(told).toMatch(/was cancelled/);
    expect(told).toMatch(why);
    // A disabled account is written to no more.
    if (end !== disable) expect(fixture.mailTo('alice').join()).toMatch(/was cancelled/);
  });

  it('is removed while another one is left, then it begins all the same, and nothing is told of it', async () => {
    await eligibleToo();
    await remove();
    await fixture.settle();
    expect(fixture.reads(alice)[0]).toMatch(/^Starts \w/m);
    fixture.clock.set(tomorrow);
    await fixture.tick();
    await fixture.settle();
    expect(fixture.reads(alice)[0]).toContain('Active until');
  });
});

describe('When a request waits for approval', () => {
  beforeEach(async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy()));
    idIn(await fixture.ask());
    await fixture.settle();
    expect(last(bob)).toContain('[Approve]');
  });

  it.each([
    ['the eligibility it would use is removed', remove],
    ['that eligibility runs out', async () => shorten(later(monday, hours(1))).then(() => lapse(hours(1)))],
  ])('and %s, then it is cancelled, the approvers’ cards are final, and the requestor is told', async (_how, end) => {
    await end();
    await fixture.settle();
    for (const who of [alice, bob]) {
      const [card] = fixture.reads(who);
      expect(card).toMatch(/Cancelled[\s\S]*The eligibility for it has ended/);
      expect(card).not.toMatch(/\[(Approve|Deny|Cancel)\]/);
    }
    expect(fixture.reads(alice).join('\n')).toContain('Your request for Security Reader was cancelled');
  });

  it('and another eligibility of theirs is left, then it waits on, and can be approved', async () => {
    await eligibleToo();
    await remove();
    await fixture.settle();
    expect(last(bob)).toContain('[Approve]');
    const [request] = await fixture.store.read.requests.list({ principalId: alice, limit: 1 });
    if (!request) throw new Error('nothing was asked');
    expect(await fixture.review(request.id)).toMatchObject({ ok: true, value: { outcome: 'approved' } });
  });

  it('and it is revoked with all that she has, then both read who cancelled it', async () => {
    await revoke();
    await fixture.settle();
    for (const who of [alice, bob]) expect(fixture.reads(who)[0]).toContain('Cancelled by Dave at 09:00');
    expect(last(alice)).toContain('the laptop was stolen');
  });
});

async function lapse(length: number) {
  fixture.clock.set(later(monday, minutes(length / minutes(1))));
  await fixture.tick();
}

describe('When one of two groups through which somebody is eligible loses that', () => {
  it('then what they have active goes on with the other, and ends no later than that one does', async () => {
    await remove();
    await eligibleToo();
    const id = idIn(await fixture.ask());
    await fixture.settle();
    const nested = anEligibility({
      id: scheduleId('of-the-other'),
      principalId: (await fixture.directory.groupsOf(alice)).find((group) => group !== eligibleGroup) ?? alice,
      endDateTime: later(monday, hours(1)),
    });
    await fixture.hold(nested);
    await remove(eligibleGroup);
    await fixture.settle();
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Provisioned', activatedUsing: 'of-the-other' });
    expect(await fixture.grantedUntil()).toBe(later(monday, hours(1)));
    // Two messages went out together, in whichever order.
    expect(fixture.reads(alice).join('\n')).toContain('Active until 10:00');
    await remove(nested.principalId);
    await fixture.settle();
    expect(await fixture.grantedUntil()).toBe('never');
  });
});

it('When an activation has ended, then the note that it is active does not say so any more', async () => {
  await fixture.changePolicy(approvedBy(aStagePolicy()));
  const id = idIn(await fixture.ask());
  await fixture.review(id);
  await fixture.settle();
  const note = () => fixture.reads(alice).find((each) => /was activated|is active/.test(each));
  expect(note()).toMatch(/^Security Reader is active/);
  fixture.clock.pass(hours(2));
  await fixture.tick();
  await fixture.settle();
  expect(note()).toMatch(/^Security Reader was activated\nExpired at 11:00/);
});
