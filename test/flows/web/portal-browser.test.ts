import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../support/parts/browser.js';
import { type PortalFixture, type PortalWindow, startPortal } from '../../support/setups/portal-fixture.js';

let fixture: PortalFixture;
let browser: Browser;
const opened: PortalWindow[] = [];
let requestId: string;

beforeAll(async () => {
  [fixture, browser] = await Promise.all([startPortal(), launchBrowser()]);
  await fixture.say('ada', 'activate Security Reader for 2h because looking into INC-42');
  await fixture.say('olga', 'activate Security Reader for 1h because drill');
  await fixture.say('ada', 'activate Reports Reader for 1h because monthly report');
  await fixture.say('bruno', 'approve Olga Makebelieve');
  const principalId = (await fixture.personCalled('ada')).id;
  const [request] = await fixture.database.store.read.requests.list({
    principalId,
    statuses: ['PendingApproval'],
    limit: 1,
  });
  requestId = request?.id ?? '';
});
afterAll(async () => {
  await browser.close();
  await fixture.stop();
});
afterEach(async () => {
  const faults = opened.flatMap((each) => each.faults);
  await Promise.all(opened.splice(0).map(({ context }) => context.close()));
  // A violated content policy is an error on the console.
  expect(faults).toEqual([]);
});

async function open(name: string, options?: Parameters<PortalFixture['windowAs']>[2]) {
  const window = await fixture.windowAs(browser, name, options);
  opened.push(window);
  return window.page;
}

const role = 'kind=directory&role=5d6b6bb7-de71-4623-b4af-96380a352509&scope=%2F';
const pages: readonly (readonly [name: string, path: string])[] = [
  ['ada', '/my-roles'],
  ['ada', '/my-roles?tab=active'],
  ['ada', '/my-roles?tab=expired'],
  ['ada', '/my-requests?tab=all'],
  ['bruno', '/approve'],
  ['bruno', '/requests/{request}'],
  ['quentin', '/roles'],
  ['quentin', `/role?${role}`],
  ['quentin', '/assignments'],
  ['quentin', '/assignments/new'],
  ['quentin', '/settings'],
  ['quentin', `/settings?${role}`],
  ['quentin', `/settings/change?${role}&part=approval`],
  ['quentin', '/stuck'],
  ['quentin', '/alerts'],
  ['quentin', '/alerts/StaleSignInAlert'],
  ['quentin', '/history'],
  ['quentin', '/overview'],
  ['quentin', '/audit'],
  ['quentin', '/my-audit?result=success'],
  ['quentin', '/search?q=security'],
  ['quentin', '/identities'],
  ['quentin', '/security'],
  ['quentin', '/notifications'],
  ['quentin', '/chat?people=quentin'],
];

/** What would keep somebody from reading and using the page as it is shown now. */
async function barriers(page: Page): Promise<string[]> {
  // No page has frames, for which alone the other mode opens a tab more.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const isTooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    ...(isTooWide ? ['wider than the window'] : []),
  ];
}

const bytesSent = (page: Page): Promise<number> =>
  page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .map((each) => (each as PerformanceResourceTiming).transferSize)
      .reduce((sum, size) => sum + size, 0),
  );

it.each(pages)(
  'When %s opens %s for the first time, then less than 100 kB are sent, and everybody can read and use it, light and wide, dark and narrow',
  async (name, path) => {
    // Without motion the colours are at once what they are to be.
    const still = { reducedMotion: 'reduce', colorScheme: 'light', viewport: { width: 1200, height: 800 } } as const;
    const page = await open(name, still);
    await page.goto(path.replace('{request}', requestId), { waitUntil: 'load' });
    const sent = await bytesSent(page);
    expect(sent).toBeGreaterThan(10_000);
    expect(sent).toBeLessThan(100_000);
    expect(await barriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await barriers(page)).toEqual([]);
  },
);

it('When something changes that is shown, then the page shows it without being opened again', async () => {
  const page = await open('carla');
  await page.goto('/approve');
  await page
    .getByRole('link', { name: 'Ada Sample (ada@demo-works.example), Site reliability engineer: Security Reader' })
    .waitFor();
  await fixture.say('ines', 'activate User Administrator for 1h because new starters');
  const ada = await open('ada');
  await ada.goto(`/requests/${requestId}`);
  await ada.getByText('Waiting for approval').waitFor();
  await fixture.say('bruno', 'approve Ada Sample');
  await ada.getByText(/^Active until/).waitFor();
  await page.getByText('Nothing waits for your decision.').waitFor();
});

it('When something is being written, then what changes meanwhile does not take it away', async () => {
  const [writing, other] = [await open('quentin'), await open('quentin')];
  for (const page of [writing, other]) await page.goto('/assignments?q=goran');
  const field = writing.getByLabel('Who or which role');
  await field.fill('secur');
  const assigned = (page: Page) => page.getByRole('link', { name: 'Reports Reader', exact: true });
  await fixture.say('quentin', 'assign Reports Reader to Goran Demoson for 30 days because new on the desk');
  await assigned(other).waitFor();
  await fixture.say('quentin', 'remove Reports Reader from Goran Demoson because moved on');
  await assigned(other).waitFor({ state: 'detached' });
  await fixture.say('quentin', 'assign Reports Reader to Goran Demoson for 30 days because back again');
  await assigned(other).waitFor();
  expect(await field.inputValue()).toBe('secur');
  // Left as it was, the page catches up.
  await field.fill('goran');
  await field.blur();
  await assigned(writing).waitFor();
});

it('When one types into the search, then what is found is shown below, and the arrow keys lead to it', async () => {
  const page = await open('quentin');
  await page.goto('/my-roles');
  await page.keyboard.press('/');
  await page.keyboard.type('bruno');
  const found = page.locator('.suggestions').getByRole('link', { name: 'Bruno Example' });
  await found.waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Bruno Example' }).waitFor();
});

it('When one presses g and a letter, then the page of that letter opens; ? tells of them', async () => {
  const page = await open('ada');
  await page.goto('/my-roles');
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Approve requests').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await page.getByRole('heading', { level: 1, name: 'My requests' }).waitFor();
  await page.getByLabel('Search roles, people and requests').focus();
  await page.keyboard.type('g r');
  expect(new URL(page.url()).pathname).toBe('/my-requests');
});

it('When the first key is Tab, then the way past the navigation is offered', async () => {
  const page = await open('ada');
  await page.goto('/my-roles');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(new URL(page.url()).hash).toBe('#main');
});

it('When the overview is looked at, then the plots are drawn, and their tables say the same', async () => {
  const page = await open('quentin');
  await page.goto('/overview');
  await page.locator('figure[data-plot="days"] canvas').waitFor();
  await page.locator('figure[data-plot="bars"] canvas').waitFor();
  await page.locator('figure[data-plot="bars"] summary').click();
  expect(await page.locator('figure[data-plot="bars"] tbody tr').count()).toBe(6);
});
