import { beforeEach, describe, expect, it } from 'vitest';
import { builtinProvisioner } from '../../../adapters/directory/builtin/builtin-provisioner.js';
import { systemIds as ids } from '../../../adapters/system/ids.js';
import { activity } from '../../../domain/audit/activity.js';
import { type PrincipalId, requestId, scheduleId } from '../../../domain/ids.js';
import type { Provisioner } from '../../../domain/ports/directory.js';
import type { GroupRecord } from '../../../domain/ports/directory-records.js';
import type { Role } from '../../../domain/role/role.js';
import { days, hours, after as later, minutes } from '../../../domain/time.js';
import { provisionAccess } from '../../../domain/usecases/upkeep/provision-access.js';
import { alice, anEligibility, aRole, bob, by, carol, monday, principal } from '../../support/builders.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const group = principal('owned');
const ownerOf = (groupId: PrincipalId): Role => ({ kind: 'group', groupId, accessId: 'owner' });
const owner = ownerOf(group);

/** A group that Alice and Bob may own for a time, and whoever owns it permanently. */
async function aGroupToOwn(id: PrincipalId, ...ownerIds: PrincipalId[]) {
  const record: GroupRecord = {
    type: 'group',
    id,
    displayName: 'Owned',
    isAssignableToRole: false,
    membershipType: 'assigned',
    onPremisesSyncEnabled: false,
    memberIds: [],
    ownerIds,
  };
  await fixture.records.principals.save([record]);
  const known = await fixture.store.read.schedules.list({ level: 'eligibility', roles: [ownerOf(id)], limit: 1 });
  if (known.length > 0) return;
  await fixture.changePolicy({}, ownerOf(id));
  await fixture.hold(
    ...[alice, bob].map((principalId) =>
      anEligibility({ id: scheduleId(`${principalId} of ${id}`), principalId, role: ownerOf(id) }),
    ),
  );
}

const activate = async (who: PrincipalId, role = owner) => idIn(await fixture.ask({}, by(who), role));
const owners = async (id = group) => (await fixture.records.links.holdersIn([id], 'owner', fixture.clock.now())).sort();
const revocations = () => fixture.calls.filter((call) => call === 'revoke').length;

/** Alice owns the group for two hours from monday, and gives that back after five minutes. */
async function aliceGivesBack() {
  const id = await activate(alice);
  await fixture.follow();
  fixture.clock.pass(minutes(5));
  await fixture.giveBack(id);
  await fixture.follow();
  return id;
}

beforeEach(() => aGroupToOwn(group));

describe('When a group’s last owner gives it back', () => {
  it('then they stay its owner, it is on record once, and it is tried again after ever longer pauses', async () => {
    const id = await aliceGivesBack();
    expect(await owners()).toEqual([alice]);
    const refusedSince = later(monday, minutes(5));
    expect(await fixture.schedule(id)).toMatchObject({ status: 'PendingRevocation', refusedSince });
    const tries = [];
    for (let minute = 1; minute <= 64; minute += 1) {
      const before = revocations();
      fixture.clock.pass(minutes(1));
      await fixture.follow();
      if (revocations() > before) tries.push(minute);
    }
    expect(tries).toEqual([1, 2, 4, 8, 16, 32, 64]);
    const { version } = await fixture.schedule(id);
    fixture.clock.pass(hours(1));
    await fixture.follow();
    expect(await fixture.schedule(id)).toMatchObject({ status: 'PendingRevocation', refusedSince, version });
    expect(await fixture.trail(id)).toEqual([
      activity.activationRequested,
      activity.activationCompleted,
      activity.deactivationRequested,
      `${activity.lastOwnerRefused}: last-owner`,
    ]);
  });

  it('then nothing else waits for it', async () => {
    await aliceGivesBack();
    await fixture.ask();
    await fixture.follow();
    expect(await fixture.grantedUntil(alice, aRole())).toBe(later(monday, minutes(125)));
  });

  it('then it goes as soon as another owner is there, without a pause', async () => {
    const id = await aliceGivesBack();
    fixture.clock.pass(days(3));
    await fixture.follow();
    await activate(bob);
    await fixture.follow();
    expect(await owners()).toEqual([bob]);
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Revoked', endedBy: 'deactivated' });
    expect(await fixture.grantedUntil(alice, owner)).toBe('never');
  });

  it('then it goes within the hour where somebody was made owner in the directory itself', async () => {
    const id = await aliceGivesBack();
    fixture.clock.pass(days(1));
    await fixture.follow();
    await aGroupToOwn(group, carol);
    fixture.clock.pass(hours(1));
    await fixture.follow();
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Revoked' });
    expect(await owners()).toEqual([carol]);
  });

  it('then they may take it up again, and are its owner for that time', async () => {
    const id = await aliceGivesBack();
    const again = await activate(alice);
    await fixture.follow();
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Revoked' });
    expect(await fixture.grantedUntil(alice, owner)).toBe((await fixture.schedule(again)).endDateTime);
  });

  it('then after thirty days they stay its owner for good, and are told', async () => {
    const id = await aliceGivesBack();
    fixture.clock.pass(days(29));
    await fixture.follow();
    expect(await fixture.schedule(id)).toMatchObject({ status: 'PendingRevocation' });
    fixture.clock.pass(days(1));
    await fixture.follow();
    const kept = await fixture.schedule(id);
    expect(kept).toMatchObject({ status: 'Provisioned', assignmentType: 'assigned' });
    for (const part of ['endDateTime', 'endedBy', 'endJustification', 'activatedUsing', 'refusedSince']) {
      expect(kept).not.toHaveProperty(part);
    }
    expect(await fixture.grantedUntil(alice, owner)).toBe('for good');
    expect((await fixture.trail(id)).slice(-2)).toEqual([
      `${activity.lastOwnerRefused}: last-owner`,
      `${activity.lastOwnerKept}: last-owner`,
    ]);
    const told = fixture.events.filter(({ type }) => type === 'schedule.kept');
    const one = { requestId: id, scheduleId: kept.id, reason: 'last-owner' };
    expect(told).toMatchObject([one, one]);
    const before = revocations();
    fixture.clock.pass(days(1));
    await fixture.follow();
    expect(revocations()).toBe(before);
  });

  it('then after the thirty days, and with another owner, they can give it back like any other', async () => {
    const id = await aliceGivesBack();
    fixture.clock.pass(days(30));
    await fixture.follow();
    await activate(bob);
    await fixture.follow();
    expect(await owners()).toEqual([alice, bob].sort());
    await fixture.giveBack(id);
    await fixture.follow();
    expect(await owners()).toEqual([bob]);
  });
});

