import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ChatDirectory, ChatPeople } from '../../../bot/chat/chat-wire.js';
import { compose, type Product } from '../../../bot/compose/compose.js';
import { readConfig } from '../../../bot/config/config.js';
import { playStory } from '../../../bot/demo/story.js';
import { launchBrowser } from '../../support/parts/browser.js';
import { giveBackDatabase } from '../../support/parts/database.js';
import { borrowDemoDatabase } from '../../support/parts/demo-database.js';

let browser: Browser;
let product: Product;
let uri: string;
let page: Page;
let faults: string[];
/** The names of the columns that are open at first: the requestor, both approvers. */
let requestor: string;
let first: string;
let second: string;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  uri = await borrowDemoDatabase();
  const config = readConfig({ PORT: '0', MONGODB_URI: uri, LOG_LEVEL: 'silent', DEMO: 'true' });
  product = await compose(config, { say: () => undefined, path: '' });
  const known: ChatPeople = await (await fetch(`${product.url}/chat/people`)).json();
  const nameOf = (index: number) =>
    known.people.find(({ id }) => id === known.opening[index])?.displayName ?? `nobody at ${index}`;
  [requestor, first, second] = [nameOf(0), nameOf(1), nameOf(2)];
  const context = await browser.newContext();
  page = await context.newPage();
  faults = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
});
afterEach(async () => {
  await page.context().close();
  await product.stop();
  await giveBackDatabase(uri);
  expect(faults).toEqual([]);
});

const columnOf = (name: string) => page.getByRole('region', { name, exact: true });
/** What the directory itself is shown to hold of the requestor's. */
const chip = () =>
  page.getByRole('region', { name: 'In the directory now' }).getByText(`${requestor} · Security Reader · until `);
const see = (name: string, text: string | RegExp) => columnOf(name).getByText(text).first().waitFor();
const press = (name: string, title: string) =>
  columnOf(name).getByRole('button', { name: title, exact: true }).last().click();
const say = async (name: string, text: string) => {
  await columnOf(name)
    .getByRole('textbox', { name: `Speak as ${name}` })
    .fill(text);
  await page.keyboard.press('Enter');
};

const heldByRequestor = async () => {
  const { grants }: ChatDirectory = await (await fetch(`${product.url}/chat/directory`)).json();
  return grants.filter(({ who }) => who === requestor);
};

it('When a role is asked for, approved and given back in the browser, then every column follows at each step', async () => {
  await page.goto(`${product.url}/chat`);
  await say(requestor, 'activate Security Reader for 2h because INC-42');
  await see(requestor, 'Waiting for approval');
  for (const approver of [first, second]) {
    await see(approver, `${requestor} asks for Security Reader`);
    await see(approver, 'INC-42');
    await columnOf(approver).getByRole('button', { name: 'Deny', exact: true }).waitFor();
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  }

  await press(first, 'Approve');
  for (const approver of [first, second]) {
    await see(approver, `Approved by ${first}`);
    expect(await columnOf(approver).getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
  }
  await see(requestor, /^Active until /);
  await see('Admin channel', `${requestor} activated Security Reader`);
  await chip().waitFor();
  expect(await heldByRequestor()).toEqual([
    { who: requestor, role: 'Security Reader', until: expect.any(Number), timeZone: expect.any(String) },
  ]);

  await say(requestor, 'my roles');
  await columnOf(requestor).getByRole('button', { name: 'Give back: Security Reader' }).waitFor();
  await columnOf(requestor).getByRole('button', { name: 'Give back', exact: true }).click();
  await see(requestor, /^Given back/);
  await see(requestor, 'Security Reader was given back');
  await chip().waitFor({ state: 'detached' });
  expect(await heldByRequestor()).toEqual([]);
});

it('When the time of a role is up, then it is over without anybody doing anything, and the requestor is told', async () => {
  await page.goto(`${product.url}/chat`);
  await say(requestor, 'activate Security Reader for 3s because INC-42');
  await columnOf(second).getByRole('button', { name: 'Approve', exact: true }).click();
  await chip().waitFor();
  await see(requestor, 'Security Reader has expired');
  await chip().waitFor({ state: 'detached' });
  await see('Admin channel', /^Expired/);
});

it('When several requests wait, then they are ticked and decided in one go', async () => {
  await page.goto(`${product.url}/chat`);
  const asked = [
    [requestor, 'Security Reader'],
    [second, 'Security Administrator'],
  ] as const;
  for (const [name, role] of asked) {
    await say(name, `activate ${role} for 2h because INC-42`);
    await see(first, `${name} asks for ${role}`);
  }
  await say(first, 'pending');
  await press(first, 'Decide several');
  const form = columnOf(first).getByRole('form', { name: /^Decide several/ });
  const decide = form.getByRole('button', { name: 'Decide', exact: true });
  await form.getByRole('combobox').selectOption('Approve');
  await form.getByRole('textbox', { name: /^Reason/ }).fill('known work');
  await decide.click();
  await form.getByRole('group', { name: 'Requests' }).waitFor(); // nothing is ticked, so the browser does not send it
  for (const box of await form.getByRole('checkbox').all()) await box.check();
  // The columns scroll, the page does not.
  expect(await page.evaluate('document.documentElement.scrollHeight <= innerHeight')).toBe(true);
  await decide.click();
  await see(first, 'Approved 2 of 2 requests');
  for (const [name, role] of asked) await see(name, `${role} is active`);
});

it('When the story of the demo is played twice on the same data, then every step comes true both times', async () => {
  const lines: string[] = [];
  await playStory(product.url, (line) => lines.push(line), 2);
  await playStory(product.url, (line) => lines.push(line), 2);
  const told = lines.join('\n');
  expect(told).toContain('INC-42');
  expect(told).toContain(`${requestor} holds Security Reader until `);
  expect(told).toContain(`${requestor} no longer holds Security Reader`);
}, 60_000);

it('When a story was broken off with the role still active, then the next one ends that first', async () => {
  await page.goto(`${product.url}/chat`);
  await say(requestor, 'activate Security Reader for 1h because INC-41');
  await columnOf(first).getByRole('button', { name: 'Approve', exact: true }).click();
  await see(requestor, /^Active until /);
  await playStory(product.url, () => undefined, 2);
}, 60_000);
