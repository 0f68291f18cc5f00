import { mkdirSync, writeFileSync } from 'node:fs';
import type { Ground } from './ground.js';
import { isViolated, rowsOf } from './rows.js';
import { runSuite } from './run-suite.js';
import { type Sabotage, sabotages } from './sabotage.js';

/** How long people work, and how long what is left may then take: activations are short and approvals time out soon. */
const terms = { seconds: 8, timeout: 25_000, processes: 2 };

/**
 * Breaks the product on purpose, in one way after the other, with nothing else going wrong, and says which violations
 * the audit sees; without any, it must see none. Keeps in `.results/sabotage.json` how many ways were tried and what went unseen, and
 * returns the names of the latter.
 */
export async function trySabotage(ground: Ground, seed: number, say: (line: string) => void): Promise<string[]> {
  const violatedBy = async (sabotage: Sabotage | undefined): Promise<string[]> => {
    const database = `sabotage-${sabotage?.replaceAll(' ', '-') ?? 'none'}`;
    const outcome = await runSuite(ground, { ...terms, database, seed, calm: { sabotage }, say });
    return rowsOf(outcome)
      .filter(isViolated)
      .map(({ name, value }) => `${name} (${value})`);
  };

  const unfounded = await violatedBy(undefined);
  say(`no sabotage: ${unfounded.join(', ') || 'nothing seen'}`);
  const unseen = unfounded.length > 0 ? ['what was not there was seen'] : [];
  for (const [name, { seenAs }] of Object.entries(sabotages)) {
    const seen = await violatedBy(name as Sabotage);
    const isSeen = seen.some((each) => each.startsWith(seenAs));
    say(`${name}: ${isSeen ? 'seen' : 'UNSEEN'} as ${seenAs}; all: ${seen.join(', ')}`);
    if (!isSeen) unseen.push(name);
  }
  mkdirSync('.results', { recursive: true });
  const kept = { seed, tried: Object.keys(sabotages).length, unseen };
  writeFileSync('.results/sabotage.json', `${JSON.stringify(kept, null, 2)}\n`);
  return unseen;
}
