import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../domain/assignment/schedule.js';
import { type PrincipalId, scheduleId } from '../../domain/ids.js';
import type { Permission } from '../../domain/permissions.js';
import type { Role } from '../../domain/role/role.js';
import { wellKnownAzureRole, wellKnownRole } from '../../domain/role/well-known.js';
import { days, hours, after as later } from '../../domain/time.js';
import {
  gatherAuthority,
  isPermitted,
  managersOf,
  may,
  onlyPermitted,
} from '../../domain/usecases/common/authority.js';
import { aGroupRole, alice, aRole, aSchedule, bob, carol, dave, monday, principal } from '../support/builders.js';
import { eligibleGroup, erin, useCaseFixture } from '../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();

const tenancy = { kind: 'azure', type: 'managementGroup', displayName: 'Production' } as const;
const managementGroup = '/providers/Microsoft.Management/managementGroups/production';
const subscription = '/subscriptions/1';
const resourceGroup = `${subscription}/resourceGroups/pay`;
const vault = `${resourceGroup}/providers/Microsoft.KeyVault/vaults/v`;
const azure = (directoryScopeId: string, roleDefinitionId: string = wellKnownAzureRole.owner): Role => ({
  kind: 'azure',
  roleDefinitionId,
  directoryScopeId,
});
const reader = (scopeId: string) => azure(scopeId, 'acdd72a7-3385-48ef-bd42-f606fba81ae7');
const securityReader = aRole();
const administrator = aRole(wellKnownRole.privilegedRoleAdministrator);
const guest = principal('guest');
const robot = principal('robot');

const saveAzure = () =>
  fixture.records.scopes.save([
    { ...tenancy, id: managementGroup },
    { ...tenancy, type: 'subscription', id: subscription, parentId: managementGroup },
  ]);
const group = (isAssignableToRole: boolean, ...ownerIds: PrincipalId[]) =>
  fixture.records.principals.save([
    {
      type: 'group',
      id: principal('database'),
      displayName: 'Database',
      isAssignableToRole,
      membershipType: 'assigned',
      onPremisesSyncEnabled: false,
      memberIds: [],
      ownerIds,
    },
  ]);

let given = 0;
const gives = (role: Role, over: Partial<Schedule> = {}) => {
  given += 1;
  const id = scheduleId(`given-${given}`);
  const standing = { assignmentType: 'assigned' as const, endDateTime: undefined };
  return fixture.hold(aSchedule({ id, role, principalId: dave, ...standing, ...over }));
};
const reach = () => ({ directory: fixture.directory, reads: fixture.store.read, now: fixture.clock.now() });
const dares = (permission: Permission, role: Role, who = dave) => may(reach(), permission, role, who);
const canDo = async (role: Role, who = dave) => ({
  manage: await dares('manage', role, who),
  view: await dares('view', role, who),
});
const nothing = { manage: false, view: false };
const everything = { manage: true, view: true };

