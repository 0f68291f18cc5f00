import { beforeEach, expect, it } from 'vitest';
import { mongoIdentities } from '../../../adapters/mongo/people/identities.js';
import { mongoLinkOffers } from '../../../adapters/mongo/people/link-offers.js';
import { mongoSessions } from '../../../adapters/mongo/people/sessions.js';
import { storedSecret } from '../../../adapters/mongo/schemas/stored-secret.js';
import type { SignInSession } from '../../../domain/ports/sessions.js';
import { after, hours, minutes } from '../../../domain/time.js';
import { alice, bob, monday } from '../../support/builders.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';

const database = migratedDatabase();
const limits = { idle: minutes(30), absolute: hours(8) };
const aSession = (over: Partial<SignInSession> = {}): SignInSession => ({
  id: 's1',
  principalId: alice,
  signedInAt: monday,
  lastSeenAt: monday,
  device: 'A browser',
  ...over,
});

let sessions: ReturnType<typeof mongoSessions>;
beforeEach(() => {
  sessions = mongoSessions(database.connection);
});

it('When a session was ended, then whoever still writes to it does not bring it back', async () => {
  await sessions.open(aSession());
  expect(await sessions.end('s1', bob)).toBe(false);
  expect(await sessions.find('s1', monday, limits)).toEqual(aSession());
  expect(await sessions.end('s1', alice)).toBe(true);
  await sessions.seen('s1', after(monday, minutes(1)));
  expect(await sessions.find('s1', monday, limits)).toBeUndefined();
});

it('When time goes by, then a session ends by either limit, to the millisecond', async () => {
  await sessions.open(aSession());
  const at = (moment: number) => sessions.find('s1', after(monday, minutes(moment)), limits);
  expect(await at(29.99)).toBeDefined();
  expect(await at(30)).toBeUndefined();
  await sessions.seen('s1', after(monday, hours(7.9)));
  expect(await at(8 * 60 - 0.01)).toBeDefined();
  expect(await at(8 * 60)).toBeUndefined();
});

it('When a slower process notes an earlier moment, then the later one stands', async () => {
  await sessions.open(aSession());
  await sessions.seen('s1', after(monday, minutes(20)));
  await sessions.seen('s1', after(monday, minutes(10)));
  expect(await sessions.find('s1', after(monday, minutes(45)), limits)).toBeDefined();
});

it('When one signs in again and again, then the fifty used last stand, and nobody else loses theirs', async () => {
  await sessions.open(aSession({ id: 'of-bob', principalId: bob }));
  for (let number = 0; number < 60; number++) {
    await sessions.open(aSession({ id: `s${number}`, lastSeenAt: after(monday, minutes(number / 10)) }));
  }
  const now = after(monday, minutes(7));
  const kept = (await sessions.listOf(alice, now, limits)).map(({ id }) => id);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([50, 's59', 's10']);
  expect(await sessions.listOf(bob, now, limits)).toHaveLength(1);
});

it('When somebody’s sessions are listed and ended, then they are theirs alone', async () => {
  await sessions.open(aSession());
  await sessions.open(aSession({ id: 's2', lastSeenAt: after(monday, minutes(5)) }));
  await sessions.open(aSession({ id: 's3', principalId: bob }));
  await sessions.open(aSession({ id: 'old', signedInAt: after(monday, minutes(-600)) }));
  const now = after(monday, minutes(6));
  expect((await sessions.listOf(alice, now, limits)).map(({ id }) => id)).toEqual(['s2', 's1']);
  expect(await sessions.endAllOf(alice, 's1')).toBe(2);
  expect((await sessions.listOf(alice, now, limits)).map(({ id }) => id)).toEqual(['s1']);
  expect(await sessions.endAllOf(alice)).toBe(1);
  expect(await sessions.find('s3', now, limits)).toBeDefined();
});

it('When ten take the same offer at once, then one gets it', async () => {
  const offers = mongoLinkOffers(database.connection);
  const account = { surface: 'slack', externalId: 'T1:U1', accountName: 'Ada' } as const;
  await offers.put({ ...account, tokenHash: 'hash', expiresAt: after(monday, minutes(10)) });
  const taken = await Promise.all(Array.from({ length: 10 }, () => offers.take('hash', monday)));
  expect(taken.filter(Boolean)).toHaveLength(1);
});

it('When one person claims two accounts at once, or two people one account, then nobody ends up with what is not theirs alone', async () => {
  const links = mongoIdentities(database.connection);
  const [one, two] = [
    { surface: 'slack', externalId: 'T1:U1' },
    { surface: 'slack', externalId: 'T1:U2' },
  ] as const;
  await Promise.all([links.claim(one, alice), links.claim(two, alice)]);
  expect((await links.allOf(alice)).length).toBeLessThan(2);
  await database.connection.collection('identities').deleteMany({});
  const claimed = await Promise.all([links.claim(one, alice), links.claim(one, bob)]);
  expect(claimed.toSorted()).toEqual(['linked', 'taken']);
  expect(await links.claim(two, claimed[0] === 'linked' ? alice : bob)).toBe('has-another');
  expect(await links.unlink(one, claimed[0] === 'linked' ? bob : alice)).toBe(false);
});

it('When a secret is kept, then everybody who asks, at once too, gets the same, and another name has another', async () => {
  const asked = await Promise.all(Array.from({ length: 5 }, () => storedSecret(database.connection, 'session')));
  expect(new Set(asked).size).toBe(1);
  expect(asked[0]?.length).toBeGreaterThan(40);
  expect(await storedSecret(database.connection, 'other')).not.toBe(asked[0]);
});
