import type { AdapterError } from '../../../../domain/ports/system.js';
import { longestRest } from './call-budget.js';

const mostTries = 3;
/** Where a 429 does not say how long. */
const unstatedRest = 10_000;
const firstWait = 500;
/** What is added by chance, so that many callers do not return at once. */
const spread = 0.2;

export type NextTry = {
  /** For how many milliseconds nothing at all is sent there. */
  rest?: number | undefined;
  /** After how many milliseconds this call asks for its turn again; undefined where it is given up. */
  wait?: number | undefined;
};

/**
 * Decides what follows a failed try. A 429 was not carried out, so any call may be sent again after the rest it asks
 * for; where none arrived whole, only what is repeatable. `tries` counts those made; `random` gives 0 up to 1.
 */
export function nextTry(
  { code, retryAfter }: AdapterError,
  { tries, isRepeatable, random }: { tries: number; isRepeatable: boolean; random: () => number },
): NextTry {
  const isLast = tries >= mostTries;
  if (code === 'rate-limited') {
    const rest = retryAfter ?? unstatedRest;
    return { rest, wait: isLast || rest > longestRest ? undefined : spreadOut(rest, random) };
  }
  const isPassing = code === 'unavailable' || code === 'timeout';
  if (!isPassing || !isRepeatable || isLast) return {};
  const wait = Math.max(retryAfter ?? 0, firstWait * 4 ** (tries - 1));
  return { wait: wait > longestRest ? undefined : spreadOut(wait, random) };
}

const spreadOut = (wait: number, random: () => number) => Math.ceil(wait * (1 + spread * random()));
