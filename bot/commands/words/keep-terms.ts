import { formatDuration } from '../../../cards/words/format-time.js';
import { type KeptArguments, LONGEST_KEPT } from '../../../cards/words/kept-arguments.js';
import type { Expiration } from '../../../domain/assignment/schedule-request.js';
import { type Instant, instant } from '../../../domain/time.js';
import { fromIsoDuration, toIsoDuration } from '../../language/time/duration.js';
import { writeInstant } from '../../language/time/write-instant.js';

type Texts = NonNullable<KeptArguments['written']>;

/** The terms that the arguments state, as far as they were understood, and what of them was not. */
export type Terms = {
  start?: Instant | undefined;
  expiration?: Expiration | undefined;
  justification: string;
  ticketNumber?: string | undefined;
  ticketSystem?: string | undefined;
  /** What was written for the fields of the form whose values were not understood. */
  written?: { readonly [Field in keyof Texts]: string | undefined };
  problems: { readonly [Field in keyof Texts]?: string | undefined };
};

const LONGEST_TEXT = 300;
const LONGEST_TICKET = 100;
const tooLong = 'This was too long to keep in a button. Write it again.';

/** What a button keeps of these terms. What is too long for one is asked for again where it is pressed. */
export function keepTerms(terms: Terms): KeptArguments {
  // What is asked about is kept as it was written, to be asked again.
  const { problems: asked } = terms;
  const start = asked.start ? undefined : terms.start;
  const expiration = asked.duration || asked.length ? undefined : terms.expiration;
  const [kept, lost] = wordsOf(terms);
  const written = texts(terms.written ?? {});
  const problems = { ...texts(terms.problems), ...lost };
  return {
    ...(start !== undefined && { start: iso(start) }),
    ...(expiration && lengthOf(expiration)),
    ...kept,
    ...(Object.keys(written).length > 0 && { written }),
    ...(Object.keys(problems).length > 0 && { problems }),
  };
}

const LONGEST = { justification: LONGEST_KEPT, ticketNumber: LONGEST_TICKET, ticketSystem: LONGEST_TICKET };

/** What people wrote: what a button has room for, and what is said of the rest. */
function wordsOf(terms: Terms): [Texts, Texts] {
  const said = (Object.keys(LONGEST) as (keyof typeof LONGEST)[]).map((field) => [field, terms[field] ?? ''] as const);
  const some = said.filter(([, text]) => text !== '');
  return [
    Object.fromEntries(some.filter(([field, text]) => text.length <= LONGEST[field])),
    Object.fromEntries(some.filter(([field, text]) => text.length > LONGEST[field]).map(([field]) => [field, tooLong])),
  ];
}

function lengthOf(expiration: Expiration): Pick<KeptArguments, 'end' | 'length' | 'isForGood'> {
  switch (expiration.type) {
    case 'afterDuration':
      return { length: toIsoDuration(expiration.duration) };
    case 'afterDateTime':
      return { end: iso(expiration.endDateTime) };
    case 'noExpiration':
      return { isForGood: true };
  }
}

/** The terms that a button kept; what it lacks is missing. */
export function termsKept({
  start,
  end,
  length,
  isForGood,
  ...words
}: KeptArguments): Terms & Record<'written' | 'problems', Texts> {
  return {
    start: momentOf(start),
    expiration: expirationOf({ end: momentOf(end), length, isForGood }),
    justification: words.justification ?? '',
    ticketNumber: words.ticketNumber,
    ticketSystem: words.ticketSystem,
    written: words.written ?? {},
    problems: words.problems ?? {},
  };
}

function expirationOf({
  end,
  length,
  isForGood,
}: Pick<KeptArguments, 'length' | 'isForGood'> & { end: Instant | undefined }) {
  if (end !== undefined) return { type: 'afterDateTime', endDateTime: end } as const;
  const duration = length === undefined ? undefined : fromIsoDuration(length);
  if (duration?.ok && duration.value > 0) return { type: 'afterDuration', duration: duration.value } as const;
  return isForGood ? ({ type: 'noExpiration' } as const) : undefined;
}

/** A length or an end as a form's field reads it back in the same zone. */
export function lengthWritten(expiration: Expiration, timeZone: string): string {
  switch (expiration.type) {
    case 'afterDuration':
      return formatDuration(expiration.duration);
    case 'afterDateTime':
      return `until ${writeInstant(expiration.endDateTime, timeZone)}`;
    case 'noExpiration':
      return 'permanently';
  }
}

const iso = (moment: Instant) => new Date(moment).toISOString();

function momentOf(text: string | undefined): Instant | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : instant(at);
}

/** Empty ones say nothing: what is only missing is found missing again. */
function texts(all: { readonly [Field in keyof Texts]?: string | undefined }): Texts {
  const some = Object.entries(all).filter(([, text]) => text);
  return Object.fromEntries(some.map(([field, text]) => [field, text?.slice(0, LONGEST_TEXT)]));
}
