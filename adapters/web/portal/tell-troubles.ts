import type { RequestHandler, Response } from 'express';
import { signedIn } from '../sessions/signed-in.js';
import type { PortalDeps } from './portal-deps.js';

type Told = { troubles?: string };

/**
 * Notes on a page that is asked for what is not well outside, where whoever asks administers the directory: nobody else
 * is told. Who administers is looked up only while something is not well.
 */
export const tellTroubles =
  ({ troubles, reads }: Pick<PortalDeps, 'troubles' | 'reads'>): RequestHandler =>
  async (request, response, next) => {
    const [found, person] = [troubles(), signedIn(request)];
    const isPage = request.method === 'GET';
    if (isPage && person && found.length > 0 && (await reads.administers(person.principalId))) {
      const told: Told = { troubles: found.map(sentence).join(' ') };
      Object.assign(response.locals, told);
    }
    next();
  };

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/** What was noted for whoever looks at this page; undefined where there is nothing to tell them. */
export const troublesFor = (response: Response): string | undefined => (response.locals as Told).troubles;
