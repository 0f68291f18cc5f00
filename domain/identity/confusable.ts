/** Letters of other scripts, and the Latin ones they are mistaken for; after lower-casing. */
const LOOK_ALIKES = new Map(
  [
    ['аеорсухіјѕһԁԛԝӏкмтвн', 'aeopcyxijshdqwlkmtbh'],
    ['αβεικνορτυχωγηζμϲϳ', 'abeiknoptuxwynzucj'],
    ['օոսհյց', 'onuhjg'],
    ['ıɡɑɩ', 'igai'],
  ].flatMap(([from = '', to = '']) => Array.from(from, (letter, index) => [letter, to.charAt(index)] as const)),
);

/** Scripts that people mix with Latin in one name and whose letters nobody mistakes for Latin ones. */
const MIXES_WELL = /[\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * The characters of a text that may not be what they look like: compatibility forms (fullwidth and mathematical
 * letters, ligatures), letters of another script amid Latin ones, and words made wholly of look-alikes. Each once, in
 * order. After Unicode UTS 39 ("highly restrictive"), without its full table. A text plainly in another script has none.
 */
export function confusableCharacters(text: string): string[] {
  const letters = Array.from(text).filter((letter) => /\p{L}/u.test(letter) && !/[a-z]/i.test(letter));
  const isMixed = /\p{Script=Latin}/u.test(text);
  const isMasked = letters.every((letter) => LOOK_ALIKES.has(letter.toLowerCase()));
  const suspects = letters.filter((letter) =>
    LOOK_ALIKES.has(letter.toLowerCase()) ? isMixed || isMasked : isMixed && !MIXES_WELL.test(letter),
  );
  const forms = Array.from(text).filter((character) => character.normalize('NFKC') !== character);
  const found = new Set([...suspects, ...forms]);
  return [...new Set(text)].filter((character) => found.has(character));
}

/** What a text looks like to a hasty reader, in lower case: look-alikes and compatibility forms become Latin. */
export function skeleton(text: string): string {
  return Array.from(text.normalize('NFKC').toLowerCase(), (letter) => LOOK_ALIKES.get(letter) ?? letter).join('');
}
