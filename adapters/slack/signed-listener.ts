import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPModuleFunctions, type HTTPReceiver, isValidSlackRequest } from '@slack/bolt';
import type { Clock, Log } from '../../domain/ports/system.js';
import { after, type Instant, minutes } from '../../domain/time.js';
import { isDelivery } from './is-delivery.js';
import { readBody } from './read-body.js';

export type HttpListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Slack asks to refuse older requests: https://docs.slack.dev/authentication/verifying-requests-from-slack */
const LARGEST_SKEW = minutes(5);
const LARGEST_BODY = 256 * 1024;
/** A look at the certificate is a short form; of what is not signed, no more is read. */
const LARGEST_UNSIGNED = 2048;
const LOG_REFUSALS_EVERY = minutes(1);
/** Slack sends what it was refused again unless told so: https://docs.slack.dev/apis/events-api#error-handling */
const NO_RETRY = { 'x-slack-no-retry': '1' };

/**
 * The listener in front of Bolt's receiver. What shows no signature, or a timestamp that is more than five minutes from
 * the clock, before or after (Bolt looks back only, and by the machine's clock), gets 401 with no more of it read than
 * a look at a certificate takes. Of the rest up to 256 kB are read, and let in when Slack's signature over them holds;
 * only then are they parsed. A signed body that is no delivery gets 400, and Slack hears not to send it again.
 */
export function signedListener(deps: {
  receiver: HTTPReceiver;
  signingSecret: string;
  clock: Clock;
  log: Log;
}): HttpListener {
  const { receiver, clock } = deps;
  const unverified = sampledRefusals(deps.clock, deps.log, 'slack.unverified-requests-refused');
  const malformed = sampledRefusals(deps.clock, deps.log, 'slack.malformed-deliveries-refused');

  /** Undefined for what may go in, otherwise what it is answered. */
  async function refused(request: IncomingMessage): Promise<number | undefined> {
    const claims = request.headers['x-slack-signature'] !== undefined && isTimely(request, clock.now());
    const body = await readBody(request, claims ? LARGEST_BODY : LARGEST_UNSIGNED);
    if (claims && isSigned(request, body, deps.signingSecret, clock.now())) return refusedAsMalformed(request);
    if (isCertificateCheck(body)) return 200;
    unverified();
    return claims && body === undefined ? 413 : 401;
  }

  function refusedAsMalformed(request: IncomingMessage): number | undefined {
    if (isReadable(request)) return undefined;
    malformed();
    return 400;
  }

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const status = await refused(request);
    if (status === undefined) receiver.requestListener(request, response);
    else answer(request, response, status);
  }

  return (request, response) => {
    receive(request, response).catch(() =>
      response.headersSent ? response.destroy() : answer(request, response, 404),
    );
  };
}

/** What was left unread must not keep coming. */
function answer(request: IncomingMessage, response: ServerResponse, status: number): void {
  response.writeHead(status, { ...NO_RETRY, ...(!request.complete && { connection: 'close' }) }).end();
}

/** A signed body that Bolt cannot read would end the process inside it, out of everybody's reach. */
function isReadable(request: IncomingMessage): boolean {
  if (!HTTPModuleFunctions.isBufferedIncomingMessage(request)) return false;
  try {
    return isDelivery(HTTPModuleFunctions.parseHTTPRequestBody(request));
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

function isSigned(request: IncomingMessage, body: string | undefined, signingSecret: string, now: Instant): boolean {
  if (body === undefined) return false;
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
function isCertificateCheck(body = ''): boolean {
  return body.length <= LARGEST_UNSIGNED && new URLSearchParams(body).get('ssl_check') === '1';
}

/** Counts refusals and logs a line a minute at most, so that nobody can flood the log. */
function sampledRefusals(clock: Clock, log: Log, line: string): () => void {
  let count = 0;
  let nextLineAt: Instant | undefined;
  return () => {
    count += 1;
    const now = clock.now();
    if (nextLineAt !== undefined && now < nextLineAt) return;
    log.warn(line, { count });
    count = 0;
    nextLineAt = after(now, LOG_REFUSALS_EVERY);
  };
}