describe('When somebody holds what governs a role', () => {
  it('then they may, by an assignment or an activation, at a role of any scope', async () => {
    await gives(administrator);
    await gives(administrator, {
      principalId: carol,
      assignmentType: 'activated',
      endDateTime: later(monday, hours(1)),
    });
    for (const who of [dave, carol]) {
      expect(await canDo(securityReader, who)).toEqual(everything);
      expect(await canDo(aRole('x', '/administrativeUnits/berlin'), who)).toEqual(everything);
    }
    expect(await canDo(securityReader, bob)).toEqual(nothing);
  });

  it('then whoever may only view does not manage', async () => {
    await gives(aRole(wellKnownRole.globalReader));
    expect(await canDo(securityReader)).toEqual({ manage: false, view: true });
    expect(await canDo(reader(vault))).toEqual(nothing);
  });

  it('then not by being eligible for it, and not by holding it for an administrative unit', async () => {
    await gives(administrator, { level: 'eligibility' });
    await gives(aRole(wellKnownRole.globalAdministrator, '/administrativeUnits/berlin'));
    expect(await canDo(securityReader)).toEqual(nothing);
  });

  it('then only from its start to its end, whatever a late sweep has left, and only once it is in the directory', async () => {
    await gives(administrator, { endDateTime: later(monday, hours(1)) });
    await gives(administrator, { principalId: bob, startDateTime: later(monday, hours(1)) });
    for (const status of ['Granted', 'PendingProvisioning', 'PendingRevocation', 'Revoked', 'Failed'] as const) {
      await gives(administrator, { principalId: carol, status });
    }
    expect(await dares('manage', securityReader)).toBe(true);
    expect(await canDo(securityReader, bob)).toEqual(nothing);
    fixture.clock.pass(hours(1));
    expect(await canDo(securityReader)).toEqual(nothing);
    expect(await canDo(securityReader, bob)).toEqual(everything);
    expect(await canDo(securityReader, carol)).toEqual(nothing);
  });

  it('then through a group that holds it too, nested or not, while they are in it', async () => {
    await gives(administrator, { principalId: eligibleGroup });
    expect(await canDo(securityReader, alice)).toEqual(everything);
    expect(await canDo(securityReader, dave)).toEqual(nothing);
  });

  it('then not while their account is disabled, nor a guest, nor somebody who has left or never was a person', async () => {
    const person = { type: 'user', displayName: 'Guest', userPrincipalName: 'guest@x.example' } as const;
    await fixture.records.principals.save([
      { ...person, id: guest, accountEnabled: true, userType: 'Guest' },
      {
        type: 'servicePrincipal',
        id: robot,
        displayName: 'Robot',
        servicePrincipalType: 'Application',
        accountEnabled: true,
      },
    ]);
    await group(true, erin, guest, robot, principal('gone'));
    for (const principalId of [erin, guest, robot, principal('gone')]) {
      await gives(administrator, { principalId });
      expect(await canDo(securityReader, principalId)).toEqual(nothing);
      expect(await canDo(aGroupRole(), principalId)).toEqual(nothing);
      expect(await onlyPermitted(reach(), 'view', principalId, [{ role: aGroupRole() }])).toEqual([]);
    }
    expect(await managersOf(reach(), securityReader)).toEqual(new Set());
  });
});

describe('When somebody holds Owner or User Access Administrator in Azure', () => {
  it.each([
    ['the resource itself', vault],
    ['the resource group around it', resourceGroup],
    ['the subscription around that', subscription.toUpperCase()],
    ['the management group around that', managementGroup],
    ['the root of all', '/'],
  ])('then at %s they may', async (_where, scopeId) => {
    await saveAzure();
    await gives(azure(scopeId));
    await gives(azure(scopeId, wellKnownAzureRole.userAccessAdministrator), { principalId: carol });
    await gives(reader(scopeId), { principalId: bob });
    expect(await canDo(reader(vault))).toEqual(everything);
    expect(await canDo(reader(vault), carol)).toEqual(everything);
    expect(await canDo(reader(vault), bob)).toEqual(nothing);
  });

  it('then below it, beside it and in other subscriptions they may not', async () => {
    await saveAzure();
    for (const scopeId of [`${vault}/keys/k`, `${vault}2`, `${resourceGroup}2`, '/subscriptions/2']) {
      await gives(azure(scopeId));
    }
    expect(await canDo(reader(vault))).toEqual(nothing);
    expect(await canDo(securityReader)).toEqual(nothing);
  });

  it('then whoever manages the directory sees nothing of it', async () => {
    const { privilegedRoleAdministrator, globalAdministrator, securityReader, securityAdministrator } = wellKnownRole;
    for (const id of [privilegedRoleAdministrator, globalAdministrator, securityReader, securityAdministrator]) {
      await gives(aRole(id));
    }
    expect(await canDo(reader(vault))).toEqual(nothing);
  });
});

