import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request, type Response } from 'express';

/** The documented limit of a message with a card. */
const CARD_LIMIT = 28 * 1024;

export const OUTBOUND_TOKEN = 'the-bots-own-token';

export type Json = Record<string, unknown>;
export type Message = { id: string; conversationId: string; activity: Json; changes: number };
/** What the far end does instead of its work, for the next `times` calls. */
export type Fault = { times: number } & (
  | { does: 'hang' | 'drop' }
  | { does: 'refuse'; status: number; code?: string; headers?: Record<string, string> }
);

/**
 * A Bot Connector on loopback that keeps its documented rules: the bot's token, 28 KB a card, PUT only of what exists,
 * threads in channels named by their root message. `publish` sets the keys that tokens are checked against.
 */
export async function fakeTeamsConnector() {
  const state = {
    messages: [] as Message[],
    calls: [] as { method: string; path: string }[],
    blocked: new Set<string>(),
    watchers: new Set<() => void>(),
    keys: {} as object,
    fault: undefined as Fault | undefined,
    secret: undefined as string | undefined,
  };
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  app.get('/oidc', (_request, response) => {
    response.json({ issuer: 'https://api.botframework.com', jwks_uri: `${origin}/keys` });
  });
  app.post('/token', express.urlencoded(), ({ body }, response) => {
    const isWrong = state.secret !== undefined && body.client_secret !== state.secret;
    if (isWrong) response.status(401).json({ error: 'invalid_client' });
    else response.json({ access_token: OUTBOUND_TOKEN, token_type: 'Bearer', expires_in: 3600 });
  });
  app.get('/keys', (_request, response) => {
    response.json(state.keys);
  });
  app.use('/teams/v3/conversations', express.json({ limit: '1mb' }), (request, response, next) => {
    state.calls.push({ method: request.method, path: request.originalUrl });
    const { fault } = state;
    if (fault && fault.times > 0) {
      fault.times -= 1;
      misbehave(fault, request, response);
    } else if (request.headers.authorization !== `Bearer ${OUTBOUND_TOKEN}`) refuse(response, 401, 'Unauthorized');
    else if (Buffer.byteLength(JSON.stringify(request.body)) > CARD_LIMIT) refuse(response, 413, 'MessageSizeTooBig');
    else next();
  });
  app.use('/teams/v3/conversations', conversations(state));

  return {
    ...state,
    serviceUrl: `${origin}/teams/`,
    openIdMetadata: `${origin}/oidc`,
    tokenUrl: `${origin}/token`,
    /** From now on Entra takes this secret alone. */
    secretIs: (secret: string) => {
      state.secret = secret;
    },
    publish: (keys: object) => {
      state.keys = keys;
    },
    fail: (fault: Fault) => {
      state.fault = fault;
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

type Kept = { messages: Message[]; blocked: Set<string>; watchers: Set<() => void> };

function conversations({ messages, blocked, watchers }: Kept) {
  const routes = express.Router();
  const keep = (conversationId: string, activity: Json, id: string) => {
    messages.push({ id, conversationId, activity, changes: 0 });
    for (const watcher of watchers) watcher();
  };
  let posted = 0;
  const newId = () => `17000000${String(++posted).padStart(5, '0')}`;

  routes.post('/', ({ body }, response) => {
    const channel = body.channelData?.channel?.id;
    if (!body.isGroup || !channel || !body.activity) return refuse(response, 400, 'BadArgument');
    const id = newId();
    keep(`${channel};messageid=${id}`, body.activity, id);
    response.status(201).json({ id: `${channel};messageid=${id}`, activityId: id });
  });
  routes.post('/:conversation/activities{/:repliesTo}', ({ params, body }, response) => {
    if (blocked.has(params.conversation)) return refuse(response, 403, 'MessageWritesBlocked');
    const id = newId();
    keep(params.conversation, body, id);
    response.status(201).json({ id });
  });
  routes.put('/:conversation/activities/:id', ({ params, body }, response) => {
    const message = messages.find((each) => each.id === params.id && each.conversationId === params.conversation);
    if (!message) return refuse(response, 404, 'ActivityNotFoundInConversation');
    message.activity = body;
    message.changes += 1;
    for (const watcher of watchers) watcher();
    response.json({ id: message.id });
  });
  return routes;
}

function refuse(response: Response, status: number, code: string, headers: Record<string, string> = {}) {
  response
    .status(status)
    .set(headers)
    .json({ error: { code, message: 'No.' } });
}

function misbehave(fault: Fault, request: Request, response: Response) {
  if (fault.does === 'drop') request.socket.destroy();
  if (fault.does === 'refuse') refuse(response, fault.status, fault.code ?? 'Fault', fault.headers);
}
