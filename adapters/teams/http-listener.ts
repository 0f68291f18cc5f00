import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../domain/ports/system.js';
import type { Answer, Delivered } from './inbound.js';
import { MAX_BODY } from './parse-activity.js';
import { isLoopback } from './service-url.js';

type Receive = (delivered: Delivered) => Promise<Answer>;

/**
 * The HTTP side of Teams' deliveries: POST of JSON, up to 256 kB, of which no more is read. With `isLoopbackOnly`, nothing
 * is heard from beyond this machine nor from a page in a browser; without it, nothing is read of what shows no token.
 * What it answers to a fault says nothing about it.
 */
export function httpListener(receive: Receive, { isLoopbackOnly, log }: { isLoopbackOnly: boolean; log: Log }) {
  const mustShowToken = !isLoopbackOnly;
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const status = unfit(request) ?? (isLoopbackOnly && !isFromThisMachine(request) ? 403 : undefined);
    if (status !== undefined) return { status };
    const { authorization = '' } = request.headers;
    // Whoever shows no token is turned away before a byte of theirs is read.
    if (mustShowToken && authorization === '') return receive({ authorization, body: undefined });
    const body = await readBody(request);
    return body === undefined ? { status: 413 } : receive({ authorization, body });
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const answered = await answer(request);
      // What was left unread must not keep coming.
      if (!request.complete) response.setHeader('connection', 'close');
      write(response, answered);
    } catch (error) {
      log.error('teams.delivery-failed', { err: error });
      if (!response.headersSent) write(response, { status: 500 });
    }
  };
}

/** The status for what cannot be a delivery by its head alone. */
function unfit({ method, headers }: IncomingMessage): number | undefined {
  if (method !== 'POST') return 405;
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return 415;
  return Number(headers['content-length'] ?? 0) > MAX_BODY ? 413 : undefined;
}

function isFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  return isLoopback(socket.remoteAddress ?? '') && headers.origin === undefined;
}

/** The body as text, or undefined once it is larger than is read. Throws where the sender goes away. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The connection outlives a body that is left unread, for the answer has to go out by it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function write(response: ServerResponse, { status, body }: Answer): void {
  if (body === undefined) response.writeHead(status).end();
  else response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
