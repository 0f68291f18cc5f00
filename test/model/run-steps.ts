import { type Performed, perform, type Stage } from './perform.js';
import type { Stepped } from './rule.js';
import { rulesFor } from './rules.js';
import type { Step } from './step.js';
import type { World } from './world.js';

/** How often each kind of step was done, refused, or had nothing to be about; and what the refusals were. */
export type Tally = {
  /** Those that came to something; of several at the same moment each is one. */
  steps: number;
  checks: number;
  /** The slowest step, in milliseconds. */
  longest: number;
  kinds: Record<string, Record<Performed['result'], number>>;
  refusals: Record<string, number>;
};

export const emptyTally = (): Tally => ({ steps: 0, checks: 0, longest: 0, kinds: {}, refusals: {} });

/** The rule that a step broke first, and how. */
export type BrokenRule = { at: number; rule: string; message: string };

/** Time and directory have the last word, so that nothing is left undone. */
const lastSteps: readonly Step[] = [{ kind: 'tick' }, { kind: 'drain' }];

/** Runs the steps in a world as it was at first, and checks every rule after each; stops at the first that is broken. */
export async function runSteps(
  world: World,
  steps: readonly Step[],
  tally: Tally = emptyTally(),
): Promise<BrokenRule | undefined> {
  const before = await world.restore();
  const course: Course = { world, now: before, last: undefined, lastAudit: before.audits.at(-1)?.id ?? '' };
  for (const [at, step] of [...steps, ...lastSteps].entries()) {
    try {
      const began = performance.now();
      const stepped = await takeStep(course, step);
      count(tally, stepped, performance.now() - began);
      if (stepped.performed.result === 'idle') continue;
      const broken = rulesFor(step).flatMap((rule) => rule(stepped).map((what) => ({ rule: rule.name, what })));
      const [first] = broken;
      if (first) return { at, rule: first.rule, message: messageOf(stepped, broken) };
    } catch (fault) {
      return { at, rule: String(fault), message: `thrown: ${fault instanceof Error ? fault.stack : String(fault)}` };
    }
  }
  return undefined;
}

function messageOf({ performed: { result, refusal } }: Stepped, broken: readonly { rule: string; what: string }[]) {
  const outcome = `the last was ${result}${refusal ? `: ${JSON.stringify(refusal)}` : ''}`;
  return [outcome, ...broken.map(({ rule, what }) => `${rule}: ${what}`)].join('\n');
}

type Course = Stage & { lastAudit: string };

async function takeStep(course: Course, step: Step): Promise<Stepped> {
  const before = course.now;
  const performed = await perform(course, step);
  const entries = course.world.journal.take();
  if (performed.result === 'idle') return { step, before, after: before, performed, entries };
  const after = await course.world.snapshot(course.lastAudit);
  course.now = after;
  course.lastAudit = [course.lastAudit, ...after.audits.map(({ id }) => id as string)].sort().at(-1) ?? '';
  return { step, before, after, performed, entries };
}

function count(tally: Tally, { step, performed }: Stepped, took: number): void {
  tally.longest = Math.max(tally.longest, Math.round(took));
  const each = performed.each?.map((one, index) => ({ kind: deedOf(step, index), ...one }));
  for (const { kind, result, refusal } of [{ kind: step.kind, ...performed }, ...(each ?? [])]) {
    const results = tally.kinds[kind] ?? { done: 0, refused: 0, idle: 0 };
    results[result] += 1;
    tally.kinds[kind] = results;
    if (refusal) tally.refusals[refusal.code] = (tally.refusals[refusal.code] ?? 0) + 1;
  }
  const deeds = (performed.each ?? [performed]).filter(({ result }) => result !== 'idle');
  tally.steps += deeds.length;
  if (deeds.length > 0) tally.checks += rulesFor(step).length;
}

const deedOf = (step: Step, index: number) =>
  (step.kind === 'together' ? step.steps[index]?.kind : undefined) ?? step.kind;
