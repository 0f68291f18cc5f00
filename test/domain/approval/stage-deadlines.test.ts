import { describe, expect, it } from 'vitest';
import { begin, decideApproval } from '../../../domain/approval/decide-approval.js';
import { noProofs } from '../../../domain/proof/proofs.js';
import { days, hours, after as later, minutes } from '../../../domain/time.js';
import { aPendingRequest, aStage, aStagePolicy, asks, bob, carol, dave, monday } from '../../support/builders.js';

const now = later(monday, hours(1));
const facts = { approvers: new Set([bob, carol]), minimumDuration: minutes(5), proofs: noProofs };
const approval = { stageId: 0, revision: 0, reviewResult: 'Approve' as const, justification: 'known work' };

describe('When a stage comes under review', () => {
  it('then there is a deadline, and a moment to escalate where the policy names a time and somebody to ask', () => {
    const escalationApprovers = asks(dave);
    const full = aStagePolicy({ escalationApprovers, escalationTime: hours(2) });
    expect(begin(aStage({ asks: full }), now)).toMatchObject({
      status: 'InProgress',
      timesOutAt: later(now, days(1)),
      escalatesAt: later(now, hours(2)),
    });
    expect(begin(aStage({ asks: aStagePolicy({ escalationApprovers }) }), now).escalatesAt).toBeUndefined();
  });
});

describe('When a stage asks for two approvals', () => {
  const twice = () => aPendingRequest({}, aStage({ asks: aStagePolicy({ approvalsRequired: 2 }) }));

  it('then one person gives one of them, however often they press', () => {
    const first = decideApproval(twice(), { ...approval, reviewedBy: bob }, facts, now);
    const again = first.ok && decideApproval(first.value.request, { ...approval, reviewedBy: bob }, facts, now);
    expect(again).toMatchObject({ ok: false, refusal: { code: 'ALREADY_DECIDED' } });
    const second = first.ok && decideApproval(first.value.request, { ...approval, reviewedBy: carol }, facts, now);
    expect(second).toMatchObject({ ok: true, value: { outcome: 'approved' } });
  });

  it('then an approval that shortens nothing leaves what was asked as it is, waiting or approved', () => {
    const asked = twice();
    const first = decideApproval(asked, { ...approval, reviewedBy: bob }, facts, now);
    if (!first.ok) throw new Error(first.refusal.code);
    const second = decideApproval(first.value.request, { ...approval, reviewedBy: carol }, facts, now);
    if (!second.ok) throw new Error(second.refusal.code);
    for (const { request } of [first.value, second.value]) {
      expect(request.scheduleInfo).toStrictEqual(asked.scheduleInfo);
    }
  });

  it('then what is on record of an approval is what was said, and nothing of shortening where nothing was shortened', () => {
    const first = decideApproval(twice(), { ...approval, reviewedBy: bob }, facts, now);
    expect(first.ok && first.value.request.stages[0]?.decisions).toStrictEqual([
      { reviewedBy: bob, reviewResult: 'Approve', justification: 'known work', reviewedDateTime: now },
    ]);
  });
});
