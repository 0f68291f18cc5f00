import { expect, it } from 'vitest';
import { budgets, countedAddress } from '../../adapters/web/budgets.js';
import { sharedReadiness } from '../../adapters/web/shared-readiness.js';
import { minutes, seconds } from '../../domain/time.js';
import { testClock } from '../support/test-clock.js';

const three = { times: 3, per: minutes(1) };

it('When somebody has spent their budget, then they wait until its minute is over, and others do not', () => {
  const clock = testClock();
  const spent = budgets(clock);
  const [first, ...rest] = [1, 2, 3, 4].map(() => spent.spend('ada', three));
  expect([first, ...rest]).toEqual([undefined, undefined, undefined, minutes(1)]);
  clock.pass(seconds(20));
  expect(spent.spend('ada', three)).toBe(seconds(40));
  expect(spent.spend('bob', three)).toBeUndefined();
  clock.pass(seconds(40));
  expect(spent.spend('ada', three)).toBeUndefined();
});

it('When a hundred thousand come, then no more than twenty thousand are kept, and whoever still asks is among them', () => {
  const spent = budgets(testClock());
  for (let number = 0; number < 100_000; number++) {
    spent.spend(`stranger ${number}`, three);
    if (number % 10_000 === 0) spent.spend('ada', three);
  }
  expect(spent.size()).toBe(20_000);
  expect(spent.spend('ada', three)).toBe(minutes(1));
});

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::ffff', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('When %s asks, then it counts as %s', (address, counted) => expect(countedAddress(address)).toBe(counted));

it('When strangers ask without end whether it is ready, then it is looked at ten times a second at most', async () => {
  const clock = testClock();
  let looks = 0;
  const shared = sharedReadiness(async () => ++looks, clock);
  await Promise.all(Array.from({ length: 1000 }, () => shared()));
  expect(looks).toBe(1);
  for (let times = 0; times < 1000; times++) await shared();
  expect(looks).toBe(11);
  expect(await shared()).toBe(11);
  clock.pass(seconds(1));
  expect(await shared()).toBe(12);
});

it('When a look fails, then the next one is a new one', async () => {
  const answers = [Promise.reject(new Error('away')), Promise.resolve('here')];
  const shared = sharedReadiness(() => answers.shift() ?? Promise.resolve('later'), testClock());
  await expect(shared()).rejects.toThrow('away');
  expect(await shared()).toBe('here');
});
