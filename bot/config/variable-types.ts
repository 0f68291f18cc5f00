import { z } from 'zod';
import { fromIsoDuration } from '../language/time/duration.js';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Text that is not empty. */
export const text = z.string().trim().min(1);

export const guid = text.regex(GUID, 'must be a GUID, such as 00000000-0000-0000-0000-000000000000');

export const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');

/** A length of time in milliseconds, written as in ISO 8601. */
export const isoDuration = text.transform((value, context) => {
  const parsed = fromIsoDuration(value);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: 'must be an ISO 8601 duration, such as PT5M' });
  return z.NEVER;
});

/** One of these words. */
export const oneOf = <const T extends readonly string[]>(...words: T) =>
  z.enum(words, `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);

/** A whole number of at least `least` and, where given, at most `most`. */
export function wholeNumber(least: number, most?: number) {
  const asked = most === undefined ? `a whole number from ${least} up` : `a whole number from ${least} to ${most}`;
  return text
    .regex(/^\d{1,9}$/, `must be ${asked}`)
    .transform(Number)
    .refine((value) => value >= least && value <= (most ?? Number.MAX_SAFE_INTEGER), `must be ${asked}`);
}
