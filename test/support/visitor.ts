import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { ProviderLogin } from './parts/oidc-provider.js';

/** What came of the last request: where it ended, how, and what was shown. */
export type Visit = { url: URL; status: number; headers: Headers; text: string };

type Fields = Readonly<Record<string, string>>;
type Sending = { method?: 'GET' | 'POST'; fields?: Fields; headers?: Fields; follow?: boolean };

/**
 * A browser without a window: keeps the cookies of each origin, follows redirects, sends forms as a browser sends those
 * of the page it looks at.
 */
export function visitor(home: string) {
  const jar = new Map<string, Map<string, string>>();
  let seen: Visit | undefined;

  async function visit(
    address: string,
    { method = 'GET', fields, headers, follow = true }: Sending = {},
  ): Promise<Visit> {
    const url = new URL(address, seen?.url ?? home);
    const cookies = [...(jar.get(url.host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await send(
      url,
      method,
      {
        accept: 'text/html',
        ...(cookies && { cookie: cookies }),
        ...(method === 'POST' && { origin: url.origin, 'sec-fetch-site': 'same-origin' }),
        ...(fields && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      fields && new URLSearchParams(fields).toString(),
    );
    for (const line of response.headers.getSetCookie()) keep(jar, url.host, line);
    seen = { url, ...response };
    const next = response.headers.get('location');
    return follow && next ? visit(new URL(next, url).href) : seen;
  }

  const at = (path: string) => new URL(path, home).href;

  async function through(path: string, { account, amr, acr, authTime }: ProviderLogin): Promise<Visit> {
    const page = await visit(at(path));
    if (!page.url.pathname.startsWith('/interaction/')) return page;
    const fields = {
      account,
      ...(amr && { amr: amr.join(' ') }),
      ...(acr && { acr }),
      ...(authTime && { auth_time: String(authTime) }),
    };
    const answered = await visit(page.url.href, { method: 'POST', fields });
    // Who was signed in there as somebody else is signed out first, by a form that sends itself.
    const [, action] = /<form method="post" action="([^"]+\/session\/end\/confirm)"/.exec(answered.text) ?? [];
    return action ? visit(action, { method: 'POST', fields: hiddenIn(answered.text) }) : answered;
  }

  return {
    jar,
    cookie: () => [...(jar.get(new URL(home).host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; '),
    get: (path: string, more: Omit<Sending, 'method'> = {}) => visit(at(path), more),
    post: (path: string, fields: Fields = {}, more: Omit<Sending, 'method' | 'fields'> = {}) =>
      visit(at(path), { method: 'POST', fields, ...more }),
    /** Goes to a page that leads to the provider, and signs in there. Returns where it ended. */
    through,
    /** Signs in at the provider, by the pages of both. Returns where it ended. */
    signIn: (login: ProviderLogin, returnTo = '/identities'): Promise<Visit> =>
      through(`/sign-in/start?return=${encodeURIComponent(returnTo)}`, login),
    /** The token of the page that is looked at. */
    token: () => tokenIn(seen?.text ?? ''),
  };
}

/** One request, with just these headers, but for those that are empty: `fetch` would add some of its own. */
async function send(url: URL, method: string, headers: Fields, body?: string): Promise<Omit<Visit, 'url'>> {
  const present = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
  const sent = request(url, { method, headers: present, agent: false });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks = await answer.toArray();
  const received = new Headers();
  for (const [name, values = []] of Object.entries(answer.headersDistinct)) {
    for (const value of values) received.append(name, value);
  }
  return { status: answer.statusCode ?? 0, headers: received, text: Buffer.concat(chunks).toString() };
}

const tokenIn = (html: string): string => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';

const hiddenIn = (html: string): Fields =>
  Object.fromEntries(
    Array.from(html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g), ([, name = '', value = '']) => [
      name,
      value,
    ]),
  );

function keep(jar: Map<string, Map<string, string>>, host: string, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const [name = '', ...value] = pair.split('=');
  const own = jar.get(host) ?? new Map<string, string>();
  const isOver = attributes.some((attribute) => {
    const [key = '', date = ''] = attribute.trim().split('=');
    return key.toLowerCase() === 'expires' && Date.parse(date) <= Date.now();
  });
  if (isOver) own.delete(name);
  else own.set(name, value.join('='));
  jar.set(host, own);
}
