import type {
  Recurrence,
  RecurrencePattern,
  ReviewScope,
  ReviewSettings,
} from '../../../domain/access-review/access-review.js';
import { type Duration, days, type Instant } from '../../../domain/time.js';
import { parseDuration } from '../../language/time/duration.js';
import { parseInstant } from '../../language/time/instant.js';
import { phraseRefusalText } from '../words/phrase-refusal-text.js';
import { recurrenceIn } from './recurrence-phrase.js';

/** The inputs of the form in which a review is set up; what has none of its own is in `more`. */
export type ReviewField = 'what' | 'reviewers' | 'every' | 'days' | 'silence' | 'switches' | 'more';

type Switch =
  | 'mailNotificationsEnabled'
  | 'reminderNotificationsEnabled'
  | 'justificationRequiredOnApproval'
  | 'recommendationsEnabled'
  | 'autoApplyDecisionsEnabled';

/** What somebody wants of a review. Reviewers are still in words; what is missing is as usual. */
export type ReviewArguments = {
  displayName?: string;
  reviewers?: string;
  pattern?: RecurrencePattern | 'once';
  range?: Recurrence['range'];
  days?: number;
  start?: Instant;
  assignmentType?: ReviewScope['assignmentType'];
  principals?: ReviewScope['principals'];
  inactiveFor?: Duration;
  lookBack?: Duration;
  defaultDecision?: ReviewSettings['defaultDecision'];
  switches: Partial<Record<Switch, boolean>>;
};

export type ReadReview = {
  args: ReviewArguments;
  /** What was written for each input, as it was written. */
  raw: Partial<Record<ReviewField, string[]>>;
  /** What is wrong with it, naming the fix. */
  problems: Partial<Record<ReviewField, string>>;
};

type When = { now: Instant; timeZone: string };
type Reading = {
  field: ReviewField;
  pattern: RegExp;
  /** Puts it into the arguments; returns what is wrong with it, if anything. */
  read(args: ReviewArguments, text: string, when: When): string | undefined;
};

/** The ways to say which of the settings, each on or off. */
const reviewSwitches: Readonly<Record<string, Switch>> = {
  mail: 'mailNotificationsEnabled',
  reminders: 'reminderNotificationsEnabled',
  reason: 'justificationRequiredOnApproval',
  recommendations: 'recommendationsEnabled',
  'auto apply': 'autoApplyDecisionsEnabled',
};

const silences: Record<string, ReviewSettings['defaultDecision']> = {
  'changes nothing': 'None',
  approves: 'Approve',
  removes: 'Deny',
  'takes the recommendation': 'Recommendation',
};

