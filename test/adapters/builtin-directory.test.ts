import type { Connection } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtinDirectory } from '../../adapters/directory/builtin/builtin-directory.js';
import { builtinProvisioner } from '../../adapters/directory/builtin/builtin-provisioner.js';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { mongoDirectoryRecords } from '../../adapters/mongo/directory/directory-records.js';
import { migrate } from '../../adapters/mongo/migrate.js';
import { directoryIndexes } from '../../adapters/mongo/schemas/directory-schemas.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Group, ServicePrincipal, User } from '../../domain/ports/directory.js';
import type { DirectoryRecords, GroupRecord } from '../../domain/ports/directory-records.js';
import { AdapterError } from '../../domain/ports/system.js';
import type { Access } from '../../domain/role/role.js';
import { hours, after as later, milliseconds } from '../../domain/time.js';
import { provisionerContract } from '../contracts/provisioner-contract.js';
import { aGroupRole, alice, aRole, bob, carol, monday, principal } from '../support/builders.js';
import { borrowDatabase, giveBackDatabase } from '../support/parts/database.js';
import { testClock } from '../support/test-clock.js';

const open: { connection: Connection; uri: string }[] = [];

async function fixture(...present: Parameters<DirectoryRecords['principals']['save']>[0]) {
  const uri = borrowDatabase();
  const connection = await connect(uri);
  open.push({ connection, uri });
  await migrate(connection, directoryIndexes);
  const records = mongoDirectoryRecords(connection);
  const clock = testClock();
  await records.principals.save(present);
  return {
    connection,
    records,
    clock,
    directory: builtinDirectory(records, clock),
    provisioner: builtinProvisioner(records, clock),
  };
}

afterEach(async () => {
  for (const { connection, uri } of open.splice(0)) {
    await connection.close();
    await giveBackDatabase(uri);
  }
});

const aUser = (id: PrincipalId, name: string, over: Partial<User> = {}): User => ({
  type: 'user',
  id,
  displayName: name,
  userPrincipalName: `${name.split(' ')[0]?.toLowerCase()}@contoso.example`,
  accountEnabled: true,
  userType: 'Member',
  ...over,
});

const aGroup = (id: PrincipalId, memberIds: PrincipalId[] = [], over: Partial<GroupRecord> = {}): GroupRecord => ({
  type: 'group',
  id,
  displayName: `Group ${id.slice(-4)}`,
  isAssignableToRole: false,
  membershipType: 'assigned',
  onPremisesSyncEnabled: false,
  memberIds,
  ownerIds: [],
  ...over,
});

const ownership = (principalId: PrincipalId, groupId: PrincipalId): Access => ({
  principalId,
  role: { kind: 'group', groupId, accessId: 'owner' },
});

const inner = principal('inner');
const middle = principal('middle');
const outer = principal('outer');
const database = principal('database');

provisionerContract('The built-in directory', async () => {
  const { provisioner, clock } = await fixture(aUser(alice, 'Alice'), aUser(bob, 'Bob'), aGroup(database));
  const access: Access = { principalId: alice, role: aRole() };
  return {
    provisioner,
    access,
    other: { principalId: alice, role: aGroupRole(database) },
    owners: [ownership(alice, database), ownership(bob, database)],
    now: clock.now(),
    keepsFences: true,
  };
});

