import { beforeEach, describe, expect, it } from 'vitest';
import type { Schedule } from '../../domain/assignment/schedule.js';
import { type PrincipalId, scheduleId } from '../../domain/ids.js';
import type { PrincipalRecord } from '../../domain/ports/directory-records.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import { days, hours, minutes } from '../../domain/time.js';
import { assign } from '../../domain/usecases/assignment/assign.js';
import { changeAssignment } from '../../domain/usecases/assignment/change-assignment.js';
import { removeAssignment } from '../../domain/usecases/assignment/remove-assignment.js';
import { revokeAll } from '../../domain/usecases/assignment/revoke-all.js';
import {
  alice,
  approvedBy,
  aRole,
  aSchedule,
  aStagePolicy,
  bob,
  by,
  carol,
  dave,
  principal,
} from '../support/builders.js';
import { idIn, organisation, useCaseFixture } from '../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const globalAdministrator = aRole(wellKnownRole.globalAdministrator);
const rounds = [1, 2, 3, 4];
const crowd = Array.from({ length: 50 }, (_, index) => principal(`ad${String(index).padStart(2, '0')}`));
/** The two that are left of the Global Administrators. */
const last = [alice, bob] as const;

const assigned = (principalId: PrincipalId, role = globalAdministrator): Schedule =>
  aSchedule({
    id: scheduleId(`${principalId} ${JSON.stringify(role)}`),
    principalId,
    role,
    assignmentType: 'assigned',
    endDateTime: undefined,
  });

const proofs = { multiFactor: true, authenticationContexts: [] };
const remove = (principalId: PrincipalId, who: PrincipalId) =>
  removeAssignment(fixture.deps)(
    { access: { principalId, role: globalAdministrator }, level: 'assignment', justification: 'tidying up' },
    proofs,
    by(who),
  );
/** To be demoted is to have an end, soon. */
const demote = (principalId: PrincipalId, who: PrincipalId) => {
  const expiration = { type: 'afterDuration' as const, duration: minutes(5) };
  const ask = { justification: 'tidying up', ticketInfo: {}, scheduleInfo: { expiration } };
  const access = { principalId, role: globalAdministrator };
  return changeAssignment(fixture.deps)({ action: 'adminUpdate', access, level: 'assignment', ask }, proofs, by(who));
};
const revoke = (principalId: PrincipalId, who: PrincipalId) =>
  revokeAll(fixture.deps)(principalId, 'tidying up', proofs, by(who));

const administrators = () =>
  fixture.store.read.schedules.list({
    roles: [globalAdministrator],
    level: 'assignment',
    statuses: ['PendingProvisioning', 'Provisioned'],
    limit: 99,
  });

describe('When fifty administrators go for the last two Global Administrators at once', () => {
  beforeEach(async () => {
    const [someone] = organisation as [PrincipalRecord & { type: 'user' }];
    await fixture.records.principals.save(
      crowd.map((id) => ({ ...someone, id, userPrincipalName: `${id}@contoso.example` })),
    );
    await fixture.hold(...last.map((who) => assigned(who)));
    await fixture.hold(...crowd.map((who) => assigned(who, aRole(wellKnownRole.privilegedRoleAdministrator))));
  });

  it.each(rounds)('then one of them is removed, and one stays: round %i', async () => {
    const outcomes = await Promise.all(crowd.map((who, index) => remove(last[index % 2 === 0 ? 0 : 1], who)));
    expect(await administrators()).toHaveLength(1);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const codes = new Set(outcomes.map((outcome) => (outcome.ok ? 'removed' : outcome.refusal.code)));
    expect([...codes].sort()).toEqual(['LAST_ADMINISTRATOR', 'NOT_ASSIGNED', 'removed']);
  });

  it.each(rounds)('then it makes no difference by which way they go: round %i', async () => {
    const ways = [remove, revoke, demote, remove];
    await Promise.all(
      crowd.map(async (who, index) => (ways[index % ways.length] ?? remove)(last[index % 3 === 0 ? 0 : 1], who)),
    );
    expect((await administrators()).length).toBeGreaterThan(0);
    fixture.clock.pass(days(1));
    await Promise.all([fixture.tick(), fixture.tick(), fixture.tick()]);
    const left = await administrators();
    expect(left).toHaveLength(1);
    expect(left.map(({ endDateTime }) => endDateTime)).toEqual([undefined]);
  });
});

