import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type { Clock } from '../../domain/ports/system.js';
import { callFault, connectorFault } from './errors.js';

type ConnectorOptions = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]>;
type HttpClient = NonNullable<ConnectorOptions['httpClient']>;

/**
 * How the SDK calls Teams: with a deadline of `timeout` milliseconds, which its own client lacks. Every refusal and
 * fault is thrown as an AdapterError, which the SDK's retries (they block for minutes and repeat posts) let through.
 */
export function connectorHttp(clock: Clock, timeout: number): HttpClient {
  return {
    async sendRequest(request) {
      const { status, body, retryAfter } = await call(request, timeout);
      if (status >= 300) throw connectorFault({ status, body, retryAfter, now: clock.now() });
      const headers = request.headers.clone();
      for (const name of headers.headerNames()) headers.remove(name);
      return { request, status, headers, bodyAsText: body };
    },
  };
}

async function call(request: Parameters<HttpClient['sendRequest']>[0], timeout: number) {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers.toJson(),
      body: typeof request.body === 'string' ? request.body : null,
      redirect: 'error', // a redirect would carry the bot's token to an address that nobody allowed
      signal: AbortSignal.timeout(timeout),
    });
    return {
      status: response.status,
      body: await response.text(),
      retryAfter: response.headers.get('retry-after'),
    };
  } catch (error) {
    throw callFault(error);
  }
}
