import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ChatDirectory } from '../../../bot/chat/chat-wire.js';
import { compose, type Product } from '../../../bot/compose/compose.js';
import { readConfig } from '../../../bot/config/config.js';
import { commandId, correlationId } from '../../../domain/ids.js';
import type { User } from '../../../domain/ports/directory.js';
import { launchBrowser } from '../../support/parts/browser.js';
import { giveBackDatabase } from '../../support/parts/database.js';
import { borrowDemoDatabase } from '../../support/parts/demo-database.js';

let browser: Browser;
let product: Product;
let uri: string;
let context: BrowserContext;
let page: Page;
let faults: string[];
let jonas: User;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  uri = await borrowDemoDatabase();
  const config = readConfig({ PORT: '0', MONGODB_URI: uri, LOG_LEVEL: 'silent', DEMO: 'true' });
  product = await compose(config, { say: () => undefined, path: '' });
  const found = await product.database.directory.userByMail('jonas@demo-works.example');
  if (!found) throw new Error('the demo has no Jonas');
  jonas = found;
  context = await browser.newContext();
  page = await context.newPage();
  faults = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
});
afterEach(async () => {
  await context.close();
  await product.stop();
  await giveBackDatabase(uri);
  expect(faults).toEqual([]);
});

/** A device that holds passkeys, and checks, or does not, who holds it. */
async function plugIn(isUserVerified: boolean) {
  const client = await context.newCDPSession(page);
  await client.send('WebAuthn.enable');
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified,
      automaticPresenceSimulation: true,
    },
  });
  return {
    verify: (isNow: boolean) => client.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: isNow }),
    credentials: async () => (await client.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  };
}

/** Asks in chat for the role that wants a second factor; returns the link that is answered. */
async function askInChat(): Promise<string> {
  const reply = await product.handle({
    commandId: commandId('web:asked-once'),
    correlationId: correlationId('asked-once'),
    surface: 'web',
    actor: jonas.id,
    timeZone: 'Europe/Berlin',
    input: { kind: 'text', text: 'activate Cloud App Security Administrator for 1h because INC-42', opensForms: false },
  });
  if (reply.kind !== 'delivered' || !reply.prove) throw new Error(`no link: ${JSON.stringify(reply)}`);
  return reply.prove;
}

async function signIn(): Promise<void> {
  await page.getByRole('button', { name: /^Jonas Dummy/ }).click();
}

async function addPasskey(): Promise<void> {
  await page.getByLabel('What you call it').fill('Laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('The passkey is set up.').waitFor();
}

/** What would keep somebody from using the page that is looked at. */
const barriers = async () =>
  (await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations.map(({ id, help }) => `${id}: ${help}`);

const held = async () => {
  await product.settle();
  const { grants }: ChatDirectory = await (await fetch(`${product.url}/chat/directory`)).json();
  return grants.filter(({ who }) => who === jonas.displayName).map(({ role }) => role);
};

it('When a role is asked for in chat and proven with a passkey in the portal, then chat shows it active', async () => {
  await plugIn(true);
  const chat = `${product.url}/chat?people=jonas`;
  const own = page.getByRole('region', { name: jonas.displayName, exact: true });
  await page.goto(chat);
  await own.getByRole('textbox').fill('activate Cloud App Security Administrator for 1h because INC-42');
  await page.keyboard.press('Enter');
  const link = (await own.getByRole('link', { name: 'Prove it' }).getAttribute('href')) ?? '';

  await page.goto(link);
  await signIn();
  await page.getByText('Activate Cloud App Security Administrator for 1 h').waitFor();
  // The demo's own page needs no passkey; who has one may use it all the same.
  await page.goto(`${product.url}/security`);
  await addPasskey();
  await page.goto(link);
  expect(await held()).not.toContain('Cloud App Security Administrator');
  await page.getByRole('button', { name: 'Do it with a passkey' }).click();
  await page.getByRole('heading', { name: 'You have proven that it is you' }).waitFor();
  await page.reload();
  expect(await page.getByRole('button', { name: 'Do it with a passkey' }).count()).toBe(0);

  await page.goto(chat);
  await own
    .getByText(/Active until/)
    .first()
    .waitFor();
  expect(await own.getByRole('link', { name: 'Prove it' }).count()).toBe(0);
  expect(await held()).toContain('Cloud App Security Administrator');
});

it('When the device does not check who holds it, then its passkey is neither set up nor taken', async () => {
  const device = await plugIn(true);
  await page.goto(`${product.url}/security`);
  await signIn();
  await addPasskey();
  await device.verify(false);
  const link = await askInChat();
  await page.goto(link);
  await page.getByRole('button', { name: 'Do it with a passkey' }).click();
  await page.getByText('That did not work, or was stopped.').waitFor();
  expect(await held()).not.toContain('Cloud App Security Administrator');
});

it('When the same device is to be added twice, then the browser says no and nothing changes', async () => {
  const device = await plugIn(true);
  await page.goto(`${product.url}/security`);
  await signIn();
  await addPasskey();
  await page.getByLabel('What you call it').fill('Laptop again');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('That did not work, or was stopped.').waitFor();
  expect(await device.credentials()).toHaveLength(1);
  const { passkeys } = await product.database.store.read.authenticators.of(jonas.id);
  expect(passkeys.map(({ name }) => name)).toEqual(['Laptop']);
});

it('When the first passkey is set up, then recovery codes can follow at once, are shown once, and nothing is in the way', async () => {
  await plugIn(true);
  await page.goto(`${product.url}/security`);
  await signIn();
  await addPasskey();
  expect(await barriers()).toEqual([]);
  await page.getByRole('button', { name: 'Make ten codes' }).click();
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
  expect(await page.locator('code').count()).toBe(10);
  expect(await barriers()).toEqual([]);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await page.getByText('You have 10 left.').waitFor();
  expect(await page.locator('code').count()).toBe(0);
  await page.getByRole('button', { name: 'Remove Laptop' }).click();
  await page.getByText('The passkey is removed.').waitFor();
  await page.getByText('You have set up nothing yet.').waitFor();
});

it('When what a passkey said is sent again, then it proves nothing', async () => {
  await plugIn(true);
  await page.goto(`${product.url}/security`);
  await signIn();
  await addPasskey();
  const link = await askInChat();
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url() === `${link}/passkey`);
  await page.goto(link);
  await page.getByRole('button', { name: 'Do it with a passkey' }).click();
  const answer = new URLSearchParams((await sent).postData() ?? '');
  await page.getByRole('heading', { name: 'You have proven that it is you' }).waitFor();
  await page.goto(`${product.url}/security`);
  const token = await page.locator('input[name="_csrf"]').first().inputValue();
  const replayed = await context.request.post(`${product.url}/security/prove/passkey`, {
    form: { _csrf: token, response: answer.get('response') ?? '' },
    headers: { origin: product.url, 'sec-fetch-site': 'same-origin' },
  });
  expect(replayed.status()).toBe(422);
  expect(await replayed.text()).toContain('answered before');
});
