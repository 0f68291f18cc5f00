import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabaseUri } from '../support/parts/database.js';
import { explore } from './explore.js';
import { emptyTally } from './run-steps.js';
import { openWorld, type World } from './world.js';

/** As many steps, in sequences of 60. One that breaks a rule says its seed: `npm run soak -- 1 --seed …` runs it again. */
const mostSteps = 800;
/** The same sequences each time, so that red means a change; the soak looks for new ones. */
const firstSeed = 20_261_121;
const tally = emptyTally();
const worlds: World[] = [];
beforeAll(async () => {
  // Two at once, so that neither this process nor the database waits for the other.
  worlds.push(...(await Promise.all([freshDatabaseUri(), freshDatabaseUri()].map(openWorld))));
});
afterAll(() => Promise.all(worlds.map((world) => world.close())));

describe('When anybody does anything, in any order', () => {
  it('then every rule holds after every step', { timeout: 240_000 }, async () => {
    let seed = firstSeed;
    await Promise.all(
      worlds.map(async (world) => {
        while (tally.steps < mostSteps) {
          seed += 1;
          const violation = await explore(world, seed, tally);
          expect(violation?.message).toBeUndefined();
        }
      }),
    );
    expect(tally.steps).toBeGreaterThanOrEqual(mostSteps);
  });

  it('then hardly anything has been left out', () => {
    const undone = Object.entries(tally.kinds).filter(([, { done }]) => done === 0);
    expect(undone.map(([kind]) => kind)).toEqual([]);
    expect(Object.keys(tally.refusals).length).toBeGreaterThan(15);
  });
});
