import { CloudError } from './cloud-error.js';
import type { CloudTimer } from './cloud-timer.js';

export type Exchange = {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string | URLSearchParams | undefined;
  /** Milliseconds until an answer must be there whole. */
  timeout: number;
  signal?: AbortSignal | undefined;
  /** What is called, for the message of an error: never with what was asked. */
  name: string;
  clientRequestId?: string | undefined;
};

export type Exchanged = { status: number; headers: Headers; text: string };

/** A page of 999 people takes about 1 MB. */
const longestAnswer = 32 * 1024 * 1024;

/**
 * Sends one HTTP request, once, and reads the whole answer. Follows no redirect. Throws CloudError `timeout` or
 * `unavailable` where no whole answer came: whether the far end did the work is unknown then.
 */
export async function exchange(request: Exchange, timer: CloudTimer): Promise<Exchanged> {
  const { method, url, headers, body, timeout, signal } = request;
  const stop = new AbortController();
  let isLate = false;
  const abort = () => stop.abort();
  const cancel = timer.deadline(timeout, () => {
    isLate = true;
    abort();
  });
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const sent = { method, headers, redirect: 'manual', signal: stop.signal, ...(body && { body }) } as const;
    const response = await fetch(url, sent);
    return { status: response.status, headers: response.headers, text: await wholeText(response) };
  } catch (fault) {
    if (fault instanceof CloudError) throw fault;
    const why = signal?.aborted ? 'the caller stopped waiting' : networkCode(fault);
    throw noAnswer(request, isLate ? undefined : why);
  } finally {
    cancel();
    signal?.removeEventListener('abort', abort);
  }
}

/** The fault's message stays behind: it may repeat a header. `why` is absent where time ran out. */
const noAnswer = ({ name, clientRequestId }: Exchange, why: string | undefined) =>
  why === undefined
    ? new CloudError('timeout', `${name} didn’t answer in time`, { clientRequestId })
    : new CloudError('unavailable', `${name} gave no answer: ${why}`, { clientRequestId });

async function wholeText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > longestAnswer) throw new CloudError('rejected', 'the answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The code of a network fault, such as ECONNRESET. */
function networkCode(fault: unknown): string {
  for (let each = fault; each instanceof Error; each = each.cause) {
    const code = 'code' in each && typeof each.code === 'string' ? each.code : '';
    if (/^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
  }
  return 'the connection broke';
}
