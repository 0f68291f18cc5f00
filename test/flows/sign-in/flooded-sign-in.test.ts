import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../../adapters/mongo/connection/connect.js';
import { type SignedInFixture, signedInFixture } from '../../support/setups/signed-in-fixture.js';

let fixture: SignedInFixture;
beforeAll(async () => {
  fixture = await signedInFixture();
});
afterAll(() => fixture.stop());

/** Asks for a page again and again from the one address that everybody here has, by browsers that nobody knows. */
async function flood(path: string, times: number): Promise<number[]> {
  const seen: number[] = [];
  const ask = async () => {
    const answer = await fetch(`${fixture.url}${path}`, { redirect: 'manual' });
    await answer.arrayBuffer();
    seen.push(answer.status);
  };
  while (seen.length < times) await Promise.all(Array.from({ length: 50 }, ask));
  return seen;
}

async function kept(): Promise<number[]> {
  const connection = await connect(fixture.uri);
  const counts = ['browserSessions', 'rateLimitCounts'].map((name) => connection.collection(name).countDocuments());
  const all = await Promise.all(counts);
  await connection.close();
  return all;
}

it('When one browser behind an address floods it, then another one there still signs in and works', async () => {
  const before = await kept();
  expect(new Set(await flood('/sign-in/start', 1500))).toEqual(new Set([303]));
  // Who begins and never comes back leaves nothing here.
  expect(await kept()).toEqual(before);
  expect(await flood('/my-roles', 3200)).toContain(429);

  const ada = fixture.visitor();
  const back = await ada.signIn({ account: 'ada' }, '/my-roles');
  expect([back.status, back.url.pathname]).toEqual([200, '/my-roles']);
  expect((await ada.get('/identities')).status).toBe(200);
  // Whoever is not signed in still has to wait.
  expect((await fixture.visitor().get('/my-roles', { follow: false })).status).toBe(429);
}, 120_000);