describe('When somebody owns a group', () => {
  const ownership: Role = { kind: 'group', groupId: principal('database'), accessId: 'owner' };

  it.each([true, false])('then they may, for good or by an activation; role-assignable or not: %s', async (kind) => {
    await group(kind, dave);
    await gives(ownership, { principalId: carol, assignmentType: 'activated', endDateTime: later(monday, hours(1)) });
    await gives(ownership, { principalId: bob, level: 'eligibility' });
    for (const role of [aGroupRole(), ownership]) {
      expect(await canDo(role, dave)).toEqual(everything);
      expect(await canDo(role, carol)).toEqual(everything);
      expect(await canDo(role, bob)).toEqual(nothing);
    }
    expect(await canDo(aGroupRole(principal('another')), dave)).toEqual(nothing);
  });

  it('then ownership that the directory has for a time counts until its end', async () => {
    await group(false, bob);
    await fixture.records.grants.put(
      { principalId: dave, role: ownership },
      { endDateTime: later(monday, hours(1)), fence: 1 },
    );
    expect(await canDo(aGroupRole())).toEqual(everything);
    fixture.clock.pass(hours(1));
    expect(await canDo(aGroupRole())).toEqual(nothing);
  });

  it('then whether the group can hold roles decides who else may, and of one that is gone only the stricter few', async () => {
    await gives(aRole(wellKnownRole.groupsAdministrator));
    await gives(administrator, { principalId: carol });
    const both = async () => [await dares('view', aGroupRole(), dave), await dares('view', aGroupRole(), carol)];
    expect(await both()).toEqual([false, true]);
    await group(false);
    expect(await both()).toEqual([true, false]);
    await group(true);
    expect(await both()).toEqual([false, true]);
  });
});

it('When the authority ends between the reading and the deciding, then the transaction decides by what is so now', async () => {
  await gives(administrator, { id: scheduleId('theirs') });
  const facts = await gatherAuthority(fixture.directory, securityReader, dave);
  const decide = () => fixture.store.transaction((tx) => isPermitted(tx, 'manage', facts, fixture.clock.now()));
  expect(await decide()).toBe(true);
  await fixture.store.transaction(async (tx) => {
    const held = await tx.schedules.get(scheduleId('theirs'));
    if (held) await tx.schedules.save({ ...held, status: 'Revoked' });
  });
  expect(await decide()).toBe(false);
});

it('When a list has many roles, then those that somebody may view stay, in their order, and the store is asked once', async () => {
  await saveAzure();
  await group(false, dave);
  await gives(aRole(wellKnownRole.securityReader));
  await gives(azure(resourceGroup));
  let asked = 0;
  const { schedules } = fixture.store.read;
  const reads = {
    schedules: {
      ...schedules,
      list: (query: Parameters<typeof schedules.list>[0]) =>
        schedules.list(query).finally(() => {
          asked += 1;
        }),
    },
  };
  const items = [
    { name: 1, role: reader(vault) },
    { name: 2, role: reader('/subscriptions/2') },
    { name: 3, role: securityReader },
    { name: 4, role: aGroupRole() },
    { name: 5, role: reader(vault) },
    { name: 6, role: aGroupRole(principal('another')) },
  ];
  const namesOf = (kept: readonly { name: number }[]) => kept.map(({ name }) => name);
  expect(namesOf(await onlyPermitted({ ...reach(), reads }, 'view', dave, items))).toEqual([1, 3, 4, 5]);
  expect(asked).toBe(1);
  expect(namesOf(await onlyPermitted(reach(), 'manage', dave, items))).toEqual([1, 4, 5]);
  expect(await onlyPermitted(reach(), 'view', bob, items)).toEqual([]);
});

it('When those who manage a role are looked for, then enabled people come, through groups too, and each once', async () => {
  await group(true, bob, erin);
  await gives(administrator, { principalId: eligibleGroup });
  await gives(aRole(wellKnownRole.globalAdministrator), { principalId: carol });
  await gives(administrator, { principalId: carol });
  await gives(aRole(wellKnownRole.securityReader), { principalId: dave });
  await gives(administrator, { principalId: erin });
  expect(await managersOf(reach(), securityReader)).toEqual(new Set([alice, carol]));
  expect(await managersOf(reach(), aGroupRole())).toEqual(new Set([alice, carol, bob]));
  fixture.clock.pass(days(1));
  expect(await managersOf(reach(), reader(vault))).toEqual(new Set());
});
