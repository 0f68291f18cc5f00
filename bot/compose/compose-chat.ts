import { systemIds } from '../../adapters/system/ids.js';
import { everybody, whoeverIsSignedIn } from '../../adapters/web/chat/chat-access.js';
import { type WebChat, webChat } from '../../adapters/web/chat/web-chat.js';
import type { OpenStreams } from '../../adapters/web/open-streams.js';
import type { BrowserSessions } from '../../adapters/web/sessions/browser-sessions.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Log } from '../../domain/ports/system.js';
import { seconds } from '../../domain/time.js';
import type { Config } from '../config/config.js';
import { demoPeople } from '../demo/demo-people.js';
import { whoHoldsWhat } from '../demo/who-holds-what.js';
import { forAWhile } from '../outbox/for-a-while.js';
import type { HandleTurn } from '../turns/turn.js';
import { zonesOf } from '../views/zone-of.js';
import type { Database } from './compose-database.js';

type ChatParts = Pick<Database, 'directory' | 'records' | 'clock' | 'mark' | 'rateLimits' | 'transcript' | 'zones'> & {
  handle: HandleTurn;
  streams: OpenStreams;
  log: Log;
};

/** Every turn of the demo's chat asks who one can be; somebody new is there this much later. */
const peopleAreKept = seconds(5);

/** Opens the chat of the portal: in the demo as everybody, otherwise each as who they signed in as. */
export function openWebChat(
  { isDemo }: Config,
  parts: ChatParts,
  sessions: BrowserSessions,
  mayAdminister: (principalId: PrincipalId) => Promise<boolean>,
): WebChat {
  const { clock, rateLimits: limits, log } = parts;
  const shared = { ...parts, ids: systemIds };
  if (!isDemo) return webChat({ ...shared, access: whoeverIsSignedIn({ sessions, mayAdminister, limits, log }) });
  return webChat({
    ...shared,
    access: everybody(forAWhile(clock, peopleAreKept, () => peopleHere(parts))),
    grants: () => whoHoldsWhat(parts),
  });
}

/** Whom one can be in the demo, each with the time zone in which they read times. */
async function peopleHere(parts: ChatParts) {
  const { people, opening } = await demoPeople(parts);
  const zones = await zonesOf(
    parts,
    people.map(({ id }) => id),
  );
  return { people: people.map((each) => ({ ...each, timeZone: zones.get(each.id) })), opening };
}
