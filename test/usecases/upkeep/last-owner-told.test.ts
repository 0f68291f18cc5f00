import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandDeps } from '../../../bot/commands/command.js';
import { holdingReads } from '../../../bot/portal/holding-reads.js';
import { scheduleId } from '../../../domain/ids.js';
import type { GroupRecord } from '../../../domain/ports/directory-records.js';
import type { Role } from '../../../domain/role/role.js';
import { minutes } from '../../../domain/time.js';
import { changeSettings } from '../../../domain/usecases/assignment/change-settings.js';
import { alice, anEligibility, aRole, by, dave, principal, proven } from '../../support/builders.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';
import { idIn } from '../../support/setups/use-case-fixture.js';

const fixture = notifyingFixture();
const id = principal('owned');
const owner: Role = { kind: 'group', groupId: id, accessId: 'owner' };
const owned: GroupRecord = {
  type: 'group',
  id,
  displayName: 'Owned',
  isAssignableToRole: true,
  membershipType: 'assigned',
  onPremisesSyncEnabled: false,
  memberIds: [],
  ownerIds: [],
};

describe('When the directory first refuses to let a group’s last owner go', () => {
  beforeEach(async () => {
    await fixture.records.principals.save([owned]);
    await fixture.changePolicy({}, owner);
    await fixture.hold(anEligibility({ id: scheduleId('may-own'), role: owner }));
    const request = idIn(await fixture.ask({}, by(alice), owner));
    await fixture.settle();
    fixture.clock.pass(minutes(5));
    await fixture.giveBack(request);
    await fixture.settle();
  });

  it('then the holder and the administrators are told at once, and the card says why', () => {
    const stays = 'Stays for now: the group would have no other owner';
    expect(fixture.reads(alice)[0]).toContain(stays);
    expect(fixture.reads(alice).at(-1)).toMatch(/^You keep Owner of Owned for now\n/);
    expect(fixture.reads('admins').join('\n')).toContain('Alice keeps Owner of Owned for now');
    expect(fixture.mailTo('alice').join('\n')).toMatch(/keeps? Owner of Owned for now/);
  });

  it('then the portal lists them among those who have the role, with the reason', async () => {
    const { holdings } = await holdingReads(fixture.deps as unknown as CommandDeps).holdings(
      { principalIds: [alice] },
      alice,
    );
    const kept = holdings.filter(({ schedule }) => schedule.level === 'assignment');
    expect(kept).toMatchObject([{ holder: 'Alice', schedule: { status: 'PendingRevocation' } }]);
    expect(kept[0]?.schedule.refusedSince).toBeDefined();
  });

  it('then once another owner has come it is over, and the note does not say any more that they keep it', async () => {
    await fixture.records.principals.save([{ ...owned, ownerIds: [dave] }]);
    fixture.clock.pass(minutes(2));
    await fixture.settle();
    expect(fixture.reads(alice).join('\n')).not.toContain('for now');
    expect(fixture.reads(alice).join('\n')).toContain('Owner of Owned was given back');
  });
});

describe('When an administrator changes settings that would govern nothing', () => {
  const change = (role: Role) =>
    changeSettings(fixture.deps)(
      role,
      { Enablement_EndUser_Assignment: { enabledRules: ['Justification', 'Ticketing'] } },
      {},
      proven,
      by(dave),
    );
  const member: Role = { kind: 'group', groupId: id, accessId: 'member' };

  it.each([
    ['ROLE_NOT_FOUND', undefined, aRole('no-such-role')],
    ['ROLE_NOT_FOUND', undefined, { kind: 'group', groupId: principal('no-one'), accessId: 'member' } as Role],
    ['ASSIGNEE_FORBIDDEN', { membershipType: 'dynamic' }, member],
    ['ASSIGNEE_FORBIDDEN', { onPremisesSyncEnabled: true }, member],
  ] as const)('then they are refused (%s, %o)', async (code, over, role) => {
    await fixture.records.principals.save([{ ...owned, ...over }]);
    expect(await change(role)).toMatchObject({ ok: false, refusal: { code } });
  });
});
