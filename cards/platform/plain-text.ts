import { stripVTControlCharacters } from 'node:util';

/** Nothing that is shown anywhere is longer; what comes after it is not even looked at. */
const LONGEST = 20_000;
const NOTHING = '–';
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The text with nothing in it that acts: terminal escapes, control characters and overrides of the writing direction
 * are gone, lone surrogates replaced, heaps of combining marks cut to eight, line breaks `\n` and at most two together.
 */
function inert(text: string): string {
  return stripVTControlCharacters(text.slice(0, LONGEST))
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, '')
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/(\p{M}{8})\p{M}+/gu, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** At most `most` UTF-16 units of an inert text, cut where a person sees a letter end, with `…` in place of the rest. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const room = most - 1;
  let end = 0;
  for (const { index } of graphemes.segment(text.slice(0, most + 1))) {
    if (index > room) break;
    end = index;
  }
  // A single letter may be longer than all the room there is.
  const kept = end > 0 ? text.slice(0, end) : text.slice(0, room).replace(/\p{Cs}$/u, '');
  return `${kept.trimEnd()}…`;
}

/** Words of a person as one line of at most `most` units. Never empty, for no platform takes an empty text. */
export const oneLine = (text: string, most: number): string => orNothing(clip(inert(text).replace(/\s+/gu, ' '), most));

/** Words of a person with their line breaks, at most `most` units. Never empty. */
export const paragraph = (text: string, most: number): string => orNothing(clip(inert(text), most));

const orNothing = (text: string): string => (text.replace(/[\s\p{DI}]/gu, '') === '' ? NOTHING : text);
