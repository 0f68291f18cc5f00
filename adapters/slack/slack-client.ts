import { webApi } from '@slack/bolt';

const SLACK_API = 'https://slack.com/api/';
/** Where Slack asks for answers to a command or a press. */
const RESPONSE_URLS = 'https://hooks.slack.com';
/** Slack says how long to wait in nearly every 429; this is for the one that does not. */
const WAIT_WHEN_UNTOLD_SECONDS = '30';

export type ClientOptions = Pick<webApi.WebClientOptions, 'slackApiUrl' | 'timeout' | 'retryConfig' | 'fetch'> & {
  rejectRateLimitedCalls: boolean;
};

/**
 * Options shared by every client of Slack's Web API. `apiUrl` replaces Slack's own (tests only), `timeout` is in
 * milliseconds. Calls are never repeated here: the outbox does that, knowing what may have landed. `headers` must
 * stay unset: the client writes its token into that object, and the next client would send it too.
 */
export function clientOptions(apiUrl: string | undefined, timeout: number): ClientOptions {
  return {
    slackApiUrl: apiUrl ?? SLACK_API,
    timeout,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    fetch: onlySlack(apiUrl, timeout),
  };
}

/** A client of Slack's Web API that tries once, within its timeout, and throws what Slack says. */
export function slackClient(botToken: string, options: ClientOptions): webApi.WebClient {
  return new webApi.WebClient(botToken, { ...options, logLevel: webApi.LogLevel.ERROR });
}

/** A fetch that reaches Slack and nothing else: a response URL comes with the payload. */
function onlySlack(apiUrl: string | undefined, timeout: number): NonNullable<webApi.WebClientOptions['fetch']> {
  const origins = apiUrl ? [new URL(apiUrl).origin] : [new URL(SLACK_API).origin, RESPONSE_URLS];
  return async (url, init) => {
    if (!origins.includes(new URL(String(url)).origin)) throw new Error('Refused to call a host that is not Slack');
    const response = await fetch(url, { signal: AbortSignal.timeout(timeout), ...definedOnly(init) });
    if (response.status !== 429 || response.headers.has('retry-after')) return response;
    return new Response(null, { status: 429, headers: { 'retry-after': WAIT_WHEN_UNTOLD_SECONDS } });
  };
}

function definedOnly(init: RequestInit | undefined): RequestInit {
  return Object.fromEntries(Object.entries(init ?? {}).filter(([, value]) => value !== undefined && value !== null));
}