describe('When two approvers decide differently at the same moment', () => {
  it.each(rounds)('then one decision stands, and the other is told of it: round %i', async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy()));
    const id = idIn(await fixture.ask());
    const [approved, denied] = await Promise.all([
      fixture.review(id, {}, by(bob)),
      fixture.review(id, { reviewResult: 'Deny' }, by(carol)),
    ]);
    expect([approved, denied].filter(({ ok }) => ok)).toHaveLength(1);
    const { status, stages } = await fixture.request(id);
    const decision = approved.ok
      ? { status: 'PendingProvisioning', reviewedBy: bob, reviewResult: 'Approve' }
      : { status: 'Denied', reviewedBy: carol, reviewResult: 'Deny' };
    const { reviewedBy, reviewResult } = decision;
    expect(status).toBe(decision.status);
    expect(stages.flatMap(({ decisions }) => decisions)).toMatchObject([{ reviewedBy, reviewResult }]);
    const loser = approved.ok ? denied : approved;
    expect(loser).toEqual({ ok: false, refusal: { code: 'NOT_PENDING', status, requestId: id } });
    await fixture.follow();
    expect(await fixture.grantedUntil()).toEqual(approved.ok ? fixture.clock.now() + hours(2) : 'never');
  });
});

describe('When somebody asks for one role twenty times at once', () => {
  it('then they have it once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => fixture.ask({}, by(alice))));
    const codes = outcomes.map((outcome) => (outcome.ok ? 'stored' : outcome.refusal.code));
    expect(codes.filter((code) => code === 'stored')).toHaveLength(1);
    expect(codes.filter((code) => code !== 'stored' && code !== 'REQUEST_PENDING')).toEqual([]);
    const access = { principalId: alice, role: aRole() };
    const leases = (await fixture.store.read.schedules.ofAccess(access)).filter(({ level }) => level === 'assignment');
    expect(leases).toHaveLength(1);
    await fixture.follow();
    expect(fixture.calls).toEqual(['grant']);
  });

  it('then of twenty requests that wait for approval there is one', async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy()));
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => fixture.ask({}, by(alice))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const list = { principalId: alice, statuses: ['PendingApproval' as const], limit: 99 };
    expect(await fixture.store.read.requests.list(list)).toHaveLength(1);
  });
});

/** Dave administers; each call is a delivery of its own. */
const asAdministrator = async () => {
  await fixture.hold(assigned(dave));
  return () => by(dave);
};
describe('When an eligibility is taken while somebody activates on it', () => {
  it.each(rounds)('then the activation goes with it, or never begins: round %i', async () => {
    const administrator = await asAdministrator();
    const access = { principalId: alice, role: aRole() };
    await Promise.all([
      fixture.ask(),
      removeAssignment(fixture.deps)(
        { access, level: 'eligibility', justification: 'has left' },
        proofs,
        administrator(),
      ),
    ]);
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe('never');
  });
});

describe('When twenty administrators give one role to one person at once', () => {
  it.each(['eligibility', 'assignment'] as const)('then it is given once: %s', async (level) => {
    const administrator = await asAdministrator();
    const access = { principalId: bob, role: aRole() };
    const scheduleInfo = { expiration: { type: 'afterDuration' as const, duration: days(30) } };
    const ask = { justification: 'joins the team', ticketInfo: {}, scheduleInfo };
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => assign(fixture.deps)({ access, level, ask }, proofs, administrator())),
    );
    expect(await fixture.store.read.schedules.ofAccess(access)).toHaveLength(1);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });
});
