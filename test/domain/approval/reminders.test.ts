import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin } from '../../../domain/approval/decide-approval.js';
import { decideTimeout, nextTimeoutAt } from '../../../domain/approval/decide-timeout.js';
import { nextReminderAt, remindersOf } from '../../../domain/approval/reminders.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import { type Duration, days, duration, hours, instant, after as later, minutes } from '../../../domain/time.js';
import { aPendingRequest, aRequest, aStage, aStagePolicy, asks, dave, monday } from '../../support/builders.js';

const waitingFor = (timeOut: Duration, escalationTime?: Duration) =>
  aPendingRequest(
    {},
    aStage({
      asks: aStagePolicy({ timeOut, ...(escalationTime && { escalationTime, escalationApprovers: asks(dave) }) }),
    }),
  );
/** When it is recalled, and as what: `30 reminded` for minutes after it was asked. */
const said = (request: ScheduleRequest) =>
  remindersOf(request).map(({ kind, at }) => `${(at - monday) / minutes(1)} ${kind}`);

describe('When a request waits for approval', () => {
  it('then whoever is asked is reminded after 30 min, 2 h, 6 h and 12 h of a day, and at 18 h the administrators', () => {
    expect(said(waitingFor(days(1)))).toEqual([
      '30 reminded',
      '120 reminded',
      '360 reminded',
      '720 reminded',
      '1080 unanswered',
    ]);
  });

  it('then the gaps grow and shrink with the time there is to decide, and none is less than five minutes', () => {
    expect(said(waitingFor(days(2)))[0]).toBe('60 reminded');
    expect(said(waitingFor(hours(1)))).toEqual(['5 reminded', '15 reminded', '30 reminded', '45 unanswered']);
    expect(said(waitingFor(minutes(59)))[0]).toBe('14.75 reminded');
  });

  it('then one that escalates is not recalled within a quarter of an hour of that, nor to the administrators', () => {
    expect(said(waitingFor(days(1), hours(2)))).toEqual(['30 reminded', '360 reminded', '720 reminded']);
    expect(said(waitingFor(days(1), minutes(15)))[0]).toBe('30 reminded');
    expect(said(waitingFor(days(1), minutes(16)))[0]).toBe('120 reminded');
    expect(said(waitingFor(days(1), minutes(45)))[0]).toBe('30 reminded');
    expect(said(waitingFor(days(1), minutes(44)))[0]).toBe('120 reminded');
  });

  it('then a time to escalate without anybody to escalate to leaves it to the administrators', () => {
    const nobody = aStage({ asks: aStagePolicy({ escalationTime: hours(2) }) });
    expect(said(aPendingRequest({}, nobody)).at(-1)).toBe('1080 unanswered');
  });

  it('then its next stage is recalled by its own time', () => {
    const from = later(monday, hours(20));
    const done = aStage({ status: 'Completed', timesOutAt: later(monday, days(1)) });
    const stages = [done, begin(aStage({ stageId: 1 }), from)];
    const second = aPendingRequest({ stages, remindedAt: later(monday, hours(18)) });
    expect(nextReminderAt(second)).toBe(later(from, minutes(30)));
  });

  it.each(['Granted', 'Provisioned', 'Denied', 'Canceled', 'TimedOut'] as const)(
    'then it is not recalled any more once it is %s',
    (status) => expect(remindersOf({ ...waitingFor(days(1)), status })).toEqual([]),
  );
});

it('When a request to extend waits for an administrator, then it is recalled after 1, 3, 7 and 14 days, and at 21', () => {
  const waiting = aRequest({ action: 'selfExtend', status: 'PendingAdminDecision' });
  const inDays = remindersOf(waiting).map(({ kind, at }) => `${(at - monday) / days(1)} ${kind}`);
  expect(inDays).toEqual(['1 reminded', '3 reminded', '7 reminded', '14 reminded', '21 unanswered']);
  expect(nextTimeoutAt(waiting)).toBe(later(monday, days(1)));
});

describe('When its moment comes', () => {
  const at = (gap: Duration) => later(monday, gap);

  it('then it is due at that very moment and not a millisecond before, and once', () => {
    const waiting = waitingFor(days(1));
    expect(decideTimeout(waiting, instant(at(minutes(30)) - 1))).toBeUndefined();
    const due = decideTimeout(waiting, at(minutes(30)));
    expect(due).toEqual({ outcome: 'reminded', request: { ...waiting, remindedAt: at(minutes(30)) } });
    expect(due && decideTimeout(due.request, at(minutes(31)))).toBeUndefined();
    expect(due && nextTimeoutAt(due.request)).toBe(at(hours(2)));
  });

  it('then several that went by while nobody looked are one word, the last of them', () => {
    expect(decideTimeout(waitingFor(days(1)), at(hours(7)))?.outcome).toBe('reminded');
    const late = decideTimeout(waitingFor(days(1)), at(hours(19)));
    expect(late?.outcome).toBe('unanswered');
    expect(late && decideTimeout(late.request, at(hours(23)))).toBeUndefined();
  });

  it('then an escalation goes before it, and takes its place', () => {
    const escalated = decideTimeout(waitingFor(days(1), hours(2)), at(hours(7)));
    expect(escalated?.outcome).toBe('escalated');
    expect(escalated && nextTimeoutAt(escalated.request)).toBe(at(hours(12)));
  });

  it('then whenever somebody looks, nothing is said twice, and after the end nothing but that', () => {
    const looks = fc.array(fc.integer({ min: 0, max: days(2) }), { maxLength: 30 });
    const window = fc.integer({ min: minutes(10), max: days(7) });
    fc.assert(
      fc.property(
        looks,
        window,
        fc.option(fc.double({ min: 0.01, max: 0.99, noNaN: true })),
        (moments, length, part) => {
          const escalates = part === null ? undefined : duration(Math.round(length * part));
          let request: ScheduleRequest = waitingFor(duration(length), escalates);
          const told: string[] = [];
          for (const moment of moments.toSorted((a, b) => a - b)) {
            const now = later(monday, duration(moment));
            for (let due = decideTimeout(request, now); due; due = decideTimeout(request, now)) {
              request = due.request;
              told.push(due.outcome);
            }
            expect(nextTimeoutAt(request) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(now);
          }
          expect(told.filter((each) => each === 'unanswered').length).toBeLessThanOrEqual(1);
          expect(told.filter((each) => each === 'reminded').length).toBeLessThanOrEqual(4);
          expect(told.slice(0, -1)).not.toContain('timed-out');
        },
      ),
    );
  });
});
