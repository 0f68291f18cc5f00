import { expect, it } from 'vitest';
import { mongoRateLimits } from '../../../adapters/mongo/people/rate-limits.js';
import { limitTurns } from '../../../bot/turns/limit-turns.js';
import type { Reply, Turn } from '../../../bot/turns/turn.js';
import { commandId, correlationId } from '../../../domain/ids.js';
import { minutes } from '../../../domain/time.js';
import { alice, bob } from '../../support/builders.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';
import { silentLog } from '../../support/silent-log.js';

const database = migratedDatabase();

const aTurn = (actor: Turn['actor'], number: number): Turn => ({
  commandId: commandId(`slack:${number}`),
  correlationId: correlationId('c'),
  surface: 'slack',
  actor,
  timeZone: 'UTC',
  input: { kind: 'text', text: 'help', opensForms: false },
});

function limitedFixture(perMinute: number) {
  const handled: Turn[] = [];
  const handle = async (turn: Turn): Promise<Reply> => {
    handled.push(turn);
    return { kind: 'delivered' };
  };
  const limits = mongoRateLimits(database.connection);
  return { handled, limited: limitTurns(handle, { limits, perMinute, log: silentLog }) };
}

it('When somebody says more in a minute than one may, then it is not done and they are told; others are heard', async () => {
  const { handled, limited } = limitedFixture(3);
  const replies = await Promise.all([1, 2, 3, 4, 5].map((number) => limited(aTurn(alice, number))));
  expect(handled).toHaveLength(3);
  expect(replies.filter((reply) => reply.kind === 'said' && reply.text.includes('wait a minute'))).toHaveLength(2);
  expect(await limited(aTurn(bob, 6))).toEqual({ kind: 'delivered' });
});

it('When somebody keeps to the minute but goes on for an hour, then they are told how long to wait', async () => {
  const { handled, limited } = limitedFixture(2);
  const counts = database.connection.collection('rateLimitCounts');
  for (let minute = 0; minute < 10; minute++) {
    for (const half of [0, 1]) await limited(aTurn(alice, 2 * minute + half));
    await counts.updateMany({ key: /^turns:/ }, { $set: { expire: new Date(0) } });
  }
  expect(handled).toHaveLength(20);
  expect(await limited(aTurn(alice, 20))).toMatchObject({
    kind: 'said',
    text: expect.stringMatching(/wait (59|60) minutes/),
  });
  expect(await limited(aTurn(bob, 21))).toEqual({ kind: 'delivered' });
});

it('When they speak by another process, then it counts there too', async () => {
  const [here, there] = [limitedFixture(2), limitedFixture(2)];
  await here.limited(aTurn(alice, 1));
  await there.limited(aTurn(alice, 2));
  expect(await here.limited(aTurn(alice, 3))).toMatchObject({ kind: 'said' });
  expect(await there.limited(aTurn(alice, 4))).toMatchObject({ kind: 'said' });
});

it('When the time is over, then they may speak again', async () => {
  const limits = mongoRateLimits(database.connection);
  const limit = { name: 'short', times: 1, per: minutes(10) };
  expect(await limits.exceeded(limit, alice)).toBeUndefined();
  await database.connection.collection('rateLimitCounts').updateMany({}, { $set: { expire: new Date(0) } });
  expect(await limits.exceeded(limit, alice)).toBeUndefined();
  expect(await limits.exceeded(limit, alice)).toBeGreaterThan(minutes(9));
});
