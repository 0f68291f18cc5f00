import { describe, expect, it } from 'vitest';
import { approverIdsOf, defaultApprovers, setsAsked } from '../../domain/approval/approvers.js';
import { begin, decideReview, type ReviewAsk } from '../../domain/approval/decide-review.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import { requestId } from '../../domain/ids.js';
import type { ReviewRefusal } from '../../domain/refusal.js';
import { days, hours, type Instant, instant, after as later } from '../../domain/time.js';
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
} from '../support/builders.js';

const now = later(monday, hours(1));
const deadline = later(monday, days(1));
const approvers = new Set([bob, carol]);
const id = requestId('request-1');

const aReview = (over: Partial<ReviewAsk> = {}): ReviewAsk => ({
  stageId: 0,
  revision: 0,
  reviewedBy: bob,
  reviewResult: 'Approve',
  justification: 'known work',
  ...over,
});

const decided = (request: ScheduleRequest, ask = aReview(), at: Instant = now) => {
  const decision = decideReview(request, ask, approvers, at);
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision.value;
};

const withReason = aStage({ asks: aStagePolicy({ isApproverJustificationRequired: true }) });
const twice = aStage({ asks: aStagePolicy({ approvalsRequired: 2 }) });

describe('When an approver decides in time', () => {
  it('then the last approval approves, and says who and when', () => {
    const { request, outcome } = decided(aPendingRequest());
    expect(outcome).toBe('approved');
    expect(request.stages).toMatchObject([
      {
        status: 'Completed',
        reviews: [{ reviewedBy: bob, reviewResult: 'Approve', justification: 'known work', reviewedDateTime: now }],
      },
    ]);
  });

  it('then one denial is enough, even where two approvals were asked for and another stage would follow', () => {
    const { request, outcome } = decided(
      aPendingRequest({}, twice, aStage({ stageId: 1 })),
      aReview({ reviewResult: 'Deny' }),
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
    expect(decided(first.request, aReview({ reviewedBy: carol })).outcome).toBe('approved');
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
    expect(decided(aPendingRequest(), aReview(), instant(deadline - 1)).outcome).toBe('approved');
  });
});

describe('When a review cannot stand, then it is refused with its code', () => {
  const reviewed = decided(aPendingRequest({}, twice)).request;

  it.each<[string, ScheduleRequest, Partial<ReviewAsk>, Instant, ReviewRefusal]>([
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
      { code: 'SELF_REVIEW' },
    ],
    ['whoever asked for somebody else', aPendingRequest({ createdBy: bob }), {}, now, { code: 'SELF_REVIEW' }],
    ['somebody who is not an approver now', aPendingRequest(), { reviewedBy: dave }, now, { code: 'NOT_AN_APPROVER' }],
    ['a card of another stage', aPendingRequest(), { stageId: 1 }, now, { code: 'STALE_CARD', requestId: id }],
    ['a card of other terms', aPendingRequest({ revision: 1 }), {}, now, { code: 'STALE_CARD', requestId: id }],
    ['the same person again', reviewed, {}, now, { code: 'ALREADY_REVIEWED', requestId: id }],
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
      { code: 'REVIEW_JUSTIFICATION_REQUIRED' },
    ],
  ])('%s', (_case, request, over, at, refusal) => {
    expect(decideReview(request, aReview(over), approvers, at)).toEqual({ ok: false, refusal });
  });
});

it('When several things are wrong with a review, then they are told in a fixed order: state, who, which, when, what', () => {
  const stage = aStage({ asks: aStagePolicy({ approvalsRequired: 2, isApproverJustificationRequired: true }) });
  const pending = decided(aPendingRequest({ revision: 1 }, stage), aReview({ revision: 1 })).request;
  const wrong: [ScheduleRequest, Partial<ReviewAsk>, string][] = [
    [{ ...pending, status: 'Denied', principalId: bob }, { reviewedBy: bob }, 'NOT_PENDING'],
    [{ ...pending, principalId: dave }, { reviewedBy: dave }, 'SELF_REVIEW'],
    [pending, { reviewedBy: dave }, 'NOT_AN_APPROVER'],
    [pending, { reviewedBy: bob }, 'STALE_CARD'],
    [pending, { reviewedBy: bob, revision: 1 }, 'ALREADY_REVIEWED'],
    [pending, { reviewedBy: carol, revision: 1 }, 'STAGE_TIMED_OUT'],
  ];
  for (const [request, over, code] of wrong) {
    const ask = aReview({ justification: '', ...over });
    expect(decideReview(request, ask, approvers, deadline)).toMatchObject({ ok: false, refusal: { code } });
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
    expect(setsAsked(aStage(), aStagePolicy({ primaryApprovers: asks(dave) }))).toEqual(asks(dave));
  });

  it('When the policy has no such stage any more, then those the request was made with are asked', () => {
    expect(setsAsked(aStage({ asks: escalating }), undefined)).toEqual(asks(bob));
  });

  it('When it has escalated, then the escalation approvers are asked as well', () => {
    expect(setsAsked(aStage({ asks: escalating, isEscalated: true }), undefined)).toEqual(asks(bob, dave));
  });

  it('When a request waits, then it is found by the people and groups of its stage, or by the default approvers', () => {
    const group = aStagePolicy({ primaryApprovers: [{ type: 'groupMembers', groupId: approversGroup }, ...asks(bob)] });
    expect(approverIdsOf(aPendingRequest({}, aStage({ asks: group })))).toEqual([approversGroup, bob]);
    const nobody = aStage({ asks: aStagePolicy({ primaryApprovers: [] }) });
    expect(approverIdsOf(aPendingRequest({}, nobody))).toEqual([defaultApprovers]);
    expect(approverIdsOf(aPendingRequest({ status: 'Canceled' }))).toEqual([]);
  });

  it('When the requestor is the only one a review would count for, then it still does not', () => {
    expect(decideReview(aPendingRequest(), aReview({ reviewedBy: alice }), new Set([alice]), now)).toMatchObject({
      ok: false,
    });
  });
});
