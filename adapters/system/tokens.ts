import { createHash, randomBytes } from 'node:crypto';
import type { Tokens } from '../../domain/ports/link-offers.js';

/** One-time tokens from the system's random source. */
export const systemTokens: Tokens = {
  next: () => randomBytes(32).toString('base64url'),
  hash: (token) => createHash('sha256').update(token).digest('hex'),
};
