import fc from 'fast-check';
import { type BrokenRule, runSteps, type Tally } from './run-steps.js';
import { anyStep, type Step } from './step.js';
import { textOf } from './step-text.js';
import type { World } from './world.js';

const mostSteps = 60;
const anySequence = fc.array(anyStep, { minLength: mostSteps, maxLength: mostSteps, size: 'max' });

/** What broke a rule: the seed its sequence came from, and the shortest sequence that was found to break it too. */
export type Violation = { seed: number; steps: readonly Step[]; message: string };

/** Runs the sequence that this seed makes. Returns what it broke, made as short as it could be in a minute or so. */
export async function explore(world: World, seed: number, tally: Tally): Promise<Violation | undefined> {
  const [steps = []] = fc.sample(anySequence, { seed, numRuns: 1 });
  const broken = await runSteps(world, steps, tally);
  if (!broken) return undefined;
  const { steps: fewest, broken: same } = await shortest(world, steps.slice(0, broken.at + 1), broken);
  const told = fewest.map((step, index) => `${String(index).padStart(3)} ${textOf(step)}`);
  return { seed, steps: fewest, message: [`seed ${seed}`, ...told, same.message].join('\n') };
}

/** As many sequences as are tried in search of a shorter one. */
const mostTries = 200;

/** Leaves out more and more of a sequence, as long as it breaks the same rule; all of it stays where that is chance. */
async function shortest(world: World, from: readonly Step[], first: BrokenRule) {
  let [steps, broken] = [from, first];
  const again = await runSteps(world, steps);
  if (again?.rule !== broken.rule)
    return { steps, broken: { ...broken, message: `(not every time)\n${broken.message}` } };
  let tries = 0;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < steps.length && tries < mostTries; tries += 1) {
      const fewer = [...steps.slice(0, at), ...steps.slice(at + size)];
      const still = await runSteps(world, fewer);
      if (still?.rule === broken.rule) [steps, broken] = [fewer.slice(0, still.at + 1), still];
      else at += size;
    }
  }
  return { steps, broken };
}
