import type { Request, RequestHandler } from 'express';
import type { ChatPeople, ChatPerson } from '../../../bot/chat/chat-wire.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { User } from '../../../domain/ports/directory.js';
import type { RateLimits } from '../../../domain/ports/rate-limits.js';
import type { Log } from '../../../domain/ports/system.js';
import { anyChange, limited } from '../limit.js';
import { fromOwnPages } from '../request-origin.js';
import type { BrowserSessions } from '../sessions/browser-sessions.js';
import { mustBeMeant, mustBeSignedIn, signedIn, userOf } from '../sessions/signed-in.js';
import type { MayRead } from './chat-stream.js';

const channel = 'channel:admins';

/** Who may be here, and as whom. */
export type ChatAccess = {
  /** What stands before the page itself, and before all else. */
  toLook: readonly RequestHandler[];
  toUse: readonly RequestHandler[];
  toChange: readonly RequestHandler[];
  /** Whom the sender of a request can be, and what they may read beside. */
  reachOf(request: Request): Promise<ChatPeople>;
  /** For as long as a stream of this request lasts. */
  mayRead(request: Request): MayRead;
};

/**
 * The demo, where the visitor can be each of these people side by side. The actor is taken from the request itself, so
 * this must never run where an unauthenticated caller can reach it.
 */
export const everybody = (
  people: () => Promise<{ people: readonly User[]; opening: readonly PrincipalId[] }>,
): ChatAccess => ({
  toLook: [],
  toUse: [fromOwnPages],
  toChange: [],
  async reachOf(request) {
    const known = await people();
    const here = signedIn(request)?.principalId;
    const isKnown = known.people.some(({ id }) => id === here);
    // Whoever was chosen in the portal finds themself first.
    const opening = here && isKnown ? [here, ...known.opening.filter((id) => id !== here)] : known.opening;
    return { people: known.people.map(toChatPerson), opening: [...opening, channel], isDemo: true };
  },
  mayRead: () => async () => true,
});

/**
 * The portal, where everybody has their own conversation and no other. Who speaks is whose session it is. The
 * administrators' channel is for those who `mayAdminister` the whole directory: it tells of roles and groups of every
 * kind and of what failed, which nobody may see for the right to view directory roles alone.
 */
export function whoeverIsSignedIn({
  sessions,
  mayAdminister,
  ...limiting
}: {
  sessions: Pick<BrowserSessions, 'isLive'>;
  mayAdminister(principalId: PrincipalId): Promise<boolean>;
  limits: RateLimits;
  log: Log;
}): ChatAccess {
  return {
    toLook: [mustBeSignedIn],
    toUse: [mustBeSignedIn, mustBeMeant],
    toChange: [limited(limiting, anyChange)],
    async reachOf(request) {
      const { user } = senderOf(request);
      const opening = (await mayAdminister(user.id)) ? ([user.id, channel] as const) : [user.id];
      return { people: [toChatPerson(user)], opening, isDemo: false };
    },
    mayRead(request) {
      const { session } = senderOf(request);
      return async (conversation) => {
        if (!(await sessions.isLive(session))) return false;
        return conversation === channel ? mayAdminister(session.principalId) : conversation === session.principalId;
      };
    },
  };
}

/** Throws where nobody is signed in: `mustBeSignedIn` comes first. */
function senderOf(request: Request) {
  const [session, user] = [signedIn(request), userOf(request)];
  if (!session || !user) throw new Error('the chat of somebody was asked by nobody: mustBeSignedIn comes first');
  return { session, user };
}

function toChatPerson({ id, displayName, userPrincipalName, jobTitle, timeZone = 'UTC' }: User): ChatPerson {
  const handle = userPrincipalName.split('@', 1)[0]?.toLowerCase() ?? id;
  return { id, handle, displayName, jobTitle, timeZone };
}
