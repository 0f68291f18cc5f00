import { visibleText } from '../visible-text.js';
import { confusableCharacters, skeleton } from './confusable.js';

/** Signs that are one to a hasty reader, in lower case. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/rn/g, 'm'],
  [/[i1|]/g, 'l'],
  [/0/g, 'o'],
];

/**
 * What a display name looks like: two names with the same look may be taken for each other. Letters of other scripts,
 * compatibility forms, casing, spaces and what is not to be seen make no difference.
 */
export function lookOf(displayName: string): string {
  const plain = skeleton(visibleText(displayName)).replace(/\s+/gu, ' ').trim();
  return ALIKE.reduce((name, [sign, same]) => name.replace(sign, same), plain);
}

/** True of a name that is not what it looks like: scripts are mixed, or something in it is not to be seen. */
export const isDisguised = (displayName: string): boolean =>
  confusableCharacters(displayName).length > 0 || visibleText(displayName) !== displayName.normalize('NFC').trim();
