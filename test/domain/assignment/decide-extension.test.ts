import { describe, expect, it } from 'vitest';
import {
  decideExtensionRequest,
  type ExtensionFacts,
  extendableFor,
  extensionTimesOutAt,
} from '../../../domain/assignment/decide-extension.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { scheduleId } from '../../../domain/ids.js';
import { days, hours, type Instant, instant, after as later, minutes } from '../../../domain/time.js';
import { alice, anEligibility, aPerson, aRequest, aSchedule, bob, monday } from '../../support/builders.js';
import { anAdminAsk, forGood, lasting, until } from '../../support/setups/administering.js';

const now = monday;
const end = later(now, days(3));
const there = anEligibility({ endDateTime: end });
const gone = anEligibility({
  id: scheduleId('gone'),
  status: 'Revoked',
  endedBy: 'expired',
  endDateTime: instant(now - days(2)),
  endedDateTime: instant(now - days(2)),
});
const ask = anAdminAsk(lasting(days(90)));
const refused = (refusal: unknown) => ({ ok: false, refusal });
const extends_ = (target: Schedule) => ({ ok: true, value: { action: 'selfExtend', target } });
const renews = (target: Schedule) => ({ ok: true, value: { action: 'selfRenew', target } });

const facts = (over: Partial<ExtensionFacts> = {}): ExtensionFacts => ({
  requestor: aPerson(alice),
  schedules: [there],
  isThroughGroup: false,
  managers: new Set([alice, bob]),
  settings: { minimumDuration: minutes(5), earliestGiveBack: minutes(5) },
  ...over,
});
const asking = (over: Partial<ExtensionFacts> = {}, said = ask, at: Instant = now) =>
  decideExtensionRequest('eligibility', said, facts(over), at);
const nothing: Partial<ExtensionFacts> = { schedules: [] };

describe('When somebody asks to keep what ends soon', () => {
  it('then they can in its last fourteen days, from their very beginning', () => {
    const from = instant(end - days(14));
    expect(extendableFor).toBe(days(14));
    expect(asking({}, ask, instant(from - 1))).toEqual(
      refused({ code: 'TOO_EARLY_TO_EXTEND', from, endDateTime: end }),
    );
    expect(asking({}, ask, from)).toEqual(extends_(there));
    expect(asking({}, ask, instant(end - 1))).toEqual(extends_(there));
  });

  it('then at its very end it is no longer kept, but asked for anew', () => {
    expect(asking({}, ask, end)).toEqual(renews(there));
  });

  it('then it has to end later than it does', () => {
    const notLater = refused({ code: 'NOT_LATER', endDateTime: end });
    expect(asking({}, anAdminAsk(until(end)))).toEqual(notLater);
    expect(asking({}, anAdminAsk(lasting(days(2))))).toEqual(notLater);
    expect(asking({}, anAdminAsk(until(instant(end + 1))))).toEqual(extends_(there));
    expect(asking({}, anAdminAsk(forGood))).toEqual(extends_(there));
  });

  it('then a start that they name makes no difference, for it has begun', () => {
    const afterwards = anAdminAsk(lasting(days(1)), later(end, days(10)));
    expect(asking({}, afterwards)).toEqual(refused({ code: 'NOT_LATER', endDateTime: end }));
  });

  it('then what never ends needs no keeping', () => {
    expect(asking({ schedules: [anEligibility()] })).toEqual(refused({ code: 'NOT_LATER' }));
    expect(asking({ schedules: [anEligibility()] }, anAdminAsk(until(now)))).toEqual(refused({ code: 'NOT_LATER' }));
  });

  it('then it is theirs at the level they ask for, of what an administrator gave and what has begun', () => {
    const planned = anEligibility({ status: 'Granted', startDateTime: later(now, days(1)), endDateTime: end });
    expect(asking({ schedules: [planned] })).toEqual(refused({ code: 'NOT_LATER', endDateTime: end }));
    expect(asking({ schedules: [planned, there] })).toEqual(extends_(there));
    const others = [
      aSchedule({ assignmentType: 'assigned', endDateTime: later(now, days(1)) }),
      anEligibility({ status: 'PendingRevocation', endDateTime: end, endedBy: 'removed' }),
    ];
    expect(asking({ schedules: others })).toEqual(refused({ code: 'NOT_ASSIGNED', level: 'eligibility' }));
    expect(asking({ schedules: [...others, there] })).toEqual(extends_(there));
    const assigned = aSchedule({ assignmentType: 'assigned', endDateTime: later(now, days(1)) });
    expect(decideExtensionRequest('assignment', ask, facts({ schedules: [aSchedule(), assigned] }), now)).toEqual(
      extends_(assigned),
    );
  });
});