describe('When an owner’s time is up', () => {
  it('then the last one stays without a gap, and goes when another one comes', async () => {
    const id = await activate(alice);
    await fixture.follow();
    fixture.clock.pass(hours(2));
    expect(await owners()).toEqual([alice]);
    await fixture.tick();
    await fixture.follow();
    expect(await owners()).toEqual([alice]);
    expect(await fixture.schedule(id)).toMatchObject({ status: 'PendingRevocation', endedBy: 'expired' });
    await activate(bob);
    await fixture.follow();
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Revoked', endedBy: 'expired' });
    expect(await owners()).toEqual([bob]);
  });

  it('then of two whose time is up at once exactly one stays, and the other never comes back', async () => {
    const ids = [await activate(alice), await activate(bob)];
    await fixture.follow();
    fixture.clock.pass(hours(2));
    expect(await owners()).toHaveLength(1);
    await fixture.tick();
    await fixture.follow();
    const statuses = await Promise.all(ids.map(async (id) => (await fixture.schedule(id)).status));
    expect(statuses.sort()).toEqual(['PendingRevocation', 'Revoked']);
    expect(await owners()).toHaveLength(1);
    await aGroupToOwn(group, carol);
    fixture.clock.pass(hours(1));
    await fixture.follow();
    expect(await owners()).toEqual([carol]);
    await aGroupToOwn(group);
    expect(await owners()).toEqual([]);
  });
});

describe('When another owner comes just as the directory has refused', () => {
  it('then the one who was refused is not called gone until they are taken out', async () => {
    const id = await activate(alice);
    await fixture.follow();
    fixture.clock.pass(hours(2));
    await fixture.tick();
    const { records, store, clock } = fixture;
    const sound = builtinProvisioner(records, clock);
    const revoke: Provisioner['revoke'] = async (access, terms) => {
      try {
        await sound.revoke(access, terms);
      } finally {
        await records.grants.put({ principalId: bob, role: owner }, { fence: 1 });
      }
    };
    const provision = provisionAccess({ store, clock, ids, provisioners: [{ ...sound, revoke }] });
    await expect(provision({ principalId: alice, role: owner }, { fence: 2 })).rejects.toMatchObject({
      code: 'last-owner',
    });
    expect(await fixture.schedule(id)).toMatchObject({ status: 'PendingRevocation' });
    await provision({ principalId: alice, role: owner }, { fence: 3 });
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Revoked' });
  });
});

describe('When somebody else owns the group', () => {
  it('then an owner for a time goes at once, by their own will and by time', async () => {
    await aGroupToOwn(group, carol);
    const id = await aliceGivesBack();
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Revoked' });
    expect(await owners()).toEqual([carol]);
    await activate(bob);
    await fixture.follow();
    fixture.clock.pass(hours(2));
    expect(await owners()).toEqual([carol]);
    await fixture.tick();
    await fixture.follow();
    expect(await owners()).toEqual([carol]);
  });
});

describe('When the last two owners of a group give it back at the same time', () => {
  it('then exactly one stays its owner, every time', { timeout: 60_000 }, async () => {
    const groups = Array.from({ length: 8 }, (_, round) => principal(`own-${round}`));
    for (const id of groups) {
      await aGroupToOwn(id);
      const asked = [await activate(alice, ownerOf(id)), await activate(bob, ownerOf(id))];
      await fixture.follow();
      fixture.clock.pass(minutes(5));
      const [first, second] = asked.map((request) => requestId(request));
      await Promise.all([first && fixture.giveBack(first, by(alice)), second && fixture.giveBack(second, by(bob))]);
      const fence = 100;
      const taken = await Promise.allSettled(
        [alice, bob].map((principalId) => fixture.provision({ principalId, role: ownerOf(id) }, { fence })),
      );
      expect(taken.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(taken.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'last-owner' } });
      expect(await owners(id)).toHaveLength(1);
      const statuses = await Promise.all(asked.map(async (request) => (await fixture.schedule(request)).status));
      expect(statuses.sort()).toEqual(['PendingRevocation', 'Revoked']);
    }
  });
});
