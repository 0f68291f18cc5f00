import { describe, expect, it } from 'vitest';
import { approverIdsOf, defaultApprovers, setsAsked } from '../../../domain/approval/approvers.js';
import { begin, type DecisionAsk, decideApproval } from '../../../domain/approval/decide-approval.js';
import { activationEnd, lengthOf } from '../../../domain/assignment/decide-activation.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import { requestId } from '../../../domain/ids.js';
import { noProofs } from '../../../domain/proof/proofs.js';
import type { ApprovalRefusal } from '../../../domain/refusal.js';
import { days, hours, type Instant, instant, after as later, milliseconds, minutes } from '../../../domain/time.js';
import {
  alice,
  aPendingRequest,
  approversGroup,
  aRequest,
  aStage,
  aStagePolicy,
  asks,
  bob,
  carol,
  dave,
  monday,
} from '../../support/builders.js';

const now = later(monday, hours(1));
const deadline = later(monday, days(1));
const facts = { approvers: new Set([bob, carol]), minimumDuration: minutes(5), proofs: noProofs };
const id = requestId('request-1');

const aDecision = (over: Partial<DecisionAsk> = {}): DecisionAsk => ({
  stageId: 0,
  revision: 0,
  reviewedBy: bob,
  reviewResult: 'Approve',
  justification: 'known work',
  ...over,
});

const decided = (request: ScheduleRequest, ask = aDecision(), at: Instant = now) => {
  const decision = decideApproval(request, ask, facts, at);
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision.value;
};

const withReason = aStage({ asks: aStagePolicy({ isApproverJustificationRequired: true }) });
const twice = aStage({ asks: aStagePolicy({ approvalsRequired: 2 }) });

describe('When the settings want approvers to prove who they are', () => {
  const asked = aStage({ asks: aStagePolicy({ isApproverMultiFactorRequired: true }) });
  const request = aPendingRequest({}, asked);
  const proven = { ...facts, proofs: { multiFactor: true, authenticationContexts: [] } };
  const code = (decision: ReturnType<typeof decideApproval>) => (decision.ok ? 'decided' : decision.refusal.code);

  it.each(['Approve', 'Deny'] as const)('then to %s needs a fresh second factor', (reviewResult) => {
    expect(code(decideApproval(request, aDecision({ reviewResult }), facts, now))).toBe('APPROVAL_PROOF_REQUIRED');
    expect(code(decideApproval(request, aDecision({ reviewResult }), proven, now))).toBe('decided');
  });

  it('then it is asked for last: whoever may not decide at all is told that instead', () => {
    expect(code(decideApproval(request, aDecision({ reviewedBy: dave }), facts, now))).toBe('NOT_AN_APPROVER');
    const withWords = aPendingRequest({}, aStage({ asks: { ...asked.asks, isApproverJustificationRequired: true } }));
    const silent = aDecision({ justification: '' });
    expect(code(decideApproval(withWords, silent, facts, now))).toBe('APPROVAL_JUSTIFICATION_REQUIRED');
  });

  it('then the settings now in force say so, not those from when the request was made', () => {
    const lax = { ...facts, present: aStagePolicy() };
    expect(code(decideApproval(request, aDecision(), lax, now))).toBe('decided');
    const strict = { ...facts, present: aStagePolicy({ isApproverMultiFactorRequired: true }) };
    expect(code(decideApproval(aPendingRequest(), aDecision(), strict, now))).toBe('APPROVAL_PROOF_REQUIRED');
  });
});

describe('When an approver decides in time', () => {
  it('then the last approval approves, and says who and when', () => {
    const { request, outcome } = decided(aPendingRequest());
    expect(outcome).toBe('approved');
    expect(request.stages).toMatchObject([
      {
        status: 'Completed',
        decisions: [{ reviewedBy: bob, reviewResult: 'Approve', justification: 'known work', reviewedDateTime: now }],
      },
    ]);
  });

  it('then one denial is enough, even where two approvals were asked for and another stage would follow', () => {
    const { request, outcome } = decided(
      aPendingRequest({}, twice, aStage({ stageId: 1 })),
      aDecision({ reviewResult: 'Deny' }),
    );
    expect(outcome).toBe('denied');
    expect(request).toMatchObject({
      status: 'Denied',
      completedDateTime: now,
      stages: [{ status: 'Completed' }, { status: 'Initializing' }],
    });
  });

  it('then a stage that asks for two waits for the second', () => {
    const first = decided(aPendingRequest({}, twice));
    expect(first).toMatchObject({
      outcome: 'waiting',
      request: { status: 'PendingApproval', stages: [{ status: 'InProgress' }] },
    });
    expect(decided(first.request, aDecision({ reviewedBy: carol })).outcome).toBe('approved');
  });

  it('then the next stage comes under review, its deadlines counted from now', () => {
    const second = aStage({
      stageId: 1,
      asks: aStagePolicy({ timeOut: hours(4), escalationTime: hours(1), escalationApprovers: asks(dave) }),
    });
    const { request, outcome } = decided(aPendingRequest({}, aStage(), second));
    expect(outcome).toBe('next-stage');
    expect(request.stages).toMatchObject([
      { status: 'Completed' },
      { status: 'InProgress', timesOutAt: later(now, hours(4)), escalatesAt: later(now, hours(1)) },
    ]);
  });

  it('then a millisecond before the deadline is in time', () => {
    expect(decided(aPendingRequest(), aDecision(), instant(deadline - 1)).outcome).toBe('approved');
  });
});

