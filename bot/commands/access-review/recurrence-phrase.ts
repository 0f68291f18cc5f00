import type { RecurrencePattern } from '../../../domain/access-review/access-review.js';

const patterns: Record<string, RecurrencePattern | 'once'> = {
  once: 'once',
  weekly: { type: 'weekly', interval: 1 },
  monthly: { type: 'absoluteMonthly', interval: 1 },
  quarterly: { type: 'absoluteMonthly', interval: 3 },
  'half-yearly': { type: 'absoluteMonthly', interval: 6 },
  yearly: { type: 'absoluteMonthly', interval: 12 },
};
const sameAs: Record<string, string> = {
  'every week': 'weekly',
  'every month': 'monthly',
  'every quarter': 'quarterly',
  'semi-annually': 'half-yearly',
  'every half year': 'half-yearly',
  'every six months': 'half-yearly',
  annually: 'yearly',
  'every year': 'yearly',
};

/** How often a review is held, from words in small letters such as `monthly` or `every 2 weeks`; undefined where they do not say it. */
export function recurrenceIn(text: string): RecurrencePattern | 'once' | undefined {
  const [, count, unit] = /^every (\d{1,2}) (week|month)s?$/.exec(text) ?? [];
  if (count === undefined) return patterns[sameAs[text] ?? text];
  const interval = Number(count);
  if (interval < 1) return undefined;
  return { type: unit === 'week' ? 'weekly' : 'absoluteMonthly', interval };
}
