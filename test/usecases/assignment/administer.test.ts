import { beforeEach, describe, expect, it } from 'vitest';
import type { AdminAsk } from '../../../domain/assignment/decide-terms.js';
import type { Level } from '../../../domain/assignment/schedule-request.js';
import { scheduleId } from '../../../domain/ids.js';
import type { GroupRecord, PrincipalRecord } from '../../../domain/ports/directory-records.js';
import type { Access, Role } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { days, hours, after as later, minutes } from '../../../domain/time.js';
import { assign } from '../../../domain/usecases/assignment/assign.js';
import { changeAssignment } from '../../../domain/usecases/assignment/change-assignment.js';
import { removeAssignment } from '../../../domain/usecases/assignment/remove-assignment.js';
import { alice, aRole, aSchedule, bob, by, carol, dave, monday, principal, proven } from '../../support/builders.js';
import { erin, idIn, organisation, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const globalAdministrator = aRole(wellKnownRole.globalAdministrator);
const gus = principal('guest');
const robot = principal('robot');
const staff = principal('staff');
const admins = principal('admins');

const ask = (over: Partial<AdminAsk> = {}): AdminAsk => ({
  justification: 'joins the team',
  ticketInfo: {},
  scheduleInfo: { expiration: { type: 'afterDuration', duration: days(90) } },
  ...over,
});
const until = (end: number, start?: number): Partial<AdminAsk> => ({
  scheduleInfo: {
    startDateTime: start === undefined ? undefined : later(monday, days(start)),
    expiration: { type: 'afterDateTime', endDateTime: later(monday, days(end)) },
  },
});
const forGood: Partial<AdminAsk> = { scheduleInfo: { expiration: { type: 'noExpiration' } } };
const to = (principalId = bob, role: Role = aRole()): Access => ({ principalId, role });

const give = (access: Access = to(), level: Level = 'eligibility', over: Partial<AdminAsk> = {}, who = by(dave)) =>
  assign(fixture.deps)({ access, level, ask: ask(over) }, proven, who);
const change = (
  action: 'adminUpdate' | 'adminExtend' | 'adminRenew',
  over: Partial<AdminAsk>,
  access: Access = to(),
  level: Level = 'eligibility',
) => changeAssignment(fixture.deps)({ action, access, level, ask: ask(over) }, proven, by(dave));
const take = (access: Access = to(), level: Level = 'eligibility', who = by(dave)) =>
  removeAssignment(fixture.deps)({ access, level, justification: 'has left the team' }, proven, who);
const schedulesOf = (access: Access = to()) => fixture.store.read.schedules.ofAccess(access);

const aGroup = (id: typeof staff, over: Partial<GroupRecord>): GroupRecord => ({
  type: 'group',
  id,
  displayName: `group ${id}`,
  isAssignableToRole: false,
  membershipType: 'assigned',
  onPremisesSyncEnabled: false,
  memberIds: [],
  ownerIds: [],
  ...over,
});

/** Dave is the Global Administrator; there are a guest, a service principal and groups of every sort. */
beforeEach(async () => {
  const [someone] = organisation;
  await fixture.records.principals.save([
    { ...(someone as PrincipalRecord & { type: 'user' }), id: gus, displayName: 'Gus', userType: 'Guest' },
    {
      type: 'servicePrincipal',
      id: robot,
      displayName: 'Robot',
      servicePrincipalType: 'ManagedIdentity',
      accountEnabled: true,
    },
    aGroup(staff, { memberIds: [alice] }),
    aGroup(admins, { isAssignableToRole: true }),
    aGroup(principal('dynami'), { membershipType: 'dynamic' }),
    aGroup(principal('synced'), { onPremisesSyncEnabled: true }),
  ]);
  await fixture.hold(
    aSchedule({
      id: scheduleId('dave-administers'),
      principalId: dave,
      role: globalAdministrator,
      assignmentType: 'assigned',
      endDateTime: undefined,
    }),
  );
});

describe('When an administrator gives somebody a role', () => {
  it('then an eligibility is there at once, on record, and can be activated', async () => {
    const outcome = await give();
    expect(outcome).toMatchObject({ ok: true });
    expect(await schedulesOf()).toMatchObject([
      { level: 'eligibility', status: 'Provisioned', endDateTime: later(monday, days(90)), assignmentType: 'assigned' },
    ]);
    const id = idIn(outcome);
    expect(await fixture.request(id)).toMatchObject({ action: 'adminAssign', status: 'Provisioned', createdBy: dave });
    expect(await fixture.trail(id)).toEqual(['Add eligible member to role in PIM completed']);
    expect(await fixture.ask({}, by(bob))).toMatchObject({ ok: true });
  });

  it('then an active assignment is in the directory once that has confirmed it, until its end', async () => {
    const outcome = await give(to(), 'assignment', until(30));
    const id = idIn(outcome);
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingProvisioning' });
    await fixture.follow();
    expect(await fixture.grantedUntil(bob)).toBe(later(monday, days(30)));
    expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned' });
    fixture.clock.set(later(monday, days(30)));
    await fixture.tick();
    await fixture.follow();
    expect(await fixture.grantedUntil(bob)).toBe('never');
  });

  it.each<[Level]>([['eligibility'], ['assignment']])(
    'then one that starts later is granted, and begins at its time: %s',
    async (level) => {
      const outcome = await give(to(), level, until(30, 10));
      const id = idIn(outcome);
      expect(await fixture.request(id)).toMatchObject({ status: 'Granted' });
      expect(await fixture.ask({}, by(bob))).toMatchObject({ ok: false });
      fixture.clock.set(later(monday, days(10)));
      expect(await fixture.tick()).toBe(1);
      await fixture.follow();
      expect(await fixture.request(id)).toMatchObject({
        status: 'Provisioned',
        completedDateTime: later(monday, days(10)),
      });
      expect(await schedulesOf()).toMatchObject([{ level, status: 'Provisioned' }]);
    },
  );

  it('then a start that has gone by is now', async () => {
    await give(to(), 'eligibility', until(30, -10));
    expect(await schedulesOf()).toMatchObject([{ startDateTime: monday, status: 'Provisioned' }]);
  });

  it('then a redelivery gives it once', async () => {
    const once = by(dave);
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => give(to(), 'eligibility', {}, once)));
    expect(new Set(outcomes.map((outcome) => outcome.ok && outcome.value.requestId)).size).toBe(1);
    expect(await schedulesOf()).toHaveLength(1);
  });
});

