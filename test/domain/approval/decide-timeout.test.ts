import { describe, expect, it } from 'vitest';
import { decideTimeout, nextTimeoutAt } from '../../../domain/approval/decide-timeout.js';
import { days, hours, instant, after as later, minutes } from '../../../domain/time.js';
import { aPendingRequest, aRequest, aStage, aStagePolicy, asks, at, dave, monday } from '../../support/builders.js';

const deadline = at('2026-03-03T09:00Z');
const escalation = later(monday, hours(2));
/** Reminded for the last time, so that only its deadlines are left. */
const reminded = { remindedAt: instant(deadline - 2) };
const escalating = aPendingRequest(
  reminded,
  aStage({ asks: aStagePolicy({ escalationTime: hours(2), escalationApprovers: asks(dave) }) }),
);

describe('When nobody has decided', () => {
  it('then nothing happens a millisecond before the deadline, and at it the request is over', () => {
    expect(decideTimeout(aPendingRequest(reminded), instant(deadline - 1))).toBeUndefined();
    expect(decideTimeout(aPendingRequest(), deadline)).toMatchObject({
      outcome: 'timed-out',
      request: { status: 'TimedOut', completedDateTime: deadline, stages: [{ status: 'Expired' }] },
    });
  });

  it('then the escalation approvers are asked once, and the deadline stands', () => {
    expect(decideTimeout(escalating, instant(escalation - 1))).toBeUndefined();
    const escalated = decideTimeout(escalating, escalation);
    expect(escalated).toMatchObject({
      outcome: 'escalated',
      request: {
        status: 'PendingApproval',
        stages: [{ status: 'InProgress', isEscalated: true, timesOutAt: deadline }],
      },
    });
    expect(escalated && decideTimeout(escalated.request, escalation)).toBeUndefined();
    expect(escalated?.request.remindedAt).toBe(escalation);
    expect(escalated && nextTimeoutAt({ ...escalated.request, ...reminded })).toBe(deadline);
  });

  it('then the other stages stay as they are', () => {
    const [decided, later] = [aStage({ status: 'Completed' }), aStage({ stageId: 2 })];
    const asked = aStage({ stageId: 1, status: 'InProgress', timesOutAt: deadline, escalatesAt: escalation });
    const second = aPendingRequest({ stages: [decided, asked, later] });
    expect(decideTimeout(second, deadline)?.request.stages).toEqual([
      decided,
      { ...asked, status: 'Expired', escalatesAt: undefined },
      later,
    ]);
    expect(decideTimeout(second, escalation)?.request.stages).toEqual([
      decided,
      { ...asked, escalatesAt: undefined, isEscalated: true },
      later,
    ]);
  });

  it('then a deadline and an escalation that are both due end the request', () => {
    expect(decideTimeout(escalating, deadline)).toMatchObject({ outcome: 'timed-out' });
  });
});

describe('When no administrator has decided on a request to extend', () => {
  const last = instant(later(monday, days(30)) - 2);
  const waiting = aRequest({ action: 'selfExtend', status: 'PendingAdminDecision', remindedAt: last });
  const over = later(monday, days(30));

  it('then it waits for thirty days, and at their very end it is over', () => {
    expect(nextTimeoutAt(waiting)).toBe(over);
    expect(decideTimeout(waiting, instant(over - 1))).toBeUndefined();
    expect(decideTimeout(waiting, over)).toEqual({
      outcome: 'timed-out',
      request: { ...waiting, status: 'TimedOut', completedDateTime: over },
    });
  });

  it('then one that is decided waits no more', () => {
    for (const status of ['Provisioned', 'Denied', 'Canceled', 'TimedOut'] as const) {
      expect(nextTimeoutAt({ ...waiting, status })).toBeUndefined();
      expect(decideTimeout({ ...waiting, status }, over)).toBeUndefined();
    }
  });
});

describe('When time next matters', () => {
  it.each([
    ['at the deadline', aPendingRequest(reminded), deadline],
    ['at the first reminder before it', aPendingRequest(), later(monday, minutes(30))],
    ['at the escalation before it', escalating, escalation],
    ['never, once it is canceled', aPendingRequest({ status: 'Canceled' }), undefined],
    ['never, where nobody has to approve', aRequest(), undefined],
  ])('then it is %s', (_case, request, moment) => {
    expect(nextTimeoutAt(request)).toBe(moment);
    if (moment === undefined) expect(decideTimeout(request, later(deadline, days(9)))).toBeUndefined();
  });
});
