import { z } from 'zod';
import { adapterCode, CloudError, type CloudErrorFacts } from './cloud-error.js';
import type { Exchanged } from './exchange.js';
import { retryAfter } from './limits/retry-after.js';

const Code = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/);
const Failure = z.object({
  error: z.object({ code: Code }).optional().catch(undefined),
  errorCode: Code.optional().catch(undefined),
});

/** Turns an answer outside 200 to 299 into the CloudError it means. `name` is the call; `now` reads a date in Retry-After. */
export function readFailure(name: string, answer: Exchanged, clientRequestId: string, now: number): CloudError {
  const { status, headers, text } = answer;
  const reason = reasonOf(text);
  const facts: CloudErrorFacts = {
    status,
    reason,
    requestId: plainId(headers.get('request-id') ?? headers.get('x-ms-request-id')),
    clientRequestId,
    retryAfter: retryAfter(headers.get('retry-after'), now),
  };
  const told = reason === undefined ? `${status}` : `${status} ${reason}`;
  return new CloudError(adapterCode(status, reason), `${name} answered ${told}`, facts);
}

/** The cloud's code in an error's body: Graph's and ARM's place for it, then that of older PIM answers. */
function reasonOf(text: string): string | undefined {
  const { error, errorCode } = Failure.safeParse(parsedJson(text)).data ?? {};
  return error?.code ?? errorCode;
}

/** Returns what JSON holds; undefined where it is none. The parser's own error is dropped: it repeats what it read. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const plainId = (id: string | null) => (id && /^[0-9a-z:-]{1,80}$/i.test(id) ? id : undefined);