describe('People', () => {
  it('When somebody is asked for by mail or user principal name, in any casing, then they are found, disabled or not', async () => {
    const { directory } = await fixture(
      aUser(alice, 'Alice', { mail: 'Alice.Adams@Mail.Example', accountEnabled: false }),
      aUser(bob, 'Bob'),
    );
    expect(await directory.userByMail('alice.adams@mail.example')).toMatchObject({ id: alice, accountEnabled: false });
    expect(await directory.userByMail('BOB@contoso.example')).toMatchObject({ id: bob });
    expect(await directory.userByMail('carol@contoso.example')).toBeUndefined();
  });

  it('When two people share an address, then it names neither of them', async () => {
    const { directory } = await fixture(
      aUser(alice, 'Alice', { mail: 'shared@x.example' }),
      aUser(bob, 'Bob', { mail: 'shared@x.example' }),
    );
    expect(await directory.userByMail('shared@x.example')).toBeUndefined();
    expect(await directory.userByMail('alice@contoso.example')).toMatchObject({ id: alice });
  });

  it('When a user comes back from the directory, then they are as they were saved', async () => {
    const saved = aUser(alice, 'Alice Adams', {
      jobTitle: 'Analyst',
      timeZone: 'Europe/Berlin',
      managerId: bob,
      mail: 'a@x.example',
      lastSignInDateTime: monday,
    });
    const { directory } = await fixture(saved);
    expect(await directory.principal(alice)).toEqual(saved);
    expect(await directory.principal(bob)).toBeUndefined();
    expect(await directory.principals([alice, bob])).toEqual([saved]);
  });

  it('When a group comes back from the directory, then without the list of who is in it', async () => {
    const { directory } = await fixture(aUser(alice, 'Alice'), aGroup(inner, [alice]));
    const { memberIds: _m, ownerIds: _o, ...plain } = aGroup(inner);
    expect(await directory.principal(inner)).toEqual(plain satisfies Group);
  });

  it('When a text is searched for, then users, groups and robots that hold it are found, special characters meaning themselves', async () => {
    const robot: ServicePrincipal = {
      type: 'servicePrincipal',
      id: carol,
      displayName: 'Alice robot',
      servicePrincipalType: 'Application',
      accountEnabled: true,
    };
    const { directory } = await fixture(
      aUser(alice, 'Alice Adams'),
      aUser(bob, 'Bob (night.shift)', { mail: 'bob@alice-house.example' }),
      aGroup(inner, [], { displayName: 'Friends of ALICE' }),
      robot,
    );
    const names = async (text: string, limit = 10) =>
      (await directory.searchPrincipals(text, limit)).map(({ displayName }) => displayName).sort();
    expect(await names('aLiCe')).toEqual(['Alice Adams', 'Alice robot', 'Bob (night.shift)', 'Friends of ALICE']);
    expect(await names('(night.')).toEqual(['Bob (night.shift)']);
    expect(await names('night-shift')).toEqual([]);
    expect(await names('.*')).toEqual([]);
    expect(await names('alice', 2)).toHaveLength(2);
    expect(await names('', 1)).toHaveLength(1);
  });
});

describe('Groups', () => {
  it('When groups are nested, then people are in all of them, and each is counted once', async () => {
    const { directory } = await fixture(
      aUser(alice, 'Alice'),
      aUser(bob, 'Bob'),
      aGroup(inner, [alice]),
      aGroup(middle, [inner, bob]),
      aGroup(outer, [middle, inner, alice]),
    );
    expect((await directory.groupsOf(alice)).sort()).toEqual([inner, middle, outer].sort());
    expect(await directory.groupsOf(bob)).toEqual(expect.arrayContaining([middle, outer]));
    expect((await directory.usersIn(outer)).map(({ id }) => id).sort()).toEqual([alice, bob].sort());
    expect((await directory.usersIn(inner)).map(({ id }) => id)).toEqual([alice]);
    expect(await directory.usersIn(database)).toEqual([]);
  });

  it('When groups contain each other in a circle, then the answer still comes and is right', async () => {
    const { directory } = await fixture(
      aUser(alice, 'Alice'),
      aGroup(inner, [alice, outer]),
      aGroup(middle, [inner]),
      aGroup(outer, [middle]),
    );
    expect((await directory.groupsOf(alice)).sort()).toEqual([inner, middle, outer].sort());
    expect((await directory.groupsOf(inner)).sort()).toEqual([middle, outer].sort());
    expect((await directory.usersIn(middle)).map(({ id }) => id)).toEqual([alice]);
  });

  it('When a membership is granted for a time, then it counts until its end and not a moment longer', async () => {
    const { directory, provisioner, clock } = await fixture(
      aUser(alice, 'Alice'),
      aGroup(inner),
      aGroup(outer, [inner]),
    );
    await provisioner.grant(
      { principalId: alice, role: aGroupRole(inner) },
      { endDateTime: later(monday, hours(1)), fence: 1 },
    );
    expect((await directory.groupsOf(alice)).sort()).toEqual([inner, outer].sort());
    expect((await directory.usersIn(outer)).map(({ id }) => id)).toEqual([alice]);
    clock.set(later(monday, hours(1)));
    expect(await directory.groupsOf(alice)).toEqual([]);
    expect(await directory.usersIn(outer)).toEqual([]);
  });

  it('When a membership is given back early, then it is over, and a membership for good stays', async () => {
    const { directory, provisioner } = await fixture(aUser(alice, 'Alice'), aGroup(inner), aGroup(outer, [alice]));
    for (const group of [inner, outer])
      await provisioner.grant({ principalId: alice, role: aGroupRole(group) }, { fence: 1 });
    for (const group of [inner, outer])
      await provisioner.revoke({ principalId: alice, role: aGroupRole(group) }, { fence: 2 });
    expect(await directory.groupsOf(alice)).toEqual([outer]);
  });

  it('When ownership is granted, then the person is an owner and no member', async () => {
    const { directory, provisioner, records } = await fixture(
      aUser(alice, 'Alice'),
      aUser(bob, 'Bob'),
      aGroup(inner, [], { ownerIds: [bob] }),
    );
    await provisioner.grant(
      { principalId: alice, role: { kind: 'group', groupId: inner, accessId: 'owner' } },
      { endDateTime: later(monday, hours(1)), fence: 1 },
    );
    expect((await records.links.holdersIn([inner], 'owner', monday)).sort()).toEqual([alice, bob].sort());
    expect(await records.links.groupsWith([alice], 'owner', monday)).toEqual([inner]);
    expect(await records.links.holdersIn([inner], 'owner', later(monday, hours(1)))).toEqual([bob]);
    expect(await directory.usersIn(inner)).toEqual([]);
  });
});

