import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Chance } from './random.js';

/** How a far end may misbehave: `drops` does the work and loses the answer, `hangs` does nothing and never answers. */
export const mischiefs = ['busy', 'broken', 'hangs', 'drops'] as const;
export type Mischief = (typeof mischiefs)[number];

export type Answered = { status: number; body: unknown };
export type Asked = { path: string; body: string; headers: IncomingMessage['headers'] };
export type FarEnd = Awaited<ReturnType<typeof startFarEnd>>;

/** Of the calls while it misbehaves, so many go wrong. One that hangs holds up its caller for long after. */
const shares: Record<Mischief, number> = { busy: 0.7, broken: 0.7, hangs: 0.15, drops: 0.7 };

/** A server outside that does what it is asked, and misbehaves when told to. `spares` names the paths that never do. */
export async function startFarEnd(
  { among, chance }: Chance,
  answer: (asked: Asked) => Promise<Answered>,
  spares: (path: string) => boolean = () => false,
) {
  let mood: Mischief | undefined;
  const met: Record<Mischief, number> = { busy: 0, broken: 0, hangs: 0, drops: 0 };

  function mischiefFor(path: string): Mischief | undefined {
    if (!mood || spares(path) || !chance(shares[mood])) return undefined;
    met[mood] += 1;
    return mood;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = { path: request.url ?? '/', body: await textOf(request), headers: request.headers };
    const mischief = mischiefFor(asked.path);
    switch (mischief) {
      case 'hangs':
        return;
      case 'busy':
        return void response.writeHead(429, { 'retry-after': '1' }).end();
      case 'broken':
        return void response.writeHead(among([500, 502, 503])).end();
      case 'drops':
        await answer(asked);
        return void response.destroy();
      case undefined: {
        const { status, body } = await answer(asked);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      }
    }
  }

  const server = createServer((request, response) => {
    // Whoever asked may be dead by now.
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** From now on it misbehaves like this; undefined: no more. */
    misbehave(next: Mischief | undefined) {
      mood = next;
    },
    /** How many calls went wrong, and how. */
    met,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