describe('When a review cannot stand, then it is refused with its code', () => {
  const answered = decided(aPendingRequest({}, twice)).request;

  it.each<[string, ScheduleRequest, Partial<DecisionAsk>, Instant, ApprovalRefusal]>([
    [
      'a request that is over',
      aRequest({ status: 'Denied' }),
      {},
      now,
      { code: 'NOT_PENDING', status: 'Denied', requestId: id },
    ],
    [
      'a canceled request whose stage was never closed',
      aPendingRequest({ status: 'Canceled' }),
      {},
      now,
      { code: 'NOT_PENDING', status: 'Canceled', requestId: id },
    ],
    [
      'the requestor, listed as approver or not',
      aPendingRequest({ principalId: bob }),
      {},
      now,
      { code: 'SELF_APPROVAL' },
    ],
    ['whoever asked for somebody else', aPendingRequest({ createdBy: bob }), {}, now, { code: 'SELF_APPROVAL' }],
    ['somebody who is not an approver now', aPendingRequest(), { reviewedBy: dave }, now, { code: 'NOT_AN_APPROVER' }],
    ['a card of another stage', aPendingRequest(), { stageId: 1 }, now, { code: 'STALE_CARD', requestId: id }],
    ['a card of other terms', aPendingRequest({ revision: 1 }), {}, now, { code: 'STALE_CARD', requestId: id }],
    ['the same person again', answered, {}, now, { code: 'ALREADY_DECIDED', requestId: id }],
    [
      'a review at the very deadline',
      aPendingRequest(),
      {},
      deadline,
      { code: 'STAGE_TIMED_OUT', timedOutAt: deadline },
    ],
    [
      'a reason of blanks where one is asked for',
      aPendingRequest({}, withReason),
      { justification: ' \n' },
      now,
      { code: 'APPROVAL_JUSTIFICATION_REQUIRED' },
    ],
  ])('%s', (_case, request, over, at, refusal) => {
    expect(decideApproval(request, aDecision(over), facts, at)).toEqual({ ok: false, refusal });
  });
});

describe('When an approver approves for less time than is asked', () => {
  const shorter = aDecision({ duration: hours(1) });
  const until = (end: Instant, start?: Instant) =>
    aPendingRequest({
      scheduleInfo: { startDateTime: start, expiration: { type: 'afterDateTime', endDateTime: end } },
    });
  const refusalOf = (request: ScheduleRequest, over: Partial<DecisionAsk>, at = now) => {
    const decision = decideApproval(request, aDecision(over), facts, at);
    return decision.ok ? undefined : decision.refusal;
  };

  it('then that is the length from now on, and on record as theirs', () => {
    const { request } = decided(aPendingRequest(), shorter);
    expect(request.scheduleInfo).toEqual({ expiration: { type: 'afterDuration', duration: hours(1) } });
    expect(request.stages[0]?.decisions[0]).toMatchObject({ reviewedBy: bob, shortenedTo: hours(1) });
  });

  it('then cards drawn before it decide nothing while more approvals are needed, of the stage or the next one', () => {
    for (const pending of [aPendingRequest({}, twice), aPendingRequest({}, aStage(), aStage({ stageId: 1 }))]) {
      const { request } = decided(pending, shorter);
      expect(request.revision).toBe(1);
      const stale = { reviewedBy: carol, stageId: request.stages.findIndex(({ status }) => status === 'InProgress') };
      expect(refusalOf(request, stale)).toEqual({ code: 'STALE_CARD', requestId: id });
      expect(refusalOf(request, { ...stale, revision: 1 })).toBeUndefined();
    }
  });

  it('then it has to be shorter than what is asked, or already shortened to', () => {
    expect(refusalOf(aPendingRequest(), { duration: hours(2) })).toEqual({
      code: 'DURATION_NOT_SHORTER',
      asked: hours(2),
    });
    expect(refusalOf(aPendingRequest(), { duration: milliseconds(hours(2) - 1) })).toBeUndefined();
    const { request } = decided(aPendingRequest({}, twice), shorter);
    const again = { reviewedBy: carol, revision: 1 };
    expect(refusalOf(request, { ...again, duration: hours(1) })).toEqual({
      code: 'DURATION_NOT_SHORTER',
      asked: hours(1),
    });
    expect(decided(request, aDecision({ ...again, duration: minutes(30) })).request.scheduleInfo.expiration).toEqual({
      type: 'afterDuration',
      duration: minutes(30),
    });
  });

  it('then an end that was asked counts from its start, or from now where that is later', () => {
    const end = later(now, hours(2));
    expect(refusalOf(until(end), { duration: hours(2) })).toEqual({ code: 'DURATION_NOT_SHORTER', asked: hours(2) });
    expect(refusalOf(until(end, later(now, hours(1))), { duration: hours(1) })).toMatchObject({ asked: hours(1) });
    expect(refusalOf(until(end, monday), { duration: hours(2) })).toMatchObject({ asked: hours(2) });
    expect(refusalOf(until(end, monday), { duration: hours(1) })).toBeUndefined();
  });

  it('then it never lasts beyond the end that was asked, however late the last approval comes', () => {
    const end = later(now, hours(2));
    const { scheduleInfo } = decided(until(end), shorter).request;
    expect(lengthOf(scheduleInfo.expiration, now)).toBe(hours(1));
    expect(activationEnd(scheduleInfo.expiration, later(now, minutes(90)), undefined)).toBe(end);
  });

  it('then it is not shorter than anything here may be', () => {
    expect(refusalOf(aPendingRequest(), { duration: minutes(5) })).toBeUndefined();
    expect(refusalOf(aPendingRequest(), { duration: milliseconds(minutes(5) - 1) })).toEqual({
      code: 'DURATION_TOO_SHORT',
      minimum: minutes(5),
    });
  });

  it('then a denial does not take one', () => {
    expect(refusalOf(aPendingRequest(), { duration: hours(1), reviewResult: 'Deny' })).toEqual({
      code: 'DURATION_WITH_DENIAL',
    });
  });
});

