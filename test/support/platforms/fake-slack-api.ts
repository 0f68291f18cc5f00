import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEmulator, type Emulator } from 'emulate';
import { blockKitFaults } from './block-kit-limits.js';

type Json = Record<string, unknown>;

/** What goes wrong with one call, on demand. `drop`: the call is carried out, and its answer never arrives. */
export type Fault =
  | { kind: 'rate-limit'; retryAfter?: number }
  | { kind: 'status'; status: number }
  | { kind: 'error'; code: string }
  | { kind: 'hang' }
  | { kind: 'drop' }
  | { kind: 'reset' };

/**
 * A member of the workspace. `slack` overrides fields of Slack's user object (is_restricted, team_id, …), `speaksFrom`
 * the workspace that deliveries name as theirs.
 */
export type FakeUser = { name: string; email: string; timeZone?: string; slack?: Json; speaksFrom?: string };

export const TEAM = 'T000000001';
export const BOT = { userId: 'U0LATCHKEY', botId: 'B0LATCHKEY', appId: 'A0LATCHKEY', token: 'xoxb-latchkey' };
export const APP_TOKEN = 'xapp-latchkey';
const CHANNEL = 'pim-alerts';

export type FakeSlackApi = {
  url: string;
  server: ReturnType<typeof createServer>;
  /** Calls the workspace itself, past every fault. */
  call(method: string, body: Json, token?: string): Promise<Json>;
  userId(name: string): string;
  channelId: string;
  fail(method: string, fault: Fault, times?: number): void;
  /** Ends every fault. */
  fix(): void;
  /** The bodies of every call of one method that reached Slack, in order. */
  calls(method: string): Json[];
  close(): Promise<void>;
};

type Hooks = {
  onViewOpened(view: Json, triggerId: string): void;
  onResponse(id: string, body: Json): Promise<void>;
};

/**
 * Slack's Web API with a state of its own (`emulate`), behind a listener that adds the documented rules which that
 * lacks: the limits of Block Kit, guests and strangers in users.info, metadata only when asked for, rate limits, and
 * faults.
 */
