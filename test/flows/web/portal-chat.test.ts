import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChatMessage, Conversation } from '../../../bot/chat/chat-transcript.js';
import type { ChatPeople } from '../../../bot/chat/chat-wire.js';
import { readEvents } from '../../../bot/demo/read-events.js';
import type { Button, Card } from '../../../cards/card.js';
import { activity } from '../../../domain/audit/activity.js';
import { scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { instant, minutes } from '../../../domain/time.js';
import { aRole, aSchedule } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';
import { type Name, names, people } from '../../support/organisation.js';
import { type SignedInFixture, signedInFixture } from '../../support/setups/signed-in-fixture.js';

const channel = 'channel:admins';

/*
 * Ada asks, Bob decides on it, Cas is Privileged Role Administrator, Dan Global Reader: he may look into directory roles,
 * and administers nothing.
 */
const kinds = ['ada', 'bob', 'cas', 'dan'] as const;
type Kind = (typeof kinds)[number];

let fixture: SignedInFixture;
const chats = {} as Record<Kind, Awaited<ReturnType<typeof chatOf>>>;

beforeAll(async () => {
  fixture = await signedInFixture();
  await hold('cas', wellKnownRole.privilegedRoleAdministrator);
  await hold('dan', wellKnownRole.globalReader);
  for (const kind of kinds) chats[kind] = await chatOf(kind);
});
afterAll(() => fixture.stop());
beforeEach(() => fixture.forgetLimits());

const hold = (name: Name, roleDefinitionId: string) =>
  fixture.database.store.transaction((tx) =>
    tx.schedules.insert(
      aSchedule({
        id: scheduleId(`${name}-${roleDefinitionId}`),
        principalId: people[name].id,
        role: aRole(roleDefinitionId),
        level: 'assignment',
        assignmentType: 'assigned',
        status: 'Provisioned',
        startDateTime: instant(0),
        endDateTime: undefined,
      }),
    ),
  );

/** The chat of somebody who has signed in, as their browser uses it. */
async function chatOf(name: Name) {
  const browser = fixture.visitor();
  const page = await browser.signIn({ account: name }, '/chat');
  const [cookie, token] = [browser.cookie(), browser.token()];
  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${fixture.url}${path}`, { headers: { cookie, accept: 'application/json', ...headers } });
  const send = (turn: object, headers: Record<string, string> = {}) =>
    fetch(`${fixture.url}/chat/turns`, {
      method: 'POST',
      headers: {
        ...{ cookie, accept: 'application/json', 'content-type': 'application/json' },
        ...{ 'x-csrf-token': token, origin: fixture.url, 'sec-fetch-site': 'same-origin' },
        ...headers,
      },
      body: JSON.stringify({ commandId: `web:${randomUUID()}`, as: people[name].id, ...turn }),
    });
  /** Takes up the stream of these conversations; `read` gives the next of what it tells, undefined at its end. */
  const follow = async (...conversations: Conversation[]) => {
    const { status, body } = await ask(`/chat/stream?as=${conversations.join(',')}`);
    const events = readEvents(body);
    return {
      status,
      read: async () => (await events.next()).value ?? undefined,
      close: async () => void (await events.return(undefined)),
    };
  };
  /** What stands in a conversation, as a stream tells it. */
  const messages = async (conversation: Conversation) => {
    const stream = await follow(conversation);
    const told: ChatMessage[] = [];
    for (let event = await stream.read(); event?.event === 'message'; event = await stream.read()) {
      told.push(JSON.parse(event.data));
    }
    await stream.close();
    return told;
  };
  return {
    page,
    browser,
    token,
    ask,
    send,
    async say(text: string) {
      expect((await send({ text })).status).toBe(200);
      await fixture.settle();
    },
    people: async (): Promise<ChatPeople> => (await ask('/chat/people')).json(),
    follow,
    messages,
    /** Waits for the card of this title to have this status. */
    card: (title: string, status: string): Promise<ChatMessage & { content: Card }> =>
      eventually(async () => {
        const found = (await messages(people[name].id)).find(
          ({ content }) =>
            content.kind === 'card' && content.title.includes(title) && content.status?.text.startsWith(status),
        );
        if (found?.content.kind !== 'card') throw new Error(`${name} has no card of ${title} that says ${status}`);
        return { ...found, content: found.content };
      }),
  };
}

const buttonOf = ({ content }: { content: Card }, title: string): Button => {
  const found = content.buttons.find((button) => button.title === title);
  if (!found) throw new Error(`no button ${title} on ${content.title}`);
  return found;
};
const heard = async (conversation: Conversation) =>
  (await fixture.database.transcript.changedSince(conversation, 0)).length;
const write = (conversation: Conversation, key: string) =>
  fixture.database.transcript.put({
    conversation,
    key,
    by: 'latchkey',
    content: { kind: 'line', text: key },
    at: instant(Date.now()),
  });

it('When Ada asks in the chat of the portal, then Bob decides on the card there, and hers follows', async () => {
  await chats.ada.say('activate Security Reader for 2h because INC-42');
  await chats.ada.card('Security Reader', 'Waiting for approval');
  const asked = await chats.bob.card('Ada asks for Security Reader', 'Waiting');
  expect(asked.content.quote?.text).toBe('INC-42');
  const { action } = buttonOf(asked, 'Approve');
  expect((await chats.bob.send({ action, fields: {}, message: asked.key })).status).toBe(200);
  const { content } = await chats.ada.card('Security Reader', 'Active until');
  expect(content.link?.url).toMatch(new RegExp(`^${fixture.url}/requests/`));
  await chats.bob.card('Security Reader', 'Approved by Bob');
  expect((await fixture.audits(activity.requestApproved)).at(-1)?.actor).toEqual({
    kind: 'person',
    principalId: people.bob.id,
  });
  const told = (await chats.cas.messages(channel)).map((message) => JSON.stringify(message.content));
  expect(told.join()).toContain('Ada activated Security Reader');
});

describe('Somebody else’s conversation', () => {
  it.each(kinds)('When %s names that of anybody else, then it is as though it were not there', async (kind) => {
    const others = names.filter((other) => other !== kind).map((other) => people[other].id);
    for (const other of others) {
      const before = await heard(other);
      const answer = await chats[kind].send({ as: other, text: 'activate Security Reader for 2h because mine' });
      expect([answer.status, (await answer.json()).error]).toEqual([404, expect.stringMatching(/^There is no such/)]);
      expect(await heard(other)).toBe(before);
      for (const asked of [other, `${people[kind].id},${other}`]) {
        expect((await chats[kind].ask(`/chat/stream?as=${asked}`)).status).toBe(404);
      }
    }
    expect((await chats[kind].people()).people.map(({ id }) => id)).toEqual([people[kind].id]);
    expect((await chats[kind].ask('/chat/directory')).status).toBe(404);
    expect((await chats[kind].send({ as: channel, text: 'hello' })).status).toBe(404);
  });

  it('When Dan presses what is on a card of Bob’s, then he decides nothing and reads nothing of it', async () => {
    await chats.ada.say('activate Security Administrator for 2h because INC-43');
    const asked = await chats.bob.card('Ada asks for Security Administrator', 'Waiting');
    const { action } = buttonOf(asked, 'Deny');
    const answer = await chats.dan.send({ action, fields: { justification: 'no' }, message: asked.key });
    expect(JSON.stringify(await answer.json())).not.toContain('INC-43');
    await fixture.settle();
    await chats.ada.card('Security Administrator', 'Waiting for approval');
  });
});

it.each<[Kind, boolean]>([
  ['ada', false],
  ['bob', false],
  ['cas', true],
  ['dan', false],
])('When %s opens the chat, then the administrators’ channel is there: %s', async (kind, isThere) => {
  const own = people[kind].id;
  expect((await chats[kind].people()).opening).toEqual(isThere ? [own, channel] : [own]);
  expect((await chats[kind].ask(`/chat/stream?as=${own},${channel}`, { accept: 'nothing' })).status).toBe(
    isThere ? 200 : 404,
  );
});

describe('A turn that was not meant', () => {
  it.each<[string, Record<string, string>]>([
    ['without the session’s token', { 'x-csrf-token': '' }],
    ['with a token that is made up', { 'x-csrf-token': 'x'.repeat(43) }],
    ['from a page of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['from another port', { origin: 'http://localhost:9', 'sec-fetch-site': 'same-site' }],
  ])('When it comes %s, then nobody hears it', async (_how, headers) => {
    const before = await heard(people.ada.id);
    expect((await chats.ada.send({ text: 'my roles' }, headers)).status).toBe(403);
    expect((await chats.ada.send({ text: 'my roles' }, { ...headers, 'x-csrf-token': chats.bob.token })).status).toBe(
      403,
    );
    expect(await heard(people.ada.id)).toBe(before);
  });
});

describe('Somebody who is not signed in', () => {
  it('When they open the page, then the sign-in comes first, and nothing else is there for them', async () => {
    const outsider = fixture.visitor();
    const led = await outsider.get('/chat', { follow: false });
    expect(led.headers.get('location')).toBe('/sign-in?return=%2Fchat');
    for (const path of ['/chat/people', `/chat/stream?as=${people.ada.id}`]) {
      expect((await chats.ada.ask(path, { cookie: '' })).status).toBe(401);
    }
    const before = await heard(people.ada.id);
    expect((await chats.ada.send({ text: 'my roles' }, { cookie: '' })).status).toBe(401);
    expect(await heard(people.ada.id)).toBe(before);
  });
});

describe('A stream', () => {
  /** Signs somebody in again and takes up their stream, until it has told all there was. */
  async function following(name: Kind, ...conversations: Conversation[]) {
    const chat = await chatOf(name);
    const stream = await chat.follow(...conversations);
    expect(stream.status).toBe(200);
    for (let event = await stream.read(); event?.event !== 'ready'; event = await stream.read());
    return { chat, stream };
  }

  it('When something is written to its person, then it tells', async () => {
    const { stream } = await following('dan', people.dan.id);
    await write(people.dan.id, 'news');
    expect(JSON.parse((await stream.read())?.data ?? '')).toMatchObject({ key: 'news' });
    await stream.close();
  });

  it.each<[string, (chat: Awaited<ReturnType<typeof chatOf>>) => Promise<unknown>]>([
    ['has signed out', ({ browser, token }) => browser.post('/sign-out', { _csrf: token })],
    ['was signed out elsewhere', () => fixture.database.sessions.endAllOf(people.dan.id)],
    ['has been idle for too long', async () => fixture.pass(minutes(31))],
    ['is disabled', () => fixture.database.records.principals.save([{ ...people.dan, accountEnabled: false }])],
  ])('When its person %s, then it ends and tells them nothing more', async (how, leave) => {
    const { chat, stream } = await following('dan', people.dan.id);
    await leave(chat);
    await write(people.dan.id, how);
    expect(await stream.read()).toBeUndefined();
    expect((await chat.ask('/chat/people')).status).toBe(401);
    await fixture.database.records.principals.save([people.dan]);
    chats.dan = await chatOf('dan');
  });

  it('When an administrator is one no longer, then it ends before the next thing is told in the channel', async () => {
    const { chat, stream } = await following('cas', people.cas.id, channel);
    await fixture.database.store.transaction(async (tx) => {
      const [held] = await tx.schedules.list({ principalIds: [people.cas.id], level: 'assignment', limit: 1 });
      if (held) await tx.schedules.save({ ...held, status: 'Revoked' });
    });
    await write(channel, 'for administrators');
    expect(await stream.read()).toBeUndefined();
    expect((await chat.people()).opening).toEqual([people.cas.id]);
  });
});

it('When turns come without end, then their sender is told to wait, and no more is stored', async () => {
  const answers = await Promise.all(Array.from({ length: 121 }, () => chats.dan.send({ text: '' })));
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
  const before = await heard(people.dan.id);
  expect((await chats.dan.send({ text: 'my roles' })).status).toBe(429);
  expect(await heard(people.dan.id)).toBe(before);
});
