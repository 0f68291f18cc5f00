import { describe, expect, it } from 'vitest';
import { readReviewPhrases } from '../../../bot/commands/access-review/review-phrases.js';
import { days } from '../../../domain/time.js';
import { at, monday } from '../../support/builders.js';

const read = (text: string) => readReviewPhrases(text, { now: monday, timeZone: 'UTC' });

describe('When a review is set up in words', () => {
  it.each([
    [
      'by Bruno and Carla, every month, for 14 days, no answer removes',
      {
        reviewers: 'Bruno and Carla',
        pattern: { type: 'absoluteMonthly', interval: 1 },
        days: 14,
        defaultDecision: 'Deny',
        switches: {},
      },
    ],
    [
      'By Bruno, Carla; reminders, auto-apply, reason off',
      {
        reviewers: 'Bruno, Carla',
        switches: {
          reminderNotificationsEnabled: true,
          autoApplyDecisionsEnabled: true,
          justificationRequiredOnApproval: false,
        },
      },
    ],
    [
      'by managers or Emeka, every 2 weeks, 4 times, inactive for 90 days, look back 60, called "Q, one"',
      {
        reviewers: 'managers or Emeka',
        pattern: { type: 'weekly', interval: 2 },
        range: { type: 'numbered', numberOfOccurrences: 4 },
        inactiveFor: days(90),
        lookBack: days(60),
        displayName: 'Q, one',
        switches: {},
      },
    ],
    [
      'by themselves, eligible only, once, from 2026-05-01, no answer takes the recommendation',
      {
        reviewers: 'themselves',
        assignmentType: 'eligible',
        pattern: 'once',
        start: at('2026-05-01T00:00Z'),
        defaultDecision: 'Recommendation',
        switches: {},
      },
    ],
  ])('like “%s”, then that is what is meant', (text, args) => {
    expect(read(text)).toMatchObject({ args, problems: {} });
    expect(read(text).args).toEqual(args);
  });

  it.each([
    ['every blue moon', 'every', 'Write “monthly”'],
    ['for 3 hours', 'days', 'whole days'],
    ['for 2 months', 'days', 'month'],
    ['no answer explodes', 'silence', 'removes'],
    ['bananas', 'more', 'I do not understand “bananas”'],
    ['every 0 weeks', 'every', 'not how often'],
  ] as const)('and something in it means nothing, like “%s”, then that is said with its mend', (text, field, says) => {
    expect(read(text).problems[field]).toContain(says);
  });
});
