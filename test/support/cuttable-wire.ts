import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type CuttableWire = {
  /** The database's address by way of this wire. */
  uri: string;
  /** From now on nothing passes any more, and nobody is told so. */
  hold(): void;
  /** Closes everything. */
  cut(): Promise<void>;
};

/** A wire to the database at `to`, for faults of the network. */
export async function cuttableWire(to: URL): Promise<CuttableWire> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const uri = new URL(to);
  uri.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  uri.searchParams.set('directConnection', 'true');
  return {
    uri: uri.href,
    hold() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    async cut() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
