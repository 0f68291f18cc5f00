import { describe, expect, it } from 'vitest';
import { followPolicy } from '../../../domain/approval/follow-policy.js';
import { passEnough } from '../../../domain/approval/pass-enough.js';
import type { StageDecision } from '../../../domain/approval/stage.js';
import { days, hours, after as later } from '../../../domain/time.js';
import { aPendingRequest, aPolicy, approvedBy, aStage, aStagePolicy, bob, monday } from '../../support/builders.js';

const now = later(monday, hours(1));
const approval: StageDecision = {
  reviewedBy: bob,
  reviewResult: 'Approve',
  justification: 'known',
  reviewedDateTime: monday,
};
const one = aStagePolicy({ approvalsRequired: 1 });
const two = aStagePolicy({ approvalsRequired: 2 });
const second = aStage({ stageId: 1 });
/** Bob has approved the first of two approvals. */
const half = aStage({ asks: two, decisions: [approval] });

const outcome = (request: ReturnType<typeof aPendingRequest>, policy: ReturnType<typeof aPolicy>, at = now) => {
  const passed = passEnough(followPolicy(request, policy) ?? request, policy, at);
  return passed && `${passed.outcome}: ${passed.request.stages.map(({ status }) => status).join(', ')}`;
};

describe('When the settings ask for fewer approvals than they did', () => {
  it.each([
    ['enough by now', aPendingRequest({}, half), aPolicy(approvedBy(one)), 'approved: Completed'],
    ['still too few', aPendingRequest({}, half), aPolicy(approvedBy(two)), undefined],
    ['none at all', aPendingRequest(), aPolicy(approvedBy(one)), undefined],
    ['no approval asked for', aPendingRequest({}, half), aPolicy(), undefined],
    [
      'another stage',
      aPendingRequest({}, half, second),
      aPolicy(approvedBy(one, one)),
      'next-stage: Completed, InProgress',
    ],
    [
      'a stage that goes before it begins',
      aPendingRequest({}, half, second),
      aPolicy(approvedBy(one)),
      'approved: Completed',
    ],
    [
      'a stage that goes while it is under review',
      aPendingRequest({}, { ...second, asks: two }),
      aPolicy(approvedBy(one)),
      undefined,
    ],
  ])('then what waits goes on where it has every approval: %s', (_, request, policy, expected) => {
    expect(outcome(request, policy)).toBe(expected);
  });

  it('then nothing passes once its time to decide is over', () => {
    expect(outcome(aPendingRequest({}, half), aPolicy(approvedBy(one)), later(monday, days(1)))).toBeUndefined();
  });
});
