import { describe, expect, it } from 'vitest';
import {
  type DecisionItem,
  defaultReviewSettings,
  type Recurrence,
  type ReviewDefinition,
  type ReviewInstance,
  reviewStatuses,
} from '../../../domain/access-review/access-review.js';
import { decideItem, defaultDecision } from '../../../domain/access-review/decide-item.js';
import { faultsOf } from '../../../domain/access-review/decide-terms.js';
import { itemsOf, type Staff, withoutReviewers } from '../../../domain/access-review/items.js';
import {
  abandoned,
  decideAct,
  nextStep,
  nextStepAt,
  presentOccurrence,
  reminded,
  settled,
} from '../../../domain/access-review/progress.js';
import { isLookedAt, recommend } from '../../../domain/access-review/recommendation.js';
import {
  longestInstance,
  nextOccurrence,
  occurrenceAt,
  usualInstance,
} from '../../../domain/access-review/recurrence.js';
import { correlationId, decisionItemId, principalId, reviewId, reviewInstanceId } from '../../../domain/ids.js';
import { type Duration, days, hours, type Instant, instant } from '../../../domain/time.js';
import { alice, aPerson, approversGroup, aRole, at, bob, carol, dave, monday } from '../../support/builders.js';

const since = (length: Duration | number): Instant => instant(monday + length);
const settings = { ...defaultReviewSettings, instanceDurationInDays: 10 };
const terms = {
  displayName: 'Who reads what',
  scope: { role: aRole(), principals: 'users', assignmentType: 'all' },
  reviewers: { type: 'selected', userIds: [bob, carol] },
  settings,
} as const;
const anInstance = (over: Partial<ReviewInstance> = {}): ReviewInstance => ({
  ...terms,
  id: reviewInstanceId('instance-1'),
  version: 0,
  definitionId: reviewId('review-1'),
  number: 0,
  status: 'InProgress',
  startDateTime: monday,
  endDateTime: since(days(10)),
  lookedAt: monday,
  createdBy: dave,
  remindersSent: [],
  correlationId: correlationId('correlation-1'),
  ...over,
});
const aDefinition = (over: Partial<ReviewDefinition> = {}): ReviewDefinition => ({
  ...terms,
  id: reviewId('review-1'),
  version: 1,
  startDateTime: monday,
  createdBy: dave,
  createdDateTime: monday,
  ...over,
});
const anItem = (over: Partial<DecisionItem> = {}): DecisionItem => ({
  id: decisionItemId('item-1'),
  version: 0,
  instanceId: reviewInstanceId('instance-1'),
  principalId: alice,
  principalType: 'user',
  principalName: 'Alice',
  role: aRole(),
  level: 'eligibility',
  scheduleIds: [],
  reviewerIds: [bob, carol],
  recommendation: 'NoInfoAvailable',
  decision: 'NotReviewed',
  justification: '',
  applyResult: 'New',
  ...over,
});
const every = (type: Recurrence['pattern']['type'], interval: number, range: Recurrence['range'] = { type: 'noEnd' }) =>
  ({ pattern: { type, interval }, range }) satisfies Recurrence;
const iso = (moment: Instant | undefined) => (moment === undefined ? undefined : new Date(moment).toISOString());

