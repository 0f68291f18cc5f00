import { expect, it } from 'vitest';
import { mongoIdentities } from '../../../adapters/mongo/people/identities.js';
import { after, minutes } from '../../../domain/time.js';
import { alice, bob, monday } from '../../support/builders.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';

const database = migratedDatabase();
const open = () => mongoIdentities(database.connection);

it('When somebody is linked, then they are found by the platform’s id and by their own, on that platform alone', async () => {
  const identities = open();
  await identities.link('slack', 'T1:U1', alice, { channel: 'D1' });
  expect(await identities.principalOf('slack', 'T1:U1')).toBe(alice);
  expect(await identities.find('slack', alice)).toEqual({ externalId: 'T1:U1', address: { channel: 'D1' } });
  expect(await identities.principalOf('teams', 'T1:U1')).toBeUndefined();
  expect(await identities.find('teams', alice)).toBeUndefined();
  expect(await identities.principalOf('slack', 'T1:U2')).toBeUndefined();
});

it('When their address moves, then the new one counts, and a link without one keeps what was known', async () => {
  const identities = open();
  await identities.link('teams', 'aad', alice, { conversation: 'old' });
  await identities.link('teams', 'aad', alice, { conversation: 'new' });
  await identities.link('teams', 'aad', alice);
  expect(await identities.find('teams', alice)).toEqual({ externalId: 'aad', address: { conversation: 'new' } });
});

it('When a platform’s id is linked to somebody else, then it is theirs alone', async () => {
  const identities = open();
  await identities.link('slack', 'T1:U1', alice);
  await identities.link('slack', 'T1:U1', bob);
  expect(await identities.principalOf('slack', 'T1:U1')).toBe(bob);
  expect(await identities.find('slack', alice)).toBeUndefined();
});

it('When ten deliveries link the same person at once, then there is one link', async () => {
  const identities = open();
  await Promise.all(Array.from({ length: 10 }, () => identities.link('slack', 'T1:U1', alice, { channel: 'D1' })));
  expect(await database.connection.collection('identities').countDocuments()).toBe(1);
});

it('When a platform has said who somebody is, then its last word stays beside their link, and never makes one', async () => {
  const identities = open();
  await identities.saw('slack', 'T1:U1', { timeZone: 'UTC' }, monday);
  expect(await identities.lastSeen('slack', 'T1:U1')).toBeUndefined();
  expect(await identities.principalOf('slack', 'T1:U1')).toBeUndefined();
  await identities.link('slack', 'T1:U1', alice, { channel: 'D1' });
  expect(await identities.lastSeen('slack', 'T1:U1')).toBeUndefined();
  const later = after(monday, minutes(3));
  await identities.saw('slack', 'T1:U1', { timeZone: 'Europe/Berlin', refusal: undefined }, later);
  await identities.saw('slack', 'T1:U1', { timeZone: 'UTC' }, monday); // of a process that was slow to say it
  await identities.link('slack', 'T1:U1', alice);
  expect(await identities.lastSeen('slack', 'T1:U1')).toEqual({ profile: { timeZone: 'Europe/Berlin' }, at: later });
  expect(await identities.lastSeen('teams', 'T1:U1')).toBeUndefined();
  expect(await identities.find('slack', alice)).toEqual({ externalId: 'T1:U1', address: { channel: 'D1' } });
});
