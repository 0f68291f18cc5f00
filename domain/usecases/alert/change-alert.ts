import {
  type AlertChanges,
  type AlertName,
  type AlertSettings,
  definitionOf,
  settingsAfter,
  settingsInForce,
} from '../../alert/alert.js';
import { type ChangedAlert, decideAlertSettings } from '../../alert/decide-alert-settings.js';
import type { AlertIncident } from '../../alert/incident.js';
import { activity } from '../../audit/activity.js';
import { eventId, type IncidentId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { type AdministrationRule, onceProven, unproven } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import type { AlertSettingsRefusal, IncidentRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Instant } from '../../time.js';
import { isVisible } from '../../visible-text.js';
import { type AuthorityFacts, gatherAuthority, isPermitted } from '../common/authority.js';
import { loweredEvent } from '../common/lowering-events.js';
import { isPowerful } from '../common/power.js';
import { type By, type Entry, recorderFor } from '../common/recording.js';
import { aboutIncident } from './about-incident.js';
import { isAnyPermitted, rolesThatSet } from './alert-authority.js';
import { saveAlert } from './save-alert.js';

export type ChangeAlertDeps = {
  store: Store;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  administration?: AdministrationRule | undefined;
};

const notPermitted = { code: 'NOT_PERMITTED', permission: 'manage' } as const;

/**
 * Sets an alert: from when on it is raised, and whether it is looked for at all. Returns what is set otherwise now; or
 * the refusal, which leaves nothing but its audit event.
 */
export const changeAlert =
  ({ store, directory, clock, ids, administration }: ChangeAlertDeps) =>
  async (
    name: AlertName,
    changes: AlertChanges,
    proofs: Proofs,
    by: By,
  ): Promise<Result<ChangedAlert, AlertSettingsRefusal>> => {
    const authority = await Promise.all(rolesThatSet(name).map((role) => gatherAuthority(directory, role, by.actor)));
    return store.transaction(async (tx) => {
      const now = clock.now();
      const before = settingsInForce(await tx.alerts.kept()).find((each) => each.name === name);
      if (!before) throw new Error(`there is no alert ${name}`);
      const decision = (await isAnyPermitted(tx, authority, now))
        ? provenChange(before, decideAlertSettings(before, changes), proofs, administration)
        : refuse(notPermitted);
      if (!decision.ok) {
        const failure = { result: 'failure', resultReason: decision.refusal.code, after: { alert: name } } as const;
        const entry = { ...failure, subject: by.actor, activity: activity.alertSettingUpdated };
        await tx.audit.append(recorderFor(ids, now, by)(entry));
        return decision;
      }
      await saveAlert(tx, before, decision.value, { ids, now, by });
      return ok(decision.value);
    }, by.commandId);
  };

function provenChange(
  before: AlertSettings,
  decision: ReturnType<typeof decideAlertSettings>,
  proofs: Proofs,
  rule: AdministrationRule | undefined,
) {
  const after = decision.ok ? settingsAfter(before, decision.value) : before;
  return onceProven(decision, { act: 'set-alert', before, after }, proofs, rule);
}

/** Logs that somebody has alerts looked for now. */
export const recordRefresh =
  ({ store, clock, ids }: ChangeAlertDeps) =>
  (names: readonly AlertName[], by: By): Promise<void> =>
    store.transaction(async (tx) => {
      const entry = {
        subject: by.actor,
        activity: activity.alertRefreshed,
        resultReason: '',
        after: { alerts: names },
      };
      await tx.audit.append(recorderFor(ids, clock.now(), by)(entry));
    }, by.commandId);

/**
 * Silences an incident, with why: it stands until its cause has ended, and is raised again only if it comes again.
 * Returns it as it is now; or the refusal, which leaves nothing but its audit event.
 */
export const dismissIncident =
  ({ store, directory, clock, ids, administration }: ChangeAlertDeps) =>
  async (
    id: IncidentId,
    justification: string,
    proofs: Proofs,
    by: By,
  ): Promise<Result<AlertIncident, IncidentRefusal>> => {
    const known = await store.read.alerts.incident(id);
    if (!known) return refuse({ code: 'INCIDENT_NOT_FOUND' });
    const authority = await gatherAuthority(directory, known.role, by.actor);
    const powerful = await isPowerful({ directory, reads: store.read }, known.role);
    const notProven = unproven({ act: 'dismiss-alert', isPowerful: powerful }, proofs, administration);
    return store.transaction(async (tx): Promise<Result<AlertIncident, IncidentRefusal>> => {
      const now = clock.now();
      const record = (entry: Pick<Entry, 'result' | 'resultReason'>) =>
        recorderFor(ids, now, by)({ ...aboutIncident(known), activity: activity.alertDismissed, ...entry });
      const incident = await tx.alerts.incident(id);
      const refusal = (await refusalOf(tx, incident, authority, justification, now)) ?? notProven;
      if (refusal || !incident) {
        const code = refusal?.code ?? 'INCIDENT_NOT_FOUND';
        await tx.audit.append(record({ result: 'failure', resultReason: code }));
        return refuse(refusal ?? { code: 'INCIDENT_NOT_FOUND' });
      }
      const dismissal = { by: by.actor, at: now, justification };
      const dismissed: AlertIncident = { ...incident, status: 'dismissed', dismissal };
      await tx.alerts.save(dismissed);
      await tx.audit.append(record({ resultReason: justification }));
      const { alert, batch } = incident;
      const told = { type: 'alert.changed', alert, batch, correlationId: by.correlationId } as const;
      const lowering = { of: 'incident', incidentId: id, at: now, justification } as const;
      await tx.outbox.append(
        { ...told, id: eventId(ids.next()), at: now },
        loweredEvent({ ids, now, by }, 'lowered', lowering),
      );
      return ok(dismissed);
    }, by.commandId);
  };

async function refusalOf(
  tx: Transaction,
  incident: AlertIncident | undefined,
  authority: AuthorityFacts,
  justification: string,
  now: Instant,
): Promise<IncidentRefusal | undefined> {
  if (!(await isPermitted(tx, 'view', authority, now))) return { code: 'INCIDENT_NOT_FOUND' };
  if (!(await isPermitted(tx, 'manage', authority, now))) return notPermitted;
  if (incident && definitionOf(incident.alert).isOperators) return { code: 'ALERT_OF_OPERATOR' };
  if (incident?.status === 'resolved') return { code: 'INCIDENT_OVER' };
  if (incident?.status === 'dismissed') return { code: 'ALREADY_DISMISSED' };
  return isVisible(justification) ? undefined : { code: 'DISMISSAL_NEEDS_REASON' };
}
