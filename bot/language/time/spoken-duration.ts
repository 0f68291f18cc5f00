const DAY = 86_400_000;
const HOUR = 3_600_000;
const UNITS = new Map<string, number>(
  (
    [
      [7 * DAY, 'w wk wks week weeks woche wochen'],
      [DAY, 'd day days tag tage tagen'],
      [HOUR, 'h hr hrs hour hours std stunde stunden'],
      [60_000, 'm min mins minute minutes minuten'],
      [1000, 's sec secs second seconds sek sekunde sekunden'],
    ] as const
  ).flatMap(([length, names]) => names.split(' ').map((name) => [name, length] as const)),
);
/** Units whose length depends on the calendar, in months. */
const MONTHS = new Map<string, number>([
  ...'mo month months monat monate monaten'.split(' ').map((name) => [name, 1] as const),
  ...'y yr yrs year years jahr jahre jahren'.split(' ').map((name) => [name, 12] as const),
]);
/** Only for their order among the other units. */
const ABOUT_A_MONTH = 30 * DAY;
const SMALL = [
  ...'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen'.split(' '),
  ...'sixteen seventeen eighteen nineteen'.split(' '),
];
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const COUNTS = new Map<string, number>([
  ...SMALL.map((word, index) => [word, index + 1] as const),
  ...TENS.map((word, index) => [word, (index + 2) * 10] as const),
  ...([
    ['a', 1],
    ['an', 1],
    ['zero', 0],
  ] as const),
]);
const TOKEN = /\d+(?:[.,]\d+)?|[a-z]+|[^\s\da-z]/g;

type Words = { readonly tokens: readonly string[]; at: number };
/** `months`: how many the unit has, where its length depends on the calendar. */
type Term = { amount: number; length: number; months: number };

/** What words say: months of the calendar and a length in milliseconds, or a number without unit. */
export type SpokenDuration =
  | { kind: 'length'; months: number; unit: 'month' | 'year'; milliseconds: number }
  | { kind: 'bare' };

/**
 * Reads a length of time in words and digits, lower case ASCII of at most a few hundred letters; `parseDuration` says
 * what is accepted. Returns undefined when any part of the text is not understood. May return zero and the infinite.
 */
export function readSpokenDuration(text: string): SpokenDuration | undefined {
  const tokens: string[] =
    text
      .replace(/\.$/, '')
      .replace(/(?<=[a-z])-(?=[a-z])/g, ' ')
      .match(TOKEN) ?? [];
  if (tokens.length === 1 && /^\d/.test(tokens[0] ?? '')) return { kind: 'bare' };
  const terms = readTerms({ tokens, at: 0 });
  if (terms === undefined) return undefined;
  const months = terms.reduce((sum, term) => sum + term.amount * term.months, 0);
  if (!Number.isInteger(months)) return undefined;
  const fixed = terms.filter((term) => term.months === 0);
  const milliseconds = fixed.reduce((sum, { amount, length }) => sum + amount * length, 0);
  return { kind: 'length', months, unit: terms[0].months === 12 ? 'year' : 'month', milliseconds };
}

function readTerms(words: Words): [Term, ...Term[]] | undefined {
  const first = readTerm(words);
  if (first === undefined) return undefined;
  const terms: [Term, ...Term[]] = [first];
  for (let last = first; words.at < words.tokens.length; terms.push(last)) {
    skip(words, ',', 'and', '&');
    const next = readTerm(words) ?? bareMinutes(words, last);
    if (next === undefined || !follows(next, last)) return undefined;
    last = next;
  }
  return terms;
}

/**
 * Larger units come first, and after a fraction nothing may come: "1.5h 30m" is more likely a slip than a length that
 * is meant.
 */
function follows(term: Term, previous: Term): boolean {
  return term.length < previous.length && Number.isInteger(previous.amount);
}

function readTerm(words: Words): Term | undefined {
  const start = words.at;
  const amount = readAmount(words);
  const unit = words.tokens[words.at] ?? '';
  const months = MONTHS.get(unit) ?? 0;
  const length = UNITS.get(unit) ?? months * ABOUT_A_MONTH;
  if (amount === undefined || length === 0) {
    words.at = start;
    return undefined;
  }
  words.at++;
  return { amount: amount + andAHalf(words), length, months };
}

function readAmount(words: Words): number | undefined {
  const token = words.tokens[words.at++] ?? '';
  if (/^\d/.test(token)) return readDigits(token, words);
  if (token === 'half') return article(0.5, words);
  if (token === 'quarter') return ofAn(0.25, words);
  const count = COUNTS.get(token);
  if (count === undefined) return undefined;
  if (count === 1 && skip(words, 'half')) return article(0.5, words);
  if (skip(words, 'quarter', 'quarters')) return ofAn(count * 0.25, words);
  const ones = count >= 20 ? SMALL.indexOf(words.tokens[words.at] ?? '') + 1 : 0;
  if (ones < 1 || ones > 9) return count + andAHalf(words);
  words.at++;
  return count + ones;
}

function readDigits(token: string, words: Words): number | undefined {
  if (!/^\d+(?:[.,]\d{1,2})?$/.test(token)) return undefined;
  if (!/^\d+$/.test(token)) return Number(token.replace(',', '.'));
  const whole = fraction(token, words);
  if (whole !== undefined) return whole;
  const over = words.tokens[words.at] ?? '';
  words.at++;
  const part = /^\d+$/.test(over) ? fraction(over, words) : undefined;
  if (part === undefined) words.at--;
  return Number(token) + (part ?? andAHalf(words));
}

/** "1/2", "3/4": the number is read, "/4" is next. Only halves, thirds and quarters, less than one. */
function fraction(over: string, words: Words): number | undefined {
  const [slash, under] = words.tokens.slice(words.at, words.at + 2);
  if (slash !== '/' || !/^[234]$/.test(under ?? '') || Number(over) >= Number(under) || over === '0') return undefined;
  words.at += 2;
  // "1/2 of an hour", "1/2 an hour"
  return ofAn(Number(over) / Number(under), words);
}

/** "1h30" and "1h 30": after whole hours a bare number below sixty is minutes. */
function bareMinutes(words: Words, previous: Term): Term | undefined {
  const token = words.tokens[words.at] ?? '';
  const isLast = words.at === words.tokens.length - 1;
  if (!isLast || previous.length !== HOUR || !/^[0-5]?\d$/.test(token)) return undefined;
  if (!UNITS.has(words.tokens[words.at - 1] ?? '')) return undefined;
  words.at++;
  return { amount: Number(token), length: 60_000, months: 0 };
}

/** "two and a half hours", "an hour and a half". */
function andAHalf(words: Words): number {
  const [and, a, half] = words.tokens.slice(words.at, words.at + 3);
  const after = words.tokens[words.at + 3];
  if (and !== 'and' || a !== 'a' || half !== 'half') return 0;
  if (UNITS.has(words.tokens[words.at - 1] ?? '') && after !== undefined) return 0;
  words.at += 3;
  return 0.5;
}

function article(amount: number, words: Words): number {
  skip(words, 'a', 'an');
  return amount;
}

function ofAn(amount: number, words: Words): number {
  skip(words, 'of');
  return article(amount, words);
}

function skip(words: Words, ...expected: string[]): boolean {
  const isThere = expected.includes(words.tokens[words.at] ?? '');
  if (isThere) words.at++;
  return isThere;
}
