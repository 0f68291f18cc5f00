import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../domain/ports/system.js';
import { hours } from '../../domain/time.js';
import { budgets } from './budgets.js';
import { say } from './page/say.js';
import { signedIn } from './sessions/signed-in.js';

/** How many files are read out at once, for one person and for all, and for one person within an hour. */
type Shares = { ofPerson: number; inAll: number; inAnHour: number };

/** Each reads the database page by page for as long as its reader takes; who works with them needs a few. */
const usual: Shares = { ofPerson: 2, inAll: 20, inAnHour: 60 };

/**
 * Lets few files be read out at once: each may be as long as the audit log, and stays open as long as its reader likes.
 * Refuses with 429 and `Retry-After` what is too much of one person, or of all.
 */
export function fewDownloads(
  { clock }: { clock: Clock },
  { ofPerson, inAll, inAnHour }: Shares = usual,
): RequestHandler {
  const spent = budgets(clock);
  const open = new Map<string, number>();
  let all = 0;
  const begin = (person: string, response: Response) => {
    all += 1;
    open.set(person, (open.get(person) ?? 0) + 1);
    response.once('close', () => {
      all -= 1;
      const left = (open.get(person) ?? 1) - 1;
      if (left === 0) open.delete(person);
      else open.set(person, left);
    });
  };
  return (request, response, next) => {
    const person = signedIn(request)?.principalId;
    if (person === undefined) return next();
    if ((open.get(person) ?? 0) >= ofPerson)
      return refuse(request, response, 30, 'Your other downloads are under way.');
    if (all >= inAll) return refuse(request, response, 60, 'Very much is being downloaded just now.');
    const wait = spent.spend(person, { times: inAnHour, per: hours(1) });
    if (wait !== undefined) {
      return refuse(request, response, Math.ceil(wait / 1000), `You have downloaded ${inAnHour} files within an hour.`);
    }
    begin(person, response);
    next();
  };
}

function refuse(request: Request, response: Response, seconds: number, why: string): void {
  response.set('retry-after', String(seconds));
  say(request, response, 429, `${why} Please wait a little and try again.`);
}
