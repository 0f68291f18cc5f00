import { describe, expect, it } from 'vitest';
import { mongoCheckpoints } from '../../../adapters/mongo/store/checkpoints.js';
import type { Checkpoints } from '../../../domain/ports/checkpoints.js';
import { type Instant, after as later, minutes, seconds } from '../../../domain/time.js';
import { monday } from '../../support/builders.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';

const database = migratedDatabase();
const pause = minutes(1);
const next = later(monday, pause);
/** The checkpoints as a process sees them that has just started. */
const open = (): Checkpoints => mongoCheckpoints(database.connection);
const take = (now: Instant = monday, name = 'round') => open().take(name, now, pause);

/** Takes a step and finishes it. */
async function step(now: Instant, cursor: string | undefined) {
  const taken = await take(now);
  if (!taken) throw new Error('no step is due');
  await open().finish('round', taken, cursor);
  return taken;
}

describe('When something is walked around', () => {
  it('then it begins at the start, and each step goes on where the one before has ended', async () => {
    expect(await step(monday, 'a')).toEqual({ number: 0, cursor: undefined });
    expect(await step(next, 'b')).toEqual({ number: 1, cursor: 'a' });
    expect(await step(later(next, pause), undefined)).toEqual({ number: 2, cursor: 'b' });
    expect(await take(later(next, minutes(2)))).toEqual({ number: 3, cursor: undefined });
  });

  it('then a step is one process’s alone, and the next is due after the pause, to the very moment', async () => {
    const eight = async (now: Instant) =>
      (await Promise.all(Array.from({ length: 8 }, () => take(now)))).filter((each) => each !== undefined);
    expect(await eight(monday)).toEqual([{ number: 0, cursor: undefined }]);
    expect(await eight(later(monday, seconds(59)))).toEqual([]);
    expect(await eight(next)).toHaveLength(1);
  });

  it('then a step whose process died in it is taken again from its beginning', async () => {
    await step(monday, 'a');
    expect(await take(next)).toEqual({ number: 1, cursor: 'a' });
    expect(await take(later(next, pause))).toEqual({ number: 1, cursor: 'a' });
  });

  it('then whoever finishes a step that another has finished since changes nothing', async () => {
    const slow = await take();
    if (!slow) throw new Error('no step is due');
    await step(next, 'a');
    await open().finish('round', slow, 'far behind');
    expect(await take(later(next, pause))).toEqual({ number: 1, cursor: 'a' });
  });

  it('then another walk is another one', async () => {
    await step(monday, 'a');
    expect(await take(monday, 'other')).toEqual({ number: 0, cursor: undefined });
    expect(await take(next)).toEqual({ number: 1, cursor: 'a' });
  });
});
