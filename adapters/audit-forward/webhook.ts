import { createHmac } from 'node:crypto';
import { request as requestPlain } from 'node:http';
import { Agent, request } from 'node:https';
import type { AuditTarget } from '../../bot/jobs/audit-forwarder.js';
import { AdapterError } from '../../domain/ports/system.js';
import { milliseconds } from '../../domain/time.js';
import { mustNotBePrivate, publicLookup } from './public-address.js';

export type WebhookSettings = {
  url: string;
  /** `whsec_` and the key in base64. */
  secret: string;
  /** Only for trying it on one's own machine: private addresses, and http. */
  allowPrivate: boolean;
};

/** How long the far end may take, in milliseconds. */
const timeout = 15_000;

/**
 * Sends batches to an address by POST, signed as Standard Webhooks has it (webhook-id, webhook-timestamp,
 * webhook-signature). Redirects are not followed: only an answer from 200 to 299 means that it was taken. `now`: the
 * time for the signature, in milliseconds.
 */
export function webhookTarget({ url, secret, allowPrivate }: WebhookSettings, now: () => number): AuditTarget {
  const address = new URL(url);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    name: 'webhook',
    async send(batch) {
      const { id, ...data } = batch;
      if (!allowPrivate) mustNotBePrivate(address.hostname);
      const timestamp = Math.floor(now() / 1000);
      const sent = new Date(timestamp * 1000).toISOString();
      const body = JSON.stringify({ type: 'latchkey.audit.sealed', timestamp: sent, data });
      const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
      await post(address, allowPrivate, agent, body, {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'Latchkey',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': `v1,${signature}`,
      });
    },
    close: () => agent.destroy(),
  };
}

function post(
  address: URL,
  allowPrivate: boolean,
  agent: Agent,
  body: string,
  headers: Record<string, string>,
): Promise<void> {
  const isPlain = address.protocol === 'http:';
  const options = { method: 'POST', headers, timeout, signal: AbortSignal.timeout(2 * timeout) };
  const guarded = allowPrivate ? options : { ...options, lookup: publicLookup };
  return new Promise((resolve, reject) => {
    const sending = isPlain ? requestPlain(address, guarded) : request(address, { ...guarded, agent });
    sending.on('timeout', () => sending.destroy(new AdapterError('timeout', 'the webhook did not answer in time')));
    sending.on('error', (fault) => reject(asAdapterError(fault)));
    sending.on('response', (response) => {
      // What it says is of no interest, and may be without end.
      response.destroy();
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) resolve();
      else reject(refusedWith(status, response.headers['retry-after']));
    });
    sending.end(body);
  });
}

function refusedWith(status: number, retryAfter: string | undefined): AdapterError {
  const wait = Number(retryAfter);
  return new AdapterError('unavailable', `the webhook answered ${status}`, {
    ...(wait > 0 && { retryAfter: milliseconds(Math.min(wait, 3600) * 1000) }),
  });
}

const asAdapterError = (fault: Error) =>
  fault instanceof AdapterError
    ? fault
    : new AdapterError('unavailable', 'the webhook could not be reached', { cause: fault });
