import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { compose } from '../../../bot/compose/compose.js';
import { readConfig } from '../../../bot/config/config.js';
import { commandId, correlationId } from '../../../domain/ids.js';
import type { User } from '../../../domain/ports/directory.js';
import { days } from '../../../domain/time.js';
import { giveBackDatabase } from '../parts/database.js';
import { borrowDemoDatabase } from '../parts/demo-database.js';
import { visitor } from '../visitor.js';

export type PortalFixture = Awaited<ReturnType<typeof startPortal>>;

/** The demo's product on a database of its own, with its people by the first part of their addresses. */
export async function startPortal() {
  const uri = await borrowDemoDatabase();
  // An unauthenticated caller tries everything within a minute: what keeps people from that has tests of its own.
  const settings = { PORT: '0', MONGODB_URI: uri, LOG_LEVEL: 'silent', DEMO: 'true', TURNS_PER_MINUTE: '1000' };
  const config = readConfig(settings);
  const product = await compose(config, { say: () => undefined, path: '', alertsPause: days(1) });
  // The directory has what the demo begins with.
  await product.settle();
  /** What browsers keep of those who have signed in: nobody may sign in as often as a test opens windows. */
  const kept = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();
  const personCalled = async (name: string): Promise<User> => {
    const user = await product.database.directory.userByMail(`${name}@demo-works.example`);
    if (!user) throw new Error(`nobody of the demo is called ${name}`);
    return user;
  };
  return {
    ...product,
    async stop() {
      await product.stop();
      await giveBackDatabase(uri);
    },
    personCalled,
    /** Types something in chat, and proves it is them where that is asked. */
    async say(name: string, text: string) {
      const reply = await product.handle({
        commandId: commandId(`web:${randomUUID()}`),
        correlationId: correlationId(randomUUID()),
        surface: 'web',
        actor: (await personCalled(name)).id,
        timeZone: 'Europe/Berlin',
        input: { kind: 'text', text, opensForms: false },
      });
      if (reply.kind === 'delivered' && reply.prove !== undefined) await this.prove(name, reply.prove);
      await product.settle();
    },
    /** Proves who they are on the page of such a link, by the demo's one press. */
    async prove(name: string, link: string) {
      const browser = await this.visitorAs(name);
      const { pathname } = new URL(link);
      await browser.get(pathname);
      return browser.post(`${pathname}/demo`, { _csrf: browser.token() });
    },
    /** A browser without a window that is signed in as this person. */
    async visitorAs(name: string) {
      const browser = visitor(product.url);
      await browser.post('/sign-in/as', { person: (await personCalled(name)).id, return: '/my-roles' });
      return browser;
    },
    /** A window of a real browser in which this person is signed in. */
    async windowAs(browser: Browser, name: string, options: BrowserContextOptions = {}): Promise<PortalWindow> {
      const storageState = kept.get(name);
      const context = await browser.newContext({
        baseURL: product.url,
        locale: 'en-GB',
        ...(storageState && { storageState }),
        ...options,
      });
      if (!storageState) {
        const form = { person: (await personCalled(name)).id, return: '/my-roles' };
        await context.request.post('/sign-in/as', { form, headers: { origin: new URL(product.url).origin } });
        kept.set(name, await context.storageState());
      }
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', ({ message }) => faults.push(message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      return { context, page, faults };
    },
  };
}

/** `faults`: what the page's scripts threw or the content policy refused. */
export type PortalWindow = { context: BrowserContext; page: Page; faults: string[] };
