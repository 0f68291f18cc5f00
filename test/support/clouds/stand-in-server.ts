import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { CloudReply, CloudRequest } from './cloud-resource.js';
import type { KnobState } from './knobs.js';

export type StandInServer = { origin: string; close(): Promise<void> };

/** One host of the cloud on loopback: it answers as `answer` says, and misbehaves as the knobs say. */
export async function standInServer(
  knobs: KnobState,
  calls: CloudRequest[],
  answer: (request: CloudRequest) => CloudReply | Promise<CloudReply>,
): Promise<StandInServer> {
  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing));
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const request = await readRequest(incoming);
    calls.push(request);
    const behaviour = knobs.take(request);
    if (knobs.latency > 0) await pause(knobs.latency);
    if (behaviour?.kind === 'reset') return void incoming.socket.destroy();
    const reply = behaviour?.kind === 'answer' ? behaviour.reply : await answer(request);
    if (behaviour?.kind === 'silence') return;
    if (behaviour?.kind === 'hold') await behaviour.until;
    send(outgoing, reply, behaviour?.kind === 'cut');
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(outgoing: ServerResponse, { status, body, headers = {} }: CloudReply, isCut: boolean): void {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const bytes = Buffer.from(text);
  outgoing.writeHead(status, {
    'content-type': 'application/json',
    'request-id': 'aaaaaaaa-0000-4000-8000-000000000001',
    'content-length': bytes.length,
    ...headers,
  });
  if (!isCut) outgoing.end(bytes);
  else outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
}

async function readRequest(incoming: IncomingMessage): Promise<CloudRequest> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host}`);
  return { method: incoming.method ?? '', url, headers: incoming.headers, body: Buffer.concat(parts).toString() };
}