describe('The last owner of a group', () => {
  const soon = later(monday, hours(1));
  const people = [aUser(alice, 'Alice'), aUser(bob, 'Bob'), aUser(carol, 'Carol')];

  it('When every owner’s time is up, then whoever lasted longest still owns it, and is found as its owner', async () => {
    const { provisioner, records, clock } = await fixture(...people, aGroup(inner), aGroup(outer));
    const [last, first] = [ownership(carol, inner), ownership(alice, inner)];
    await provisioner.grant(first, { endDateTime: later(monday, milliseconds(1)), fence: 1 });
    await provisioner.grant(last, { endDateTime: soon, fence: 1 });
    await provisioner.grant(ownership(bob, outer), { endDateTime: later(soon, hours(1)), fence: 1 });
    await provisioner.grant({ principalId: bob, role: aGroupRole(inner) }, { endDateTime: soon, fence: 1 });
    clock.set(soon);
    const owners = async () => records.links.holdersIn([inner], 'owner', clock.now());
    expect(await owners()).toEqual([carol]);
    expect(await records.links.groupsWith([alice, carol], 'owner', soon)).toEqual([inner]);
    expect(await records.links.groupsWith([alice], 'owner', soon)).toEqual([]);
    expect(await provisioner.read(last)).toEqual({ access: last, endDateTime: soon });
    expect(await provisioner.read(first)).toBeUndefined();
    expect(await records.grants.inForce(soon, 10)).toMatchObject([{ access: last }, { access: ownership(bob, outer) }]);
    expect(await records.grants.inForce(soon, 1)).toMatchObject([{ access: last }]);
    await provisioner.grant(ownership(bob, inner), { endDateTime: later(soon, hours(1)), fence: 1 });
    expect(await owners()).toEqual([bob]);
    expect(await provisioner.read(last)).toBeUndefined();
    expect(await records.links.groupsWith([carol], 'owner', soon)).toEqual([]);
  });

  it('When two end at the same moment, then the one whose id comes first stays', async () => {
    const { provisioner, records, clock } = await fixture(...people, aGroup(inner));
    for (const who of [carol, bob]) await provisioner.grant(ownership(who, inner), { endDateTime: soon, fence: 1 });
    clock.set(soon);
    expect(await records.links.holdersIn([inner], 'owner', soon)).toEqual([bob]);
    await provisioner.revoke(ownership(carol, inner), { fence: 2 });
    await expect(provisioner.revoke(ownership(bob, inner), { fence: 2 })).rejects.toMatchObject({ code: 'last-owner' });
  });

  it('When the group has an owner for good, then nobody stays past their end, and anybody may be taken out', async () => {
    const { provisioner, records, clock } = await fixture(...people, aGroup(inner, [], { ownerIds: [carol] }));
    await provisioner.grant(ownership(bob, inner), { fence: 1 });
    await provisioner.revoke(ownership(bob, inner), { fence: 2 });
    expect(await provisioner.read(ownership(bob, inner))).toBeUndefined();
    await provisioner.grant(ownership(alice, inner), { endDateTime: soon, fence: 1 });
    clock.set(soon);
    expect(await records.links.holdersIn([inner], 'owner', soon)).toEqual([carol]);
    expect(await provisioner.read(ownership(alice, inner))).toBeUndefined();
  });

  it('When the last member goes, then nothing holds them', async () => {
    const { provisioner, connection } = await fixture(...people, aGroup(inner));
    const membership = { principalId: alice, role: aGroupRole(inner) };
    await provisioner.grant(membership, { fence: 1 });
    await provisioner.revoke(membership, { fence: 2 });
    expect(await provisioner.read(membership)).toBeUndefined();
    expect(await connection.collection('directoryGuards').countDocuments()).toBe(0);
  });
});

