import { type Step, steps } from '../../support/products/crash-steps.js';
import type { Processes } from './processes.js';
import type { Chance } from './random.js';

/** So many steps are waited for at once: those where one has died least often, so that each has its turn. */
const candidates = 6;
/** How long nothing may come to any of them before others are drawn, and the pause after a crash, in milliseconds. */
const timeout = 2_000;
const gap = { least: 1_500, most: 3_000 };

/**
 * Crashes a process at every step in turn, again and again, until `isOver`. Returns how often one has died at each.
 * `say`: one line for each.
 */
export async function crashInTurn(
  processes: Processes,
  { between, shuffled }: Chance,
  isOver: () => boolean,
  say: (what: string) => void,
): Promise<Record<string, number>> {
  const crashes = new Map(steps.map((step) => [step, 0]));
  const count = (step: Step) => crashes.get(step) ?? 0;
  while (!isOver()) {
    const inTurn = shuffled(steps).sort((one, other) => count(one) - count(other));
    const met = await processes.dieAt(inTurn.slice(0, candidates), timeout);
    if (met === undefined) continue;
    crashes.set(met, count(met) + 1);
    say(`crashed at ${met}`);
    await new Promise((wait) => setTimeout(wait, between(gap.least, gap.most)));
  }
  return Object.fromEntries(crashes);
}
