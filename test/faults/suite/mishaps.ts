import { type FarEnd, type Mischief, mischiefs } from './far-end.js';
import type { Processes } from './processes.js';
import type { Chance } from './random.js';
import type { ReplicaSet } from './replica-set.js';

type House = { replicaSet: ReplicaSet; processes: Processes; directory: FarEnd; slack: FarEnd };
type Place = 'directory' | 'slack';
type Mishap =
  | { what: 'primary killed' | 'process killed' }
  | { what: `${Place} ${Mischief}`; place: Place; how: Mischief };

/** Between one mishap and the next, and how long a far end misbehaves, in milliseconds. */
const gap = { least: 500, most: 1_500 };
const spell = { least: 800, most: 2_500 };

const round: readonly Mishap[] = [
  { what: 'primary killed' },
  { what: 'process killed' },
  { what: 'process killed' },
  { what: 'process killed' },
  ...(['directory', 'slack'] as const).flatMap((place) =>
    mischiefs.map((how): Mishap => ({ what: `${place} ${how}`, place, how })),
  ),
];

const pause = (milliseconds: number) => new Promise((wait) => setTimeout(wait, milliseconds));

/** Lets everything go wrong, in an order of its own each round, until `isOver`. Returns what did, and how often. `say`: one line for each. */
export async function letThingsGoWrong(
  house: House,
  { between, shuffled }: Chance,
  isOver: () => boolean,
  say: (line: string) => void,
): Promise<Record<string, number>> {
  const begun = performance.now();
  const happened: Record<string, number> = {};
  const spells: Promise<void>[] = [];

  async function misbehave(place: Place, how: Mischief): Promise<void> {
    house[place].misbehave(how);
    await pause(between(spell.least, spell.most));
    house[place].misbehave(undefined);
  }

  async function strike(mishap: Mishap): Promise<void> {
    say(`${((performance.now() - begun) / 1000).toFixed(1)} s: ${mishap.what}`);
    happened[mishap.what] = (happened[mishap.what] ?? 0) + 1;
    if ('place' in mishap) spells.push(misbehave(mishap.place, mishap.how));
    else if (mishap.what === 'process killed') house.processes.killOne();
    else await house.replicaSet.killPrimary(between(200, 1_500));
  }

  while (!isOver()) {
    for (const mishap of shuffled(round)) {
      await pause(between(gap.least, gap.most));
      if (isOver()) break;
      await strike(mishap);
    }
  }
  await Promise.all(spells);
  return happened;
}
