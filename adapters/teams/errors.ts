import { AdapterError, type AdapterErrorCode } from '../../domain/ports/system.js';

const CODES = new Map<number, AdapterErrorCode>([
  [401, 'unauthorised'],
  [403, 'unauthorised'],
  [404, 'not-found'],
  [408, 'unavailable'],
  [412, 'unavailable'], // documented as transient: "retry", like 502 and 504
  [429, 'rate-limited'],
]);

/** The connector's machine-readable reasons for a person who no longer hears the bot. */
const OUT_OF_REACH = new Set([
  'BotDisabledByAdmin',
  'BotNotInConversationRoster',
  'ConversationBlockedByUser',
  'ConversationNotFound',
  'MessageWritesBlocked',
]);

/** Microsoft Entra's reasons for refusing the bot's own credentials, where trying again cannot help. */
const BAD_CREDENTIALS = new Set(['invalid_client', 'unauthorized_client', 'invalid_grant', 'invalid_resource']);

type Answer = { status: number; body: string; retryAfter: string | null; now: number };

/**
 * The fault behind a connector's refusal. Takes its status, body and `Retry-After` header (seconds or an HTTP date),
 * and the present instant in UTC milliseconds. Codes: learn.microsoft.com, "status codes from bot conversational APIs".
 */
export function connectorFault({ status, body, retryAfter, now }: Answer): AdapterError {
  const code = CODES.get(status) ?? (status >= 500 ? 'unavailable' : 'rejected');
  const wait = retryAfter === null ? undefined : delayOf(retryAfter, now);
  const reason = reasonIn(body);
  return new AdapterError(code, `Teams answered ${status}${reason ? ` ${reason}` : ''}`, {
    ...(wait === undefined ? {} : { retryAfter: wait }),
    cause: { status, reason },
  });
}

/** Any other fault of a call to Teams (no network, no answer in time, no token) as an AdapterError. */
export function callFault(error: unknown): AdapterError {
  if (error instanceof AdapterError) return error;
  if (error instanceof Error && error.name === 'TimeoutError')
    return new AdapterError('timeout', 'Teams did not answer in time', { cause: error });
  if (BAD_CREDENTIALS.has(textAt(error, 'errorCode')))
    return new AdapterError('unauthorised', 'Microsoft Entra refused the credentials of the bot', { cause: error });
  return new AdapterError('unavailable', 'Teams could not be reached', { cause: error });
}

/** The fault behind a status by which Microsoft Entra gives no token: a 4xx speaks of the bot's own settings. */
export function tokenFault(status: number): AdapterError {
  const code = CODES.get(status) ?? 'unavailable';
  const isRefused = status >= 400 && status < 500 && code !== 'rate-limited' && status !== 408;
  return isRefused
    ? new AdapterError('unauthorised', 'Microsoft Entra refused the credentials of the bot', { cause: { status } })
    : new AdapterError(code, `Microsoft Entra answered ${status}`, { cause: { status } });
}

/** True when this fault means that the recipient cannot be reached, now or by trying again. */
export function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof AdapterError)) return false;
  return error.code === 'not-found' || OUT_OF_REACH.has(textAt(error.cause, 'reason'));
}

function delayOf(header: string, now: number): number | undefined {
  if (/^\d{1,6}$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** `error.code` of the connector's answer, where it is a plain word: it goes into logs. */
function reasonIn(body: string): string {
  try {
    const answer: unknown = JSON.parse(body);
    const reason = textAt(typeof answer === 'object' && answer && 'error' in answer ? answer.error : answer, 'code');
    return /^\w{1,60}$/.test(reason) ? reason : '';
  } catch {
    return '';
  }
}

function textAt(value: unknown, key: string): string {
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : '';
}