describe('When somebody asks to have again what has ended', () => {
  it('then they can within thirty days', () => {
    const { endedDateTime: ended = now } = gone;
    const lastChance = instant(ended + days(30) - 1);
    expect(asking({ ...nothing, lastEnded: gone }, ask, lastChance)).toEqual(renews(gone));
    expect(asking({ ...nothing, lastEnded: gone }, ask, later(ended, days(30)))).toEqual(
      refused({ code: 'NOT_ASSIGNED', level: 'eligibility' }),
    );
  });

  it('then what is past its end and not yet swept counts before what ended earlier', () => {
    const unswept = anEligibility({ endDateTime: now });
    expect(asking({ schedules: [unswept], lastEnded: gone })).toEqual(renews(unswept));
  });

  it.each<[string, Schedule]>([
    [
      'has a millisecond left and is being taken',
      anEligibility({ status: 'PendingRevocation', endDateTime: instant(now + 1) }),
    ],
    ['was activated', aSchedule({ level: 'eligibility', endDateTime: now })],
    ['is of the other level', aSchedule({ assignmentType: 'assigned', endDateTime: now })],
    ['never ends', anEligibility({ status: 'PendingRevocation' })],
  ])('then what %s is passed over', (_what, schedule) => {
    expect(asking({ schedules: [schedule], lastEnded: gone })).toEqual(renews(gone));
    expect(asking({ schedules: [schedule] })).toEqual(refused({ code: 'NOT_ASSIGNED', level: 'eligibility' }));
  });

  it('then what was taken from them is not theirs to ask for again', () => {
    expect(asking({ ...nothing, lastEnded: { ...gone, endedBy: 'removed' } })).toEqual(
      refused({ code: 'NOT_ASSIGNED', level: 'eligibility' }),
    );
  });

  it('then it may end whenever they like, from a start that they may name', () => {
    const short = anAdminAsk(lasting(hours(1)), later(now, days(1)));
    expect(asking({ ...nothing, lastEnded: gone }, short)).toEqual(renews(gone));
    const before = anAdminAsk(until(later(now, hours(1))), later(now, days(1)));
    expect(asking({ ...nothing, lastEnded: gone }, before)).toEqual(refused({ code: 'ENDS_BEFORE_START' }));
  });

  it('then where they have it through a group, they are told whom it is for', () => {
    expect(asking({ ...nothing, isThroughGroup: true })).toEqual(refused({ code: 'HELD_THROUGH_GROUP' }));
    expect(asking({ ...nothing, isThroughGroup: true, lastEnded: gone })).toEqual(renews(gone));
    expect(asking({ isThroughGroup: true })).toEqual(extends_(there));
  });
});

describe('When several things are in the way of an extension', () => {
  const silent = anAdminAsk(until(now), undefined, { justification: ' ' });
  const open = aRequest({ status: 'PendingAdminDecision' });
  /** Each line fixes the one thing that the line before was refused for. */
  const fixes: [Partial<ExtensionFacts>, typeof ask, unknown][] = [
    [{}, silent, { code: 'REQUESTOR_NOT_ENABLED' }],
    [{ requestor: aPerson(alice) }, silent, { code: 'REQUEST_PENDING', requestId: open.id }],
    [{ openRequest: undefined }, silent, { code: 'NOT_ASSIGNED', level: 'eligibility' }],
    [{ schedules: [there] }, silent, { code: 'ENDS_BEFORE_START' }],
    [
      {},
      anAdminAsk(lasting(minutes(4)), undefined, { justification: ' ' }),
      { code: 'DURATION_TOO_SHORT', minimum: minutes(5) },
    ],
    [{}, anAdminAsk(until(end), undefined, { justification: ' ' }), { code: 'NOT_LATER', endDateTime: end }],
    [
      {},
      anAdminAsk(forGood, undefined, { justification: ' ' }),
      { code: 'POLICY_RULES_FAILED', failures: [{ rule: 'JustificationRule' }] },
    ],
    [{}, anAdminAsk(forGood), { code: 'NO_MANAGER' }],
  ];
  const worst = facts({
    requestor: aPerson(alice, { isEnabledMember: false }),
    openRequest: open,
    schedules: [],
    managers: new Set([alice]),
  });
  const steps = fixes.map(([, said, refusal], upTo) => ({
    said,
    refusal,
    known: Object.assign({}, worst, ...fixes.slice(0, upTo + 1).map(([fix]) => fix)) as ExtensionFacts,
  }));

  it.each(steps)('then $refusal.code comes in its turn', ({ known, said, refusal }) => {
    expect(decideExtensionRequest('eligibility', said, known, now)).toEqual(refused(refusal));
  });

  it('then nobody at all could not decide it either, and one other person is enough', () => {
    expect(asking({ managers: new Set() })).toEqual(refused({ code: 'NO_MANAGER' }));
    expect(asking({ managers: new Set([bob]) })).toEqual(extends_(there));
  });
});

it('When a request to extend waits for an administrator, then it does for thirty days', () => {
  expect(extensionTimesOutAt({ createdDateTime: monday })).toBe(later(monday, days(30)));
});
