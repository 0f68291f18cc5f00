import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import type { Audience, RequestNotice, RequestNow, ReviewNotice, Way } from '../../../domain/notification/notice.js';
import {
  hearingOf,
  isAsking,
  isAskingOfReview,
  isStillSo,
  isStillSoOfReview,
  requestNoticeKinds,
  reviewWeightOf,
} from '../../../domain/notification/notice-table.js';
import { days, hours, instant, minutes } from '../../../domain/time.js';
import { aReview, aSchedule, aStage, at, grace, now, someFacts, states } from '../../cards/facts.js';

type Later = Pick<RequestNow, 'request' | 'schedule' | 'beside'>;
const later = (
  { request, schedule }: { request: RequestNow['request']; schedule?: Schedule | undefined },
  ...beside: Schedule[]
): Later => ({ request, schedule, beside });
const inA = (left: number) => instant(now + left);
const given = (over: Partial<Schedule>): Later => {
  const schedule = aSchedule({ assignmentType: 'assigned', startDateTime: at('2026-01-01T00:00Z'), ...over });
  return later({ request: states.active.request, schedule });
};
const anActivation = aSchedule();
const ending = (left: number, ...beside: Schedule[]): Later => {
  const schedule = aSchedule({ startDateTime: inA(-hours(2)), endDateTime: inA(left) });
  return later({ request: states.active.request, schedule }, ...beside);
};

/** What may have become of a request by the time that a notice about it goes out. */
const laterStates = {
  waiting: later(states.waiting),
  'decided by its reader, and waiting for another': later(
    someFacts({ stages: [aStage({ decisions: [aReview()] }, { approvalsRequired: 2 })] }),
  ),
  denied: later(states.denied),
  'timed out': later(states['timed-out']),
  failed: later(states.failed),
  planned: later(states.scheduled),
  active: later(states.active),
  'about to end': ending(minutes(10)),
  'about to end, the next one planned': ending(minutes(10), aSchedule({ status: 'Granted' })),
  'past its end': ending(0),
  'given back': later(states['given-back']),
  'given back, active again': later(states['given-back'], anActivation),
  'given for two weeks more': given({ endDateTime: inA(days(14)) }),
  'given for a day more': given({ endDateTime: inA(days(1)) }),
  'given for longer': given({ endDateTime: inA(days(15)) }),
  'given without an end': given({ endDateTime: undefined }),
  'given, and expired': given({ status: 'Revoked', endedBy: 'expired', endDateTime: inA(-days(1)) }),
  'given, expired, and given again': later(
    given({ status: 'Revoked', endedBy: 'expired', endDateTime: inA(-days(1)) }),
    aSchedule({ assignmentType: 'assigned', endDateTime: undefined }),
  ),
  'given, and taken': given({ status: 'Revoked', endedBy: 'removed' }),
  'kept by the directory': given({ status: 'PendingRevocation', refusedSince: inA(-days(1)), endDateTime: now }),
} satisfies Record<string, Later>;
type State = keyof typeof laterStates;
const everyState = Object.keys(laterStates) as State[];
const but = (...without: State[]) => everyState.filter((state) => !without.includes(state));

const undecided: State[] = ['waiting', 'decided by its reader, and waiting for another'];
const live: State[] = [
  ...(['active', 'about to end', 'about to end, the next one planned'] as const),
  ...(['given for two weeks more', 'given for a day more', 'given for longer', 'given without an end'] as const),
];

/** The whole table: how each audience hears of each notice, and in which later states that is still told. */
const table: Record<RequestNotice, Partial<Record<Audience, [Way[], 'asks' | 'informs', State[]]>>> = {
  'approval-asked': { Approver: [['card', 'mail'], 'asks', ['waiting']] },
  'extension-asked': { Approver: [['card', 'mail'], 'asks', ['waiting']] },
  escalated: { Requestor: [['note'], 'informs', undecided] },
  reminded: { Approver: [['note', 'mail'], 'asks', ['waiting']] },
  unanswered: {
    Approver: [['note', 'mail'], 'asks', ['waiting']],
    Admin: [['note', 'mail'], 'asks', undecided],
    Requestor: [['note', 'mail'], 'informs', undecided],
  },
  'nobody-reached': { Requestor: [['note', 'mail'], 'asks', undecided] },
  approved: { Requestor: [['mail'], 'informs', ['planned']], Approver: [['mail'], 'informs', everyState] },
  denied: { Requestor: [['note', 'mail'], 'informs', everyState], Approver: [['mail'], 'informs', everyState] },
  'timed-out': { Requestor: [['note', 'mail'], 'informs', everyState] },
  failed: { Requestor: [['note', 'mail'], 'informs', everyState] },
  canceled: { Requestor: [['note', 'mail'], 'informs', everyState] },
  activated: { Admin: [['card', 'mail'], 'informs', everyState], Requestor: [['note', 'mail'], 'informs', live] },
  ended: { Requestor: [['note', 'mail'], 'informs', but('given back, active again')] },
  changed: { Admin: [['mail'], 'informs', everyState], Requestor: [['note', 'mail'], 'informs', everyState] },
  extended: { Admin: [['mail'], 'informs', everyState], Requestor: [['note', 'mail'], 'informs', everyState] },
  'extension-denied': {
    Admin: [['mail'], 'informs', everyState],
    Requestor: [['note', 'mail'], 'informs', everyState],
  },
  'extension-timed-out': {
    Admin: [['mail'], 'informs', everyState],
    Requestor: [['note', 'mail'], 'informs', everyState],
  },
  'ends-in-14-days': {
    Admin: [['mail'], 'informs', ['given for two weeks more']],
    Requestor: [['note', 'mail'], 'informs', ['given for two weeks more']],
  },
  'ends-in-1-day': {
    Admin: [['mail'], 'informs', ['given for a day more']],
    Requestor: [['note', 'mail'], 'informs', ['given for a day more']],
  },
  'ends-soon': { Requestor: [['note'], 'asks', ['about to end']] },
  expired: {
    Admin: [['mail'], 'informs', ['given, and expired']],
    Requestor: [['note', 'mail'], 'informs', ['given, and expired']],
  },
  'kept-administrator': {
    Admin: [['note', 'mail'], 'asks', [...live, 'kept by the directory']],
    Requestor: [['note', 'mail'], 'informs', [...live, 'kept by the directory']],
  },
  'kept-owner': {
    Admin: [['note', 'mail'], 'asks', [...live, 'kept by the directory']],
    Requestor: [['note', 'mail'], 'informs', [...live, 'kept by the directory']],
  },
};