const ofGroup = (groupId: typeof staff, accessId: 'member' | 'owner' = 'member'): Role => ({
  kind: 'group',
  groupId,
  accessId,
});
const production: Role = {
  kind: 'azure',
  roleDefinitionId: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  directoryScopeId: '/subscriptions/none',
};

describe('When it may not be given, then nothing is, and only the attempt is on record', () => {
  it.each<[string, Access, Level, Partial<AdminAsk>, typeof dave, object]>([
    [
      'by somebody who manages nothing',
      to(),
      'eligibility',
      {},
      alice,
      { code: 'NOT_PERMITTED', permission: 'manage' },
    ],
    ['a role that does not exist', to(bob, aRole('none')), 'eligibility', {}, dave, { code: 'ROLE_NOT_FOUND' }],
    ['to nobody', to(principal('nobody')), 'eligibility', {}, dave, { code: 'PRINCIPAL_NOT_FOUND' }],
    ['to a disabled account', to(erin), 'eligibility', {}, dave, { code: 'PRINCIPAL_DISABLED' }],
    [
      'again, while it is there',
      to(alice),
      'eligibility',
      {},
      dave,
      { code: 'ALREADY_ASSIGNED', level: 'eligibility' },
    ],
    [
      'for two minutes',
      to(),
      'eligibility',
      { scheduleInfo: { expiration: { type: 'afterDuration', duration: minutes(2) } } },
      dave,
      { code: 'DURATION_TOO_SHORT', minimum: minutes(5) },
    ],
    ['until yesterday', to(), 'eligibility', until(-1), dave, { code: 'ENDS_BEFORE_START' }],
    [
      'active without a reason',
      to(),
      'assignment',
      { justification: ' ' },
      dave,
      { code: 'POLICY_RULES_FAILED', failures: [{ rule: 'JustificationRule' }] },
    ],
    [
      'a group’s membership for good',
      to(bob, ofGroup(admins)),
      'eligibility',
      forGood,
      dave,
      { code: 'POLICY_RULES_FAILED' },
    ],
    [
      'a group’s membership for too long',
      to(bob, ofGroup(admins)),
      'assignment',
      until(181),
      dave,
      { code: 'POLICY_RULES_FAILED' },
    ],
    ['a service principal made eligible', to(robot), 'eligibility', {}, dave, { reason: 'service-principal-eligible' }],
    [
      'a service principal, for good',
      to(robot),
      'assignment',
      forGood,
      dave,
      { reason: 'service-principal-permanent' },
    ],
    ['a guest made eligible', to(gus), 'eligibility', {}, dave, { reason: 'guest-eligible' }],
    [
      'a group that is not role-assignable',
      to(staff),
      'eligibility',
      {},
      dave,
      { reason: 'group-not-role-assignable' },
    ],
    ['a group in itself', to(admins, ofGroup(admins)), 'eligibility', {}, dave, { reason: 'group-in-itself' }],
    ['a group as an owner', to(staff, ofGroup(admins, 'owner')), 'eligibility', {}, dave, { reason: 'group-as-owner' }],
    [
      'a group active in a role-assignable one',
      to(staff, ofGroup(admins)),
      'assignment',
      {},
      dave,
      { reason: 'group-active-in-role-assignable-group' },
    ],
    [
      'an Azure role by the directory’s administrator',
      to(bob, production),
      'eligibility',
      {},
      dave,
      { code: 'NOT_PERMITTED' },
    ],
  ])('%s', async (_case, access, level, over, actor, refusal) => {
    const before = await fixture.written();
    expect(await give(access, level, over, by(actor))).toMatchObject({ ok: false, refusal });
    expect(await fixture.written()).toEqual({ ...before, audit: before.audit + 1 });
  });

  it.each([
    ['dynami', 'dynamic-group'],
    ['synced', 'synced-group'],
  ] as const)('a group that is %s', async (name, reason) => {
    const role = ofGroup(principal(name));
    await fixture.hold(
      aSchedule({ id: scheduleId('owner'), principalId: carol, role: { ...role, accessId: 'owner' } as Role }),
    );
    expect(await give(to(bob, role), 'eligibility', {}, by(carol))).toMatchObject({ refusal: { reason } });
  });

  it('but a service principal may be active for a time, and a guest active', async () => {
    expect(await give(to(robot), 'assignment', until(30))).toMatchObject({ ok: true });
    expect(await give(to(gus), 'assignment')).toMatchObject({ ok: true });
    expect(await give(to(admins), 'eligibility')).toMatchObject({ ok: true });
  });
});

