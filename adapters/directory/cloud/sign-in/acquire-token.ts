import { z } from 'zod';
import type { Ids } from '../../../../domain/ports/system.js';
import { CloudError } from '../cloud-error.js';
import type { CloudHosts } from '../cloud-hosts.js';
import type { CloudTimer } from '../cloud-timer.js';
import { type Exchanged, exchange } from '../exchange.js';
import { retryAfter } from '../limits/retry-after.js';
import { parsedJson } from '../read-failure.js';
import type { CloudApplication } from './credential.js';
import { tokenRequest } from './token-request.js';

export type AcquiredToken = {
  token: string;
  /** For how many milliseconds it is good. */
  lifetime: number;
};

const whole = z.coerce.number().int().positive();
const Answer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: whole.optional(),
  expires_on: whole.optional(),
});
/** Of what is wrong, the number alone is read: the description names people and applications. */
const Refusal = z.object({ error: z.string().optional(), error_codes: z.array(z.number().int()).optional() });

const timeout = 15_000;
const name = 'The token endpoint';

/** Returns what gets a new token for an API, named by its origin. It throws CloudError, without the token or secret. */
export const acquireToken =
  (application: CloudApplication, hosts: CloudHosts, timer: CloudTimer, ids: Ids) =>
  async (audience: string): Promise<AcquiredToken> => {
    const clientRequestId = ids.next();
    const made = { id: ids.next(), now: timer.now() };
    const { headers, ...request } = await tokenRequest(application, hosts, audience, made);
    const sent = { ...headers, 'client-request-id': clientRequestId };
    const answer = await exchange({ ...request, headers: sent, timeout, name, clientRequestId }, timer);
    if (answer.status !== 200) throw refusal(answer, clientRequestId, timer.now());
    return readToken(answer, clientRequestId, timer.now());
  };

function readToken({ text }: Exchanged, clientRequestId: string, now: number): AcquiredToken {
  const { data } = Answer.safeParse(parsedJson(text));
  const lifetime = data?.expires_in === undefined ? (data?.expires_on ?? 0) * 1000 - now : data.expires_in * 1000;
  if (!data || lifetime <= 0)
    throw new CloudError('unavailable', `${name} answered without a token`, { clientRequestId });
  return { token: data.access_token, lifetime };
}

function refusal({ status, headers, text }: Exchanged, clientRequestId: string, now: number): CloudError {
  const number = Refusal.safeParse(parsedJson(text)).data?.error_codes?.[0];
  const reason = number === undefined ? undefined : `AADSTS${number}`;
  const facts = { status, reason, clientRequestId, retryAfter: retryAfter(headers.get('retry-after'), now) };
  return new CloudError(codeOf(status), `${name} answered ${reason ? `${status} ${reason}` : status}`, facts);
}

/** Whatever it refuses, it refuses the application. A 404 or 410 of a machine's metadata service passes. */
function codeOf(status: number): 'rate-limited' | 'unavailable' | 'unauthorised' {
  if (status === 429) return 'rate-limited';
  return status >= 500 || status === 404 || status === 410 ? 'unavailable' : 'unauthorised';
}
