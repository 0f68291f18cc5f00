import { chooseParts } from './choose-parts.js';
import type { Part } from './parts.js';
import { type Machine, runParts, tableOf } from './run-parts.js';

/**
 * Does what `npm run verify -- <typed>` asks for: runs those of `parts`, saying what each proves before it begins, and
 * says the table of all figures at the end. Returns the code to exit with: 0 where all have passed, 1 where any failed,
 * 2 where what was typed is refused, before anything has run.
 */
export async function verify(
  typed: readonly string[],
  parts: readonly Part[],
  machine: Machine,
  say: (text: string) => void,
): Promise<0 | 1 | 2> {
  const choice = chooseParts(typed, parts);
  if (choice.kind === 'refused') {
    say(choice.why);
    return 2;
  }
  if (choice.kind === 'list') {
    for (const { name, proves } of parts) say(`${name.padEnd(10)}${proves}`);
    return 0;
  }
  const run = (part: Part) => {
    say(`\n== ${part.name}: ${part.proves}`);
    return machine.run(part);
  };
  const outcomes = await runParts(choice.parts, { ...machine, run });
  say(`\n${tableOf(outcomes)}`);
  return outcomes.every(({ passed }) => passed) ? 0 : 1;
}
