import type { Clock } from '../../domain/ports/system.js';
import { after, type Duration, type Instant } from '../../domain/time.js';

/**
 * Asks once and gives the same answer for `length`, to whoever asks in that time; then it asks again. A failure is not
 * kept. For what is asked for often and changes hardly ever, and where it does no harm to learn of it that much later.
 */
export function forAWhile<T>(clock: Clock, length: Duration, ask: () => Promise<T>): () => Promise<T> {
  let known: { until: Instant; answer: Promise<T> } | undefined;
  return () => {
    const now = clock.now();
    if (known && now < known.until) return known.answer;
    const asked = { until: after(now, length), answer: ask() };
    known = asked;
    asked.answer.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked.answer;
  };
}
