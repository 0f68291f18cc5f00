import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasEnded, isActive, wayOut } from '../../bot/demo/recognise.js';
import type { Button } from '../../cards/card.js';
import { activity } from '../../domain/audit/activity.js';
import { type BuiltProduct, buildProduct } from '../support/built-product.js';
import { type MortalHouse, openMortalHouse } from '../support/mortal-house.js';
import type { Step } from '../support/mortal-product.js';
import { readRecord } from '../support/read-record.js';

type Ending = 'given back' | 'expired';
type Left = Awaited<ReturnType<typeof readRecord>>;

let product: BuiltProduct;
/** What a story leaves behind that nothing has disturbed. */
const undisturbed = {} as Record<Ending, Left>;

beforeAll(async () => {
  product = await buildProduct({
    'mortal-product': fileURLToPath(new URL('../support/mortal-product.ts', import.meta.url)),
  });
  const [givenBack, expired] = await Promise.all([leftBy('given back'), leftBy('expired')]);
  Object.assign(undisturbed, { 'given back': givenBack.left, expired: expired.left });
});
afterAll(() => product?.remove());

/** Plays the story in a house that is killed at a step, where one is given. */
async function leftBy(ending: Ending, step?: Step) {
  const house = await openMortalHouse(product.folder, { fate: step && { step, signal: 'SIGKILL' } });
  try {
    await play(house, ending);
    return { left: await readRecord(house), deaths: house.deaths() };
  } finally {
    await house.close();
  }
}

async function play({ people, deliver, wish, approval, card, pressOf }: MortalHouse, ending: Ending): Promise<void> {
  await deliver(wish(ending === 'expired' ? '4s' : '1h'));
  await deliver(await approval(people.bob));
  if (ending === 'given back') {
    const active = await card(people.ada, 'the role active', isActive);
    await deliver(pressOf(active, wayOut(active) as Button));
  }
  await card(people.ada, 'the role ended', hasEnded);
}

describe('A story that nothing disturbs', () => {
  it.each<Ending>(['given back', 'expired'])(
    'When a role is %s, then each change is done and recorded once',
    (ending) => {
      const { effects, audit, requests, schedules, setAside } = undisturbed[ending];
      expect(effects).toEqual(['granted', 'revoked']);
      const ended = ending === 'expired' ? activity.activationExpired : activity.deactivationRequested;
      expect(audit).toEqual(
        [
          activity.activationRequested,
          activity.requestApproved,
          activity.activationCompleted,
          ended,
          activity.deactivationCompleted,
        ].sort(),
      );
      expect(requests).toContain('selfActivate Provisioned');
      expect(schedules).toHaveLength(1);
      expect(setAside).toEqual([]);
    },
  );
});

describe('A process that is killed while a role is on its way in', () => {
  it.concurrent.each<Step>([
    'request stored',
    'approval stored',
    'events claimed',
    'events half expanded',
    'events expanded',
    'granting',
    'granted',
    'grant confirmed',
    'card shown',
    'note shown',
  ])(
    'When it dies at “%s” and is started again, then nothing is lost and nothing doubled',
    async (step) => {
      const { left, deaths } = await leftBy('given back', step);
      expect(deaths).toBe(1);
      expect(left).toEqual(undisturbed['given back']);
    },
    60_000,
  );
});

describe('A process that is killed while a role is on its way out', () => {
  it.concurrent.each<Step>(['expiry stored', 'revoking', 'revoked', 'removal confirmed'])(
    'When it dies at “%s” and is started again, then the role has ended and everything is as it would have been',
    async (step) => {
      const { left, deaths } = await leftBy('expired', step);
      expect(deaths).toBe(1);
      expect(left).toEqual(undisturbed.expired);
    },
    60_000,
  );
});
