import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SlackConfig, type SlackDependencies, startSlack } from '../../../adapters/slack/start-slack.js';
import type { Reply, Turn } from '../../../bot/turns/turn.js';
import type { Card, Form } from '../../../cards/card.js';
import { type PrincipalId, principalId } from '../../../domain/ids.js';
import type { Directory, User } from '../../../domain/ports/directory.js';
import type { Identities } from '../../../domain/ports/identities.js';
import type { Log, LogFields } from '../../../domain/ports/system.js';
import { type Instant, instant } from '../../../domain/time.js';
import { type FakeSlack, type FakeUser, startFakeSlack } from './fake-slack.js';

export const adele = principalId('aaaaaaaa-0000-4000-8000-000000000001');
export const ben = principalId('aaaaaaaa-0000-4000-8000-000000000002');

const BERLIN: FakeUser = { name: 'adele', email: 'adele@contoso.example', timeZone: 'Europe/Berlin' };
const BEN: FakeUser = { name: 'ben', email: 'ben@contoso.example' };

export function aUser(over: Partial<User> = {}): User {
  return {
    type: 'user',
    id: adele,
    displayName: 'Adele',
    userPrincipalName: 'adele@contoso.example',
    mail: 'adele@contoso.example',
    accountEnabled: true,
    userType: 'Member',
    ...over,
  };
}

export function aCard(over: Partial<Card> = {}): Card {
  return {
    kind: 'card',
    name: 'request',
    title: 'Security Reader for 2 hours',
    body: [],
    facts: [{ label: 'Who', value: 'Adele' }],
    rows: [],
    buttons: [
      {
        title: 'Approve',
        style: 'primary',
        action: { do: 'review', requestId: 'r-1', stageId: 0, revision: 1, reviewResult: 'Approve' },
      },
    ],
    summary: 'Adele asks for Security Reader',
    ...over,
  };
}

export function aForm(over: Partial<Form> = {}): Form {
  return {
    kind: 'form',
    name: 'activate',
    title: 'Ask for a role',
    body: [],
    inputs: [
      { id: 'role', label: 'Role', kind: 'text', value: 'Security Reader', isRequired: true },
      { id: 'justification', label: 'Reason', kind: 'multiline', isRequired: true },
    ],
    submit: { title: 'Ask', style: 'primary', action: { do: 'submit', form: 'activate' } },
    reopen: { do: 'run', text: 'activate' },
    summary: 'Ask for a role',
    ...over,
  };
}

/** Identities that last as long as the test. `links` starts with the members named in it. */
function memoryIdentities(): Identities & { links: Map<string, PrincipalId> } {
  const links = new Map<string, PrincipalId>();
  const seen = new Map<string, { profile: unknown; at: Instant }>();
  return {
    links,
    principalOf: async (_surface, externalId) => links.get(externalId),
    find: async (_surface, id) => {
      const found = [...links].find(([, principal]) => principal === id);
      return found && { externalId: found[0] };
    },
    link: async (_surface, externalId, id) => void links.set(externalId, id),
    async saw(_surface, externalId, profile, at) {
      if (links.has(externalId)) seen.set(externalId, { profile, at });
    },
    lastSeen: async (_surface, externalId) => seen.get(externalId),
  };
}

function directoryOf(users: readonly User[]): Directory {
  const known: Pick<Directory, 'principal' | 'userByMail'> = {
    principal: async (id) => users.find((user) => user.id === id),
    userByMail: async (mail) => users.find((user) => user.mail?.toLowerCase() === mail.toLowerCase()),
  };
  return known as Directory;
}

function recordingLog(lines: [string, LogFields | undefined][]): Log {
  const line = (event: string, fields?: LogFields) => void lines.push([event, fields]);
  const log: Log = { debug: line, info: line, warn: line, error: line, with: () => log };
  return log;
}

export type SlackFixture = Awaited<ReturnType<typeof slackFixture>>;

/**
 * Latchkey's Slack side on a stand-in of Slack, with a scripted handler in place of the rest. Adele and Ben are
 * members; Adele is linked. `answer` says what the handler does with a turn.
 */
export async function slackFixture(
  options: {
    users?: readonly FakeUser[];
    directory?: readonly User[];
    config?: Partial<SlackConfig>;
    answer?: (turn: Turn) => Reply | Promise<Reply>;
    socketMode?: boolean;
    isAdeleLinked?: boolean;
  } = {},
) {
  const time = { now: Date.parse('2026-03-02T09:00:00Z') };
  const turns: Turn[] = [];
  const lines: [string, LogFields | undefined][] = [];
  const script = { answer: options.answer ?? ((): Reply | Promise<Reply> => ({ kind: 'delivered' })) };
  const server = createServer((request, response) => slack.listener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakeSlack = await startFakeSlack({ users: options.users ?? [BERLIN, BEN], target, now: () => time.now });
  const identities = memoryIdentities();
  if (options.isAdeleLinked ?? true) identities.links.set(fake.externalId('adele'), adele);

  let ids = 0;
  const deps: SlackDependencies = {
    config: {
      botToken: fake.botToken,
      ...(options.socketMode ? { appToken: fake.appToken } : { signingSecret: fake.signingSecret }),
      adminChannel: fake.adminChannel,
      matchByMail: false,
      apiUrl: fake.apiUrl,
      ...options.config,
    },
    handle: async (turn) => {
      turns.push(turn);
      return script.answer(turn);
    },
    identities,
    directory: directoryOf(options.directory ?? [aUser(), aUser({ id: ben, displayName: 'Ben', mail: BEN.email })]),
    ids: { next: () => `correlation-${++ids}` },
    clock: { now: () => instant(time.now) },
    log: recordingLog(lines),
  };
  let slack = await startSlack(deps);

  return {
    fake,
    get messenger() {
      return slack.messenger;
    },
    identities,
    turns,
    script,
    time,
    target,
    lines,
    stop: () => slack.stop(),
    /** Ends what goes on on its own (answers after the acknowledgement), so that it can be looked at. */
    settled: () => slack.stop(),
    /** Another process takes over, which knows what lasts and nothing else. */
    async startAnew() {
      await slack.stop();
      slack = await startSlack(deps);
    },
    async close() {
      await slack.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await fake.close();
    },
  };
}

/** A promise that the test ends by hand. */
export function gate<T>() {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
