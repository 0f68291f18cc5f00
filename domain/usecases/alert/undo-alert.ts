import { type AlertName, type AlertSettings, settingsInForce } from '../../alert/alert.js';
import { type ChangedAlert, decideAlertSettings } from '../../alert/decide-alert-settings.js';
import type { AlertIncident } from '../../alert/incident.js';
import { activity } from '../../audit/activity.js';
import { eventId, type IncidentId } from '../../ids.js';
import type { AlertSettingsRefusal, IncidentRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Instant } from '../../time.js';
import { gatherAuthority, isPermitted } from '../common/authority.js';
import { loweredEvent, overEvent } from '../common/lowering-events.js';
import { type By, recorderFor } from '../common/recording.js';
import { aboutIncident } from './about-incident.js';
import { isAnyPermitted, rolesThatSet } from './alert-authority.js';
import type { ChangeAlertDeps } from './change-alert.js';
import { saveAlert } from './save-alert.js';

/**
 * Puts back what the change to this version of an alert's settings lowered, for those who could have made that change,
 * and only while that version is in force. It lets less go by unnoticed, so no proof is needed. The others are told.
 * Returns what is set otherwise now; or the refusal, which is logged.
 */
export const undoAlert =
  ({ store, directory, clock, ids }: ChangeAlertDeps) =>
  async (name: AlertName, version: number, by: By): Promise<Result<ChangedAlert, AlertSettingsRefusal>> => {
    const authority = await Promise.all(rolesThatSet(name).map((role) => gatherAuthority(directory, role, by.actor)));
    return store.transaction(async (tx): Promise<Result<ChangedAlert, AlertSettingsRefusal>> => {
      const now = clock.now();
      const before = settingsInForce(await tx.alerts.kept()).find((each) => each.name === name);
      if (!before) throw new Error(`there is no alert ${name}`);
      const decision = decideUndo(before, version, await isAnyPermitted(tx, authority, now));
      if (!decision.ok) {
        const about = {
          subject: by.actor,
          activity: activity.alertSettingUpdated,
          after: { alert: name, undo: version },
        };
        const failure = { ...about, result: 'failure', resultReason: decision.refusal.code } as const;
        await tx.audit.append(recorderFor(ids, now, by)(failure));
        return decision;
      }
      await saveAlert(tx, before, decision.value, { ids, now, by, undoes: version });
      return decision;
    }, by.commandId);
  };

function decideUndo(
  before: AlertSettings,
  version: number,
  isAllowed: boolean,
): Result<ChangedAlert, AlertSettingsRefusal> {
  if (!isAllowed) return refuse({ code: 'NOT_PERMITTED', permission: 'manage' });
  const undo = before.version === version ? before.undo : undefined;
  return undo ? decideAlertSettings(before, undo) : refuse({ code: 'SETTINGS_CHANGED_MEANWHILE' });
}

/**
 * Opens an incident again that was dismissed at this moment, for those who could dismiss it, and only while that
 * dismissal is in force. The others are told. Returns it as it is now; or the refusal, which is logged.
 */
export const undoDismissal =
  ({ store, directory, clock, ids }: ChangeAlertDeps) =>
  async (id: IncidentId, at: Instant, by: By): Promise<Result<AlertIncident, IncidentRefusal>> => {
    const known = await store.read.alerts.incident(id);
    if (!known) return refuse({ code: 'INCIDENT_NOT_FOUND' });
    const authority = await gatherAuthority(directory, known.role, by.actor);
    return store.transaction(async (tx): Promise<Result<AlertIncident, IncidentRefusal>> => {
      const now = clock.now();
      const record = recorderFor(ids, now, by);
      const entry = { ...aboutIncident(known), activity: activity.alertReopened };
      const incident = await tx.alerts.incident(id);
      const mayView = await isPermitted(tx, 'view', authority, now);
      const mayManage = await isPermitted(tx, 'manage', authority, now);
      const refusal = refusalOf(incident, { mayView, mayManage, at });
      if (refusal || !incident?.dismissal) {
        const why = refusal ?? { code: 'NOT_DISMISSED' };
        await tx.audit.append(record({ ...entry, result: 'failure', resultReason: why.code }));
        return refuse(why);
      }
      const { dismissal, ...rest } = incident;
      const open: AlertIncident = { ...rest, status: 'open' };
      await tx.alerts.save(open);
      await tx.audit.append(record({ ...entry, resultReason: '' }));
      const { alert, batch } = incident;
      const moment = { ids, now, correlationId: by.correlationId };
      const lowering = { of: 'incident', incidentId: id, at, justification: dismissal.justification } as const;
      await tx.outbox.append(
        { type: 'alert.changed', alert, batch, id: eventId(ids.next()), at: now, correlationId: by.correlationId },
        overEvent(moment, lowering),
        loweredEvent({ ids, now, by }, 'undone', lowering),
      );
      return ok(open);
    }, by.commandId);
  };

function refusalOf(
  incident: AlertIncident | undefined,
  { mayView, mayManage, at }: { mayView: boolean; mayManage: boolean; at: Instant },
): IncidentRefusal | undefined {
  if (!mayView) return { code: 'INCIDENT_NOT_FOUND' };
  if (!mayManage) return { code: 'NOT_PERMITTED', permission: 'manage' };
  if (incident?.status === 'resolved') return { code: 'INCIDENT_OVER' };
  return incident?.status === 'dismissed' && incident.dismissal?.at === at ? undefined : { code: 'NOT_DISMISSED' };
}
