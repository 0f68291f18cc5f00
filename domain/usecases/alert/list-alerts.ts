import { type AlertName, type AlertSettings, definitionOf, settingsInForce } from '../../alert/alert.js';
import type { AlertIncident } from '../../alert/incident.js';
import type { IncidentId, PrincipalId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Store } from '../../ports/store.js';
import type { Clock } from '../../ports/system.js';
import { onlyPermitted } from '../common/authority.js';
import { permittedAlerts } from './alert-authority.js';

export type AlertReadDeps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock };

/** An alert as somebody may see it. */
export type SeenAlert = {
  settings: AlertSettings;
  /** They may set it. */
  maySet: boolean;
  /** Its incidents that stand and that they may see, those raised last first, up to `mostSeen`. */
  incidents: readonly AlertIncident[];
};

/** More incidents of one alert than this are not looked through at once. */
export const mostSeen = 500;

/**
 * The alerts that somebody may see, in their order: those that they may see as a whole, and those with an incident about
 * something of theirs.
 */
export const listAlerts =
  (deps: AlertReadDeps) =>
  async (actor: PrincipalId): Promise<SeenAlert[]> =>
    seeAlerts(deps, settingsInForce(await deps.store.read.alerts.kept()), actor);

/** One of them; undefined where they may not see it. */
export const readAlertOf =
  (deps: AlertReadDeps) =>
  async (name: AlertName, actor: PrincipalId): Promise<SeenAlert | undefined> => {
    const settings = settingsInForce(await deps.store.read.alerts.kept()).filter((each) => each.name === name);
    const [seen] = await seeAlerts(deps, settings, actor);
    return seen;
  };

/** What they may do is asked once for all of these alerts. */
async function seeAlerts(deps: AlertReadDeps, all: readonly AlertSettings[], actor: PrincipalId): Promise<SeenAlert[]> {
  const reach = reachOf(deps);
  const names = all.map(({ name }) => name);
  const standing = await Promise.all(
    names.map((alert) => deps.store.read.alerts.incidents({ alerts: [alert], isCurrent: true, limit: mostSeen })),
  );
  const [viewed, managed, visible] = await Promise.all([
    permittedAlerts(reach, 'view', actor, names),
    permittedAlerts(reach, 'manage', actor, names),
    onlyPermitted(reach, 'view', actor, standing.flat()),
  ]);
  return all
    .map((settings) => ({
      settings,
      maySet: !definitionOf(settings.name).isOperators && viewed.has(settings.name) && managed.has(settings.name),
      incidents: visible.filter(({ alert }) => alert === settings.name),
    }))
    .filter(({ settings, incidents }) => viewed.has(settings.name) || incidents.length > 0);
}

/** One incident, with whether they may do something about it; undefined where they may not see it. */
export const readIncidentOf =
  (deps: AlertReadDeps) =>
  async (id: IncidentId, actor: PrincipalId): Promise<{ incident: AlertIncident; mayManage: boolean } | undefined> => {
    const incident = await deps.store.read.alerts.incident(id);
    if (!incident) return undefined;
    const reach = reachOf(deps);
    const [viewed, managed] = await Promise.all([
      onlyPermitted(reach, 'view', actor, [incident]),
      onlyPermitted(reach, 'manage', actor, [incident]),
    ]);
    return viewed.length === 0 ? undefined : { incident, mayManage: managed.length > 0 };
  };

const reachOf = ({ store, directory, clock }: AlertReadDeps) => ({
  directory,
  reads: store.read,
  now: clock.now(),
});