describe('When a review comes again', () => {
  it.each([
    ['2026-01-31T09:00Z', 1, ['2026-02-28T09:00', '2026-03-31T09:00', '2026-04-30T09:00']],
    ['2028-01-31T23:59Z', 1, ['2028-02-29T23:59', '2028-03-31T23:59', '2028-04-30T23:59']],
    ['2026-11-30T00:00Z', 3, ['2027-02-28T00:00', '2027-05-30T00:00', '2027-08-30T00:00']],
    ['2028-02-29T12:00Z', 12, ['2029-02-28T12:00', '2030-02-28T12:00', '2031-02-28T12:00']],
    ['2026-08-31T12:00Z', 6, ['2027-02-28T12:00', '2027-08-31T12:00', '2028-02-29T12:00']],
  ])(
    'from %s every %i months, then each is on its day or the last of the month, in UTC',
    (start, interval, expected) => {
      const starts = [1, 2, 3].map((number) =>
        iso(occurrenceAt(at(start), every('absoluteMonthly', interval), number)),
      );
      expect(starts).toEqual(expected.map((each) => `${each}:00.000Z`));
    },
  );

  it('for two hundred years, then no month is passed over or comes twice', () => {
    const monthly = every('absoluteMonthly', 1);
    const start = at('1999-12-31T06:30Z');
    for (let number = 0; number < 2_400; number++) {
      const found = new Date(occurrenceAt(start, monthly, number) ?? 0);
      const month = 11 + number;
      const last = new Date(Date.UTC(1999, month + 1, 0)).getUTCDate();
      expect(found.toISOString()).toBe(new Date(Date.UTC(1999, month, Math.min(31, last), 6, 30)).toISOString());
    }
  });

  it('weekly over a change of the clocks, then it is seven days later all the same', () => {
    expect(iso(occurrenceAt(at('2026-03-25T01:30Z'), every('weekly', 1), 1))).toBe('2026-04-01T01:30:00.000Z');
  });

  it('with an end, then not after it; after so many, then not once more; once, then never', () => {
    const until = every('weekly', 1, { type: 'endDate', endDate: since(days(14)) });
    expect([1, 2, 3].map((number) => occurrenceAt(monday, until, number))).toEqual([
      since(days(7)),
      since(days(14)),
      undefined,
    ]);
    const twice = every('weekly', 1, { type: 'numbered', numberOfOccurrences: 2 });
    expect([0, 1, 2].map((number) => occurrenceAt(monday, twice, number) !== undefined)).toEqual([true, true, false]);
    expect(occurrenceAt(monday, undefined, 1)).toBeUndefined();
  });

  it('then those whose whole time went by are left out, and no other', () => {
    const weekly = every('weekly', 1);
    const next = (now: Instant) => nextOccurrence(monday, weekly, 1, days(3), now)?.number;
    expect([
      next(monday),
      next(since(days(9))),
      next(since(days(10))),
      next(since(days(31) - 1)),
      next(since(days(31))),
    ]).toEqual([1, 1, 2, 4, 5]);
    expect(
      nextOccurrence(
        monday,
        every('weekly', 1, { type: 'numbered', numberOfOccurrences: 2 }),
        1,
        days(3),
        since(days(11)),
      ),
    ).toBeUndefined();
  });

  it('then no occurrence can last into the next one, wherever in the year it begins', () => {
    for (const interval of [1, 2, 3, 6, 12]) {
      const recurrence = every('absoluteMonthly', interval);
      const longest = days(longestInstance(recurrence.pattern));
      for (let day = 0; day < 366; day++) {
        const start = instant(at('2027-01-01T00:00Z') + days(day));
        for (let number = 0; number < 12; number++) {
          const [one, other] = [occurrenceAt(start, recurrence, number), occurrenceAt(start, recurrence, number + 1)];
          expect((one ?? 0) + longest).toBeLessThanOrEqual(other ?? 0);
        }
      }
    }
    expect(longestInstance({ type: 'absoluteMonthly', interval: 1 })).toBe(27);
    expect(usualInstance(at('2026-02-10T00:00Z'), undefined)).toBe(28);
  });
});

