import express, { type Router } from 'express';
import { clientFiles } from '../client-files.js';

const script = clientFiles(['proof/client/passkeys.ts'], ['passkeys.js']);

/** `/assets/passkeys.js`: the one script that the pages of proofs need. */
export function proofAssets(): Router {
  const router = express.Router();
  router.get('/assets/passkeys.js', async (_request, response, next) => {
    const file = (await script()).get('passkeys.js');
    if (file === undefined) return next();
    response.type(file.type).set('cache-control', 'no-cache').send(file.body);
  });
  return router;
}
