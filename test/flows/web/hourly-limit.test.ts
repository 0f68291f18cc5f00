import { afterAll, beforeAll, expect, it } from 'vitest';
import { anyChangeInAnHour } from '../../../adapters/web/limit.js';
import { people } from '../../support/organisation.js';
import { type SignedInFixture, signedInFixture } from '../../support/setups/signed-in-fixture.js';

let fixture: SignedInFixture;
beforeAll(async () => {
  fixture = await signedInFixture();
});
afterAll(() => fixture.stop());

it('When somebody has changed as much as an hour takes, minute by minute, then they wait for the next, and nobody else does', async () => {
  const [ada, bob] = [fixture.visitor(), fixture.visitor()];
  await ada.signIn({ account: 'ada' }, '/my-roles');
  await bob.signIn({ account: 'bob' }, '/my-roles');
  const change = async (browser: typeof ada) => browser.post('/do', { _csrf: browser.token(), action: '{}' });
  expect((await change(ada)).status).not.toBe(429);
  // The rest of her hour, all but one.
  const { rateLimits } = fixture.database;
  for (let times = 2; times < anyChangeInAnHour.times; times += 1) {
    expect(await rateLimits.exceeded(anyChangeInAnHour, people.ada.id)).toBeUndefined();
  }
  await ada.get('/my-roles');
  expect((await change(ada)).status).not.toBe(429);
  await ada.get('/my-roles');
  const refused = await change(ada);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(120);
  expect(refused.text).toContain('That was too often in a short time');
  // She may still look.
  expect((await ada.get('/my-roles')).status).toBe(200);
  expect((await change(bob)).status).not.toBe(429);
}, 60_000);
