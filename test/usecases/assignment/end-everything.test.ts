import { beforeEach, describe, expect, it } from 'vitest';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { type PrincipalId, scheduleId } from '../../../domain/ids.js';
import type { PrincipalRecord } from '../../../domain/ports/directory-records.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { hours, after as later } from '../../../domain/time.js';
import { revokeAll } from '../../../domain/usecases/assignment/revoke-all.js';
import { endDeparted } from '../../../domain/usecases/upkeep/end-departed.js';
import {
  alice,
  anEligibility,
  approvedBy,
  aRole,
  aSchedule,
  aStagePolicy,
  bob,
  by,
  carol,
  dave,
  monday,
  principal,
  proven,
} from '../../support/builders.js';
import { idIn, organisation, useCaseFixture } from '../../support/setups/use-case-fixture.js';
import { silentLog } from '../../support/silent-log.js';

const fixture = useCaseFixture();
const globalAdministrator = aRole(wellKnownRole.globalAdministrator);
const other = aRole('88d8e3e3-8f55-4a1e-953a-9b9898b8876b');
const azure: Role = { kind: 'azure', roleDefinitionId: 'reader', directoryScopeId: '/subscriptions/a' };

const held = (name: string, principalId: PrincipalId, role: Role, over: Partial<Schedule> = {}) =>
  aSchedule({
    id: scheduleId(name),
    principalId,
    role,
    assignmentType: 'assigned',
    endDateTime: undefined,
    ...over,
  });

/** Alice is eligible for two roles, has one active and one planned, holds a third, and waits for a fourth. */
beforeEach(async () => {
  await fixture.hold(
    held('dave-administers', dave, globalAdministrator),
    anEligibility({ id: scheduleId('eligible-too'), role: other }),
    held('alice-holds', alice, aRole('held')),
  );
});

const revoke = (principalId: PrincipalId, who = by(dave)) =>
  revokeAll(fixture.deps)(principalId, 'the laptop was stolen', proven, who);
const leftOf = async (principalId: PrincipalId) =>
  (await fixture.store.read.schedules.list({ principalIds: [principalId], limit: 99 })).filter(
    ({ status }) => !['Revoked', 'Canceled'].includes(status),
  );

describe('When an administrator revokes all that somebody has', () => {
  it('then everything they hold, may activate and wait for is over, and the directory follows', async () => {
    const active = idIn(await fixture.ask());
    await fixture.follow();
    const start = later(monday, hours(4));
    await fixture.changePolicy({}, other);
    const thatLate = { startDateTime: start, expiration: { type: 'afterDuration', duration: hours(1) } } as const;
    const planned = idIn(await fixture.ask({ scheduleInfo: thatLate }, by(alice), other));
    expect(await revoke(alice)).toMatchObject({ ok: true, value: { ended: 5, canceled: 0, kept: [] } });
    await fixture.follow();
    expect(await leftOf(alice)).toEqual([]);
    expect(await fixture.grantedUntil()).toBe('never');
    expect(await fixture.schedule(active)).toMatchObject({
      endedBy: 'removed',
      endJustification: 'the laptop was stolen',
    });
    expect(await fixture.request(planned)).toMatchObject({ status: 'Canceled' });
    expect(await fixture.ask()).toMatchObject({ ok: false });
  });

  it('then what waits for approval is cancelled', async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy()));
    const waiting = idIn(await fixture.ask());
    expect(await revoke(alice)).toMatchObject({ value: { ended: 3, canceled: 1 } });
    expect(await fixture.request(waiting)).toMatchObject({ status: 'Canceled' });
    expect(await fixture.review(waiting)).toMatchObject({ refusal: { code: 'NOT_PENDING' } });
  });

  it('then a redelivery changes nothing more, and each change is on record once', async () => {
    const press = by(dave);
    const before = await fixture.written();
    const first = await revoke(alice, press);
    expect(await revoke(alice, press)).toEqual(first);
    const after = await fixture.written();
    expect(after.audit - before.audit).toBe(3);
    expect(after.requests - before.requests).toBe(3);
  });

  it('then what is not theirs to manage stays, and is named', async () => {
    await fixture.hold(held('alice-reads', alice, azure));
    expect(await revoke(alice)).toMatchObject({
      value: { ended: 3, kept: [{ role: azure, refusal: { code: 'NOT_PERMITTED' } }] },
    });
    await fixture.follow();
    expect(await leftOf(alice)).toMatchObject([{ id: 'alice-reads' }]);
  });

  it('then the last administrator stays one, and everything else of theirs goes', async () => {
    await fixture.hold(held('dave-holds', dave, other));
    expect(await revoke(dave)).toMatchObject({
      value: { ended: 1, kept: [{ role: globalAdministrator, refusal: { code: 'LAST_ADMINISTRATOR' } }] },
    });
  });

  it.each<[string, PrincipalId, PrincipalId, string]>([
    ['by somebody who manages none of it', alice, bob, 'NOT_PERMITTED'],
    ['from somebody who has nothing', carol, dave, 'NOTHING_TO_REVOKE'],
    ['from nobody', principal('nobody'), dave, 'PRINCIPAL_NOT_FOUND'],
    ['from somebody who has nothing, by somebody who may not know', carol, bob, 'NOT_PERMITTED'],
  ])('then it is refused %s', async (_case, whom, who, code) => {
    const before = await fixture.written();
    expect(await revoke(whom, by(who))).toMatchObject({ ok: false, refusal: { code } });
    expect(await fixture.written()).toEqual({ ...before, audit: before.audit + 1 });
  });
});

describe('When somebody has left', () => {
  const sweep = () => endDeparted({ ...fixture.deps, log: silentLog })(undefined, 500);
  const put = (id: PrincipalId, over: object) => {
    const record = organisation.find((each) => each.id === id);
    return fixture.records.principals.save([{ ...record, ...over } as PrincipalRecord]);
  };

  it('then a disabled account loses everything by itself, and nobody else does', async () => {
    await fixture.ask();
    await fixture.follow();
    await sweep();
    expect(await leftOf(alice)).toHaveLength(4);
    await put(alice, { accountEnabled: false });
    await sweep();
    await fixture.follow();
    expect(await leftOf(alice)).toEqual([]);
    expect(await fixture.grantedUntil()).toBe('never');
    expect(await leftOf(dave)).toHaveLength(1);
  });

  it('then so does whoever the directory no longer knows', async () => {
    await fixture.hold(held('ghost-holds', principal('ghost'), other));
    await sweep();
    expect(await leftOf(principal('ghost'))).toMatchObject([{ status: 'PendingRevocation' }]);
  });

  it('but a directory that misses half of its people is not believed', async () => {
    const ghosts = Array.from({ length: 20 }, (_, number) => principal(`g${number}`));
    await fixture.hold(...ghosts.map((ghost, number) => held(`ghost-${number}`, ghost, other)));
    await sweep();
    expect(await leftOf(principal('g7'))).toMatchObject([{ status: 'Provisioned' }]);
  });

  it('and the last administrator stays on file, for somebody has to be', async () => {
    await put(dave, { accountEnabled: false });
    await sweep();
    await sweep();
    expect(await leftOf(dave)).toHaveLength(1);
  });

  it('unless the directory no longer knows them: that would guard nothing', async () => {
    await fixture.hold(held('ghost-administers', principal('ghost'), aRole(wellKnownRole.privilegedRoleAdministrator)));
    await sweep();
    await fixture.follow();
    expect(await leftOf(principal('ghost'))).toEqual([]);
  });
});
