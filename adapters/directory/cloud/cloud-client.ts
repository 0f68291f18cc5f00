import type { Ids, Log } from '../../../domain/ports/system.js';
import { CloudError } from './cloud-error.js';
import type { CloudHosts } from './cloud-hosts.js';
import type { CloudTimer } from './cloud-timer.js';
import { type Exchanged, exchange } from './exchange.js';
import { type CallLanes, laneOf } from './limits/call-lanes.js';
import type { CallPriority } from './limits/call-queue.js';
import { nextTry } from './limits/next-try.js';
import { parsedJson, readFailure } from './read-failure.js';
import type { TokenCache } from './sign-in/token-cache.js';

export type CloudCall = {
  api: 'graph' | 'arm';
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the version on, with its query: `/v1.0/users?$top=1`. Whoever builds it encodes what people typed. */
  path: string;
  body?: object | undefined;
  headers?: Record<string, string> | undefined;
  priority: CallPriority;
  /** Our id of the work that this call is part of; a new one unless given. */
  correlation?: string | undefined;
  /** True where sending it twice does no more than once. A GET is; a POST never. */
  isRepeatable?: boolean | undefined;
  /** Milliseconds for one try: 30 s unless given, a minute for what changes something. */
  timeout?: number | undefined;
  signal?: AbortSignal | undefined;
};

export type CloudClient = {
  /**
   * Makes one call with a token of the application and returns the answer's JSON, undefined where it is empty. A 401 is
   * answered once with a new token, a 429 by waiting as long as asked up to a minute, and a lost answer by asking again
   * only where that is harmless. Throws CloudError.
   */
  call(call: CloudCall): Promise<unknown>;
};

export type CloudClientParts = {
  hosts: CloudHosts;
  tokens: TokenCache;
  lanes: CallLanes;
  timer: CloudTimer;
  ids: Ids;
  log: Log;
  /** From 0 up to 1, to spread what waits. */
  random: () => number;
};

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const readTimeout = 30_000;
const writeTimeout = 60_000;
const throttlePriority = { removal: 'High', person: 'High', sweep: 'Low' } as const;

type Prepared = CloudCall & { method: string; url: URL; name: string; clientRequestId: string };

/** Makes the client of Microsoft Graph and Azure Resource Manager. */
export const cloudClient = (parts: CloudClientParts): CloudClient => ({
  call: async (call) => attempt(parts, prepare(parts, call), 1),
});

async function attempt(parts: CloudClientParts, call: Prepared, tries: number): Promise<unknown> {
  const lane = parts.lanes[laneOf(call.api, call.method, call.url.pathname)];
  let isSent = false;
  try {
    return await lane.run(call.priority, () => once(parts, call, () => (isSent = true)), call.signal);
  } catch (fault) {
    if (!(fault instanceof CloudError) || call.signal?.aborted) throw fault;
    const isRepeatable = !isSent || (call.isRepeatable ?? call.method === 'GET');
    const { rest, wait } = nextTry(fault, { tries, isRepeatable, random: parts.random });
    if (rest !== undefined) lane.rest(rest);
    if (wait === undefined) throw fault;
    parts.log.info('cloud.call-repeated', { call: call.name, tries, wait, error: fault });
    await parts.timer.delay(wait, call.signal).catch(() => undefined);
  }
  return attempt(parts, call, tries + 1);
}

function prepare({ hosts, ids }: CloudClientParts, call: CloudCall): Prepared {
  const { api, method = 'GET', path, correlation = '' } = call;
  const url = new URL(path, hosts[api]);
  if (url.origin !== new URL(hosts[api]).origin || url.username || url.password)
    throw new CloudError('rejected', 'A call must stay on the host of its API');
  const clientRequestId = GUID.test(correlation) ? correlation : ids.next();
  return { ...call, method, url, name: `${method} ${url.pathname}`, clientRequestId };
}

/** One turn: the call, and again with a new token where the first is no longer taken. That one did nothing. */
async function once(parts: CloudClientParts, call: Prepared, sending: () => void): Promise<unknown> {
  const { hosts, tokens, timer } = parts;
  const audience = new URL(hosts[call.api]).origin;
  const token = await tokens.token(audience);
  sending();
  const first = await send(parts, call, token);
  const answer = first.status === 401 ? await send(parts, call, await tokens.otherThan(audience, token)) : first;
  const { name, clientRequestId } = call;
  if (answer.status < 200 || answer.status > 299) throw readFailure(name, answer, clientRequestId, timer.now());
  if (answer.text.trim() === '') return undefined;
  const body = parsedJson(answer.text);
  if (body === undefined)
    throw new CloudError('unavailable', `${name} answered with no JSON`, { status: answer.status, clientRequestId });
  return body;
}

function send({ timer }: CloudClientParts, call: Prepared, token: string): Promise<Exchanged> {
  const { api, method, url, name, clientRequestId, priority, body, signal } = call;
  const headers: Record<string, string> = {
    ...call.headers,
    accept: 'application/json',
    authorization: `Bearer ${token}`,
    'client-request-id': clientRequestId,
    'user-agent': 'Latchkey',
    ...(api === 'arm' && { 'x-ms-client-request-id': clientRequestId }),
    ...(api === 'graph' && { 'x-ms-throttle-priority': throttlePriority[priority] }),
    ...(body && { 'content-type': 'application/json' }),
  };
  const timeout = call.timeout ?? (method === 'GET' ? readTimeout : writeTimeout);
  const sent = body && JSON.stringify(body);
  return exchange({ method, url, headers, body: sent, timeout, signal, name, clientRequestId }, timer);
}
