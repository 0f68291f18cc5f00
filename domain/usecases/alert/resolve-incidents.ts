import type { AlertIncident } from '../../alert/incident.js';
import { activity } from '../../audit/activity.js';
import type { CorrelationId } from '../../ids.js';
import type { Transaction } from '../../ports/store.js';
import type { Ids } from '../../ports/system.js';
import type { Instant } from '../../time.js';
import { overEvent } from '../common/lowering-events.js';
import { ownRecorder } from '../common/recording.js';
import { aboutIncident } from './about-incident.js';

/**
 * Ends incidents whose cause is gone, and logs it. What dismissed one of them can't be undone from then on. The caller
 * tells of them, once for each batch.
 */
export async function resolveIncidents(
  tx: Transaction,
  moment: { ids: Ids; now: Instant; correlationId: CorrelationId },
  incidents: readonly AlertIncident[],
): Promise<void> {
  const { ids, now } = moment;
  const resolved = incidents.map((each): AlertIncident => ({ ...each, status: 'resolved', endedDateTime: now }));
  await tx.alerts.save(...resolved);
  await tx.audit.append(
    ...resolved.map((each) =>
      ownRecorder(ids, now, each)({ ...aboutIncident(each), activity: activity.alertResolved, resultReason: '' }),
    ),
  );
  const dismissed = resolved.flatMap(({ id: incidentId, dismissal }) =>
    dismissal ? [{ of: 'incident', incidentId, at: dismissal.at } as const] : [],
  );
  await tx.outbox.append(...dismissed.map((lowering) => overEvent(moment, lowering)));
}
