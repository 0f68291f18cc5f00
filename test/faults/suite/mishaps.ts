import type { FarDirectory } from './far-ends/far-directory.js';
import { type FarEnd, type Mischief, mischiefs } from './far-ends/far-end.js';
import type { FarSlack } from './far-ends/far-slack.js';
import type { FarTeams } from './far-ends/far-teams.js';
import type { Processes } from './processes.js';
import type { Chance } from './random.js';
import type { ReplicaSet } from './replica-set.js';

/** All that is outside of the product's processes. */
export type Places = { directory: FarDirectory; slack: FarSlack; teams: FarTeams };
type Place = keyof Places;
type Fixture = Places & { replicaSet: ReplicaSet; processes: Processes };
type Mishap =
  | { what: 'primary killed' | 'process killed' | 'clock jumped' }
  | { what: `${Place} ${Mischief}`; place: Place; how: Mischief };

/** Between one mishap and the next, and how long a far end misbehaves, in milliseconds. */
const gap = { least: 400, most: 1_200 };
const spell = { least: 800, most: 2_500 };

const places: readonly Place[] = ['directory', 'slack', 'teams'];
const round: readonly Mishap[] = [
  { what: 'primary killed' },
  { what: 'process killed' },
  { what: 'clock jumped' },
  { what: 'clock jumped' },
  ...places.flatMap((place) =>
    mischiefs
      .filter((how) => how !== 'late' || place === 'directory')
      .map((how): Mishap => ({ what: `${place} ${how}`, place, how })),
  ),
];

const pause = (milliseconds: number) => new Promise((wait) => setTimeout(wait, milliseconds));

/** Lets everything go wrong, in an order of its own each round, until `isOver`. Returns what did, and how often. `say`: one line for each. */
export async function letThingsGoWrong(
  fixture: Fixture,
  { between, shuffled }: Chance,
  isOver: () => boolean,
  say: (what: string) => void,
): Promise<Record<string, number>> {
  const happened: Record<string, number> = {};
  const spells: Promise<void>[] = [];

  async function misbehave(end: Pick<FarEnd, 'misbehave'>, how: Mischief): Promise<void> {
    end.misbehave(how);
    await pause(between(spell.least, spell.most));
    end.misbehave(undefined);
  }

  async function strike(mishap: Mishap): Promise<void> {
    say(mishap.what);
    happened[mishap.what] = (happened[mishap.what] ?? 0) + 1;
    if ('place' in mishap) spells.push(misbehave(fixture[mishap.place], mishap.how));
    else if (mishap.what === 'process killed') fixture.processes.killOne();
    else if (mishap.what === 'clock jumped') fixture.processes.jumpOne();
    else await fixture.replicaSet.killPrimary(between(200, 1_500));
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
