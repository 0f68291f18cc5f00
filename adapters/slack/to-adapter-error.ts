import { webApi } from '@slack/bolt';
import { AdapterError, type AdapterErrorCode } from '../../domain/ports/system.js';

/** Slack's own codes (docs.slack.dev, errors of chat.postMessage, users.info, conversations.open, auth.test). */
const CODES = new Map<string, AdapterErrorCode>([
  ['ratelimited', 'rate-limited'],
  ['rate_limited', 'rate-limited'],
  ['message_limit_exceeded', 'rate-limited'],
  ['internal_error', 'unavailable'],
  ['fatal_error', 'unavailable'],
  ['service_unavailable', 'unavailable'],
  ['team_added_to_org', 'unavailable'],
  ['request_timeout', 'timeout'],
  ['not_authed', 'unauthorised'],
  ['invalid_auth', 'unauthorised'],
  ['account_inactive', 'unauthorised'],
  ['token_revoked', 'unauthorised'],
  ['token_expired', 'unauthorised'],
  ['no_permission', 'unauthorised'],
  ['missing_scope', 'unauthorised'],
  ['not_allowed_token_type', 'unauthorised'],
  ['org_login_required', 'unauthorised'],
  ['ekm_access_denied', 'unauthorised'],
]);

/**
 * Waits for one Web API call. Takes the call and the Slack codes that the caller reads as "there is none".
 * Returns Slack's answer, or undefined for one of those codes. Throws AdapterError for everything else.
 */
export async function ask<T>(call: Promise<T>, none: readonly string[] = []): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError && none.includes(error.data.error)) return undefined;
    throw toAdapterError(error);
  }
}

/** What a failed Web API call means to the rest of the house: from its status or Slack's code, never its message. */
export function toAdapterError(cause: unknown): AdapterError {
  if (cause instanceof webApi.WebAPIRateLimitedError) {
    return new AdapterError('rate-limited', 'Slack asks to wait', { retryAfter: cause.retryAfter * 1000, cause });
  }
  if (cause instanceof webApi.WebAPIPlatformError) return fromSlackCode(cause);
  if (cause instanceof webApi.WebAPIHTTPError) {
    return new AdapterError(fromStatus(cause.statusCode), `Slack answered with status ${cause.statusCode}`, { cause });
  }
  // A body cut off half way surfaces as the bare error of fetch, without the client's wrapper.
  const original = cause instanceof webApi.WebAPIRequestError ? cause.original : cause;
  return original instanceof Error && original.name === 'TimeoutError'
    ? new AdapterError('timeout', 'Slack did not answer in time', { cause })
    : new AdapterError('unavailable', 'Slack could not be reached', { cause });
}

function fromSlackCode(cause: webApi.WebAPIPlatformError): AdapterError {
  const slackCode = cause.data.error;
  // The client passes a body that is no JSON (a proxy's error page) off as a code.
  if (!/^[a-z_]{1,60}$/.test(slackCode))
    return new AdapterError('unavailable', 'Slack answered with no JSON', { cause });
  const code = CODES.get(slackCode) ?? (slackCode.endsWith('_not_found') ? 'not-found' : 'rejected');
  const seconds = cause.data.response_metadata?.retryAfter;
  return new AdapterError(code, `Slack refused the call: ${slackCode}`, {
    ...(typeof seconds === 'number' && { retryAfter: seconds * 1000 }),
    cause,
  });
}

function fromStatus(status: number): AdapterErrorCode {
  if (status === 401 || status === 403) return 'unauthorised';
  if (status === 404) return 'not-found';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'unavailable' : 'rejected';
}
