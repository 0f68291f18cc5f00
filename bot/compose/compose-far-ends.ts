import { systemIds } from '../../adapters/system/ids.js';
import { farEndCard } from '../../cards/operations/far-end-card.js';
import { correlationId } from '../../domain/ids.js';
import type { Log } from '../../domain/ports/system.js';
import { minutes } from '../../domain/time.js';
import { type FarEnd, type FarEnds, farEnds, type Incident } from '../jobs/far-end.js';
import { tellAdmins } from '../notify/tell-admins.js';
import type { MessageLane } from '../outbox/delivery.js';
import type { Database } from './compose-database.js';

type Parts = {
  database: Pick<Database, 'queue' | 'clock' | 'zones'>;
  log: Log;
  surfaces(): readonly MessageLane[];
  isBack(): void;
};

/** Processes that share a database notice the same within this time: it is told once. */
const together = minutes(5);

/** Watches over these far ends, and tells administrators of them wherever else they can be reached. */
export function openFarEnds(ends: readonly FarEnd[], { database, log, surfaces, isBack }: Parts): FarEnds {
  const { queue, clock, zones } = database;
  const tell = async ({ name, lane }: FarEnd, { since, isRefused }: Incident, isOver: boolean) => {
    const now = clock.now();
    const key = `far-end|${name}|${Math.floor(since / together)}|${isOver ? 'back' : 'away'}`;
    const card = farEndCard({ name, since, isRefused, isOver }, { timeZone: zones.home, now });
    const others = surfaces().filter((surface) => surface !== lane);
    for (const delivery of tellAdmins(key, card, correlationId(systemIds.next()), others))
      await queue.enqueue(delivery, now);
  };
  return farEnds({ ends, tell, isBack, clock, log, random: Math.random });
}
