import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isVisible, visibleText } from '../../domain/visible-text.js';

const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

describe('When somebody writes a text in which nothing is to be seen, then it is as good as none', () => {
  it.each([
    ['a space without width', '\u200b'],
    ['a Hangul filler', '\u3164'],
    ['the other Hangul fillers', '\u115f\u1160\uffa0'],
    ['a soft hyphen', '\u00ad'],
    ['a blank of Braille', '\u2800\u2800'],
    ['wide and narrow spaces', '\u00a0\u2003\u3000 \n\t'],
    ['joiners alone', '\u200c\u200d\u2060\ufeff'],
    ['marks without a letter', '\u0301\u0302'],
    ['a look for a letter that is not there', '\ufe0f'],
    ['switches of direction', '\u202e\u2066\u2069\u200f\u061c'],
    ['letters of tags', '\u{e0041}\u{e0042}\u{e007f}'],
    ['controls', '\u0000\u001b\u007f\u009f'],
    ['half of a letter', '\ud800'],
    ['all of these', '\u200b\u3164 \u2800\u0301\u202e\ufe0f'],
  ])('%s', (_what, text) => {
    expect(visibleText(text)).toBe('');
    expect(isVisible(text)).toBe(false);
  });
});

describe('When somebody writes what others are to read, then they read just that', () => {
  it.each([
    ['switches of direction', 'pay \u202egnp.exe\u202c now', 'pay gnp.exe now'],
    ['letters between which something hides', 'be\u200bca\u00adu\u2060se', 'because'],
    ['a joiner where letters do not join', 'Re\u200dader', 'Reader'],
    ['two joiners', 'می\u200c\u200cخواهم', 'میخواهم'],
    ['hidden letters behind a flag', `\u{1f3f4}${'\u{e0041}'.repeat(20)}`, '\u{1f3f4}'],
    ['blanks around', '\u2800 \u3164INC-42\u3000', 'INC-42'],
    ['marks before all letters', '\u0301\u0301 x', 'x'],
    ['an accent apart', 'cafe\u0301', 'café'],
    ['lines', 'one\r\ntwo\u2028three', 'one\ntwo\nthree'],
  ])('%s', (_what, text, read) => expect(visibleText(text)).toBe(read));

  it.each([
    ['Persian', 'می\u200cخواهم'],
    ['Hindi', 'क्\u200dष और क्\u200cष'],
    ['a family', '👩\u200d❤\ufe0f\u200d👨'],
    ['somebody at a computer', '👩🏽\u200d💻'],
    ['a keycap and a heart', '1\ufe0f⃣ ❤\ufe0f'],
    ['a flag', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
    ['Arabic and Hebrew', 'مرحبا שלום INC-42'],
    ['an ideograph in its own form', '葛\u{e0100}城'],
    ['a dot alone', '.'],
    ['Korean', '업무 INC-42'],
  ])('%s stays', (_what, text) => {
    expect(visibleText(text)).toBe(text.normalize('NFC'));
    expect(isVisible(text)).toBe(true);
  });
});

it.each(['\ufe0f\u200d\ufe0f0', '\u094d\u200d\u0915', '\u200c\u0645'])(
  'When a joiner has nothing before it that it joins, then it goes with that: %j',
  (text) => {
    expect(visibleText(text)).not.toMatch(/[\u200c\u200d]/);
    expect(visibleText(visibleText(text))).toBe(visibleText(text));
  },
);

it('When a text is anything at all, then it comes back without disguise, its words stay, and once is enough', () => {
  const hidden = fc.constantFrom(
    '\u200b',
    '\u00ad',
    '\u3164',
    '\u202e',
    '\u2066',
    '\u200d',
    '\u200c',
    '\ufe0f',
    '\u2800',
  );
  const word = fc.stringMatching(/^[a-zA-Z0-9äöüßéñ.,!?-]{1,12}$/u);
  const piece = fc.oneof(word, hidden, fc.string({ unit: 'binary', maxLength: 4 }), fc.constant(' '));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = visibleText(pieces.join(''));
      expect(text).not.toMatch(BIDI);
      expect(text).toBe(text.trim());
      expect(visibleText(text)).toBe(text);
      expect(text === '' || /[\p{L}\p{N}\p{P}\p{S}]/u.test(text)).toBe(true);
    }),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(word, hidden), { minLength: 1, maxLength: 20 }), (pairs) => {
      const text = visibleText(pairs.map(([each, between]) => `${each}${between}`).join(' '));
      for (const [each] of pairs) expect(text).toContain(each.normalize('NFC'));
    }),
    { numRuns: 500 },
  );
});
