import type { Clock } from '../../domain/ports/system.js';
import { seconds } from '../../domain/time.js';
import { budgets } from './budgets.js';

/** Whoever looks after machines asks every few seconds. */
const looks = { times: 10, per: seconds(1) };

/**
 * Answers whether the product can work with as few looks as it takes: those who ask at the same time share one, and
 * where it is asked more than ten times a second, the last answer is given.
 */
export function sharedReadiness<T>(look: () => Promise<T>, clock: Clock): () => Promise<T> {
  const spent = budgets(clock);
  let last: Promise<T> | undefined;
  let isUnderWay = false;
  return () => {
    if (last !== undefined && (isUnderWay || spent.spend('all', looks) !== undefined)) return last;
    isUnderWay = true;
    last = look().finally(() => {
      isUnderWay = false;
    });
    return last;
  };
}