export async function startFakeSlackApi(
  users: readonly FakeUser[],
  scopes: string[],
  hooks: Hooks,
): Promise<FakeSlackApi> {
  const emulatorPort = await freePort();
  const emulator = await createEmulator({ service: 'slack', port: emulatorPort, seed: seedOf(users, scopes) });
  const upstream = `http://127.0.0.1:${emulatorPort}`;
  const ids = await idsOf(upstream, users);
  const channelId = await channelIdOf(upstream);
  const faults = new Map<string, Fault[]>();
  const received: { method: string; body: Json }[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await textOf(request);
    const path = new URL(request.url ?? '/', 'http://slack').pathname;
    if (path.startsWith('/response/')) {
      await hooks.onResponse(path.slice('/response/'.length), JSON.parse(raw));
      return send(response, 200, { ok: true });
    }
    const method = path.replace('/api/', '');
    const body = Object.fromEntries(new URLSearchParams(raw));
    received.push({ method, body });
    const fault = faults.get(method)?.shift();
    if (fault && !(await beforeCall(fault, response))) return;
    const token = String(request.headers.authorization ?? '').replace('Bearer ', '');
    const result = await carryOut(method, body, token);
    if (fault?.kind === 'drop') return void response.destroy();
    send(response, 200, result);
  }

  async function carryOut(method: string, body: Json, token: string): Promise<Json> {
    if (method === 'apps.connections.open') {
      return token === APP_TOKEN ? { ok: true, url: `${url.replace('http', 'ws')}/socket` } : refusal('invalid_auth');
    }
    return faultOf(method, body) ?? completed(method, body, await post(upstream, method, body, token));
  }

  function completed(method: string, body: Json, result: Json): Json {
    if (!result.ok) return result;
    switch (method) {
      case 'views.open':
        hooks.onViewOpened(result.view as Json, String(body.trigger_id));
        return result;
      case 'conversations.history':
        return body.include_all_metadata === 'true' ? result : withoutMetadata(result);
      case 'users.info':
      case 'users.lookupByEmail':
        return withFlags(result, users, ids);
      default:
        return result;
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => send(response, 500, { ok: false, error: String(error) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    server,
    channelId,
    call: (method, body, token = BOT.token) => post(upstream, method, body, token),
    userId: (name) => ids.get(name) ?? unknownUser(name),
    fail: (method, fault, times = 1) =>
      void faults.set(method, [...(faults.get(method) ?? []), ...Array.from({ length: times }, () => fault)]),
    fix: () => faults.clear(),
    calls: (method) => received.filter((call) => call.method === method).map(({ body }) => body),
    close: () => closeBoth(server, emulator),
  };
}

const ADMIN = 'xoxp-admin';
export const tokenOf = (name: string) => `xoxp-${name}`;

function seedOf(users: readonly FakeUser[], scopes: string[]) {
  return {
    tokens: {},
    slack: {
      users: users.map(({ name, email, slack }) => ({ name, real_name: String(slack?.real_name ?? name), email })),
      channels: [{ name: CHANNEL }],
      oauth_apps: [
        {
          app_id: BOT.appId,
          client_id: '1.1',
          client_secret: 'x',
          name: 'Latchkey',
          redirect_uris: [],
          bot_id: BOT.botId,
          bot_user_id: BOT.userId,
          bot_name: 'latchkey',
        },
      ],
      tokens: [
        {
          token: BOT.token,
          user_id: BOT.userId,
          app_id: BOT.appId,
          bot_id: BOT.botId,
          bot_user_id: BOT.userId,
          scopes,
        },
        { token: ADMIN, user: 'admin' },
        ...users.map(({ name }) => ({ token: tokenOf(name), user: name })),
      ],
      strict_scopes: true,
    },
  };
}

async function idsOf(upstream: string, users: readonly FakeUser[]): Promise<Map<string, string>> {
  const found = await Promise.all(
    users.map(async ({ name, email }) => {
      const { user } = await post(upstream, 'users.lookupByEmail', { email }, ADMIN);
      return [name, (user as { id: string }).id] as const;
    }),
  );
  return new Map(found);
}

async function channelIdOf(upstream: string): Promise<string> {
  const { channels } = await post(upstream, 'conversations.list', {}, ADMIN);
  const channel = (channels as { id: string; name: string }[]).find(({ name }) => name === CHANNEL);
  return channel?.id ?? unknownUser(CHANNEL);
}

function unknownUser(name: string): never {
  throw new Error(`The stand-in knows no ${name}`);
}

async function post(upstream: string, method: string, body: Json, token: string): Promise<Json> {
  const response = await fetch(`${upstream}/api/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Json;
}

const refusal = (error: string, messages: string[] = []) => ({ ok: false, error, response_metadata: { messages } });

/** https://docs.slack.dev/reference/block-kit: what `emulate` takes and Slack does not. */
function faultOf(method: string, body: Json): Json | undefined {
  if (method.startsWith('chat.') && body.blocks !== undefined) {
    const faults = blockKitFaults(JSON.parse(String(body.blocks)));
    if (faults.length > 0) return refusal('invalid_blocks', faults);
  }
  if (method.startsWith('views.')) return viewFault(JSON.parse(String(body.view)));
  return undefined;
}

type View = { blocks: unknown[]; title?: { text?: string }; submit?: unknown; private_metadata?: string };

/** https://docs.slack.dev/reference/views/modal-views */
export function viewFault(view: View): Json | undefined {
  const faults = blockKitFaults(view.blocks, 'modal');
  const title = view.title?.text ?? '';
  if (title.length < 1 || title.length > 24) faults.push('title must be 1 to 24 characters');
  if ((view.private_metadata ?? '').length > 3000) faults.push('private_metadata must be at most 3000 characters');
  const asks = view.blocks.some((block) => (block as Json).type === 'input');
  if (asks && !view.submit) faults.push('submit is required with input blocks');
  return faults.length > 0 ? refusal('invalid_arguments', faults) : undefined;
}

function withoutMetadata(result: Json): Json {
  const messages = result.messages as Json[];
  return { ...result, messages: messages.map(({ metadata: _hidden, ...message }) => message) };
}

function withFlags(result: Json, users: readonly FakeUser[], ids: Map<string, string>): Json {
  const known = result.user as Json;
  const member = users.find(({ name }) => ids.get(name) === known.id);
  return {
    ...result,
    user: { ...known, is_email_confirmed: true, tz: member?.timeZone ?? 'Europe/London', ...member?.slack },
  };
}

/** False when the fault has answered (or never will) in place of the call. */
async function beforeCall(fault: Fault, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'rate-limit': {
      const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      response.writeHead(429, headers).end();
      return false;
    }
    case 'status':
      response.writeHead(fault.status).end();
      return false;
    case 'error':
      send(response, 200, refusal(fault.code));
      return false;
    case 'reset':
      response.destroy();
      return false;
    case 'hang':
      return false;
    case 'drop':
      return true;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A port below those that the system gives to outgoing connections, so that none of them takes it meanwhile. */
async function freePort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  const probe = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, () => resolve(true));
  });
  if (!isFree) return freePort();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function closeBoth(server: ReturnType<typeof createServer>, emulator: Emulator): Promise<void> {
  server.closeAllConnections();
  await Promise.all([new Promise((resolve) => server.close(resolve)), emulator.close()]);
}
