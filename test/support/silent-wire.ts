import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type SilentWire = {
  /** The database's address by way of this wire. */
  uri: string;
  /** From now on nothing passes, and nobody is told so. */
  hold(): void;
  /** Breaks everything that is open; what is opened again passes. */
  cut(): void;
  /** What was held passes after all. */
  release(): void;
  close(): void;
};

/** A wire to the database at `to` that can fall silent without breaking. */
export async function silentWire(to: URL): Promise<SilentWire> {
  const pairs: [Socket, Socket][] = [];
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    pairs.push([near, far]);
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const uri = new URL(to);
  uri.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  uri.searchParams.set('directConnection', 'true');
  return {
    uri: uri.href,
    hold() {
      for (const socket of pairs.flat()) socket.unpipe().pause();
    },
    cut() {
      for (const socket of pairs.splice(0).flat()) socket.destroy();
    },
    release() {
      for (const [near, far] of pairs) near.pipe(far).pipe(near);
    },
    close() {
      for (const socket of pairs.flat()) socket.destroy();
      server.close();
    },
  };
}
