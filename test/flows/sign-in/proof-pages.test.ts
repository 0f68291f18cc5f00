import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandId, correlationId } from '../../../domain/ids.js';
import { noAuthenticators, type Passkey } from '../../../domain/proof/authenticators.js';
import { launchBrowser } from '../../support/parts/browser.js';
import { type PortalFixture, type PortalWindow, startPortal } from '../../support/setups/portal-fixture.js';

let browser: Browser;
let fixture: PortalFixture;
beforeAll(async () => {
  browser = await launchBrowser();
  fixture = await startPortal();
});
afterAll(async () => {
  await browser.close();
  await fixture.stop();
});

const looks = [
  { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { colorScheme: 'light', viewport: { width: 360, height: 740 } },
] as const;

let asked = 0;

/** The address at which Jonas proves who he is, for what he has just asked in chat. */
async function linkOfJonas(): Promise<string> {
  asked += 1;
  const reply = await fixture.handle({
    commandId: commandId(`web:asked-${asked}`),
    correlationId: correlationId(`asked-${asked}`),
    surface: 'web',
    actor: (await fixture.personCalled('jonas')).id,
    timeZone: 'Europe/Berlin',
    input: {
      kind: 'text',
      text: 'activate Cloud App Security Administrator for 1h because INC-42',
      opensForms: false,
    },
  });
  if (reply.kind !== 'delivered' || !reply.prove) throw new Error(`no link: ${JSON.stringify(reply)}`);
  return reply.prove;
}

/** Jonas has set up everything there is. */
async function setUpAll(): Promise<void> {
  const { id } = await fixture.personCalled('jonas');
  const addedAt = fixture.database.clock.now();
  const key: Passkey = { id: 'a2V5', name: 'Laptop', publicKey: 'cGs', counter: 0, transports: ['internal'], addedAt };
  await fixture.database.store.transaction(async (tx) => {
    const { version } = await tx.authenticators.of(id);
    const codeApp = { sealedSeed: 'none', addedAt, lastStep: 1, usedAt: addedAt };
    const recoveryCodes = ['1', '2', '3'];
    await tx.authenticators.save({
      ...noAuthenticators(id),
      version,
      passkeys: [key, { ...key, id: 'a2V6', name: 'Security key <b>in the drawer</b>', usedAt: addedAt }],
      codeApp,
      recoveryCodes,
    });
  });
}

/** What each page is called, and how one comes to it. */
const pages: Record<string, (page: Page) => Promise<unknown>> = {
  async 'a link, with nothing to prove it with'(page) {
    await page.goto(await linkOfJonas());
    await page.getByRole('button', { name: 'Confirm it’s me' }).waitFor();
    await page.getByText('This is the demo’s page').waitFor();
  },
  async 'security, with nothing set up'(page) {
    await page.goto('/security');
    await page.getByRole('button', { name: 'Add a passkey' }).waitFor();
  },
  async 'setting up an app'(page) {
    await page.goto('/security');
    await page.getByRole('button', { name: 'Set up an app' }).click();
    await page.getByRole('img', { name: 'The account for your app' }).waitFor();
  },
  async 'setting up an app, with a wrong code'(page) {
    await page.goto('/security');
    await page.getByRole('button', { name: 'Set up an app' }).click();
    await page.getByLabel('The six digits that it shows now').fill('000000');
    await page.getByRole('button', { name: 'Set it up' }).click();
    await page.getByText('This code is not right').waitFor();
  },
  async 'a link, with everything to prove it with'(page) {
    await setUpAll();
    await page.goto(await linkOfJonas());
    await page.getByRole('button', { name: 'Do it with a passkey' }).waitFor();
  },
  async 'security, with everything set up'(page) {
    await setUpAll();
    await page.goto('/security');
    await page.getByText('Prove that it is you, to change anything here').click();
  },
  async 'a link that leads nowhere'(page) {
    await page.goto('/prove/made-up');
  },
};

const expected404 = (fault: string) => !fault.includes('404') && !fault.includes('422');

describe.each(looks)('When Jonas looks in $colorScheme at $viewport.width pixels', (look) => {
  it.each(Object.keys(pages))('then the page of %s has no barrier, and keeps to the content policy', async (name) => {
    const { id } = await fixture.personCalled('jonas');
    await fixture.database.store.transaction(async (tx) => {
      const { version } = await tx.authenticators.of(id);
      await tx.authenticators.save({ ...noAuthenticators(id), version });
    });
    const window: PortalWindow = await fixture.windowAs(browser, 'jonas', look);
    const { page, faults, context } = window;
    try {
      await pages[name]?.(page);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      expect(violations.map(({ id: rule, nodes }) => `${rule}: ${nodes[0]?.html}`)).toEqual([]);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide).toBeLessThanOrEqual(0);
      expect(await page.locator('b').count()).toBe(0);
      expect(faults.filter(expected404)).toEqual([]);
    } finally {
      await context.close();
    }
  });
});
