import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Clock, Log } from '../../domain/ports/system.js';
import { minutes } from '../../domain/time.js';
import { type Budget, budgets, countedAddress } from './budgets.js';
import { signedIn } from './sessions/signed-in.js';

/** Ten pages a second, on and on, of one browser in which somebody has signed in. */
const ofBrowser: Budget = { times: 600, per: minutes(1) };
/** Of one person, whatever the number of their browsers. */
const ofPerson: Budget = { times: 900, per: minutes(1) };
/** Of all whom nobody knows behind one address: an office of newcomers is far below. */
const ofAddress: Budget = { times: 3000, per: minutes(1) };
/** Browsers that are known at once; each is a hash and costs a hundred bytes. */
const mostKnown = 20_000;

/** Who asks is counted before anything is read or looked up for them. */
export type VisitorBudget = {
  /** What stands before all else: refuses with 429 in a line, at next to no cost. */
  visitorLimit: RequestHandler;
  /** What follows once it is known who is signed in. */
  onceKnown: RequestHandler;
  /** Whom a request counts against: the browser, where somebody has signed in by it, otherwise its address. */
  countedAs(request: Request): string;
};

/**
 * The budget of everybody who asks for anything by the web. Who has signed in before is counted by their own browser,
 * and so is not locked out by what others do behind the same address.
 */
export function visitorBudget({ clock, log }: { clock: Clock; log: Log }): VisitorBudget {
  const spent = budgets(clock);
  const known = new Set<string>();
  const countedAs = (request: Request) => {
    const browser = browserOf(request);
    return browser !== undefined && known.has(browser) ? `browser:${browser}` : `address:${countedAddress(request.ip)}`;
  };
  const note = (browser: string) => {
    known.delete(browser);
    if (known.size >= mostKnown) known.delete(known.values().next().value ?? '');
    known.add(browser);
  };
  const within =
    (keyOf: (request: Request) => [key: string, budget: Budget] | undefined): RequestHandler =>
    (request, response, next) => {
      const counted = keyOf(request);
      const wait = counted && spent.spend(...counted);
      if (wait === undefined) return next();
      log.warn('web.too-many-requests', { by: signedIn(request)?.principalId });
      response.set('retry-after', String(Math.ceil(wait / 1000)));
      response.status(429).type('text').send('That was too often in a short time. Please wait a little.\n');
    };
  return {
    visitorLimit: within((request) => {
      const key = countedAs(request);
      if (key.startsWith('browser:')) return [key, ofBrowser];
      return isSignIn(request) ? undefined : [key, ofAddress];
    }),
    onceKnown: within((request) => {
      const { res: response } = request;
      // Whoever signs in by this is known from their next request on.
      response?.once('finish', () => {
        const given = String(response.getHeader('set-cookie') ?? '');
        const { person: isIn } = (request.session as Partial<Request['session']> | undefined) ?? {};
        const browser = isIn && browserIn(given.replaceAll(',', '; '));
        if (browser !== undefined) note(browser);
      });
      const person = signedIn(request)?.principalId;
      if (person === undefined) return undefined;
      note(browserOf(request) ?? '');
      return [`person:${person}`, ofPerson];
    }),
    countedAs,
  };
}

/**
 * The way to the sign-in and back, which costs next to nothing until somebody comes back with an answer: that counts
 * on its own, so that nobody behind a busy address is kept from signing in.
 */
const isSignIn = ({ method, path }: Request) =>
  method === 'GET' && ['/sign-in', '/sign-in/start', '/sign-in/callback'].includes(path);

/** What a browser shows as the name of its session, as a hash: undefined where it shows none. */
const browserOf = ({ headers }: Request): string | undefined => browserIn(headers.cookie ?? '');

function browserIn(cookies: string): string | undefined {
  const [, shown] = /(?:^|; ?)(?:__Host-)?latchkey=([^;]{1,500})/.exec(cookies) ?? [];
  return shown === undefined ? undefined : createHash('sha256').update(shown).digest('base64url').slice(0, 22);
}
