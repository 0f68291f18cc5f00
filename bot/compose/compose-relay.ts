import { systemIds } from '../../adapters/system/ids.js';
import type { Surface } from '../../domain/identity/surface.js';
import type { Log } from '../../domain/ports/system.js';
import type { Duration } from '../../domain/time.js';
import { provisionAccess } from '../../domain/usecases/upkeep/provision-access.js';
import type { FarEnds } from '../jobs/far-end.js';
import { deliver } from '../notify/deliver.js';
import { expandEvent } from '../notify/expand-event.js';
import { reachAlarm, withReach } from '../notify/watch-reach.js';
import type { Lane } from '../outbox/delivery.js';
import type { Messenger } from '../outbox/messenger.js';
import { type OutboxRelay, outboxRelay } from '../outbox/outbox-relay.js';
import { removalAlarm } from '../outbox/removal-alarm.js';
import type { PendingStepUps } from '../turns/pending-step-ups.js';
import type { PortalAt } from '../views/portal-at.js';
import type { Database } from './compose-database.js';
import type { Telling } from './compose-mail.js';

const directoryConcurrency = 8;
const messageConcurrency = 6;

type RelayParts = Database & { portalAt: PortalAt } & Telling & Pick<FarEnds, 'mustWait'>;

/** What carries out all that follows a commit: changes of the directory, and messages on every surface. */
export function relayOf(
  database: RelayParts,
  stepUps: PendingStepUps,
  log: Log,
  messengers: ReadonlyMap<Surface, Messenger>,
  safetyPoll: Duration,
): OutboxRelay {
  const lanes = new Map<Lane, number>([
    ['directory', directoryConcurrency],
    ...(['slack', 'teams', 'web', 'mail'] as const).map((lane): [Lane, number] => [lane, messageConcurrency]),
  ]);
  return outboxRelay({
    ...database,
    log,
    expand: expandEvent(database),
    alarm: withReach(removalAlarm(database), reachAlarm(database)),
    deliver: deliver({
      ...database,
      stepUps,
      messengers,
      provisionAccess: provisionAccess({ ...database, ids: systemIds }),
    }),
    lanes,
    safetyPoll,
    random: Math.random,
  });
}
