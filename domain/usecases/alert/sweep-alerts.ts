import { type AlertName, type AlertSettings, alertNames, settingsInForce, type Thresholds } from '../../alert/alert.js';
import {
  type AlertIncident,
  decideIncidents,
  type Finding,
  type IncidentChanges,
  placeOf,
} from '../../alert/incident.js';
import { activity } from '../../audit/activity.js';
import { type CorrelationId, correlationId, eventId, incidentId } from '../../ids.js';
import type { AlertSource } from '../../ports/alerts.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids, Log } from '../../ports/system.js';
import type { Instant } from '../../time.js';
import { ownRecorder } from '../common/recording.js';
import { aboutIncident } from './about-incident.js';
import { type DetectDeps, detectAlerts } from './detect-alerts.js';
import { resolveIncidents } from './resolve-incidents.js';

export type SweepDeps = Omit<DetectDeps, 'store'> & {
  store: Store;
  alertSource: AlertSource;
  clock: Clock;
  ids: Ids;
  log: Log;
};

/** More that stand than this would be a fault of their own. */
const mostOpen = 200_000;
/** So much is written in one transaction. */
const atOnce = 250;

/**
 * Looks for these alerts now, or for all there are, and brings their incidents to what is so: raises an incident about
 * each thing that has none, moves those that stand otherwise now, and ends those whose cause is gone. An alert that is
 * switched off is not looked for, and its incidents end. However many look at once, a thing has one incident, and what
 * an earlier look saw never undoes a later one. Throws AdapterError where not everything can be seen: nothing of an
 * alert changes then.
 */
export const sweepAlerts =
  (deps: SweepDeps) =>
  async (names: readonly AlertName[] = alertNames): Promise<void> => {
    const { store, alertSource, clock, log } = deps;
    const begun = clock.now();
    const settings = settingsInForce(await store.read.alerts.kept()).filter(({ name }) => names.includes(name));
    const desired = new Map<AlertName, Thresholds>(
      settings.filter(({ isEnabled }) => isEnabled).map(({ name, thresholds }) => [name, thresholds]),
    );
    const found = await alertSource.look((facts) => detectAlerts(deps, facts, desired, begun));
    const standing = await store.read.alerts.incidents({ alerts: names, isCurrent: true, limit: mostOpen });
    const quiet: AlertName[] = [];
    for (const { name } of settings) {
      const changed = await updateIncidents(deps, name, found.get(name) ?? [], standing, begun);
      if (changed > 0) log.info('alerts.changed', { alert: name, incidents: changed });
      else quiet.push(name);
    }
    await store.transaction((tx) => tx.alerts.swept(quiet, begun));
  };

/** Writes what a look has found of one alert. Returns how many incidents it has changed. */
async function updateIncidents(
  deps: SweepDeps,
  alert: AlertSettings['name'],
  found: readonly Finding[],
  standing: readonly AlertIncident[],
  begun: Instant,
): Promise<number> {
  const { store, ids } = deps;
  const own = standing.filter((incident) => incident.alert === alert);
  const changes = decideIncidents(found, own);
  const batches = new Map<string, string>();
  const batchOf = (finding: Finding) => {
    const place = placeOf(finding);
    const batch = batches.get(place) ?? ids.next();
    batches.set(place, batch);
    return batch;
  };
  const thread = correlationId(ids.next());
  for (const step of stepsOf(changes)) {
    const isLatest = await store.transaction((tx) => write(tx, { ...deps, alert, begun, thread, batchOf }, step));
    if (!isLatest) return 0;
  }
  return changes.raise.length + changes.update.length + changes.resolve.length;
}

/** What changes, in portions. */
function stepsOf({ raise, update, resolve }: IncidentChanges): IncidentChanges[] {
  const portions = (count: number) => Math.ceil(count / atOnce);
  const number = Math.max(portions(raise.length), portions(update.length), portions(resolve.length));
  const part = <T>(all: readonly T[], at: number) => all.slice(at * atOnce, (at + 1) * atOnce);
  return Array.from({ length: number }, (_, at) => ({
    raise: part(raise, at),
    update: part(update, at),
    resolve: part(resolve, at),
  }));
}

type Writing = Pick<SweepDeps, 'clock' | 'ids'> & {
  alert: AlertName;
  begun: Instant;
  thread: CorrelationId;
  batchOf(finding: Finding): string;
};

/** False where a later look has been written: this one changes nothing then. */
async function write(tx: Transaction, writing: Writing, desired: IncidentChanges): Promise<boolean> {
  const { alert, begun, clock, ids, thread } = writing;
  if ((await tx.alerts.swept([alert], begun)).length === 0) return false;
  const changes = await stillSo(tx, alert, desired);
  const now = clock.now();
  const raised = changes.raise.map((finding) => incidentOf(writing, finding, now));
  await tx.alerts.insert(...raised);
  await tx.alerts.save(...changes.update);
  await resolveIncidents(tx, { ids, now, correlationId: thread }, changes.resolve);
  await tx.audit.append(
    ...raised.map((incident) =>
      ownRecorder(
        ids,
        now,
        incident,
      )({
        ...aboutIncident(incident),
        activity: activity.alertTriggered,
        resultReason: '',
      }),
    ),
  );
  const batches = new Set([...raised, ...changes.update, ...changes.resolve].map(({ batch }) => batch));
  await tx.outbox.append(
    ...[...batches].map((batch) => ({
      type: 'alert.changed' as const,
      id: eventId(ids.next()),
      at: now,
      correlationId: thread,
      alert,
      batch,
    })),
  );
  return true;
}

/** What of the changes is still to be made, on the incidents as they are now. */
async function stillSo(tx: Transaction, alert: AlertName, desired: IncidentChanges): Promise<IncidentChanges> {
  const keys = [...desired.raise, ...desired.update, ...desired.resolve].map(({ key }) => key);
  if (keys.length === 0) return desired;
  const standing = await tx.alerts.incidents({ alerts: [alert], isCurrent: true, keys, limit: keys.length });
  const byKey = new Map(standing.map((incident) => [incident.key, incident]));
  const present = ({ key, id }: AlertIncident) => {
    const found = byKey.get(key);
    return found?.id === id ? [found] : [];
  };
  return {
    raise: desired.raise.filter(({ key }) => !byKey.has(key)),
    update: desired.update.flatMap((each) => present(each).map((found) => ({ ...found, facts: each.facts }))),
    resolve: desired.resolve.flatMap(present),
  };
}

const incidentOf = ({ alert, ids, batchOf, thread }: Writing, finding: Finding, now: Instant): AlertIncident => ({
  ...finding,
  id: incidentId(ids.next()),
  version: 0,
  alert,
  status: 'open',
  batch: batchOf(finding),
  raisedDateTime: now,
  correlationId: thread,
});
