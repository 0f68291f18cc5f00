import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTeams } from '../../../adapters/teams/start-teams.js';
import type { AuthenticatedTeams, TeamsConfig } from '../../../adapters/teams/teams-config.js';
import type { Reply, Turn } from '../../../bot/turns/turn.js';
import type { Card, Form } from '../../../cards/card.js';
import { principalId } from '../../../domain/ids.js';
import type { Directory, User } from '../../../domain/ports/directory.js';
import type { Identities } from '../../../domain/ports/identities.js';
import type { Log, LogFields } from '../../../domain/ports/system.js';
import { instant } from '../../../domain/time.js';
import { startFakeTeams, type TeamsUser } from './fake-teams.js';

export const TENANT = '11111111-2222-4333-8444-555555555555';
export const APP = '99999999-8888-4777-8666-555555555555';
export const ADMINS = '19:admins@thread.tacv2';

export const adele: TeamsUser = { aadObjectId: 'AAAAAAAA-0000-4000-8000-000000000001', name: 'Adele' };
export const gast: TeamsUser = { aadObjectId: 'aaaaaaaa-0000-4000-8000-000000000002', name: 'Gast' };
export const dora: TeamsUser = { aadObjectId: 'aaaaaaaa-0000-4000-8000-000000000003', name: 'Dora' };
export const outsider: TeamsUser = { aadObjectId: 'aaaaaaaa-0000-4000-8000-000000000009', name: 'Stranger' };
export const adeleId = principalId(adele.aadObjectId);

const members: User[] = [
  aMember(adele, { timeZone: 'Europe/Berlin' }),
  aMember(gast, { userType: 'Guest' }),
  aMember(dora, { accountEnabled: false }),
];

export const aCard = (over: Partial<Card> = {}): Card => ({
  kind: 'card',
  name: 'request',
  title: 'Security Reader for 2 hours',
  body: [],
  facts: [],
  rows: [],
  buttons: [{ title: 'Give back', style: 'default', action: { do: 'deactivate', requestId: 'r-1' } }],
  summary: 'Adele asks for Security Reader',
  ...over,
});

export const aForm = (over: Partial<Form> = {}): Form => ({
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
});

export type Fixture = Awaited<ReturnType<typeof openFixture>>;

/** The adapter on a port of its own, its stand-in for Teams, and a bot that answers what the test tells it to. */
export async function openFixture(over: Partial<AuthenticatedTeams> = {}, asPlayground = false) {
  const turns: Turn[] = [];
  const logged: { event: string; fields: LogFields }[] = [];
  const script: { answer: (turn: Turn) => Promise<Reply> } = { answer: async () => ({ kind: 'delivered' }) };
  const identities = memoryIdentities();
  let url = '';
  const fake = await startFakeTeams({ users: [adele], tenantId: TENANT, appId: APP, target: () => url });
  const config: TeamsConfig = asPlayground
    ? { mode: 'playground' }
    : { ...fake.config, adminChannel: ADMINS, timeouts: { call: 1_500 as never }, ...over };
  const teams = await startTeams({
    config,
    identities,
    directory: directoryOf(members),
    ids: sequence(),
    clock: { now: () => instant(Date.now()) },
    log: recording(logged),
    handle: async (turn) => {
      turns.push(turn);
      return script.answer(turn);
    },
  }).catch(async (error: unknown) => {
    await fake.stop();
    throw error;
  });
  const server = createServer(teams.listener);
  url = await listening(server);
  return {
    fake,
    teams,
    turns,
    logged,
    identities,
    script,
    url,
    says: (reply: Reply) => {
      script.answer = async () => reply;
    },
    async close() {
      await teams.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await fake.stop();
    },
  };
}

function aMember({ aadObjectId, name }: TeamsUser, over: Partial<User>): User {
  return {
    type: 'user',
    id: principalId(aadObjectId),
    displayName: name,
    userPrincipalName: `${name.toLowerCase()}@contoso.example`,
    accountEnabled: true,
    userType: 'Member',
    ...over,
  };
}

function memoryIdentities(): Identities & { writes: number; forget(): void } {
  const links = new Map<string, { externalId: string; address: unknown }>();
  return {
    writes: 0,
    forget: () => links.clear(),
    principalOf: async (_surface, externalId) =>
      [...links].map(([id]) => principalId(id)).find((id) => id === externalId),
    find: async (_surface, id) => links.get(id),
    async link(_surface, externalId, id, address) {
      this.writes += 1;
      links.set(id, { externalId, address: address === undefined ? links.get(id)?.address : address });
    },
    saw: async () => undefined,
    lastSeen: async () => undefined,
  };
}

function directoryOf(users: readonly User[]): Directory {
  const none = async () => [];
  return {
    principal: async (id) => users.find((user) => user.id === id),
    principals: async (ids) => users.filter((user) => ids.includes(user.id)),
    userByMail: async () => undefined,
    searchPrincipals: none,
    sharedLooks: none,
    groupsOf: none,
    usersIn: none,
    roleDefinitions: none,
    roleDefinition: async () => undefined,
    scope: async () => undefined,
    scopes: none,
    scopesAround: async (_kind, id) => [id],
    ownersOf: none,
  };
}

function sequence() {
  let count = 0;
  return { next: () => `00000000-0000-7000-8000-${String(++count).padStart(12, '0')}` };
}

function recording(lines: { event: string; fields: LogFields }[]): Log {
  const write = (event: string, fields: LogFields = {}) => void lines.push({ event, fields });
  const log: Log = { debug: write, info: write, warn: write, error: write, with: () => log };
  return log;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;
}
