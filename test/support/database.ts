import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';

/** An address with a database of its own on the shared server, so that tests never see each other's rows. */
export function freshDatabaseUri(): string {
  const uri = new URL(inject('mongoUri'));
  uri.pathname = `/test-${randomBytes(8).toString('hex')}`;
  return uri.href;
}
