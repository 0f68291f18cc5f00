import { expect, it } from 'vitest';
import { laneWorkers } from '../../../bot/outbox/lane-workers.js';
import { silentLog as log } from '../../support/silent-log.js';

const ticks = async (count: number) => {
  for (let tick = 0; tick < count; tick += 1) await null;
};

/** Work that is held up until it is let go, one piece at a time. */
function heldWork(pieces: number) {
  const held: (() => void)[] = [];
  let left = pieces;
  let most = 0;
  return {
    most: () => most,
    left: () => left,
    letGo: () => held.shift()?.(),
    work: async (onClaimed: () => void) => {
      if (left === 0) return false;
      left -= 1;
      onClaimed();
      const done = new Promise<void>((resolve) => held.push(resolve));
      most = Math.max(most, held.length);
      await done;
      return true;
    },
  };
}

it('When a lane is woken, then one worker calls another while there is work, and never more than the lane is wide', async () => {
  const held = heldWork(5);
  const workers = laneWorkers({ width: 3, log }, held.work);
  workers.wake();
  await ticks(20);
  expect([held.left(), held.most()]).toEqual([2, 3]);
  for (let piece = 0; piece < 5; piece += 1) {
    held.letGo();
    await ticks(20);
  }
  await workers.idle();
  expect([held.left(), held.most()]).toEqual([0, 3]);
});

it('When one piece of work hangs, then the others are done by another worker', async () => {
  let given = 0;
  const done: number[] = [];
  const workers = laneWorkers({ width: 2, log }, async (onClaimed) => {
    given += 1;
    const piece = given;
    if (piece > 5) return false;
    onClaimed();
    if (piece === 1) await new Promise(() => undefined);
    done.push(piece);
    return true;
  });
  workers.wake();
  await ticks(60);
  expect(done).toEqual([2, 3, 4, 5]);
});

it('When a wake comes at whatever moment, then there is a look after it', async () => {
  for (let moment = 0; moment < 20; moment += 1) {
    let hasLooked = false;
    const workers = laneWorkers({ width: 1, log }, async () => {
      hasLooked = true;
      await null;
      return false;
    });
    workers.wake();
    await ticks(moment);
    hasLooked = false;
    workers.wake();
    await ticks(20);
    expect(hasLooked, `woken after ${moment} steps`).toBe(true);
    await workers.idle();
  }
});

it('When work fails, then its worker ends without harm, and the next wake looks again', async () => {
  let looks = 0;
  const workers = laneWorkers({ width: 1, log }, async () => {
    looks += 1;
    if (looks === 1) throw new Error('the database is away');
    return false;
  });
  workers.wake();
  await workers.idle();
  workers.wake();
  await workers.idle();
  expect(looks).toBe(2);
});

it('When it is stopped, then it takes nothing more and waits for what is under way', async () => {
  const held = heldWork(3);
  const workers = laneWorkers({ width: 1, log }, held.work);
  workers.wake();
  await ticks(5);
  let isStopped = false;
  const stopping = workers.stop().then(() => {
    isStopped = true;
  });
  workers.wake();
  await ticks(20);
  expect([isStopped, held.left()]).toEqual([false, 2]);
  held.letGo();
  await stopping;
  workers.wake();
  expect(held.left()).toBe(2);
});
