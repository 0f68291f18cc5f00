import { describe, expect, it } from 'vitest';
import { type RequestId, scheduleId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { days, hours, after as later } from '../../../domain/time.js';
import { decideExtension } from '../../../domain/usecases/approval/decide-extension.js';
import { requestExtension } from '../../../domain/usecases/approval/request-extension.js';
import { changeAssignment } from '../../../domain/usecases/assignment/change-assignment.js';
import { removeAssignment } from '../../../domain/usecases/assignment/remove-assignment.js';
import { alice, anEligibility, aRole, aSchedule, by, dave, monday, proven } from '../../support/builders.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';
import { eligibleGroup, idIn } from '../../support/setups/use-case-fixture.js';

const fixture = notifyingFixture();
const all = () => fixture.reads(alice).join('\n---\n');
const lastingDays = (length: number) => ({ type: 'afterDuration', duration: days(length) }) as const;
const assigned = aSchedule({ id: scheduleId('assigned'), assignmentType: 'assigned', endDateTime: undefined });

describe('When an activation is over and something else still gives the same role', () => {
  it('then nobody reads that it was given back, but through what it is still held', async () => {
    const id = idIn(await fixture.ask());
    await fixture.settle();
    await fixture.hold(assigned);
    fixture.clock.pass(hours(1));
    await fixture.giveBack(id);
    await fixture.settle();
    expect(all()).toContain('Your activation of Security Reader has ended');
    expect(all()).toContain('You still hold it through an assignment, permanently.');
    expect(all()).not.toMatch(/given back/i);
    expect(fixture.reads('admins').join()).toContain('Alice still holds it through an assignment, permanently.');
    expect(fixture.mailTo('alice').join()).not.toMatch(/gave back/);
  });

  it('then once nothing gives it any more, it was given back', async () => {
    const id = idIn(await fixture.ask());
    await fixture.settle();
    fixture.clock.pass(hours(1));
    await fixture.giveBack(id);
    await fixture.settle();
    expect(all()).toContain('Security Reader was given back');
    expect(all()).not.toContain('still hold');
  });
});

describe('When an activation ends in any way while another lease keeps the access', () => {
  const member: Role = { kind: 'group', groupId: eligibleGroup, accessId: 'owner' };
  const end = {
    expired: async () => {
      fixture.clock.pass(hours(3));
      await fixture.tick();
    },
    'given back': async (id: RequestId) => {
      fixture.clock.pass(hours(1));
      await fixture.giveBack(id);
    },
    'taken back': async (_id: RequestId, role: Role) => {
      const access = { principalId: alice, role };
      expect(
        await removeAssignment(fixture.deps)(
          { access, level: 'eligibility', justification: 'moved' },
          proven,
          by(dave),
        ),
      ).toMatchObject({ ok: true });
    },
  };
  const all3 = ['expired', 'given back', 'taken back'] as const;
  it.each(all3.flatMap((how) => (['a role', 'a group'] as const).map((of) => [how, of] as const)))(
    'then nobody reads that it was %s, of %s, but what keeps it; and without the other they do',
    async (how, of) => {
      const role = of === 'a role' ? aRole() : member;
      await fixture.changePolicy({}, role);
      if (of === 'a group') await fixture.hold(anEligibility({ id: scheduleId('may-own'), role }));
      const id = idIn(await fixture.ask({}, by(alice), role));
      await fixture.settle();
      const beside = aSchedule({ ...assigned, role });
      await fixture.hold(beside);
      await end[how](id, role);
      await fixture.settle();
      expect(all()).toContain('You still hold it through an assignment, permanently.');
      const said = [all(), fixture.mailTo('alice').join(), fixture.reads('admins').join('\n')].join('\n');
      expect(said).not.toMatch(
        /was given back|has expired|was taken back|gave back|Expired at|Given back at|Taken back at/,
      );
      expect(await fixture.grantedUntil(alice, role)).not.toBe('never');
      const given = { access: { principalId: alice, role }, level: 'assignment', justification: 'moved' } as const;
      await removeAssignment(fixture.deps)(given, proven, by(dave));
      await fixture.settle();
      expect(all()).not.toContain('still hold');
      expect(all()).toMatch(
        { expired: /has expired/, 'given back': /was given back/, 'taken back': /was taken back/ }[how],
      );
    },
  );
});

describe('When what an access is still held through changes after that was said', () => {
  const given = async () => {
    const id = idIn(await fixture.ask());
    await fixture.settle();
    await fixture.hold(assigned);
    fixture.clock.pass(hours(1));
    await fixture.giveBack(id);
    await fixture.settle();
  };
  const input = { access: { principalId: alice, role: aRole() }, level: 'assignment', justification: 'moved' } as const;
  const ask = { justification: 'moved', ticketInfo: {}, scheduleInfo: { expiration: lastingDays(2) } };

  it('then where it ends early, no card says any more that it is held', async () => {
    await given();
    expect(all()).toContain('You still hold it through an assignment, permanently.');
    await removeAssignment(fixture.deps)(input, proven, by(dave));
    await fixture.settle();
    expect(all()).not.toContain('still hold');
    expect(fixture.reads('admins').join()).not.toContain('still holds');
  });

  it('then where its end moves, every card says the new one', async () => {
    await given();
    const moved = { access: input.access, level: 'assignment', action: 'adminUpdate', ask } as const;
    expect(await changeAssignment(fixture.deps)(moved, proven, by(dave))).toMatchObject({ ok: true });
    await fixture.settle();
    expect(all()).not.toContain('permanently.');
    expect(all()).toContain('You still hold it through an assignment until');
  });
});

it('When a group through which somebody is still eligible loses its eligibility, then their card says so no more', async () => {
  await fixture.hold(
    anEligibility({ id: scheduleId('of-the-group'), principalId: eligibleGroup, endDateTime: undefined }),
  );
  const of = (principalId: typeof alice) =>
    ({ access: { principalId, role: aRole() }, level: 'eligibility', justification: 'moved' }) as const;
  const id = idIn(await fixture.ask());
  await fixture.settle();
  await removeAssignment(fixture.deps)(of(alice), proven, by(dave));
  await fixture.settle();
  expect(await fixture.schedule(id)).toMatchObject({ status: 'Provisioned' });
  expect(all()).toContain('You are still eligible through Eligible');
  await removeAssignment(fixture.deps)(of(eligibleGroup), proven, by(dave));
  await fixture.settle();
  expect(all()).not.toContain('still eligible');
});

it('When somebody loses one of two eligibilities, then they read through which group they are still eligible', async () => {
  const endDateTime = later(monday, days(3));
  await fixture.hold(anEligibility({ id: scheduleId('of-the-group'), principalId: eligibleGroup, endDateTime }));
  const input = {
    access: { principalId: alice, role: aRole() },
    level: 'eligibility',
    justification: 'moved',
  } as const;
  await removeAssignment(fixture.deps)(input, proven, by(dave));
  await fixture.settle();
  expect(all()).toContain('You are still eligible through Eligible until');
});

describe('When an administrator answers a request to extend', () => {
  const lasting = (length: number) => ({ type: 'afterDuration', duration: days(length) }) as const;
  const ask = (length: number) => ({
    justification: 'the audit goes on',
    ticketInfo: {},
    scheduleInfo: { expiration: lasting(length) },
  });
  const role = aRole('88d8e3e3-8f55-4a1e-953a-9b9898b8876b');
  const id = scheduleId('ends-soon');
  const end = later(monday, days(10));
  const asked = async (): Promise<RequestId> => {
    await fixture.changePolicy({}, role);
    await fixture.hold(anEligibility({ id, role, endDateTime: end }));
    return idIn(await requestExtension(fixture.deps)({ role, level: 'eligibility', ask: ask(30) }, by(alice)));
  };
  const answer = (request: RequestId, reviewResult: 'Approve' | 'Deny') =>
    decideExtension(fixture.deps)(request, { revision: 0, reviewResult, justification: 'known' }, proven, by(dave));

  it('then what ends later by now is not cut, and the answer says until when it lasts', async () => {
    const request = await asked();
    const access = { principalId: alice, role };
    const input = { access, level: 'eligibility', action: 'adminUpdate', ask: ask(60) } as const;
    await changeAssignment(fixture.deps)(input, proven, by(dave));
    const lasts = later(monday, days(60));
    expect(await answer(request, 'Approve')).toMatchObject({ refusal: { code: 'NOT_LATER', endDateTime: lasts } });
    expect(await fixture.store.read.schedules.get(id)).toMatchObject({ endDateTime: lasts });
    expect(await fixture.request(request)).toMatchObject({ status: 'PendingAdminDecision' });
  });

  it.each(['Approve', 'Deny'] as const)('then the request keeps who did, when and why (%s)', async (reviewResult) => {
    const request = await asked();
    await answer(request, reviewResult);
    expect((await fixture.request(request)).decision).toEqual({
      reviewResult,
      reviewedBy: dave,
      justification: 'known',
      reviewedDateTime: monday,
    });
    await fixture.settle();
    expect(all()).toContain(`${reviewResult === 'Approve' ? 'Approved' : 'Denied'} by Dave`);
  });

  it('then what was removed in the meantime is not given again: the request is over, and says so', async () => {
    const request = await asked();
    await fixture.settle();
    const input = { access: { principalId: alice, role }, level: 'eligibility', justification: 'moved' } as const;
    await removeAssignment(fixture.deps)(input, proven, by(dave));
    await fixture.settle();
    expect(await answer(request, 'Approve')).toMatchObject({ refusal: { code: 'NOT_PENDING', status: 'Canceled' } });
    expect(all()).toContain('Cancelled by Dave at 09:00\nAn administrator has removed what it was about.');
  });
});
