import { hostname } from 'node:os';
import { sha256 as hash } from '../../adapters/system/hash.js';
import { systemIds } from '../../adapters/system/ids.js';
import { clockCard } from '../../cards/operations/clock-card.js';
import { correlationId } from '../../domain/ids.js';
import type { Log } from '../../domain/ports/system.js';
import { type Duration, hours, seconds } from '../../domain/time.js';
import { advanceAccessReviews } from '../../domain/usecases/access-review/advance-reviews.js';
import { sweepAlerts } from '../../domain/usecases/alert/sweep-alerts.js';
import { followApprovers } from '../../domain/usecases/approval/follow-approvers.js';
import { endDeparted } from '../../domain/usecases/upkeep/end-departed.js';
import { reconcile } from '../../domain/usecases/upkeep/reconcile.js';
import { warnOfEnds } from '../../domain/usecases/upkeep/warn-of-ends.js';
import type { Config } from '../config/config.js';
import { accessReviewSweeper } from '../jobs/access-review-sweeper.js';
import { alertSweeper } from '../jobs/alert-sweeper.js';
import { approverSweeper } from '../jobs/approver-sweeper.js';
import { clockWatcher } from '../jobs/clock-watcher.js';
import { departedSweeper } from '../jobs/departed-sweeper.js';
import { digestSweeper } from '../jobs/digest-sweeper.js';
import { endWarner } from '../jobs/end-warner.js';
import { reconcileSweeper } from '../jobs/reconcile-sweeper.js';
import { tellAdmins } from '../notify/tell-admins.js';
import { tellDigests } from '../notify/tell-digests.js';
import type { MessageLane } from '../outbox/delivery.js';
import type { Wakeable } from '../outbox/wakeable.js';
import type { Database } from './compose-database.js';

/** Everything that looks around on its own every now and then. */
export function openSweepers(
  { digests: settings }: Pick<Config, 'digests'>,
  database: Database,
  log: Log,
  surfaces: () => readonly MessageLane[],
): Wakeable[] {
  const { clock, accessesUnderWay } = database;
  const deps = { ...database, ids: systemIds, log };
  return [
    approverSweeper({ clock, log, followApprovers: followApprovers({ ...deps, hash }) }),
    departedSweeper({ clock, log, endDeparted: endDeparted(deps) }),
    reconcileSweeper({
      clock,
      log,
      reconcile: reconcile({
        ...deps,
        underWay: accessesUnderWay,
      }),
    }),
    digestSweeper({ clock, log, tellDigests: tellDigests({ ...deps, settings, surfaces }) }),
    endWarner({ clock, log, warnOfEnds: warnOfEnds(deps) }),
    clockWatcher({ clock, log, offset: clock.offset, tell: (offset) => tellOfClock(database, offset, surfaces()) }),
  ];
}

/** What carries access reviews through their time; commands wake it. */
export const openAccessReviewSweeper = (database: Database, log: Log): Wakeable =>
  accessReviewSweeper({
    clock: database.clock,
    log,
    advanceAccessReviews: advanceAccessReviews({ ...database, ids: systemIds }),
  });

/** Once an hour for one machine: its processes all see the same, and what comes and goes is no news. */
async function tellOfClock(
  { queue, clock }: Database,
  offset: number,
  surfaces: readonly MessageLane[],
): Promise<void> {
  const now = clock.now();
  const key = `clock|${hostname()}|${Math.floor(now / hours(1))}`;
  const told = tellAdmins(key, clockCard(hostname(), offset), correlationId(systemIds.next()), surfaces);
  for (const delivery of told) await queue.enqueue(delivery, now);
}

/** What looks for alerts: every now and then, soon after something has changed, and when somebody asks for it. */
export function openAlerts(
  { administrationWithoutProof }: Pick<Config, 'administrationWithoutProof'>,
  database: Database,
  log: Log,
  pause: Duration = seconds(5),
) {
  const administration = { withoutProof: administrationWithoutProof };
  const sweep = sweepAlerts({ ...database, administration, ids: systemIds, log });
  const { kept } = database.store.read.alerts;
  return { look: sweep, sweeper: alertSweeper({ ...database, sweep: () => sweep(), kept, log, pause }) };
}