const readings: readonly Reading[] = [
  {
    field: 'reviewers',
    pattern: /^(?:(?:reviewed|decided) )?by (.+)$/i,
    read(args, text) {
      args.reviewers = text;
      return undefined;
    },
  },
  {
    field: 'every',
    pattern: /^(once|weekly|monthly|quarterly|half-yearly|semi-annually|yearly|annually|every .+)$/i,
    read(args, text) {
      const found = recurrenceIn(text.toLowerCase());
      if (found === undefined) return `“${text}” is not how often. Write “monthly”, “every 2 weeks” or “once”.`;
      args.pattern = found;
      return undefined;
    },
  },
  {
    field: 'days',
    pattern: /^(?:for|lasts) (.+)$/i,
    read: (args, text, when) =>
      wholeDays(text, when, (length) => {
        args.days = length / days(1);
      }),
  },
  {
    field: 'silence',
    pattern: /^no answer (.+)$/i,
    read(args, text) {
      const said = Object.entries(silences).find(([words]) => words === text.toLowerCase());
      if (!said) return `“no answer” goes on with one of these: ${Object.keys(silences).join(', ')}.`;
      args.defaultDecision = said[1];
      return undefined;
    },
  },
  {
    field: 'switches',
    pattern: /^((?:mail|reminders?|reasons?|recommendations?|auto[- ]?apply)(?: on| off)?)$/i,
    read(args, text) {
      const [, name = '', state = 'on'] =
        /^(.*?)(?: (on|off))?$/i.exec(text.toLowerCase().replace('auto-', 'auto ')) ?? [];
      const key = Object.keys(reviewSwitches).find((each) => each.replace(/s$/, '') === name.replace(/s$/, ''));
      const setting = reviewSwitches[key ?? 'auto apply'];
      if (setting) args.switches[setting] = state === 'on';
      return undefined;
    },
  },
  {
    field: 'what',
    pattern: /^((?:all|eligible and active|eligible|active|applications|service principals)(?: only)?)$/i,
    read(args, text) {
      const said = text.toLowerCase().replace(/ only$/, '');
      if (/^(applications|service principals)$/.test(said)) args.principals = 'servicePrincipals';
      else args.assignmentType = said === 'eligible' || said === 'active' ? said : 'all';
      return undefined;
    },
  },
  {
    field: 'more',
    pattern: /^(inactive (?:for )?.+)$/i,
    read: (args, text, when) =>
      wholeDays(text.replace(/^inactive (?:for )?/i, ''), when, (length) => {
        args.inactiveFor = length;
      }),
  },
  {
    field: 'more',
    pattern: /^(look back (?:for )?.+)$/i,
    read: (args, text, when) =>
      wholeDays(text.replace(/^look back (?:for )?/i, ''), when, (length) => {
        args.lookBack = length;
      }),
  },
  {
    field: 'more',
    pattern: /^((?:from|starts|starting) .+)$/i,
    read: (args, text, when) =>
      moment(text.replace(/^\w+ (?:on )?/, ''), when, (at) => {
        args.start = at;
      }),
  },
  {
    field: 'more',
    pattern: /^(ends .+|never|until .+|(?:after )?\d+ times)$/i,
    read(args, text, when) {
      const said = text.replace(/^ends /i, '');
      const [, count] = /^(?:after )?(\d{1,6}) times$/i.exec(said) ?? [];
      if (count !== undefined) args.range = { type: 'numbered', numberOfOccurrences: Number(count) };
      if (/^never$/i.test(said)) args.range = { type: 'noEnd' };
      if (count !== undefined || args.range?.type === 'noEnd') return undefined;
      return moment(said.replace(/^(?:until|on) /i, ''), when, (endDate) => {
        args.range = { type: 'endDate', endDate };
      });
    },
  },
  {
    field: 'more',
    pattern: /^(?:called|named) (.+)$/i,
    read(args, text) {
      args.displayName = text.replace(/^"|"$/g, '').slice(0, 100);
      return undefined;
    },
  },
];

function wholeDays(text: string, when: When, put: (length: Duration) => void): string | undefined {
  const read = parseDuration(/^\d{1,4}$/.test(text.trim()) ? `${text.trim()} days` : text.trim());
  if (!read.ok) return phraseRefusalText(read.refusal, when);
  if (read.value % days(1) !== 0) return `“${text}” is not a number of whole days. Write one, like 14 days.`;
  put(read.value);
  return undefined;
}

function moment(text: string, when: When, put: (at: Instant) => void): string | undefined {
  // A day alone is its beginning.
  const read = parseInstant(/\d:\d|\bnow\b|\bin\b/i.test(text) ? text : `${text} 00:00`, when);
  if (!read.ok) return phraseRefusalText(read.refusal, when);
  put(read.value);
  return undefined;
}

/** Quoted text is one part whatever stands in it. */
const partsIn = (text: string): string[] =>
  (text.match(/(?:"[^"]*"|[^",;\n])+/g) ?? []).map((part) => part.trim()).filter((part) => part !== '');

/**
 * Reads what was written about a review: parts set off by commas, in any order, like `by Bruno, Carla, every month, for
 * 14 days, no answer removes`. What is no part of its own after names goes on with them.
 */
export function readReviewPhrases(text: string, when: When): ReadReview {
  const read: ReadReview = { args: { switches: {} }, raw: {}, problems: {} };
  let last: Reading | undefined;
  for (const part of partsIn(text)) {
    const found = readings.find(({ pattern }) => pattern.test(part));
    if (!found && last?.field === 'reviewers') {
      read.args.reviewers = `${read.args.reviewers}, ${part}`;
      read.raw.reviewers = [read.args.reviewers];
      continue;
    }
    last = found;
    if (found) take(read, found, part, when);
    else put(read, 'more', part, `I do not understand “${part.slice(0, 60)}”. ${examples}`);
  }
  return read;
}

const examples = 'Parts look like: by Bruno and Carla, every month, for 14 days, no answer removes, reminders on.';

function take(read: ReadReview, reading: Reading, part: string, when: When): void {
  const text = reading.pattern.exec(part)?.[1]?.trim() ?? '';
  const isOwn = reading.field !== 'more';
  put(read, reading.field, isOwn ? text : part, reading.read(read.args, text, when));
}

function put({ raw, problems }: ReadReview, field: ReviewField, text: string, problem: string | undefined): void {
  raw[field] = [...(raw[field] ?? []), text];
  if (problem !== undefined) problems[field] ??= problem;
}
