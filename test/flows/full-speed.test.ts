import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SignedInFixture, signedInFixture } from '../support/setups/signed-in-fixture.js';

let fixture: SignedInFixture;
beforeAll(async () => {
  fixture = await signedInFixture({ slack: true, settings: { LOG_LEVEL: 'info' } });
});
afterAll(() => fixture.stop());

const browserOf = async (account: string) => {
  const browser = fixture.visitor();
  await browser.signIn({ account });
  return browser;
};
const many = <T>(count: number, work: (number: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, number) => work(number)));

/** A stream of the portal's that its reader keeps open; whether the server keeps it open too. */
function stream(cookie: string): Promise<{ isOpen: boolean; close(): void }> {
  return new Promise((resolve, reject) => {
    const asked = get(`${fixture.url}/live`, { headers: { cookie }, agent: false }, (answer: IncomingMessage) => {
      const state = { isOpen: answer.statusCode === 200, close: () => void asked.destroy() };
      answer.resume().on('close', () => {
        state.isOpen = false;
      });
      resolve(state);
    });
    asked.on('error', reject);
  });
}

const pages = ['/my-roles', '/my-requests', '/approve', '/overview', '/search?q=reader', '/my-audit'];

it('When one person and a stranger do at full speed whatever they can, then everybody else has whole answers, and nothing they did is kept or logged without end', async () => {
  const [mallory, bob] = [await browserOf('ada'), await browserOf('bob')];
  const cookie = mallory.cookie();
  const quiet = new Map<string, number>();
  for (const page of pages) quiet.set(page, (await bob.get(page)).text.length);
  const lines = fixture.logged.length;

  const streams = many(60, () => stream(cookie));
  const flood = Promise.all([
    many(300, (number) => fixture.visitor().get(pages[number % pages.length] ?? '/', { headers: { cookie } })),
    many(300, () => fixture.visitor().get('/readyz')),
    many(300, () => fixture.visitor().get('/my-roles', { follow: false })),
    many(100, () => fixture.visitor().post('/slack/events', { text: 'x'.repeat(1000) }, { follow: false })),
  ]);
  const others = [];
  for (let round = 0; round < 5; round++) for (const page of pages) others.push(await bob.get(page));
  const flooded = (await flood).flat();

  expect(others.map(({ status }) => status)).toEqual(Array(30).fill(200));
  for (const { url, text } of others) {
    expect(text.length).toBeGreaterThan((quiet.get(`${url.pathname}${url.search}`) ?? Infinity) * 0.9);
    expect(text).toContain('</html>');
  }
  expect(flooded.filter(({ status }) => status >= 500)).toEqual([]);
  const opened = await streams;
  await expect.poll(() => opened.filter(({ isOpen }) => isOpen).length).toBe(8);
  for (const each of opened) each.close();
  // A line a minute for what was refused, and none for each.
  const written = fixture.logged.slice(lines).filter((line) => /"level":(40|50)/.test(line));
  expect(written.length).toBeLessThan(30);
});
