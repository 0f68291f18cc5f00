import type { RequestHandler } from 'express';
import { type Duration, seconds } from '../../../domain/time.js';
import { type SignedIn, signedIn } from '../sessions/signed-in.js';
import type { PortalDeps } from './portal-deps.js';

type LiveDeps = Pick<PortalDeps, 'watch' | 'isLive' | 'streams'> & {
  concernsViewer: PortalDeps['reads']['concernsViewer'];
  /** How long a stream may be silent, and stay open for somebody who is signed in no more: 25 s unless given. */
  heartbeat?: Duration | undefined;
};

/** Several commits of one thing are told as one. */
const shortest = 300;
/** While changes go on, each pause is twice as long as the one before, up to this. */
const longest = 5_000;
/** More changes than this since the last time are not looked at one by one. */
const lookedAt = 300;

/**
 * A stream of server-sent events that say no more than that something has changed which may be on a page of the
 * viewer's: what, the page finds out by asking for itself again. It ends with the browser, the server, and the session.
 */
export const liveStream =
  ({ watch, isLive, streams, concernsViewer, heartbeat = seconds(25) }: LiveDeps): RequestHandler =>
  (request, response) => {
    const person = signedIn(request);
    if (!person) throw new Error('a stream was asked for by nobody: mustBeSignedIn comes first');
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
    });
    response.write('retry: 2000\n\n');
    streams.admit(response, { session: person.sessionId, person: person.principalId });
    const write = (text: string) => streams.write(response, text);
    const changes = gathered(async (ids) => {
      const isTold = ids === 'anything' || (await concernsViewer(ids, person.principalId).catch(() => true));
      if (isTold) write('event: changed\ndata: {}\n\n');
    });
    const end = watch(changes.add);
    const beat = setInterval(() => void keep(person), heartbeat);
    const keep = async (whose: SignedIn) => {
      // Where it cannot be found out, the next time will tell.
      if (await isLive(whose).catch(() => true)) write(': still here\n\n');
      else response.end();
    };
    response.on('close', () => {
      clearInterval(beat);
      changes.end();
      end();
    });
  };

/**
 * Gathers what has changed and tells it after a pause: a short one at first, a longer one each time while changes go
 * on, and a short one again when there were none for a while. `anything`: too much to say what, or nobody knows.
 */
function gathered(tell: (ids: readonly string[] | 'anything') => Promise<void>) {
  const ids = new Set<string>();
  let isAnything = false;
  let pause = shortest;
  let timer: NodeJS.Timeout | undefined;
  const fire = async () => {
    if (ids.size === 0 && !isAnything) {
      timer = undefined;
      pause = shortest;
      return;
    }
    const told = isAnything || ids.size > lookedAt ? 'anything' : [...ids];
    ids.clear();
    isAnything = false;
    pause = Math.min(longest, pause * 2);
    timer = setTimeout(() => void fire(), pause);
    await tell(told);
  };
  return {
    add(id: string | undefined) {
      if (id === undefined) isAnything = true;
      else if (ids.size <= lookedAt) ids.add(id);
      timer ??= setTimeout(() => void fire(), pause);
    },
    end: () => clearTimeout(timer),
  };
}