const readers: Record<Audience, typeof grace | undefined> = {
  Approver: grace,
  Requestor: states.waiting.request.principalId,
  Admin: undefined,
};
const audiences = Object.keys(readers) as Audience[];

describe.each(requestNoticeKinds)('When “%s” is told', (what) => {
  it.each(audiences)('then %s hears of it as the table says, by every lane as long as it is so', (as) => {
    const hearing = hearingOf(what, as);
    const [ways, weight, states] = table[what][as] ?? [];
    expect([hearing?.by, hearing?.weight]).toEqual([ways, weight]);
    expect(isAsking(what, as)).toBe(weight === 'asks');
    if (!states) return;
    const told = everyState.filter((state) =>
      isStillSo(what, { ...laterStates[state], approverIds: [grace], as, readerId: readers[as], now }),
    );
    expect(told.toSorted()).toEqual(states.toSorted());
  });
});

it('When somebody is not asked any more, then no reminder goes to them; an address that a rule names hears as long as it waits', () => {
  const asks = (readerId: typeof grace | undefined, approverIds: (typeof grace)[]) =>
    isStillSo('reminded', { ...laterStates.waiting, approverIds, as: 'Approver', readerId, now });
  expect([asks(grace, [grace]), asks(grace, []), asks(undefined, [])]).toEqual([true, false, true]);
});

it('When an activation that the directory has not confirmed is about to end, then nobody is warned of it', () => {
  const { schedule } = ending(minutes(10));
  const unconfirmed = schedule && { ...schedule, status: 'PendingProvisioning' as const };
  const stands = { ...ending(minutes(10)), schedule: unconfirmed, approverIds: [], as: 'Requestor' as const, now };
  expect(isStillSo('ends-soon', stands)).toBe(false);
});

/** Of an access review: who hears of it, whether it asks, and when it is still so for whom. */
const reviews: Record<ReviewNotice, { asks: boolean; Reviewer?: string[]; Owner?: string[] }> = {
  started: { asks: true, Reviewer: ['runs, something to decide'] },
  reminder: { asks: true, Reviewer: ['runs, something to decide'] },
  ended: {
    asks: false,
    Reviewer: ['runs, something to decide', 'runs, all decided', 'over'],
    Owner: ['runs, something to decide', 'runs, all decided', 'over'],
  },
  applied: { asks: false, Owner: ['runs, something to decide', 'runs, all decided', 'over'] },
  unattended: { asks: true, Owner: ['runs, something to decide', 'runs, all decided'] },
  'nobody-reached': { asks: true, Owner: ['runs, something to decide', 'runs, all decided'] },
};
const reviewStates = {
  'runs, something to decide': { isInProgress: true, undecided: 2 },
  'runs, all decided': { isInProgress: true, undecided: 0 },
  over: { isInProgress: false, undecided: 2 },
};

describe.each(Object.keys(reviews) as ReviewNotice[])('When “%s” of an access review is told', (what) => {
  it('then those hear of it whom it concerns, as long as it is so', () => {
    expect(isAskingOfReview(what)).toBe(reviews[what].asks);
    for (const as of ['Reviewer', 'Owner'] as const) {
      expect(reviewWeightOf(what, as) !== undefined).toBe(reviews[what][as] !== undefined);
      const told = Object.entries(reviewStates).filter(([, stands]) => isStillSoOfReview(what, { ...stands, as }));
      expect(told.map(([state]) => state)).toEqual(reviews[what][as] ?? []);
    }
  });
});
