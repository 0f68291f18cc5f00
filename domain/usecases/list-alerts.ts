import { type AlertName, type AlertSettings, settingsInForce } from '../alert/alert.js';
import type { AlertIncident } from '../alert/incident.js';
import type { IncidentId, PrincipalId } from '../ids.js';
import type { Directory } from '../ports/directory.js';
import type { Store } from '../ports/store.js';
import type { Clock } from '../ports/system.js';
import { mayAlert } from './alert-authority.js';
import { onlyPermitted } from './authority.js';

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
  async (actor: PrincipalId): Promise<SeenAlert[]> => {
    const all = settingsInForce(await deps.store.read.alerts.kept());
    const seen = await Promise.all(all.map((settings) => seeAlert(deps, settings, actor)));
    return seen.filter((alert) => alert !== undefined);
  };

/** One of them; undefined where they may not see it. */
export const readAlertOf =
  (deps: AlertReadDeps) =>
  async (name: AlertName, actor: PrincipalId): Promise<SeenAlert | undefined> => {
    const settings = settingsInForce(await deps.store.read.alerts.kept()).find((each) => each.name === name);
    return settings && seeAlert(deps, settings, actor);
  };

async function seeAlert(
  deps: AlertReadDeps,
  settings: AlertSettings,
  actor: PrincipalId,
): Promise<SeenAlert | undefined> {
  const { name } = settings;
  const reach = reachOf(deps);
  const [isSeen, standing] = await Promise.all([
    mayAlert(reach, 'view', name, actor),
    deps.store.read.alerts.incidents({ alert: name, isStanding: true, limit: mostSeen }),
  ]);
  const incidents = await onlyPermitted(reach, 'view', actor, standing);
  if (!isSeen && incidents.length === 0) return undefined;
  const maySet = isSeen && (await mayAlert(reach, 'manage', name, actor));
  return { settings, maySet, incidents };
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