describe('When an administrator changes what was given', () => {
  it('then the end moves, in the directory too, and the record says from when to when', async () => {
    await give(to(), 'assignment', until(30));
    await fixture.follow();
    const outcome = await change('adminUpdate', until(10), to(), 'assignment');
    await fixture.follow();
    expect(await fixture.grantedUntil(bob)).toBe(later(monday, days(10)));
    const id = idIn(outcome);
    const [entry] = await fixture.store.read.audit.ofRequest(id);
    expect(entry).toMatchObject({
      before: { endDateTime: later(monday, days(30)) },
      after: { endDateTime: later(monday, days(10)) },
    });
  });

  it('then an activation that stands on a shortened eligibility ends with it', async () => {
    await fixture.ask({ scheduleInfo: { expiration: { type: 'afterDuration', duration: hours(8) } } });
    await fixture.follow();
    const end = later(monday, hours(3));
    const sooner = { scheduleInfo: { expiration: { type: 'afterDateTime', endDateTime: end } } } as const;
    expect(await change('adminUpdate', sooner, to(alice))).toMatchObject({ ok: true });
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe(end);
  });

  it('then what has not begun can begin sooner, and what has begun keeps its start', async () => {
    await give(to(), 'eligibility', until(30, 10));
    expect(await change('adminUpdate', until(30, 0))).toMatchObject({ ok: true });
    expect(await schedulesOf()).toMatchObject([{ status: 'Provisioned', startDateTime: monday }]);
    expect(await change('adminUpdate', until(30, 5))).toMatchObject({ refusal: { code: 'ALREADY_BEGUN' } });
  });

  it('then to extend is to end later', async () => {
    await give(to(), 'eligibility', until(30));
    expect(await change('adminExtend', until(20))).toMatchObject({ refusal: { code: 'NOT_LATER' } });
    expect(await change('adminExtend', until(60))).toMatchObject({ ok: true });
    expect(await schedulesOf()).toMatchObject([{ endDateTime: later(monday, days(60)) }]);
    expect(await change('adminExtend', forGood)).toMatchObject({ ok: true });
    expect(await change('adminExtend', until(90))).toMatchObject({ refusal: { code: 'NOT_LATER' } });
  });

  it('then what ended can be renewed for 30 days, and not a moment longer', async () => {
    await give(to(), 'eligibility', until(1));
    expect(await change('adminRenew', until(90))).toMatchObject({ refusal: { code: 'ALREADY_ASSIGNED' } });
    fixture.clock.set(later(monday, days(1)));
    await fixture.tick();
    expect(await change('adminUpdate', until(90))).toMatchObject({ refusal: { code: 'NOT_ASSIGNED' } });
    fixture.clock.set(later(monday, days(31)));
    expect(await change('adminRenew', until(90))).toMatchObject({
      refusal: { code: 'NOT_RENEWABLE', within: days(30) },
    });
    fixture.clock.set(later(monday, days(1)));
    expect(await change('adminRenew', until(90))).toMatchObject({ ok: true });
    expect(await schedulesOf()).toMatchObject([{ endDateTime: later(monday, days(90)) }]);
  });
});