describe('When a review is set up', () => {
  const able = new Set([bob, carol]);
  const faults = (over: Partial<Parameters<typeof faultsOf>[0]>) =>
    faultsOf({ ...terms, ...over }, monday, able).map(({ kind }) => kind);
  const lasting = (instanceDurationInDays: number, recurrence?: Recurrence) => ({
    settings: { ...settings, instanceDurationInDays, ...(recurrence && { recurrence }) },
  });

  it.each([
    ['as it should be', {}, []],
    ['without reviewers', { reviewers: { type: 'selected', userIds: [] } }, ['no-reviewers']],
    ['by managers alone', { reviewers: { type: 'manager', fallbackIds: [] } }, ['no-fallback']],
    ['by somebody who has left', { reviewers: { type: 'manager', fallbackIds: [alice] } }, ['reviewer-unable']],
    ['monthly for 27 days', lasting(27, every('absoluteMonthly', 1)), []],
    ['monthly for 28 days', lasting(28, every('absoluteMonthly', 1)), ['length']],
    ['for no day', lasting(0), ['length']],
    ['for half a day', lasting(0.5), ['length']],
    ['of who is inactive for 730 days', { scope: { ...terms.scope, inactiveFor: days(730) } }, []],
    ['of who is inactive for 731 days', { scope: { ...terms.scope, inactiveFor: days(731) } }, ['inactive-range']],
    [
      'ending before it starts',
      lasting(5, every('weekly', 1, { type: 'endDate', endDate: monday })),
      ['ends-before-start'],
    ],
    ['never', lasting(5, every('weekly', 1, { type: 'numbered', numberOfOccurrences: 0 })), ['occurrences']],
    [
      'of applications by themselves',
      { scope: { ...terms.scope, principals: 'servicePrincipals' }, reviewers: { type: 'self' } },
      ['of-applications'],
    ],
  ] as const)('%s, then what is wrong with it is %j', (_how, over, expected) => {
    expect(faults(over as never)).toEqual(expected);
  });
});

describe('When time goes by', () => {
  it('then each state has its step, and only those that nobody has to decide about go on by themselves', () => {
    const steps = reviewStatuses.map((status) => nextStep(anInstance({ status }), monday)?.do);
    expect(steps).toEqual([
      'start',
      'list',
      'staff',
      undefined,
      'settle',
      'auto-review',
      undefined,
      undefined,
      'apply',
      undefined,
    ]);
  });

  it('then it ends at its end and not before, half-open, and what was reset is cleared first', () => {
    const stepAt = (when: number, over: Partial<ReviewInstance> = {}) =>
      nextStep(anInstance({ lookedAt: since(when), ...over }), since(when))?.do;
    expect(stepAt(days(10) - 1)).toBeUndefined();
    expect(stepAt(days(10))).toBe('end');
    expect(stepAt(days(10), { resetAt: monday })).toBe('clear');
    expect(nextStep(anInstance({ status: 'Completing', resetAt: monday }), monday)?.do).toBe('clear');
    expect(nextStep(anInstance({ status: 'NotStarted' }), since(-1))).toBeUndefined();
  });

  it('then reminders are due halfway and a day before the end, both at once where they are late, each once', () => {
    const reminding = anInstance({
      settings: { ...settings, reminderNotificationsEnabled: true },
      lookedAt: since(days(20)),
    });
    const due = (when: number, instance = reminding) => nextStep(instance, since(when));
    expect(due(days(5) - 1)).toBeUndefined();
    expect(due(days(5))).toEqual({ do: 'remind', reminder: 'halfway' });
    expect(due(days(9), reminded(reminding, since(days(5))))).toEqual({ do: 'remind', reminder: 'last-day' });
    expect(reminded(reminding, since(days(9.5))).remindersSent).toEqual(['halfway', 'last-day']);
    expect(due(days(9.5), reminded(reminding, since(days(9.5))))).toBeUndefined();
    expect(reminded(reminding, since(days(1)))).toBe(reminding);
    // In a review of two days the last day begins halfway: one reminder is enough.
    const short = { ...reminding, endDateTime: since(days(2)) };
    expect(reminded(short, since(days(2) - 1)).remindersSent).toEqual(['halfway']);
    expect(due(days(9), anInstance({ lookedAt: since(days(20)) }))).toBeUndefined();
  });

  it('then the next look is foreseen: an hour later, or a reminder or the end where that is sooner', () => {
    expect(nextStepAt(anInstance())).toBe(since(hours(1)));
    expect(nextStepAt(anInstance({ lookedAt: since(days(10) - 1) }))).toBe(since(days(10)));
    expect(nextStepAt(anInstance({ status: 'Completed' }))).toBeUndefined();
    expect(nextStepAt(anInstance({ status: 'NotStarted', startDateTime: since(5) }))).toBe(since(5));
    expect(nextStepAt(anInstance({ resetAt: since(3) }))).toBe(monday);
  });

  it('then it is applied by itself where that was settled, and waits where it was not', () => {
    const autoApply = { ...settings, autoApplyDecisionsEnabled: true };
    expect(settled(anInstance(), since(1))).toMatchObject({ status: 'Completed', completedDateTime: since(1) });
    expect(settled(anInstance({ settings: autoApply }), since(1)).status).toBe('Applying');
    const byDefault = { ...autoApply, defaultDecisionEnabled: true, defaultDecision: 'Deny' } as const;
    expect(settled(anInstance({ settings: byDefault }), since(1)).status).toBe('AutoReviewing');
  });

  it('then one that begins late is the one whose time it is', () => {
    const definition = aDefinition({
      settings: { ...settings, instanceDurationInDays: 3, recurrence: every('weekly', 1) },
    });
    const planned = anInstance({ status: 'NotStarted' });
    expect(presentOccurrence(planned, definition, since(days(2)))).toMatchObject({ number: 0, startDateTime: monday });
    expect(presentOccurrence(planned, definition, since(days(15)))).toMatchObject({
      number: 2,
      startDateTime: since(days(14)),
    });
    expect(presentOccurrence(planned, aDefinition(), since(days(50)))).toMatchObject({ number: 0 });
  });
});