describe('Grants', () => {
  it('When a grant is past its end and nobody has taken it out, then the directory no longer holds it', async () => {
    const { provisioner, records, clock } = await fixture(aUser(alice, 'Alice'));
    const access = { principalId: alice, role: aRole() };
    await provisioner.grant(access, { endDateTime: later(monday, hours(1)), fence: 1 });
    clock.set(later(monday, milliseconds(hours(1) - 1)));
    expect(await provisioner.read(access)).toBeDefined();
    clock.set(later(monday, hours(1)));
    expect(await provisioner.read(access)).toBeUndefined();
    expect(await records.grants.inForce(clock.now(), 10)).toEqual([]);
  });

  it('When the directory is looked at, then it shows what is in force, the soonest end first', async () => {
    const { provisioner, records } = await fixture(aUser(alice, 'Alice'), aUser(bob, 'Bob'), aUser(carol, 'Carol'));
    const end = later(monday, hours(1));
    await provisioner.grant({ principalId: alice, role: aRole() }, { fence: 1 });
    await provisioner.grant({ principalId: bob, role: aRole() }, { endDateTime: end, fence: 1 });
    await provisioner.grant({ principalId: carol, role: aRole() }, { fence: 1 });
    await provisioner.revoke({ principalId: carol, role: aRole() }, { fence: 2 });
    expect(await records.grants.inForce(monday, 10)).toEqual([
      { access: { principalId: bob, role: aRole() }, endDateTime: end },
      { access: { principalId: alice, role: aRole() }, endDateTime: undefined },
    ]);
  });

  it('When many deliveries race for one access, then the highest fence has the last word', async () => {
    const { provisioner } = await fixture(aUser(alice, 'Alice'));
    const access = { principalId: alice, role: aRole() };
    const fences = Array.from({ length: 12 }, (_, index) => index + 1);
    await Promise.allSettled(
      fences.map((fence) => provisioner.grant(access, { endDateTime: later(monday, hours(fence)), fence })),
    );
    expect((await provisioner.read(access))?.endDateTime).toBe(later(monday, hours(12)));
  });

  it('When the person is unknown or the group is filled from elsewhere, then the directory says no for good', async () => {
    const { provisioner } = await fixture(
      aUser(alice, 'Alice'),
      aGroup(inner, [], { membershipType: 'dynamic' }),
      aGroup(outer, [], { onPremisesSyncEnabled: true }),
    );
    const faultOf = (access: Access) => provisioner.grant(access, { fence: 1 }).catch((fault: unknown) => fault);
    expect(await faultOf({ principalId: bob, role: aRole() })).toMatchObject({ code: 'not-found' });
    expect(await faultOf({ principalId: alice, role: aGroupRole(middle) })).toMatchObject({ code: 'not-found' });
    for (const group of [inner, outer]) {
      const fault = await faultOf({ principalId: alice, role: aGroupRole(group) });
      expect(fault).toBeInstanceOf(AdapterError);
      expect(fault).toMatchObject({ code: 'rejected', retryable: false });
    }
  });
});

