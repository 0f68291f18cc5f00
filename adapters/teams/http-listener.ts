import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../domain/ports/system.js';
import type { Answer, Delivered } from './inbound.js';
import { MAX_BODY } from './parse-activity.js';
import { isLoopback } from './service-url.js';

type Receive = (delivered: Delivered) => Promise<Answer>;

/**
 * The HTTP side of Teams' deliveries: POST of JSON, up to 256 kB. With `isLoopbackOnly`, nothing is heard from beyond
 * this machine nor from a page in a browser. What it answers to a fault says nothing about it.
 */
export function httpListener(receive: Receive, { isLoopbackOnly, log }: { isLoopbackOnly: boolean; log: Log }) {
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    if (request.method !== 'POST') return { status: 405 };
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return { status: 415 };
    if (isLoopbackOnly && !isFromThisMachine(request)) return { status: 403 };
    const body = await readBody(request);
    if (body === undefined) return { status: 413 };
    return receive({ authorization: request.headers.authorization ?? '', body });
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      write(response, await answer(request));
    } catch (error) {
      log.error('teams.delivery_failed', { err: error });
      if (!response.headersSent) write(response, { status: 500 });
    }
  };
}

function isFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  return isLoopback(socket.remoteAddress ?? '') && headers.origin === undefined;
}

/** The body as text, or undefined where it is larger than is read. Throws where the sender goes away. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  }
  return size <= MAX_BODY ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function write(response: ServerResponse, { status, body }: Answer): void {
  if (body === undefined) response.writeHead(status).end();
  else response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