describe('When an administrator takes a role away', () => {
  it('then it is gone at once, however short it has lasted', async () => {
    await give(to(), 'assignment');
    await fixture.follow();
    expect(await take(to(), 'assignment')).toMatchObject({ ok: true });
    await fixture.follow();
    expect(await fixture.grantedUntil(bob)).toBe('never');
    expect(await schedulesOf()).toEqual([]);
    expect(await take(to(), 'assignment')).toMatchObject({ refusal: { code: 'NOT_ASSIGNED' } });
  });

  it('then an eligibility takes along what was activated on it, and what was planned', async () => {
    const active = idIn(await fixture.ask());
    await fixture.follow();
    expect(await take(to(alice))).toMatchObject({ ok: true });
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe('never');
    expect(await fixture.schedule(active)).toMatchObject({ status: 'Revoked', endedBy: 'removed' });
    expect(await fixture.ask()).toMatchObject({ refusal: { code: 'POLICY_RULES_FAILED' } });
  });

  it('then a planned activation never begins, and its request is over', async () => {
    const start = later(monday, hours(5));
    const planned = idIn(
      await fixture.ask({
        scheduleInfo: { startDateTime: start, expiration: { type: 'afterDuration', duration: hours(1) } },
      }),
    );
    await take(to(alice));
    expect(await fixture.request(planned)).toMatchObject({ status: 'Canceled' });
    fixture.clock.set(start);
    expect(await fixture.tick()).toBe(0);
  });

  it('then whoever manages nothing takes nothing', async () => {
    expect(await take(to(alice), 'eligibility', by(bob))).toMatchObject({ refusal: { code: 'NOT_PERMITTED' } });
    expect(await schedulesOf(to(alice))).toHaveLength(1);
  });
});

describe('When the last administrator would go', () => {
  const administrator = to(dave, globalAdministrator);
  const second = () => give(to(bob, globalAdministrator), 'assignment', forGood);

  it('then they stay, whoever asks, until there is another', async () => {
    expect(await take(administrator, 'assignment')).toMatchObject({ refusal: { code: 'LAST_ADMINISTRATOR' } });
    await second();
    expect(await take(administrator, 'assignment')).toMatchObject({ ok: true });
  });

  it('then a disabled one is no other', async () => {
    await fixture.hold(
      aSchedule({
        id: scheduleId('erin-administers'),
        principalId: erin,
        role: globalAdministrator,
        assignmentType: 'assigned',
        endDateTime: undefined,
      }),
    );
    expect(await take(administrator, 'assignment')).toMatchObject({ refusal: { code: 'LAST_ADMINISTRATOR' } });
  });

  it('then the last eligible one stays only where none is assigned', async () => {
    await give(to(bob, globalAdministrator), 'eligibility');
    expect(await take(to(bob, globalAdministrator))).toMatchObject({ ok: true });
  });

  it('then they do not expire, and everybody who must know is told', async () => {
    await second();
    await change('adminUpdate', until(10), administrator, 'assignment');
    await take(to(bob, globalAdministrator), 'assignment');
    fixture.clock.set(later(monday, days(10)));
    await fixture.tick();
    await fixture.follow();
    expect(await schedulesOf(administrator)).toMatchObject([{ status: 'Provisioned', principalId: dave }]);
    expect((await schedulesOf(administrator))[0]?.endDateTime).toBeUndefined();
    expect(await fixture.grantedUntil(dave, globalAdministrator)).toBe('for good');
    const kept = (await fixture.audits()).filter(({ resultReason }) => resultReason === 'LAST_ADMINISTRATOR');
    expect(kept).toMatchObject([{ scheduleId: 'dave-administers', after: { endDateTime: null } }]);
  });

  it('then of two whose time is up at once, exactly one stays', async () => {
    await second();
    for (const who of [dave, bob]) await change('adminUpdate', until(10), to(who, globalAdministrator), 'assignment');
    fixture.clock.set(later(monday, days(10)));
    await fixture.tick();
    const left = await Promise.all([dave, bob].map((who) => schedulesOf(to(who, globalAdministrator))));
    expect(left.flat().filter(({ status }) => status === 'Provisioned')).toHaveLength(1);
  });
});
