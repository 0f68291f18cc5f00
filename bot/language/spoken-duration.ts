const DAY = 86_400_000;
const HOUR = 3_600_000;
const UNITS = new Map<string, number>(
  (
    [
      [7 * DAY, 'w wk wks week weeks'],
      [DAY, 'd day days'],
      [HOUR, 'h hr hrs hour hours'],
      [60_000, 'm min mins minute minutes'],
      [1000, 's sec secs second seconds'],
    ] as const
  ).flatMap(([length, names]) => names.split(' ').map((name) => [name, length] as const)),
);
const VARYING = new Map<string, 'month' | 'year'>([
  ...['mo', 'month', 'months'].map((name) => [name, 'month'] as const),
  ...['y', 'yr', 'yrs', 'year', 'years'].map((name) => [name, 'year'] as const),
]);
const SMALL = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const COUNTS = new Map<string, number>([
  ...SMALL.map((word, index) => [word, index + 1] as const),
  ...TENS.map((word, index) => [word, (index + 2) * 10] as const),
  ...([
    ['a', 1],
    ['an', 1],
    ['zero', 0],
    ['fifteen', 15],
    ['sixteen', 16],
    ['eighteen', 18],
  ] as const),
]);
const TOKEN = /\d+(?:[.,]\d+)?|[a-z]+|[^\s\da-z]/g;

type Words = { readonly tokens: readonly string[]; at: number };
type Term = { amount: number; length: number };

/** What words say: a length in milliseconds, a unit without fixed length, or a number without unit. */
export type SpokenDuration =
  | { kind: 'length'; milliseconds: number }
  | { kind: 'varies'; unit: 'month' | 'year' }
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
  if (terms === undefined || 'kind' in terms) return terms;
  return { kind: 'length', milliseconds: terms.reduce((sum, { amount, length }) => sum + amount * length, 0) };
}

function readTerms(words: Words): [Term, ...Term[]] | SpokenDuration | undefined {
  const first = readTerm(words);
  if (first === undefined) return undefined;
  if ('kind' in first) return words.at === words.tokens.length ? first : undefined;
  const terms: [Term, ...Term[]] = [first];
  for (let last = first; words.at < words.tokens.length; terms.push(last)) {
    skip(words, ',', 'and', '&');
    const next = readTerm(words) ?? bareMinutes(words, last);
    if (next === undefined || 'kind' in next || !follows(next, last)) return undefined;
    last = next;
  }
  return terms;
}

/** Larger units come first, and after a fraction nothing may come: "1.5h 30m" is more likely a slip than a wish. */
function follows(term: Term, previous: Term): boolean {
  return term.length < previous.length && Number.isInteger(previous.amount);
}

function readTerm(words: Words): Term | SpokenDuration | undefined {
  const start = words.at;
  const amount = readAmount(words);
  const unit = words.tokens[words.at] ?? '';
  const length = UNITS.get(unit);
  const varying = VARYING.get(unit);
  if (amount === undefined || (length === undefined && varying === undefined)) {
    words.at = start;
    return undefined;
  }
  words.at++;
  if (length === undefined) return varying && { kind: 'varies', unit: varying };
  return { amount: amount + andAHalf(words), length };
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
  return Number(token.replace(',', '.')) + (/^\d+$/.test(token) ? andAHalf(words) : 0);
}

/** "1h30" and "1h 30": after whole hours a bare number below sixty is minutes. */
function bareMinutes(words: Words, previous: Term): Term | undefined {
  const token = words.tokens[words.at] ?? '';
  const isLast = words.at === words.tokens.length - 1;
  if (!isLast || previous.length !== HOUR || !/^[0-5]?\d$/.test(token)) return undefined;
  if (!UNITS.has(words.tokens[words.at - 1] ?? '')) return undefined;
  words.at++;
  return { amount: Number(token), length: 60_000 };
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