it('When several things are wrong with a review, then they are told in a fixed order: state, who, which, when, what', () => {
  const stage = aStage({ asks: aStagePolicy({ approvalsRequired: 2, isApproverJustificationRequired: true }) });
  const pending = decided(aPendingRequest({ revision: 1 }, stage), aDecision({ revision: 1 })).request;
  const wrong: [ScheduleRequest, Partial<DecisionAsk>, string][] = [
    [{ ...pending, status: 'Denied', principalId: bob }, { reviewedBy: bob }, 'NOT_PENDING'],
    [{ ...pending, principalId: dave }, { reviewedBy: dave }, 'SELF_APPROVAL'],
    [pending, { reviewedBy: dave }, 'NOT_AN_APPROVER'],
    [pending, { reviewedBy: bob }, 'STALE_CARD'],
    [pending, { reviewedBy: bob, revision: 1 }, 'ALREADY_DECIDED'],
    [pending, { reviewedBy: carol, revision: 1 }, 'STAGE_TIMED_OUT'],
  ];
  for (const [request, over, code] of wrong) {
    const ask = aDecision({ justification: '', ...over });
    expect(decideApproval(request, ask, facts, deadline)).toMatchObject({ ok: false, refusal: { code } });
  }
});

describe('begin', () => {
  it('When a stage has an escalation time but nobody to escalate to, then it never escalates', () => {
    expect(begin(aStage({ asks: aStagePolicy({ escalationTime: hours(1) }) }), now).escalatesAt).toBeUndefined();
  });
});

describe('Whom a stage asks', () => {
  const escalating = aStagePolicy({ primaryApprovers: asks(bob), escalationApprovers: asks(dave) });

  it('When the policy has changed since, then those it names now are asked', () => {
    expect(setsAsked(aStage(), aStagePolicy({ primaryApprovers: asks(dave) })).primary).toEqual(asks(dave));
  });

  it('When the policy has no such stage any more, then those the request was made with are asked', () => {
    expect(setsAsked(aStage({ asks: escalating }), undefined)).toEqual({ primary: asks(bob), escalation: [] });
  });

  it('When it has escalated, then the escalation approvers are asked as well', () => {
    expect(setsAsked(aStage({ asks: escalating, isEscalated: true }), undefined)).toEqual({
      primary: asks(bob),
      escalation: asks(dave),
    });
    const byDefault = aStage({
      asks: aStagePolicy({ primaryApprovers: [], escalationApprovers: asks(dave) }),
      isEscalated: true,
    });
    expect(approverIdsOf(aPendingRequest({}, byDefault))).toEqual([defaultApprovers, dave]);
  });

  it('When a request waits, then it is found by the people and groups of its stage, or by the default approvers', () => {
    const group = aStagePolicy({ primaryApprovers: [{ type: 'groupMembers', groupId: approversGroup }, ...asks(bob)] });
    expect(approverIdsOf(aPendingRequest({}, aStage({ asks: group })))).toEqual([approversGroup, bob]);
    const nobody = aStage({ asks: aStagePolicy({ primaryApprovers: [] }) });
    expect(approverIdsOf(aPendingRequest({}, nobody))).toEqual([defaultApprovers]);
    expect(approverIdsOf(aPendingRequest({ status: 'Canceled' }))).toEqual([]);
  });

  it('When the requestor is the only one a review would count for, then it still does not', () => {
    expect(
      decideApproval(
        aPendingRequest(),
        aDecision({ reviewedBy: alice }),
        { ...facts, approvers: new Set([alice]) },
        now,
      ),
    ).toMatchObject({
      ok: false,
    });
  });
});
