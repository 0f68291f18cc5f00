import type { Turn } from './turn.js';

/** In characters: more than any form of ours holds. Words have a limit of their own, where they are read. */
const largestPress = 32_000;

/**
 * What is told to whoever presses or fills in more than is read, on whatever surface: nothing of it is done, for a part
 * could mean something else than the whole. Undefined where it is within bounds.
 */
export function whatIsTooMuch(input: Turn['input']): string | undefined {
  if (input.kind === 'text' || JSON.stringify([input.action ?? null, input.fields]).length <= largestPress) {
    return undefined;
  }
  return 'That is more than a form here can hold, so I have not done anything. Please fill it in shorter.';
}