describe('Roles and scopes', () => {
  it('When a role is asked for by its id, in any casing, then its name comes; an Azure id is no directory role', async () => {
    const { directory } = await fixture();
    const securityReader = '5D6B6BB7-DE71-4623-B4AF-96380A352509';
    expect(await directory.roleDefinition('directory', securityReader)).toMatchObject({
      displayName: 'Security Reader',
    });
    expect(await directory.roleDefinition('azure', securityReader)).toBeUndefined();
    expect((await directory.roleDefinitions('azure')).map(({ displayName }) => displayName)).toContain('Contributor');
  });

  it('When scopes are asked for, then the whole directory, units, objects and the Azure tree are known', async () => {
    const { directory, records } = await fixture(aUser(alice, 'Alice'));
    const unit = {
      kind: 'directory',
      id: '/administrativeUnits/0a',
      displayName: 'Berlin',
      type: 'administrativeUnit',
    } as const;
    const subscription = {
      kind: 'azure',
      id: '/subscriptions/0b',
      displayName: 'Production',
      type: 'subscription',
    } as const;
    const group = {
      ...subscription,
      id: '/subscriptions/0b/resourceGroups/Pay',
      displayName: 'Pay',
      type: 'resourceGroup',
      parentId: subscription.id,
    } as const;
    await records.scopes.save([unit, subscription, group]);
    expect(await directory.scopes('directory')).toEqual([
      { kind: 'directory', id: '/', displayName: 'Directory' },
      { kind: 'directory', id: unit.id, displayName: 'Berlin' },
    ]);
    expect((await directory.scopes('azure')).map(({ id }) => id)).toEqual([subscription.id, group.id]);
    expect(await directory.scope('azure', '/SUBSCRIPTIONS/0B/resourcegroups/pay')).toMatchObject({ id: group.id });
    expect(await directory.scope('directory', `/${alice}`)).toMatchObject({ displayName: 'Alice' });
    expect(await directory.scope('directory', `/${bob}`)).toBeUndefined();
    expect(await records.scopes.all()).toEqual([subscription, group, unit]);
  });
});

describe('What is around a scope', () => {
  const management = (name: string) => `/providers/Microsoft.Management/managementGroups/${name}`;
  const around = async (kind: 'directory' | 'azure', id: string) => {
    const { directory, records } = await fixture();
    const scope = { kind: 'azure', type: 'managementGroup', displayName: 'A scope' } as const;
    await records.scopes.save([
      { ...scope, id: management('all') },
      { ...scope, id: management('production'), parentId: management('all') },
      { ...scope, id: '/subscriptions/0b', type: 'subscription', parentId: management('production') },
      { ...scope, id: management('egg'), parentId: management('hen') },
      { ...scope, id: management('hen'), parentId: management('egg') },
    ]);
    return directory.scopesAround(kind, id);
  };
  const outwards = [management('production'), management('all'), '/'];
  const vault = '/subscriptions/0B/resourceGroups/pay/providers/Microsoft.KeyVault/vaults/v';

  it.each<[string, 'directory' | 'azure', string, string[]]>([
    ['the whole directory', 'directory', '/', ['/']],
    ['an administrative unit', 'directory', '/administrativeUnits/berlin', ['/administrativeUnits/berlin', '/']],
    ['one object', 'directory', `/${alice}`, [`/${alice}`, '/']],
    ['the root of Azure', 'azure', '/', ['/']],
    ['a management group', 'azure', management('production'), outwards],
    ['a subscription', 'azure', '/subscriptions/0B', ['/subscriptions/0B', ...outwards]],
    ['a resource', 'azure', vault, [vault, '/subscriptions/0B/resourceGroups/pay', '/subscriptions/0B', ...outwards]],
    [
      'what stands in a resource',
      'azure',
      `${vault}/keys/k`,
      [`${vault}/keys/k`, vault, '/subscriptions/0B/resourceGroups/pay', '/subscriptions/0B', ...outwards],
    ],
    [
      'what stands in a subscription nobody knows',
      'azure',
      '/subscriptions/9/resourceGroups/x',
      ['/subscriptions/9/resourceGroups/x', '/subscriptions/9', '/'],
    ],
    [
      'management groups that stand in each other',
      'azure',
      management('egg'),
      [management('egg'), management('hen'), '/'],
    ],
  ])('When %s is asked about, then its own comes first and the widest last', async (_what, kind, id, expected) => {
    expect(await around(kind, id)).toEqual(expected);
  });
});

