import { beforeEach, describe, expect, it } from 'vitest';
import { timekeeper } from '../../../adapters/mongo/connection/timekeeper.js';

const second = 1_000;
const hour = 3_600 * second;
const within = 1;

/** The true time, and what is wrong with each clock of a story, in milliseconds. */
let truth: number;
let wrong: { wall: number; database: number; steady: number };
let time: ReturnType<typeof timekeeper>;

/** What a look at the database's clock shows now. */
const look = () => ({ ahead: truth + wrong.database - (truth - wrong.steady), within });
const begin = () => timekeeper(look(), { wall: () => truth + wrong.wall, steady: () => truth - wrong.steady });
/** Time goes by, with a look at the database every quarter of a minute. */
function pass(length: number): string[] {
  const outcomes: string[] = [];
  for (let gone = 0; gone < length; gone += 15 * second) {
    truth += 15 * second;
    outcomes.push(time.take(look()));
  }
  return [...new Set(outcomes)];
}
/** How far the time given is from the true one. */
const error = () => time.now() - truth;

beforeEach(() => {
  truth = Date.parse('2026-03-02T09:00Z');
  wrong = { wall: 0, database: 0, steady: 0 };
  time = begin();
});

describe('When the database’s clock jumps and this machine’s does not', () => {
  it.each([
    ['forward by an hour', hour],
    ['forward by three seconds', 3 * second],
    ['back by an hour', -hour],
  ])('%s, then nothing ends early and nothing stays on: time goes on as before', (_what, jump) => {
    wrong.database = jump;
    expect(pass(10 * 60 * second)).toEqual(['refused']);
    expect([error(), time.skew()]).toEqual([0, jump]);
  });

  it('and comes right again, then it is followed as ever', () => {
    wrong.database = hour;
    pass(60 * second);
    wrong.database = 0;
    expect(pass(60 * second)).toEqual(['steady']);
    expect([error(), time.skew()]).toEqual([0, 0]);
  });
});

describe('When this machine’s clock is set', () => {
  it.each([hour, -hour])('by %d ms, then the time given does not change', (jump) => {
    wrong.wall = jump;
    expect(error()).toBe(0);
    expect(time.isInDoubt()).toBe(true);
    expect(pass(60 * second)).toEqual(['steady']);
    expect([error(), time.skew(), time.isInDoubt()]).toEqual([0, -jump, false]);
  });
});

describe('When this machine has slept', () => {
  it('then it is in doubt at once, and right after the next look', () => {
    truth += hour;
    wrong.steady = hour;
    expect([error(), time.isInDoubt()]).toEqual([-hour, true]);
    expect(time.take(look())).toBe('jumped');
    expect([error(), time.isInDoubt()]).toEqual([0, false]);
  });

  it('then so it is where its own clock has always been wrong', () => {
    wrong.wall = -5 * hour;
    time = begin();
    truth += hour;
    wrong.steady = hour;
    expect(time.take(look())).toBe('jumped');
    expect(error()).toBe(0);
  });
});

describe('When both are one clock, and it is set', () => {
  it('forward, then time goes with it', () => {
    wrong.wall = wrong.database = hour;
    expect(time.take(look())).toBe('jumped');
    expect(error()).toBe(hour);
  });

  it('back, then time stands still until it is caught up, and never goes back', () => {
    const before = time.now();
    wrong.wall = wrong.database = -60 * second;
    expect(time.take(look())).toBe('jumped');
    expect(time.now()).toBe(before);
    truth += 30 * second;
    expect(time.now()).toBe(before);
    truth += 31 * second;
    expect(time.now()).toBe(before + second);
  });
});

describe('When the database’s clock was wrong from the start', () => {
  it('then it is told, and followed once it says what this machine’s says', () => {
    wrong.database = -hour;
    time = begin();
    expect([error(), time.skew()]).toEqual([-hour, -hour]);
    wrong.database = 0;
    expect(time.take(look())).toBe('jumped');
    expect([error(), time.skew()]).toEqual([0, 0]);
  });
});

it('When it is asked over a stalled network, then what that says is not used', () => {
  wrong.database = second;
  expect(time.take({ ...look(), within: 501 })).toBe('vague');
  expect([error(), time.skew()]).toEqual([0, 0]);
  expect(time.take({ ...look(), within: 500 })).toBe('steady');
  expect(error()).toBe(second);
});

it('When clocks run apart slowly, as all do, then the database’s is followed', () => {
  for (let drifted = 0; drifted < 100; drifted += 1) {
    wrong.database += 20;
    expect(pass(15 * second)).toEqual(['steady']);
  }
  expect([error(), time.skew()]).toEqual([2 * second, 2 * second]);
});
