import type { Request, RequestHandler } from 'express';
import type { RateLimit, RateLimits } from '../../domain/ports/rate-limits.js';
import type { Log } from '../../domain/ports/system.js';
import { hours, minutes } from '../../domain/time.js';
import { countedAddress } from './budgets.js';
import { say } from './page/say.js';
import { noteRefusal, signedIn } from './sessions/signed-in.js';

/** Whoever changes something by the web, signed in or not: the limit beneath all others. */
export const anyChange: RateLimit = { name: 'web', times: 120, per: minutes(1) };
/** The same over an hour: ten times as many. */
export const anyChangeInAnHour: RateLimit = { name: 'web-hour', times: 1200, per: hours(1) };
/** Beginning and ending sign-ins, of one browser in which somebody has signed in before. */
export const signIns: RateLimit = { name: 'sign-in', times: 60, per: minutes(1) };
/** Coming back to finish a sign-in, of all others behind one address: what they only begin does not count. */
export const firstSignIns: RateLimit = { name: 'sign-in-address', times: 1200, per: minutes(1) };
/** Opening and using links that link an account. */
export const linkUses: RateLimit = { name: 'link', times: 20, per: minutes(10) };

/** The address a request comes from, past the proxies that are trusted. */
export const byAddress = (request: Request): string => `address:${countedAddress(request.ip)}`;
/** Whom a request counts against: the person who is signed in, otherwise the address it comes from. */
const counted = (request: Request): string => signedIn(request)?.principalId ?? byAddress(request);

/**
 * Refuses with 429 and `Retry-After` what comes too often, by `key`, or by whoever sends it. That it did is logged
 * once in each window of the limit.
 */
export function limited(
  { limits, log }: { limits: RateLimits; log: Log },
  limit: RateLimit,
  key: (request: Request) => string = counted,
): RequestHandler {
  return async (request, response, next) => {
    const wait = await limits.exceeded(limit, key(request));
    if (wait === undefined) return next();
    const by = signedIn(request)?.principalId;
    log.warn('web.too-often', { limit: limit.name, by });
    if ((await limits.exceeded({ ...limit, name: `${limit.name}-told`, times: 1 }, key(request))) === undefined) {
      const after = { limit: limit.name };
      await noteRefusal(request, { activity: 'requestRefused', resultReason: 'TOO_OFTEN', actor: by, after });
    }
    response.set('retry-after', String(Math.ceil(wait / 1000)));
    say(request, response, 429, 'That was too often in a short time. Please wait a little and try again.');
  };
}
