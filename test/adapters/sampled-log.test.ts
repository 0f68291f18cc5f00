import { beforeEach, expect, it } from 'vitest';
import { sampledLog } from '../../adapters/system/sampled-log.js';
import type { Log, LogFields } from '../../domain/ports/system.js';
import { minutes } from '../../domain/time.js';
import { testClock } from '../support/test-clock.js';

let lines: [event: string, fields: LogFields | undefined][];
let clock: ReturnType<typeof testClock>;
let log: Log;

beforeEach(() => {
  lines = [];
  clock = testClock();
  const write = (event: string, fields?: LogFields) => void lines.push([event, fields]);
  const into: Log = { debug: write, info: write, warn: write, error: write, with: () => into };
  log = sampledLog(into, clock);
});
const count = (event: string) => lines.filter(([name]) => name === event).length;

it('When one kind of refusal pours in, then its first ten of a minute are written, and the rest as a number', () => {
  for (let times = 0; times < 5000; times++) log.warn('web.too-often', { times });
  expect(count('web.too-often')).toBe(10);
  clock.pass(minutes(1));
  log.warn('web.too-often');
  expect(lines.slice(10)).toEqual([
    ['log.left-out', { of: 'web.too-often', count: 4990 }],
    ['web.too-often', undefined],
  ]);
});

it('When one kind pours in, then lines of every other kind are written as ever', () => {
  for (let times = 0; times < 5000; times++) log.with({ correlationId: `${times}` }).warn('slack.speaker-refused');
  log.warn('teams.turn-not-stored');
  for (let times = 0; times < 50; times++) log.error('http.failed', { correlationId: `${times}` });
  for (let times = 0; times < 50; times++) log.info('turn.answered');
  const all = ['slack.speaker-refused', 'teams.turn-not-stored', 'http.failed', 'turn.answered'].map(count);
  expect(all).toEqual([10, 1, 50, 50]);
});

it('When faults pour in, then their first hundred of a minute are written', () => {
  for (let times = 0; times < 5000; times++) log.error('http.failed');
  expect(count('http.failed')).toBe(100);
});
