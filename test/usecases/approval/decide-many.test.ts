import { describe, expect, it } from 'vitest';
import { commandId, type PrincipalId, type RequestId, requestId, scheduleId } from '../../../domain/ids.js';
import { noProofs } from '../../../domain/proof/proofs.js';
import { decideMany, type ManyWords, mostAtOnce, type Picked } from '../../../domain/usecases/approval/decide-many.js';
import {
  alice,
  anEligibility,
  approvedBy,
  approversGroup,
  aRole,
  aStagePolicy,
  asks,
  bob,
  by,
  carol,
  dave,
} from '../../support/builders.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const group = [{ type: 'groupMembers', groupId: approversGroup }] as const;
const oneOfThem = approvedBy(aStagePolicy({ primaryApprovers: group }));

/** Asks for a role of its own for each of these people; their requests in the same order. */
async function asked(people: readonly PrincipalId[], changes = oneOfThem): Promise<RequestId[]> {
  const ids: RequestId[] = [];
  for (const [number, principalId] of people.entries()) {
    const role = aRole(`role-${number}`);
    await fixture.changePolicy(changes, role);
    await fixture.hold(anEligibility({ id: scheduleId(`eligible-${number}`), principalId, role }));
    ids.push(idIn(await fixture.ask({}, by(principalId), role)));
  }
  return ids;
}

const picked = (ids: readonly RequestId[]): Picked[] => ids.map((id) => ({ requestId: id, stageId: 0, revision: 0 }));

const decide = (picks: readonly Picked[], words: Partial<ManyWords> = {}, who = by(bob), proofs = noProofs) =>
  decideMany(fixture.deps)(picks, { reviewResult: 'Approve', justification: 'known work', ...words }, proofs, who);

/** What came of each: the outcome, or the code of the refusal. */
const said = (reviewed: Awaited<ReturnType<typeof decide>>) =>
  reviewed.map(({ outcome }) => (outcome.ok ? outcome.value.outcome : outcome.refusal.code));

describe('When an approver decides several requests together', () => {
  it('then each is decided by itself: what may not be decided is refused, and keeps none of the others', async () => {
    const [mine, own, gone, stale] = await asked([alice, bob, alice, dave]);
    if (!mine || !own || !gone || !stale) throw new Error('not all was asked');
    await fixture.cancel(gone, by(alice));
    const picks = [...picked([mine, own, gone, requestId('no-such')]), { requestId: stale, stageId: 0, revision: 7 }];
    expect(said(await decide(picks))).toEqual([
      'approved',
      'SELF_APPROVAL',
      'NOT_PENDING',
      'REQUEST_NOT_FOUND',
      'STALE_CARD',
    ]);
    expect(await fixture.request(own)).toMatchObject({ status: 'PendingApproval' });
    expect(await fixture.request(stale)).toMatchObject({ status: 'PendingApproval' });
  });

  it('then somebody who is not asked decides none of them', async () => {
    const ids = await asked([alice, alice]);
    expect(said(await decide(picked(ids), {}, by(dave)))).toEqual(['NOT_AN_APPROVER', 'NOT_AN_APPROVER']);
  });

  it('then two who decide the same ones the opposite way leave one decision each, and both are told', async () => {
    const ids = await asked([alice, alice, alice, alice, alice, alice]);
    const [bobs, carols] = await Promise.all([
      decide(picked(ids)),
      decide(picked(ids).toReversed(), { reviewResult: 'Deny' }, by(carol)),
    ]);
    const ofCarol = said(carols).toReversed();
    for (const [number, id] of ids.entries()) {
      const outcomes = [said(bobs)[number], ofCarol[number]];
      expect(outcomes).toContain('NOT_PENDING');
      const { status, stages } = await fixture.request(id);
      expect(outcomes).toContain(status === 'Denied' ? 'denied' : 'approved');
      expect(stages[0]?.decisions).toHaveLength(1);
    }
  });

  it('then a redelivery decides the very same ones again to no effect, and none that has come in since', async () => {
    const ids = await asked([alice, alice]);
    const command = by(bob);
    const first = await decide(picked(ids), {}, command);
    await fixture.changePolicy(oneOfThem);
    const late = idIn(await fixture.ask());
    const before = await fixture.written();
    expect(await decide(picked([...ids, late]), {}, command)).toEqual(first);
    expect(await decide(picked([late]), {}, command)).toEqual(first);
    expect(await fixture.written()).toEqual(before);
    expect(await fixture.request(late)).toMatchObject({ status: 'PendingApproval' });
  });

  it('then one that was broken off goes on where it was, with the rest', async () => {
    const ids = await asked([alice, alice]);
    const command = by(bob);
    const [first] = ids;
    if (!first) throw new Error('nothing was asked');
    const own = { ...command, commandId: commandId(`${command.commandId}|${first}`) };
    await fixture.review(first, {}, own);
    expect(said(await decide(picked(ids), {}, command))).toEqual(['approved', 'approved']);
  });

  it('then all of them are shortened alike, and what is no longer than that is refused', async () => {
    const ids = await asked([alice, alice]);
    const { scheduleInfo } = await fixture.request(ids[0] ?? requestId(''));
    const { expiration } = scheduleInfo;
    if (expiration.type !== 'afterDuration') throw new Error('asked otherwise');
    expect(said(await decide(picked(ids), { duration: expiration.duration }))).toEqual([
      'DURATION_NOT_SHORTER',
      'DURATION_NOT_SHORTER',
    ]);
  });

  it('then one that is picked twice is decided once, and no more than fit a readable answer', async () => {
    const ids = await asked(
      [alice],
      approvedBy(aStagePolicy({ primaryApprovers: asks(bob, carol), approvalsRequired: 2 })),
    );
    expect(said(await decide(picked([...ids, ...ids])))).toEqual(['waiting']);
    const many = Array.from({ length: mostAtOnce + 5 }, (_, number) => requestId(`no-such-${number}`));
    expect(await decide(picked(many))).toHaveLength(mostAtOnce);
  });
});
