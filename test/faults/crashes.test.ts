import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { activity } from '../../domain/audit/activity.js';
import { eventually } from '../support/eventually.js';
import { type BuiltProduct, buildProduct } from '../support/products/built-product.js';
import { type CrashableFixture, openCrashableFixture } from '../support/products/crashable-fixture.js';
import type { CrashableOptions } from '../support/products/crashable-processes.js';
import type { Step } from '../support/products/crashable-product.js';
import { readAuditLog } from '../support/read-audit-log.js';

type Ending = 'given back' | 'expired';
type Left = Awaited<ReturnType<typeof leftBy>>;

/** A story takes seconds, and far longer where the machine has much else to do, in milliseconds. */
const timeout = 120_000;

let product: BuiltProduct;
/** What a story leaves behind that nothing has disturbed. */
let undisturbed: Record<Ending, Promise<Left>>;

beforeAll(async () => {
  const entry = fileURLToPath(new URL('../support/products/crashable-product.ts', import.meta.url));
  product = await buildProduct({ 'mortal-product': entry });
  undisturbed = { 'given back': leftBy('given back'), expired: leftBy('expired') };
});
afterAll(() => product?.remove());

/** Plays a story in a house of its own. Returns all that it left behind, and at which steps a process was stopped. */
async function leftBy(ending: Ending, over: Partial<CrashableOptions> = {}, play = playThrough) {
  const fixture = await openCrashableFixture(product.folder, { count: 1, isRevived: true, ...over });
  try {
    const replies = await play(fixture, ending);
    return { ...(await readAuditLog(fixture)), replies: replies.map(withoutId), met: [...fixture.met.keys()] };
  } finally {
    await fixture.close();
  }
}

const withoutId = <Reply extends object>(reply: Reply) => ({ ...reply, requestId: undefined });

/**
 * A removal may be carried out once more than was needed, or where the directory has ended the access on its own, to
 * keep out what may still come of a call that nobody heard the end of. How everything stands tells that it is out.
 */
const apartFromRemovals = ({ effects, ...left }: Left) => ({
  ...left,
  granted: effects.filter((effect) => effect !== 'revoked'),
});

async function playThrough({ deliver, activation, approval, giveBack, ended }: CrashableFixture, ending: Ending) {
  const asked = await deliver(activation(ending === 'expired' ? '8s' : '1h'));
  const approved = await deliver(await approval());
  if (ending === 'given back') await deliver(await giveBack());
  await ended();
  return [asked, approved];
}

it.concurrent.each<Ending>(['given back', 'expired'])(
  'When nothing goes wrong and a role is %s, then each change is done and recorded once',
  async (ending) => {
    const { effects, audit, requests, schedules, makeDeadLetters, overstayed } = await undisturbed[ending];
    // What the directory has let run out on its own need not be taken out of it.
    expect(effects).toEqual(ending === 'expired' ? ['granted'] : ['granted', 'revoked']);
    const end = ending === 'expired' ? activity.activationExpired : activity.deactivationRequested;
    const { activationRequested, requestApproved, activationCompleted, deactivationCompleted } = activity;
    expect(audit).toEqual(
      [activationRequested, requestApproved, activationCompleted, end, deactivationCompleted].sort(),
    );
    expect(requests).toContain('selfActivate Provisioned');
    expect(schedules).toHaveLength(1);
    expect(makeDeadLetters).toEqual([]);
    expect(overstayed).toEqual([0]);
  },
  timeout,
);

it.concurrent.each<[string, Ending, ...Step[]]>([
  ['while it is asked for', 'given back', 'activation stored', 'events half expanded', 'card shown', 'approval stored'],
  ['on its way in', 'given back', 'grant claimed', 'granting', 'granted', 'grant settled', 'note shown'],
  ['on its way out', 'given back', 'give-back stored', 'removal claimed', 'revoking', 'revoked'],
  ['when its time is up', 'expired', 'expiry stored', 'removal claimed', 'removal settled', 'note shown'],
])(
  'When the process dies at each step %s, then nothing is lost, nothing doubled, and it ends in time',
  async (_when, ending, ...steps) => {
    const { met, ...left } = await leftBy(ending, { fate: { steps, signal: 'SIGKILL' } });
    expect(met.sort()).toEqual(steps.toSorted());
    expect(apartFromRemovals({ ...left, met: [] })).toEqual(apartFromRemovals(await undisturbed[ending]));
  },
  timeout,
);

it.concurrent(
  'When two processes get every press at once, then they share the work and do nothing twice',
  async () => {
    const twice = (fixture: CrashableFixture, ending: Ending) => {
      const deliver: CrashableFixture['deliver'] = async (turn) => {
        const [one, other] = await Promise.all([fixture.deliver(turn), fixture.deliver(turn)]);
        expect(other).toEqual(one);
        return one;
      };
      return playThrough({ ...fixture, deliver }, ending);
    };
    expect(await leftBy('given back', { count: 2 }, twice)).toEqual(await undisturbed['given back']);
  },
  timeout,
);

it.concurrent(
  'When the processes that hold a delivery are killed for good, then the one left takes over from each',
  async () => {
    const steps: Step[] = ['grant claimed', 'granting', 'revoked'];
    const { met, ...left } = await leftBy('given back', {
      count: 4,
      isRevived: false,
      fate: { steps, signal: 'SIGKILL' },
    });
    expect(met).toEqual(steps);
    expect(apartFromRemovals({ ...left, met: [] })).toEqual(apartFromRemovals(await undisturbed['given back']));
  },
  timeout,
);

it.concurrent(
  'When a process sleeps past its lease and wakes, then it cannot undo what came after',
  async () => {
    const fate = { steps: ['granting' as const], signal: 'SIGSTOP' as const };
    const { met, effects, ...left } = await leftBy(
      'given back',
      { count: 2, isRevived: false, fate },
      async (fixture, ending) => {
        const replies = await playThrough(fixture, ending);
        const sleeper = fixture.met.get('granting');
        sleeper?.kill('SIGCONT');
        sleeper?.kill('SIGTERM');
        await eventually(() => expect(sleeper?.exitCode).toBe(0));
        return replies;
      },
    );
    expect(met).toEqual(['granting']);
    expect(effects).toEqual(['grant refused', 'granted', 'revoked']);
    const { effects: _, ...calm } = await undisturbed['given back'];
    expect({ ...left, met: [] }).toEqual(calm);
  },
  timeout,
);

it.concurrent(
  'When a process wakes while another has granted and not yet said so, then the role is active all the same',
  async () => {
    const fate = { steps: ['granting' as const, 'granted' as const], signal: 'SIGSTOP' as const };
    const { effects, met, ...left } = await leftBy('given back', { count: 2, fate }, async (fixture) => {
      const { deliver, activation, approval, giveBack, ended } = fixture;
      const replies = [await deliver(activation('1h')), await deliver(await approval())];
      await eventually(() => expect([...fixture.met.keys()]).toEqual(fate.steps));
      fixture.met.get('granting')?.kill('SIGCONT');
      await eventually(() => expect(fixture.effects).toContain('grant refused'));
      fixture.met.get('granted')?.kill('SIGCONT');
      await deliver(await giveBack());
      await ended();
      return replies;
    });
    expect(effects).toEqual(['grant refused', 'granted', 'revoked']);
    const { effects: _, ...calm } = await undisturbed['given back'];
    expect({ ...left, met: [] }).toEqual(calm);
  },
  timeout,
);
