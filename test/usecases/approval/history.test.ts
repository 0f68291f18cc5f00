import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { type PrincipalId, requestId, scheduleId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownAzureRole, wellKnownRole } from '../../../domain/role/well-known.js';
import { days, after as later, minutes } from '../../../domain/time.js';
import { listCancelable } from '../../../domain/usecases/approval/list-requests.js';
import { type HistoryQuery, listRequestHistory } from '../../../domain/usecases/approval/request-history.js';
import {
  alice,
  aPendingRequest,
  approvedBy,
  aRequest,
  aRole,
  aSchedule,
  aStagePolicy,
  bob,
  by,
  carol,
  dave,
  monday,
} from '../../support/builders.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const other = aRole('790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b');
const vault: Role = {
  kind: 'azure',
  roleDefinitionId: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  directoryScopeId: '/subscriptions/1/resourceGroups/pay',
};
const subscriptionOwner: Role = {
  kind: 'azure',
  roleDefinitionId: wellKnownAzureRole.owner,
  directoryScopeId: '/subscriptions/1',
};

const gives = (principalId: PrincipalId, role: Role, over: Partial<Schedule> = {}) =>
  fixture.hold(
    aSchedule({
      id: scheduleId(`${principalId}-${role.kind === 'group' ? role.groupId : role.roleDefinitionId}`),
      principalId,
      role,
      assignmentType: 'assigned',
      endDateTime: undefined,
      ...over,
    }),
  );
const administrates = (principalId: PrincipalId, over: Partial<Schedule> = {}) =>
  gives(principalId, aRole(wellKnownRole.privilegedRoleAdministrator), over);
const asked = (...requests: Parameters<typeof aRequest>) =>
  fixture.store.transaction((tx) => tx.requests.insert(aRequest(...requests)));
const seen = async (query: HistoryQuery, who = dave, limit = 20) => {
  const found = await listRequestHistory(fixture.deps)(query, who, limit);
  return found.ok ? found.value.requests.map(({ id }) => id) : found.refusal;
};
const notPermitted = { code: 'NOT_PERMITTED', permission: 'view' };

/** Three requests, the newest last, and one for something in Azure. */
async function record() {
  const of = (id: string, minute: number) => ({ id: requestId(id), createdDateTime: later(monday, minutes(minute)) });
  await asked({ ...of('first', 1), status: 'Denied' });
  await asked({ ...of('second', 2), role: other, principalId: bob, status: 'Provisioned' });
  await asked({ ...of('third', 3), status: 'TimedOut', principalId: carol });
  await asked({ ...of('given-back', 4), action: 'selfDeactivate', status: 'Revoked' });
  await asked({ ...of('azure', 5), role: vault, status: 'Canceled' });
}

describe('When somebody looks into what was asked for a role', () => {
  it('then whoever may view it sees all of it, newest first, and what was given back only once', async () => {
    await record();
    await gives(dave, aRole(wellKnownRole.globalReader));
    expect(await seen({ role: aRole() })).toEqual(['third', 'first']);
    expect(await seen({ role: aRole() }, dave, 1)).toEqual(['third']);
  });

  it('then by person, state and time it becomes fewer', async () => {
    await record();
    await administrates(dave);
    expect(await seen({ role: aRole(), principalId: alice })).toEqual(['first']);
    expect(await seen({ role: aRole(), statuses: ['TimedOut', 'Failed'] })).toEqual(['third']);
    expect(await seen({ role: aRole(), since: later(monday, minutes(2)) })).toEqual(['third']);
    expect(await seen({ since: later(monday, minutes(2)), statuses: ['Provisioned', 'Denied'] })).toEqual(['second']);
  });

  it('then whoever may not is refused, and sees their own all the same', async () => {
    await record();
    expect(await seen({ role: aRole() })).toEqual(notPermitted);
    expect(await seen({ role: aRole(), principalId: alice }, bob)).toEqual(notPermitted);
    expect(await seen({ role: aRole(), principalId: alice }, alice)).toEqual(['first']);
    await administrates(dave);
    expect(await seen({ role: vault })).toEqual(notPermitted);
    await gives(dave, subscriptionOwner);
    expect(await seen({ role: vault })).toEqual(['azure']);
  });
});

