import { request } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../bot/chat/chat-transcript.js';
import { instant } from '../../../domain/time.js';
import { launchBrowser } from '../../support/parts/browser.js';
import { abel, anna, rosa, startScriptedChat } from '../../support/scripted-chat.js';

const commandId = 'web:0193e3a0-0000-7000-8000-000000000001';

const inHours = (count: number) => instant(Date.now() + count * 3_600_000);

let fixture: Awaited<ReturnType<typeof startScriptedChat>>;

beforeEach(async () => {
  fixture = await startScriptedChat();
});

afterEach(() => fixture.stop());

describe('in the browser', () => {
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    page = await browser.newPage();
    faults = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('dialog', (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
  });
  afterEach(async () => {
    await page.close();
    // A violated Content-Security-Policy is an error on the console.
    expect(faults).toEqual([]);
  });

  const columnOf = (name: string) => page.getByRole('region', { name });
  const press = (name: string, title: string) =>
    columnOf(name).getByRole('button', { name: title, exact: true }).click();
  const say = async (name: string, text: string) => {
    await columnOf(name).getByRole('textbox').fill(text);
    await columnOf(name).getByRole('textbox').press('Enter');
  };
  const waitFor = (name: string, text: string) => columnOf(name).getByText(text).waitFor();
  const strip = () => page.getByRole('region', { name: 'In the directory now' });
  const names = () =>
    page
      .locator('.columns')
      .getByRole('region')
      .evaluateAll((all) => all.map((one) => one.ariaLabel));

  it('When a requestor asks and an approver approves, then each column shows it without being loaded again', async () => {
    await page.goto(`${fixture.url}/chat`);
    expect(await page.getByText('Demo: you can be each of these people').isVisible()).toBe(true);
    expect(await names()).toEqual(['Rosa Requestor', 'Anna Approver', 'Abel Approver', 'Admin channel']);

    await say('Rosa Requestor', 'activate Security Reader for 2h because INC-42');
    await waitFor('Rosa Requestor', 'Waits for approval');
    await waitFor('Abel Approver', 'Waits for approval');
    await press('Anna Approver', 'Approve');
    for (const name of ['Rosa Requestor', 'Anna Approver', 'Abel Approver']) await waitFor(name, 'Active until 16:02');
    await waitFor('Anna Approver', 'You approved it.');
    await waitFor('Admin channel', 'Rosa Requestor activated Security Reader for 2 h.');
    expect(await columnOf('Abel Approver').getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
    // One browser is many people here: it does not say where any of them is.
    expect(fixture.seen.map(({ actor, surface, timeZone }) => ({ actor, surface, timeZone }))).toEqual([
      { actor: rosa.id, surface: 'web', timeZone: undefined },
      { actor: anna.id, surface: 'web', timeZone: undefined },
    ]);
  });

  it('When the page is loaded again, then the conversation is there as it was', async () => {
    await page.goto(`${fixture.url}/chat`);
    await say('Rosa Requestor', 'activate Security Reader because INC-42');
    await waitFor('Rosa Requestor', 'Waits for approval');
    await page.reload();
    await waitFor('Rosa Requestor', 'Waits for approval');
    const shown = await columnOf('Rosa Requestor').getByRole('listitem').allTextContents();
    expect(shown).toHaveLength(2);
    expect(shown[0]).toContain('You: activate Security Reader because INC-42');
  });

  it('When a reason is made of markup, then it is shown as the text it is', async () => {
    const reason = `<img src=x onerror=alert(1)><script>alert(2)</script>\${7*7} [a](javascript:alert(3)) <!channel> "'`;
    fixture.hold([{ who: reason, role: reason, until: inHours(2) }]);
    await page.goto(`${fixture.url}/chat`);
    await say('Rosa Requestor', `activate Security Reader because ${reason}`);
    const quote = columnOf('Anna Approver').locator('blockquote');
    await quote.waitFor();
    expect(await quote.textContent()).toBe(reason);
    expect(await strip().getByRole('listitem').textContent()).toContain(`${reason} · ${reason} · until `);
    expect(await page.locator('section img, section script, section a').count()).toBe(0);
  });

  it('When a card leads on into the portal, then it shows that as a link, however little else it says', async () => {
    await page.goto(`${fixture.url}/chat`);
    const link = { title: 'Open in the portal', url: `${fixture.url}/requests/r1` };
    await fixture.tell(rosa, { title: 'Security Reader is active', link });
    const shown = columnOf('Rosa Requestor').getByRole('link', { name: link.title });
    await shown.waitFor();
    expect(await shown.getAttribute('href')).toBe(link.url);
  });

  it('When the browser runs no script, then the page says so and leads to where it works without', async () => {
    const context = await page.context().browser()?.newContext({ javaScriptEnabled: false });
    const bare = await context?.newPage();
    await bare?.goto(`${fixture.url}/chat`);
    const note = bare?.locator('noscript p');
    expect(await note?.isVisible()).toBe(true);
    expect(await note?.textContent()).toContain('Chat needs JavaScript');
    expect(await note?.getByRole('link').getAttribute('href')).toBe('/my-roles');
    await context?.close();
  });

  it('When a decision needs a reason, then a form opens below the card, takes the cursor, and goes once it is sent', async () => {
    await page.goto(`${fixture.url}/chat`);
    await say('Rosa Requestor', 'activate Security Reader because INC-42');
    await press('Abel Approver', 'Deny');
    const form = columnOf('Abel Approver').getByRole('form', { name: 'Why do you deny' });
    await form.getByLabel('Reason (optional)').waitFor();
    await page.keyboard.type('not today');
    await form.getByRole('button', { name: 'Deny' }).press('Enter');
    await waitFor('Abel Approver', 'Noted.');
    expect(await form.count()).toBe(0);
    expect(fixture.seen.at(-1)?.input).toEqual({
      kind: 'press',
      action: { do: 'submit', form: 'review' },
      fields: { justification: 'not today' },
    });
  });

  it('When parts are missing, then the form names each problem at its input and can be left', async () => {
    await page.goto(`${fixture.url}/chat`);
    await say('Rosa Requestor', 'activate');
    const reason = columnOf('Rosa Requestor').getByLabel('Reason');
    await reason.waitFor();
    expect(await reason.evaluate((input) => input === document.activeElement)).toBe(true);
    const problem = await reason.getAttribute('aria-describedby');
    expect(await page.locator(`#${problem}`).textContent()).toBe('Say what you need it for.');
    await press('Rosa Requestor', 'Cancel');
    expect(await reason.count()).toBe(0);
  });

  it('When the database is away for a moment, then the line is sent again by itself and happens once', async () => {
    await page.goto(`${fixture.url}/chat`);
    fixture.failNext(1);
    await say('Rosa Requestor', 'hello');
    await waitFor('Rosa Requestor', 'I do not know “hello”');
    expect(new Set(fixture.seen.map((turn) => turn.commandId)).size).toBe(1);
    expect(await columnOf('Rosa Requestor').getByText('You: hello').count()).toBe(1);
    expect(faults.splice(0)).toEqual([expect.stringContaining('503')]);
  });

  it('When the address names people, then their columns are open, and switching one keeps the address in step', async () => {
    await page.goto(`${fixture.url}/chat?people=omar,admins`);
    await columnOf('Omar Onlooker').waitFor();
    expect(await names()).toEqual(['Omar Onlooker', 'Admin channel']);
    await columnOf('Omar Onlooker').getByLabel('Whose column this is').selectOption('Rosa Requestor');
    await page.getByRole('button', { name: 'Add a person' }).click();
    await columnOf('Admin channel').getByRole('button', { name: 'Close this column' }).click();
    expect(await names()).toEqual(['Rosa Requestor', 'Anna Approver']);
    expect(new URL(page.url()).search).toBe('?people=rosa,anna');
    await say('Rosa Requestor', 'activate Security Reader because INC-42');
    await waitFor('Anna Approver', 'Waits for approval');
  });

  it('When only the keyboard is used, then one can speak, recall the line and press a button', async () => {
    await page.goto(`${fixture.url}/chat?people=anna`);
    const line = columnOf('Anna Approver').getByRole('textbox');
    await line.focus();
    await page.keyboard.type('my roles');
    await page.keyboard.press('Enter');
    await waitFor('Anna Approver', 'What you may activate.');
    await page.keyboard.press('ArrowUp');
    expect(await line.inputValue()).toBe('my roles');
    await page.keyboard.press('Shift+Tab');
    expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe('Activate: Exchange Administrator');
    await page.keyboard.press('Enter');
    await waitFor('Anna Approver', 'That is done.');
  });

  it('When a card changes while the keyboard is in it, then the keyboard stays in it', async () => {
    await page.goto(`${fixture.url}/chat`);
    await say('Rosa Requestor', 'activate Security Reader because INC-42');
    await columnOf('Anna Approver').getByRole('button', { name: 'Approve', exact: true }).press('Enter');
    await waitFor('Anna Approver', 'Active until 16:02');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-key'))).toBe('r1');
  });

  it('When a button is pressed twice before the answer, then it counts once', async () => {
    await page.goto(`${fixture.url}/chat`);
    await say('Rosa Requestor', 'activate Security Reader because INC-42');
    await columnOf('Anna Approver').getByRole('button', { name: 'Approve', exact: true }).dblclick();
    await waitFor('Anna Approver', 'You approved it.');
    expect(fixture.seen.filter(({ input }) => input.kind === 'press')).toHaveLength(1);
  });

  it('When the window is as narrow as a phone, then the columns stack and nothing is wider than the window', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    fixture.hold([{ who: 'Rosa Requestor', role: `Reader on ${'Production'.repeat(8)}`, until: inHours(2) }]);
    await page.goto(`${fixture.url}/chat`);
    await columnOf('Admin channel').waitFor();
    const [first, second] = await Promise.all(
      ['Rosa Requestor', 'Anna Approver'].map((name) => columnOf(name).boundingBox()),
    );
    expect(second?.y).toBeGreaterThan((first?.y ?? 0) + (first?.height ?? 0) - 1);
    await strip().getByText('Production').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  it('When the directory holds something else after an event, then the strip says so without being loaded again', async () => {
    fixture.hold([{ who: 'Omar Onlooker', role: 'Global Administrator' }]);
    await page.goto(`${fixture.url}/chat`);
    await strip().getByText('Nobody holds an activated role · 1 permanent assignment').waitFor();

    fixture.hold([
      {
        who: 'Rosa Requestor',
        role: 'Security Reader',
        until: instant(Date.UTC(2099, 0, 2, 15, 2)),
        timeZone: 'Europe/Berlin',
      },
      { who: 'Omar Onlooker', role: 'Global Administrator' },
      { who: 'Anna Approver', role: 'Reader on Production' },
    ]);
    await say('Abel Approver', 'hello');
    await strip().getByText('Rosa Requestor · Security Reader').waitFor();
    expect(await strip().getByRole('listitem').allTextContents()).toEqual([
      'Rosa Requestor · Security Reader · until 2 Jan, 16:02 (Europe/Berlin)',
      'and 2 permanent assignments',
    ]);
  });

  it('When the time of a role is up, then the strip drops it by itself and has not asked in between', async () => {
    await page.clock.install();
    fixture.hold([{ who: 'Rosa Requestor', role: 'Security Reader', until: inHours(2) }]);
    await page.goto(`${fixture.url}/chat`);
    await strip().getByText('Rosa Requestor').waitFor();
    const before = fixture.questions();
    fixture.hold([]);
    await page.clock.fastForward('01:58:00');
    expect(await strip().textContent()).toContain('Rosa Requestor');
    await page.clock.fastForward('02:01');
    await strip().getByText('Nobody holds an activated role').waitFor();
    expect(fixture.questions()).toBe(before + 1);
  });

  it('When the directory is away, then the strip claims nothing, and asks again', async () => {
    fixture.hold([{ who: 'Rosa Requestor', role: 'Security Reader', until: inHours(2) }]);
    fixture.setDirectoryAway(true);
    await page.goto(`${fixture.url}/chat`);
    await strip().getByText('The directory could not be asked just now.').waitFor();
    fixture.setDirectoryAway(false);
    await strip().getByText('Rosa Requestor').waitFor();
    expect(faults.splice(0).filter((fault) => !fault.includes('503'))).toEqual([]);
  });

  it('When the page is loaded, then it weighs less than 100 kB and asks nobody else for anything', async () => {
    let bytes = 0;
    const hosts = new Set<string>();
    page.on('requestfinished', async (finished) => {
      hosts.add(new URL(finished.url()).origin);
      const { responseBodySize, responseHeadersSize } = await finished.sizes();
      bytes += responseBodySize + responseHeadersSize;
    });
    await page.goto(`${fixture.url}/chat`);
    await page.getByText('Live', { exact: true }).waitFor();
    expect([...hosts]).toEqual([fixture.url.replace('127.0.0.1', 'localhost')]);
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThan(100_000);
  });
});

describe('over HTTP', () => {
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${fixture.url}/chat/turns`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const turn = { commandId, as: rosa.id, text: 'hello' };

  it.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page of another site, by the browser’s own word', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['a page without an origin', { origin: 'null' }],
  ])(
    'When %s sends a turn or asks for the directory, then it is refused and nobody hears it',
    async (_who, headers) => {
      fixture.hold([{ who: 'Rosa Requestor', role: 'Security Reader' }]);
      const asked = await fetch(`${fixture.url}/chat/directory`, { headers });
      expect(asked.status).toBe(403);
      expect(await asked.text()).not.toContain('Rosa');
      expect((await post(turn, headers)).status).toBe(403);
      expect(fixture.seen).toEqual([]);
      expect(await fixture.transcript.changedSince(rosa.id, 0)).toEqual([]);
    },
  );

  it('When the directory is asked for, then it is told by names, never from a cache', async () => {
    const until = inHours(1);
    const grants = [
      { who: 'Rosa Requestor', role: 'Security Reader', until, timeZone: 'Europe/Berlin' },
      { who: 'Omar Onlooker', role: 'Global Administrator' },
    ];
    fixture.hold(grants);
    const response = await fetch(`${fixture.url}/chat/directory`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ grants });
  });

  it('When the directory is away, then whoever asks for it hears so in a sentence', async () => {
    fixture.setDirectoryAway(true);
    const response = await fetch(`${fixture.url}/chat/directory`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  it('When a name that was pointed at this machine is asked for, then nothing is served under it', async () => {
    const { port } = new URL(fixture.url);
    const status = await new Promise<number | undefined>((resolve) => {
      request({ host: '127.0.0.1', port, path: '/', headers: { host: `evil.example:${port}` } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(421);
  });

  it.each([
    ['no JSON', '{"as":', 400],
    ['an id that is no UUID', { ...turn, commandId: 'web:1' }, 400],
    ['an id of another surface', { ...turn, commandId: commandId.replace('web', 'slack') }, 400],
    ['an empty line', { ...turn, text: '  ' }, 400],
    ['a line that is too long', { ...turn, text: 'x'.repeat(2001) }, 400],
    ['something nobody asked for', { ...turn, isAdmin: true }, 400],
    ['a field that is no text', { commandId, as: rosa.id, action: { do: 'x' }, fields: { a: { $gt: '' } } }, 400],
    ['somebody unknown', { ...turn, as: '00000000-0000-4000-8000-0000000000ff' }, 404],
    ['the channel as speaker', { ...turn, as: 'channel:admins' }, 404],
    ['more than 256 kB', { ...turn, text: 'x'.repeat(300_000) }, 413],
  ])('When a turn holds %s, then it is refused in a sentence and goes nowhere', async (_what, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(fixture.seen).toEqual([]);
  });

  it('When a form of a page that needs no permission is sent, then it is refused for its content type', async () => {
    expect((await post(JSON.stringify(turn), { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('When the same turn is sent twice, then it is shown once', async () => {
    expect(await (await post(turn)).json()).toMatchObject({ kind: 'said' });
    await post(turn);
    expect((await fixture.transcript.changedSince(rosa.id, 0)).map(({ key }) => key)).toEqual([
      commandId,
      `${commandId}:said`,
    ]);
    expect(fixture.seen.map((seen) => seen.commandId)).toEqual([commandId, commandId]);
  });

  it('When a pressed card has moved on before its answer, then the answer does not cover what came after', async () => {
    await post({ ...turn, text: 'activate Security Reader because INC-42' });
    const press = { commandId: commandId.replace(/1$/, '2'), as: abel.id, fields: {}, message: 'r1' };
    await post({ ...press, action: { do: 'show-late', requestId: 'r1' } });
    expect(await fixture.transcript.find({ conversation: abel.id, key: 'r1' })).toMatchObject({
      content: { status: { text: 'Active until 16:02' } },
    });
  });

  it('When a stream is taken up again, then it brings what was missed and nothing twice', async () => {
    await post(turn);
    const all = await read(`?as=${rosa.id},${anna.id}`);
    const [one = 0, two] = all.messages.map(({ version }) => version);
    expect(two).toBe(one + 1);
    expect(all.lastId).toBe(`${two}.0`);
    await post({ ...turn, commandId: commandId.replace(/1$/, '2'), text: 'activate Security Reader because INC-42' });
    const missed = await read(`?as=${rosa.id},${anna.id}`, all.lastId);
    expect(missed.messages.map(({ conversation, version }) => [conversation, version])).toEqual([
      [rosa.id, one + 2],
      [rosa.id, one + 3],
      [anna.id, expect.any(Number)],
    ]);
  });

  it.each([
    ['nobody', '', 400],
    ['no name', '?as=', 400],
    ['one twice', `?as=${rosa.id},${rosa.id}`, 400],
    ['a stranger', `?as=${rosa.id},nobody`, 404],
  ])('When a stream is asked for %s, then it is refused', async (_whom, query, status) => {
    expect((await fetch(`${fixture.url}/chat/stream${query}`)).status).toBe(status);
  });

  it.each<[string, number, () => Promise<unknown>]>([
    ['at its next heartbeat', 20, async () => undefined],
    ['before the next thing that is said', 25_000, () => post(turn)],
  ])('When what it tells may not be read any more, then a stream ends %s', async (_when, heartbeat, next) => {
    await fixture.stop();
    fixture = await startScriptedChat({ heartbeat });
    const { body } = await fetch(`${fixture.url}/chat/stream?as=${rosa.id}`);
    const decoder = new TextDecoder();
    let told = '';
    for await (const chunk of body ?? []) {
      told += decoder.decode(chunk, { stream: true });
      if (!told.includes('event: ready')) continue;
      fixture.forbidReading();
      await next();
    }
    expect(told).not.toContain('event: message');
  });

  /** What a stream brings until it says that it has brought all there was. */
  async function read(query: string, lastEventId?: string) {
    const abort = new AbortController();
    const { body } = await fetch(`${fixture.url}/chat/stream${query}`, {
      signal: abort.signal,
      headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    });
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes('event: ready')) break;
    }
    abort.abort();
    const messages = [...text.matchAll(/^event: message\nid: .*\ndata: (.*)$/gm)];
    return {
      messages: messages.map(([, data]) => JSON.parse(data ?? '') as ChatMessage),
      lastId: [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? '',
    };
  }
});
