import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Chance } from '../random.js';

/**
 * How a far end may misbehave: `drops` does the work and loses the answer, `hangs` does nothing and never answers, and
 * `late` never answers, and does the work when its caller has long given up.
 */
export const mischiefs = ['busy', 'broken', 'hangs', 'drops', 'late'] as const;
export type Mischief = (typeof mischiefs)[number];

export type Answered = { status: number; body: unknown };
export type Asked = { method: string; path: string; body: string; headers: IncomingMessage['headers'] };
export type FarEnd = Awaited<ReturnType<typeof startFarEnd>>;

type Rules = {
  answer(asked: Asked): Promise<Answered>;
  /** What never goes wrong in this way. */
  spares?(asked: Asked, mischief: Mischief): boolean;
};

/** Of the calls while it misbehaves, so many go wrong. One that is not answered holds up its caller for long after. */
const shares: Record<Mischief, number> = { busy: 0.7, broken: 0.7, hangs: 0.15, drops: 0.7, late: 0.8 };
/** What is done late is done so much later, in milliseconds. */
const lateness = { least: 3_000, most: 7_000 };

/** A server outside that does what it is asked, and misbehaves when told to. */
export async function startFarEnd({ among, between, chance }: Chance, { answer, spares = () => false }: Rules) {
  let mood: Mischief | undefined;
  const met: Record<Mischief, number> = { busy: 0, broken: 0, hangs: 0, drops: 0, late: 0 };
  const toCome = new Set<Promise<unknown>>();

  function mischiefFor(asked: Asked): Mischief | undefined {
    if (!mood || spares(asked, mood) || !chance(shares[mood])) return undefined;
    met[mood] += 1;
    return mood;
  }

  function doLate(asked: Asked): void {
    const work = new Promise((wait) => setTimeout(wait, between(lateness.least, lateness.most)))
      .then(() => answer(asked))
      .finally(() => toCome.delete(work));
    toCome.add(work);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = request;
    const asked = { method, path, body: await textOf(request), headers };
    switch (mischiefFor(asked)) {
      case 'hangs':
        return;
      case 'late':
        return doLate(asked);
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
    /** Resolves when everything has been done that it does late. */
    async quiet(): Promise<void> {
      while (toCome.size > 0) await Promise.all(toCome);
    },
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