describe('When somebody looks into what was asked for any role', () => {
  it('then they see what they may view, and nothing of what they may not', async () => {
    await record();
    await administrates(dave);
    await gives(carol, subscriptionOwner);
    expect(await seen({})).toEqual(['third', 'second', 'first']);
    expect(await seen({}, carol)).toEqual(['azure', 'third']);
    expect(await seen({}, bob)).toEqual(['second']);
    expect(await seen({ principalId: alice })).toEqual(['first']);
    expect(await seen({ principalId: alice }, bob)).toEqual([]);
    expect(await seen({ principalId: alice }, alice)).toEqual(['azure', 'first']);
  });

  it('then much that they may not view hides nothing of what they may', async () => {
    await record();
    await administrates(dave);
    for (let n = 0; n < 120; n += 1) {
      await asked({
        id: requestId(`noise-${n}`),
        role: vault,
        createdDateTime: later(monday, days(1)),
        status: 'Denied',
      });
    }
    expect(await seen({}, dave, 2)).toEqual(['third', 'second']);
  });

  it('then not even hundreds of them, and where it ends at the bound, that is said', async () => {
    await record();
    await administrates(dave);
    const noise = Array.from({ length: 1_100 }, (_, n) =>
      aRequest({ id: requestId(`noise-${n}`), role: vault, createdDateTime: later(monday, days(1)), status: 'Denied' }),
    );
    await fixture.store.transaction(async (tx) => {
      for (const each of noise) await tx.requests.insert(each);
    });
    expect(await seen({}, dave, 20)).toEqual(['third', 'second', 'first']);
    const whole = await listRequestHistory(fixture.deps)({}, dave, 20);
    expect(whole).toMatchObject({ ok: true, value: { isCut: false } });
    const cut = await listRequestHistory(fixture.deps)({}, dave, 20, 1_000);
    expect(cut).toMatchObject({ ok: true, value: { requests: [], isCut: true } });
  });
});

describe('When somebody cancels a request that is not theirs', () => {
  const waiting = async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy()));
    return idIn(await fixture.ask());
  };

  it('then whoever manages the role may, it is on record as theirs, and the role can be asked for anew', async () => {
    const id = await waiting();
    await administrates(dave);
    expect(await fixture.cancel(id, by(dave))).toEqual({ ok: true, value: { requestId: id } });
    expect(await fixture.request(id)).toMatchObject({ status: 'Canceled' });
    expect((await fixture.audits()).at(-1)).toMatchObject({
      actor: { principalId: dave },
      subject: alice,
      result: 'success',
    });
    expect(await fixture.ask()).toMatchObject({ ok: true });
  });

  it('then whoever may only view it, manages another kind, or does so no longer may not, and only the record knows', async () => {
    const id = await waiting();
    await gives(bob, aRole(wellKnownRole.securityReader));
    await gives(carol, subscriptionOwner);
    await administrates(dave, { endDateTime: later(monday, minutes(1)) });
    fixture.clock.pass(minutes(1));
    for (const who of [bob, carol, dave]) {
      expect(await fixture.cancel(id, by(who))).toEqual({ ok: false, refusal: { code: 'NOT_YOURS' } });
    }
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval' });
    const refused = (await fixture.audits()).filter(({ result }) => result === 'failure');
    expect(refused.map(({ resultReason }) => resultReason)).toEqual(['NOT_YOURS', 'NOT_YOURS', 'NOT_YOURS']);
  });

  it('then what they may choose from is what waits for roles they manage', async () => {
    const id = await waiting();
    await fixture.store.transaction((tx) =>
      tx.requests.insert(aPendingRequest({ id: requestId('azure'), role: vault })),
    );
    await administrates(dave);
    const ids = async (who: PrincipalId, whose: 'own' | 'managed') =>
      (await listCancelable(fixture.deps)(who, whose)).map((request) => request.id).toSorted();
    expect(await ids(dave, 'managed')).toEqual([id]);
    expect(await ids(dave, 'own')).toEqual([]);
    expect(await ids(alice, 'own')).toEqual([id, 'azure'].toSorted());
    await administrates(alice);
    expect(await ids(alice, 'managed')).toEqual([]);
  });
});
