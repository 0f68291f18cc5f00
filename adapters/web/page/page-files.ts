import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import express, { type Router } from 'express';
import { clientFiles } from '../client-files.js';

/** Every script of the pages, whichever folder it is from, and what they are served with. */
const load = clientFiles(
  [
    ...['portal.css', 'portal.ts', 'plots.ts'].map((name) => `page/client/${name}`),
    'proof/client/passkeys.ts',
    ...['chat.css', 'chat.ts', 'icon.svg'].map((name) => `chat/client/${name}`),
  ],
  ['portal.css', 'portal.js', 'plots.js', 'passkeys.js', 'chat.css', 'chat.js', 'icon.svg', 'chevron.svg', 'tick.svg'],
);

type Packed = { type: string; body: Buffer; gzipped: Buffer; etag: string };

/** `/assets/…`: style, scripts and pictures of the pages, packed for whoever takes them packed. */
export function pageFiles(): Router {
  const router = express.Router();
  let packed: Promise<ReadonlyMap<string, Packed>> | undefined;
  router.get('/assets/:name', async (request, response, next) => {
    packed ??= packAll();
    const file = (await packed).get(request.params.name);
    if (file === undefined) return next();
    const isPacked = request.acceptsEncodings(['gzip', 'identity']) === 'gzip';
    response.type(file.type).vary('accept-encoding');
    response.set({ 'cache-control': 'no-cache', etag: `"${file.etag}${isPacked ? '-gzip' : ''}"` });
    if (isPacked) response.set('content-encoding', 'gzip');
    response.send(isPacked ? file.gzipped : file.body);
  });
  return router;
}

const pack = promisify(gzip);

async function packAll(): Promise<ReadonlyMap<string, Packed>> {
  const all = [...(await load())].map(async ([name, { type, body }]): Promise<[string, Packed]> => {
    const etag = createHash('sha256').update(body).digest('base64url').slice(0, 16);
    return [name, { type, body, gzipped: await pack(body, { level: 9 }), etag }];
  });
  return new Map(await Promise.all(all));
}