it('When the owners of a group are asked for, then the direct ones come, for good or for a time until its end', async () => {
  const { directory, records, clock } = await fixture(
    aUser(alice, 'Alice'),
    aGroup(inner, [carol], { ownerIds: [alice] }),
    aGroup(outer, [inner], { ownerIds: [inner] }),
  );
  const access: Access = { principalId: bob, role: { kind: 'group', groupId: inner, accessId: 'owner' } };
  await records.grants.put(access, { endDateTime: later(monday, hours(1)), fence: 1 });
  expect((await directory.ownersOf(inner)).toSorted()).toEqual([alice, bob].toSorted());
  expect(await directory.ownersOf(outer)).toEqual([inner]);
  expect(await directory.ownersOf(middle)).toEqual([]);
  clock.pass(hours(1));
  expect(await directory.ownersOf(inner)).toEqual([alice]);
});

describe('The database under it', () => {
  let built: Awaited<ReturnType<typeof fixture>>;
  beforeEach(async () => {
    built = await fixture(aUser(alice, 'Alice'), aGroup(inner, [alice]));
  });

  it('When the directory is asked anything, then an index serves it', async () => {
    const { connection, directory, records, provisioner } = built;
    const asked: { collection: string; filter: Record<string, unknown>; options: { sort?: never } }[] = [];
    const { base } = connection;
    base.set(
      'debug',
      (collection: string, method: string, filter: Record<string, unknown>, options: { sort?: never }) => {
        if (method.startsWith('find')) asked.push({ collection, filter, options });
      },
    );
    await directory.principal(alice);
    await directory.userByMail('alice@contoso.example');
    await directory.searchPrincipals('ali', 5);
    asked.push({ collection: 'directoryPrincipals', filter: { look: { $in: ['ada', 'grace'] } }, options: {} });
    await directory.groupsOf(alice);
    await directory.usersIn(inner);
    await directory.ownersOf(inner);
    await directory.scopesAround('azure', '/subscriptions/0b/resourceGroups/pay');
    await records.links.groupsWith([alice], 'owner', monday);
    await directory.scope('azure', '/subscriptions/0b');
    await provisioner.read({ principalId: alice, role: aRole() });
    await records.grants.inForce(monday, 10);
    await provisioner.readAll([{ principalId: alice, role: aRole() }, ownership(alice, inner)]);
    await provisioner.grants('a', 10);
    const owner = ownership(alice, inner);
    await provisioner.grant(owner, { endDateTime: monday, fence: 1 });
    await provisioner.read(owner);
    await records.links.groupsWith([alice], 'owner', monday);
    await records.links.holdersIn([inner], 'owner', monday);
    await records.grants.inForce(monday, 10);
    await provisioner.revoke(owner, { fence: 2 }).catch(() => undefined);
    base.set('debug', false);
    expect(asked.length).toBeGreaterThanOrEqual(25);
    for (const { collection, filter, options } of asked) {
      const cursor = connection.collection(collection).find(filter);
      if (options.sort) cursor.sort(options.sort);
      const plan = JSON.stringify((await cursor.explain('queryPlanner')).queryPlanner.winningPlan);
      expect(plan, JSON.stringify({ collection, filter })).not.toContain('COLLSCAN');
      expect(plan, 'sorted by an index').not.toContain('"SORT"');
    }
  });

  it('When a field nobody declared is saved, then it is refused', async () => {
    const outsider = { ...aUser(bob, 'Bob'), shoeSize: 43 };
    await expect(built.records.principals.save([outsider])).rejects.toThrow(/shoeSize/);
  });
});
