import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPModuleFunctions, type HTTPReceiver, isValidSlackRequest } from '@slack/bolt';
import type { Clock, Log } from '../../domain/ports/system.js';
import { after, type Instant, minutes } from '../../domain/time.js';

export type HttpListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Slack asks to refuse older requests: https://docs.slack.dev/authentication/verifying-requests-from-slack */
const LARGEST_SKEW = minutes(5);
const LARGEST_BODY = 1_000_000;
const LOG_REFUSALS_EVERY = minutes(1);

/**
 * The door in front of Bolt's receiver. Reads the body, and lets it in when its timestamp is at most five minutes
 * from the clock, before or after (Bolt looks back only, and by the machine's clock), and Slack's signature holds.
 * Anything else gets 401 with nothing parsed; too large a body gets 413.
 */
export function signedListener(deps: {
  receiver: HTTPReceiver;
  signingSecret: string;
  clock: Clock;
  log: Log;
}): HttpListener {
  const { receiver, clock } = deps;
  const logRefusal = sampledRefusals(deps.clock, deps.log);

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) return answer(response, 413);
    const verified = isTimely(request, clock.now()) && isSigned(request, body, deps.signingSecret, clock.now());
    if (verified) return isReadable(request) ? receiver.requestListener(request, response) : answer(response, 400);
    if (isCertificateCheck(body)) return answer(response, 200);
    logRefusal();
    return answer(response, 401);
  }

  return (request, response) => {
    receive(request, response).catch(() => (response.headersSent ? response.destroy() : answer(response, 404)));
  };
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

/** Keeps the body on the request, where Bolt looks for it. Undefined for one that is too large. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  try {
    return (await HTTPModuleFunctions.bufferIncomingMessage(request, LARGEST_BODY)).rawBody.toString();
  } catch (error) {
    if (HTTPModuleFunctions.isRawBodyError(error) && error.statusCode === 413) return undefined;
    throw error;
  }
}

/** A signed body that is no object would end the process inside Bolt, out of everybody's reach. */
function isReadable(request: IncomingMessage): boolean {
  if (!HTTPModuleFunctions.isBufferedIncomingMessage(request)) return false;
  try {
    const parsed: unknown = HTTPModuleFunctions.parseHTTPRequestBody(request);
    return typeof parsed === 'object' && parsed !== null;
  } catch {
    return false;
  }
}

function timestampOf(request: IncomingMessage): number {
  return Number(request.headers['x-slack-request-timestamp']);
}

function isTimely(request: IncomingMessage, now: Instant): boolean {
  return Math.abs(timestampOf(request) * 1000 - now) <= LARGEST_SKEW;
}

function isSigned(request: IncomingMessage, body: string, signingSecret: string, now: Instant): boolean {
  return isValidSlackRequest({
    signingSecret,
    body,
    headers: {
      'x-slack-signature': String(request.headers['x-slack-signature']),
      'x-slack-request-timestamp': timestampOf(request),
    },
    nowMilliseconds: now,
  });
}

/** Slack looks at a command's certificate now and then, unsigned, and wants to hear 200. Nothing is let in. */
function isCertificateCheck(body: string): boolean {
  return new URLSearchParams(body).get('ssl_check') === '1';
}

/** Counts refusals and logs a line a minute at most, so that nobody can flood the log. */
function sampledRefusals(clock: Clock, log: Log): () => void {
  let count = 0;
  let nextLineAt: Instant | undefined;
  return () => {
    count += 1;
    const now = clock.now();
    if (nextLineAt !== undefined && now < nextLineAt) return;
    log.warn('slack.unverified_requests_refused', { count });
    count = 0;
    nextLineAt = after(now, LOG_REFUSALS_EVERY);
  };
}
