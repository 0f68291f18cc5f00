import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';
import { say } from './page/say.js';

/**
 * True for a Host header that names this very machine: `localhost`, `127.0.0.0/8`, `[::1]`, with or without a port.
 * Any other name may have been pointed here by a foreign page (DNS rebinding).
 */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = (host ?? '').toLowerCase().replace(/:\d{1,5}$/, '');
  return name === 'localhost' || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'));
}

/** The headers by which proxies say that somebody else asks. */
const passedOn = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** True for what a program on this very machine asks for itself: over loopback, by a loopback name, through no proxy. */
export function isOfThisMachine({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const isLocal = address === '::1' || (isIPv4(address) && address.startsWith('127.'));
  return isLocal && isLoopbackHost(headers.host) && passedOn.every((name) => headers[name] === undefined);
}

type Sent = { headers: IncomingHttpHeaders; protocol: string; method: string };

/**
 * True unless `Sec-Fetch-Site` or `Origin` say that a page of another origin sent this. A caller that is no browser
 * sends neither and carries no one's cookies.
 */
export function isFromOwnPages({ headers, protocol }: Omit<Sent, 'method'>): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  // Forms of pages with the policy `no-referrer` say `null`: then only the browser's own word on the site counts.
  if (origin === 'null') return site === 'same-origin';
  const isOwn = site === undefined || site === 'same-origin';
  return isOwn && (origin === undefined || origin === `${protocol}://${host}`);
}

/** A link or an address that was typed: the one thing by which other sites may lead here. */
const isNavigation = ({ headers, method }: Sent) =>
  method === 'GET' &&
  headers['sec-fetch-mode'] === 'navigate' &&
  ['document', undefined].includes(headers['sec-fetch-dest'] as string | undefined);

const refuseForeign = (request: Request, response: Response): void =>
  say(request, response, 403, 'This was sent by a page of another site. Use the pages of Latchkey itself.');

/** Refuses with 403 what a page of another origin sent. */
export const fromOwnPages: RequestHandler = (request, response, next) =>
  isFromOwnPages(request) ? next() : refuseForeign(request, response);

/**
 * As `fromOwnPages`, but lets links through: for all that a browser can reach here, whatever else guards it. `witness` is
 * shown what is refused before it is. Source: Fetch Metadata, “resource isolation policy”.
 */
export const linksOrOwnPages =
  (witness: RequestHandler | undefined): RequestHandler =>
  (request, response, next) => {
    const site = request.headers['sec-fetch-site'];
    const isTyped = site === 'none' && (request.method === 'GET' || request.method === 'HEAD');
    if (isTyped || isNavigation(request) || isFromOwnPages(request)) return next();
    if (!witness) return refuseForeign(request, response);
    witness(request, response, (fault?: unknown) => (fault ? next(fault) : refuseForeign(request, response)));
  };
