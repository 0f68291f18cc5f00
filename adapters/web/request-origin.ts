import { isIPv4 } from 'node:net';
import type { RequestHandler } from 'express';

/**
 * True for a Host header that names this very machine: `localhost`, `127.0.0.0/8`, `[::1]`, with or without a port.
 * Any other name may have been pointed here by a foreign page (DNS rebinding).
 */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = (host ?? '').toLowerCase().replace(/:\d{1,5}$/, '');
  return name === 'localhost' || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'));
}

/**
 * Refuses with 403 what a page of another origin sent, by `Sec-Fetch-Site` and `Origin`. A caller that is no browser
 * sends neither and carries no one's cookies, so it passes.
 */
export const fromOwnPages: RequestHandler = (request, response, next) => {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isOwn = site === undefined || site === 'same-origin';
  if (isOwn && (origin === undefined || origin === `${request.protocol}://${host}`)) return next();
  response.status(403).json({ error: 'This was sent by a page of another site. Use the pages of Latchkey itself.' });
};