describe('When somebody who looks after a review', () => {
  const may = (act: Parameters<typeof decideAct>[1], over: Partial<ReviewInstance> = {}, now = since(days(1))) =>
    decideAct(anInstance(over), act, dave, now).ok;

  it('does something to it, then only in the states where that means something', () => {
    const possible = (act: Parameters<typeof decideAct>[1]) => reviewStatuses.filter((status) => may(act, { status }));
    expect(possible('stop')).toEqual(['InProgress']);
    expect(possible('reset')).toEqual(['InProgress']);
    expect(possible('remind')).toEqual(['InProgress']);
    expect(possible('apply')).toEqual(['Completed', 'AutoReviewed']);
    expect(may('stop', {}, since(days(10)))).toBe(false);
  });

  it('deletes it, then what is under way is over, and what is being applied goes on', () => {
    const after = (status: ReviewInstance['status']) => abandoned(anInstance({ status }), dave, monday).status;
    expect(reviewStatuses.map(after)).toEqual([
      ...Array(6).fill('Completed'),
      ...(['Completed', 'AutoReviewed', 'Applying', 'Applied'] as const),
    ]);
  });
});

describe('When a reviewer decides', () => {
  const reviewer = (id = bob, isEnabledMember = true, ...groups: string[]) => ({
    person: aPerson(id, { isEnabledMember }),
    groupIds: new Set(groups.map(principalId)),
  });
  const words = { decision: 'Approve', justification: 'needed' } as const;
  const codeOf = (result: ReturnType<typeof decideItem>) => (result.ok ? 'ok' : result.refusal.code);

  it.each([
    ['who is asked', reviewer(), {}, {}, 'ok'],
    ['who is not asked', reviewer(dave), {}, {}, 'NOT_A_REVIEWER'],
    ['who is disabled or a guest', reviewer(bob, false), {}, {}, 'NOT_A_REVIEWER'],
    ['whose own access it is', reviewer(), {}, { principalId: bob }, 'OWN_ACCESS'],
    [
      'who is in the group',
      reviewer(bob, true, approversGroup),
      {},
      { principalId: approversGroup, principalType: 'group' },
      'OWN_ACCESS',
    ],
    [
      'who is asked about themself',
      reviewer(),
      { reviewers: { type: 'self' } },
      { principalId: bob, reviewerIds: [bob] },
      'ok',
    ],
    ['who comes too late', reviewer(), { endDateTime: monday }, {}, 'ACCESS_REVIEW_STATE'],
    ['in a review that is over', reviewer(), { status: 'Applied' }, {}, 'ACCESS_REVIEW_STATE'],
  ] as const)('%s, then the answer is right', (_who, facts, instance, item, expected) => {
    expect(codeOf(decideItem(anInstance(instance as never), anItem(item as never), words, facts, monday))).toBe(
      expected,
    );
  });

  it('as recommended, then as that is; nothing where nothing is, or it is not shown', () => {
    const shown = { settings: { ...settings, recommendationsEnabled: true } };
    const said = (instance: ReviewInstance, item: DecisionItem) => {
      const result = decideItem(instance, item, { decision: 'Recommendation', justification: '' }, reviewer(), monday);
      return result.ok ? result.value.decision : result.refusal.code;
    };
    expect(said(anInstance(shown), anItem({ recommendation: 'Deny' }))).toBe('Deny');
    expect(said(anInstance(shown), anItem())).toBe('NOTHING_RECOMMENDED');
    expect(said(anInstance(), anItem({ recommendation: 'Deny' }))).toBe('NOTHING_RECOMMENDED');
  });

  it('by not deciding, then by the default of the review', () => {
    const said = (
      decision: ReviewInstance['settings']['defaultDecision'],
      recommendation: DecisionItem['recommendation'],
    ) => defaultDecision({ settings: { ...settings, defaultDecision: decision } }, { recommendation });
    expect([said('None', 'Deny'), said('Approve', 'Deny'), said('Deny', 'Approve')]).toEqual([
      undefined,
      'Approve',
      'Deny',
    ]);
    expect([said('Recommendation', 'Deny'), said('Recommendation', 'NoInfoAvailable')]).toEqual(['Deny', undefined]);
  });
});

