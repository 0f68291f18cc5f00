import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { people } from '../../support/organisation.js';
import { launchBrowser } from '../../support/parts/browser.js';
import { type SignedInFixture, signedInFixture } from '../../support/setups/signed-in-fixture.js';

let fixture: SignedInFixture;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let faults: string[];

beforeAll(async () => {
  [fixture, browser] = await Promise.all([signedInFixture(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await fixture.stop();
});
beforeEach(async () => {
  context = await browser.newContext({ reducedMotion: 'reduce' });
  page = await context.newPage();
  faults = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  // A violated Content-Security-Policy is an error on the console. What the provider's own pages do is their affair.
  page.on('console', (message) => {
    if (message.type() === 'error' && message.location().url.startsWith(fixture.url)) faults.push(message.text());
  });
});
afterEach(async () => {
  await context.close();
  expect(faults).toEqual([]);
});

const violations = async () =>
  (await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations.map(({ id, help }) => `${id}: ${help}`);

it('When Ada opens a page in her browser, then she signs in at the provider, sees it, and signs out again', async () => {
  await page.goto(`${fixture.url}/identities`);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in');
  expect(await violations()).toEqual([]);
  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Account').selectOption('ada');
  await page.getByRole('button', { name: 'Sign in there' }).click();
  await page.waitForURL(`${fixture.url}/identities`);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Linked identities');
  expect(await page.getByText('This browser').count()).toBe(1);
  expect(await violations()).toEqual([]);
  // The cookie of the session is no script's affair.
  expect(await page.evaluate(() => document.cookie)).toMatch(/^(?:latchkey-zone=[\w/]+)?$/);

  await page.getByText('Ada', { exact: true }).first().click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { name: 'Signed out' }).waitFor();
  expect(await violations()).toEqual([]);
  await page.goto(`${fixture.url}/identities`);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in');
});

it('When she is signed in twice, then she signs out there from here, by the keyboard alone', async () => {
  const elsewhere = fixture.visitor();
  await elsewhere.signIn({ account: 'ada' });
  await page.goto(`${fixture.url}/sign-in/start?return=/identities`);
  await page.getByLabel('Account').selectOption('ada');
  await page.getByRole('button', { name: 'Sign in there' }).click();
  await page.waitForURL(`${fixture.url}/identities`);
  await page.getByRole('button', { name: 'Sign out everywhere else' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Signed out there.').waitFor();
  expect((await elsewhere.get('/identities')).url.pathname).toBe('/sign-in');
});

it.each([
  ['light', { width: 1200, height: 800 }],
  ['dark', { width: 390, height: 800 }],
] as const)(
  'When Ada opens the chat in a %s window, then she asks for her roles there until her session ends',
  async (colorScheme, size) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    await page.goto(`${fixture.url}/chat`);
    await page.getByRole('link', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('Account').selectOption('ada');
    await page.getByRole('button', { name: 'Sign in there' }).click();
    await page.waitForURL(`${fixture.url}/chat`);
    const own = page.getByRole('region', { name: 'Ada', exact: true });
    await own.getByRole('textbox').fill('my roles');
    await page.keyboard.press('Enter');
    await own.getByRole('button', { name: 'Activate: Security Reader' }).waitFor();
    expect(await page.locator('.columns').getByRole('region').count()).toBe(1);
    expect(await violations()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);

    await fixture.database.sessions.endAllOf(people.ada.id);
    await own.getByRole('textbox').fill('pending');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Sign in again' }).waitFor();
    expect(faults.splice(0)).toEqual([expect.stringContaining('401')]);
  },
);

it('When Ada is in Tokyo today, then what she reads in the browser, and what comes to her later, says so', async () => {
  const abroad = await browser.newContext({ timezoneId: 'Asia/Tokyo', reducedMotion: 'reduce' });
  const away = await abroad.newPage();
  await away.goto(`${fixture.url}/identities`);
  await away.getByRole('link', { name: 'Sign in', exact: true }).click();
  await away.getByLabel('Account').selectOption('ada');
  await away.getByRole('button', { name: 'Sign in there' }).click();
  await away.waitForURL(`${fixture.url}/identities`);
  await away.goto(`${fixture.url}/notifications`);
  expect(await away.getByRole('main').textContent()).toContain('Asia/Tokyo');
  await abroad.close();
  const known = await fixture.database.zones.of([people.ada.id]);
  expect(known.get(people.ada.id)).toEqual({ last: 'Asia/Tokyo' });
});
