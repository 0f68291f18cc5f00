import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FarEnds, farEnds } from '../../../bot/jobs/far-end.js';
import { AdapterError } from '../../../domain/ports/system.js';
import { instant, minutes, seconds } from '../../../domain/time.js';
import { silentLog as log } from '../../support/silent-log.js';

/** What the far end answers at present: undefined where all is well. */
let fault: AdapterError | undefined;
/** What administrators were told, in order. */
let told: string[];
let back: number;
let ends: FarEnds;

const refused = () => new AdapterError('unauthorised', 'the credential was revoked');
const away = () => new AdapterError('unavailable', 'nobody answers');
const pass = (time: number) => vi.advanceTimersByTimeAsync(time);

beforeEach(() => {
  vi.useFakeTimers();
  [fault, told, back] = [undefined, [], 0];
  ends = farEnds({
    ends: [
      {
        name: 'Slack',
        lane: 'slack',
        async prove() {
          if (fault) throw fault;
        },
      },
    ],
    async tell({ name }, { isRefused }, isOver) {
      told.push(`${name} ${isOver ? 'is back' : isRefused ? 'refuses' : 'is away'}`);
    },
    isBack: () => {
      back += 1;
    },
    clock: { now: () => instant(Date.now()) },
    log,
    random: () => 0.5,
  });
});
afterEach(async () => {
  await ends.stop();
  vi.useRealTimers();
});

async function start(): Promise<void> {
  ends.start();
  await ends.tried();
  await pass(1);
}

describe('When a credential is revoked while Latchkey runs', () => {
  it('then within minutes messages wait, administrators hear of it once, and once more when it is back', async () => {
    await start();
    expect([ends.mustWait('slack'), ends.troubles(), told]).toEqual([false, [], []]);
    fault = refused();
    await pass(minutes(5) + seconds(1));
    expect(ends.mustWait('slack')).toBe(true);
    expect(ends.mustWait('mail')).toBe(false);
    expect(ends.troubles()).toEqual(['Slack refuses Latchkey’s credentials: check its settings']);
    await pass(minutes(60));
    expect(told).toEqual(['Slack refuses']);
    const before = back;
    fault = undefined;
    await pass(minutes(2));
    expect(told).toEqual(['Slack refuses', 'Slack is back']);
    expect([ends.mustWait('slack'), ends.troubles(), back - before]).toEqual([false, [], 1]);
  });
});

describe('When a far end cannot be reached', () => {
  it('then a moment is no news, and longer is told once, however often it is tried', async () => {
    fault = away();
    await start();
    expect(ends.mustWait('slack')).toBe(true);
    expect(told).toEqual([]);
    await pass(minutes(30));
    expect(told).toEqual(['Slack is away']);
    fault = undefined;
    await pass(minutes(2));
    expect(told).toEqual(['Slack is away', 'Slack is back']);
  });

  it('then what nobody was told of is not told to be back', async () => {
    fault = away();
    await start();
    fault = undefined;
    await pass(seconds(8));
    expect([told, ends.troubles()]).toEqual([[], []]);
  });

  it('then one that only asks to be left alone is there', async () => {
    await start();
    fault = new AdapterError('rate-limited', 'slower');
    await pass(minutes(20));
    expect([told, ends.mustWait('slack')]).toEqual([[], false]);
  });

  it('then it is told again when it goes away again', async () => {
    await start();
    for (let time = 1; time <= 2; time += 1) {
      fault = refused();
      await pass(minutes(6));
      fault = undefined;
      await pass(minutes(6));
    }
    expect(told).toEqual(['Slack refuses', 'Slack is back', 'Slack refuses', 'Slack is back']);
  });
});
