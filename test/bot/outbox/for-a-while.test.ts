import { expect, it } from 'vitest';
import { forAWhile } from '../../../bot/outbox/for-a-while.js';
import { seconds } from '../../../domain/time.js';
import { testClock } from '../../support/test-clock.js';

function counting() {
  const clock = testClock();
  let asked = 0;
  const script = { fault: undefined as Error | undefined };
  const ask = forAWhile(clock, seconds(5), async () => {
    asked += 1;
    if (script.fault) throw script.fault;
    return asked;
  });
  return { clock, ask, script };
}

it('When many ask within the time, then all get the first answer, and the next one after it a new one', async () => {
  const { clock, ask } = counting();
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  clock.pass(seconds(4));
  expect(await ask()).toBe(1);
  clock.pass(seconds(1));
  expect(await ask()).toBe(2);
});

it('When asking fails, then whoever asked hears of it, and the next one asks again', async () => {
  const { ask, script } = counting();
  script.fault = new Error('away');
  await expect(ask()).rejects.toThrow('away');
  script.fault = undefined;
  expect(await ask()).toBe(2);
});