describe('When it is looked at who signed in', () => {
  const signed = (lastSignInDateTime?: Instant) => ({ principalType: 'user', lastSignInDateTime }) as const;

  it('then whoever did within the look-back is recommended, to the millisecond', () => {
    const what = (when: number) => recommend(signed(since(when)), days(30), monday);
    expect([what(-days(30)), what(-days(30) - 1), what(0)]).toEqual(['Approve', 'Deny', 'Approve']);
    expect(recommend(signed(), days(30), monday)).toBe('NoInfoAvailable');
    expect(recommend({ principalType: 'group', lastSignInDateTime: monday }, days(30), monday)).toBe('NoInfoAvailable');
  });

  it('then a review of the inactive looks at those alone, and at nobody who cannot be', () => {
    const looked = (when: number | undefined) =>
      isLookedAt(signed(when === undefined ? undefined : since(when)), { inactiveFor: days(90) }, monday);
    expect([looked(-days(90)), looked(-days(90) - 1), looked(undefined)]).toEqual([false, true, true]);
    expect(isLookedAt({ principalType: 'group' }, { inactiveFor: days(90) }, monday)).toBe(false);
    expect(isLookedAt({ principalType: 'group' }, {}, monday)).toBe(true);
  });
});

describe('When it is settled who decides', () => {
  const staff: Staff = { isAble: (id) => id !== carol, isIn: (group, id) => group === approversGroup && id === bob };
  const subject = { principalId: alice, principalType: 'user', principalName: 'Alice' } as const;
  const reviewersOf = (instance: Partial<ReviewInstance>, over: object = {}) =>
    itemsOf(
      anInstance(instance),
      [{ schedule: { id: 'one' as never, level: 'eligibility' }, subject: { ...subject, ...over } }],
      staff,
      monday,
    )[0]?.reviewerIds;

  it('then nobody who is unable, themself, or in the group that is looked at', () => {
    expect(reviewersOf({})).toEqual([bob]);
    expect(reviewersOf({}, { principalId: bob })).toEqual([]);
    expect(reviewersOf({}, { principalId: approversGroup, principalType: 'group' })).toEqual([]);
    const byManagers = { reviewers: { type: 'manager', fallbackIds: [bob, alice] } } as const;
    expect(reviewersOf(byManagers, { managerId: dave })).toEqual([dave]);
    expect(reviewersOf(byManagers, { managerId: carol })).toEqual([bob]);
    expect(reviewersOf(byManagers)).toEqual([bob]);
  });

  it('then others stand in for a manager who leaves, and for nobody else', () => {
    const item = anItem({ reviewerIds: [carol] });
    expect(withoutReviewers(item, { type: 'manager', fallbackIds: [bob] }, staff).reviewerIds).toEqual([bob]);
    expect(withoutReviewers(item, { type: 'selected', userIds: [carol] }, staff).reviewerIds).toEqual([]);
    expect(withoutReviewers(anItem(), { type: 'manager', fallbackIds: [dave] }, staff).reviewerIds).toEqual([bob]);
  });
});
