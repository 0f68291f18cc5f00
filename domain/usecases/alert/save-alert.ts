import { type AlertChanges, type AlertSettings, settingsAfter, type ThresholdKey } from '../../alert/alert.js';
import { alertUndoOf } from '../../alert/alert-lowering.js';
import type { ChangedAlert } from '../../alert/decide-alert-settings.js';
import { activity } from '../../audit/activity.js';
import type { Transaction } from '../../ports/store.js';
import type { Ids } from '../../ports/system.js';
import type { Instant } from '../../time.js';
import { loweredEvent, overEvent } from '../common/lowering-events.js';
import { type By, type Entry, recorderFor } from '../common/recording.js';

/** `undoes`: the version whose change this puts back; missing for a change of its own. */
type Saving = { ids: Ids; now: Instant; by: By; undoes?: number | undefined };

/**
 * Writes a change of an alert's settings that `decideAlertSettings` has let pass, and logs it. Others are told of what it
 * lowers, or that it undoes a lowering; what the change before lowered can't be undone from then on.
 */
export async function saveAlert(
  tx: Transaction,
  before: AlertSettings,
  changed: ChangedAlert,
  { ids, now, by, undoes }: Saving,
): Promise<void> {
  const { name: alert, version } = before;
  const after = settingsAfter(before, changed);
  const undo = alertUndoOf(before, after);
  await tx.alerts.saveSettings(alert, { ...after, undo });
  const record = recorderFor(ids, now, by);
  await tx.audit.append(...entriesOf(before, after, by, undoes).map(record));
  if (before.undo) {
    const over = { of: 'alert', alert, version } as const;
    await tx.outbox.append(overEvent({ ids, now, correlationId: by.correlationId }, over));
  }
  const told = undoes === undefined ? undo : changed;
  if (!told) return;
  const lowering = { before: sameOf(told, before), after: sameOf(told, after) };
  const named = { of: 'alert', alert, version: version + 1, ...lowering } as const;
  await tx.outbox.append(loweredEvent({ ids, now, by }, undoes === undefined ? 'lowered' : 'undone', named));
}

/** Of these settings, what the changes are about. */
const sameOf = (changes: AlertChanges, { isEnabled, thresholds }: AlertSettings): AlertChanges => ({
  ...(changes.isEnabled !== undefined && { isEnabled }),
  thresholds: Object.fromEntries(Object.entries(thresholds).filter(([key]) => key in (changes.thresholds ?? {}))),
});

/** What is logged of a change: the thresholds as they were and are, and that it is looked for or not. */
function entriesOf(
  before: AlertSettings,
  after: AlertSettings,
  { actor: subject }: By,
  undoes: number | undefined,
): Entry[] {
  const about = ({ name: alert, thresholds }: AlertSettings) => ({ alert, ...thresholds });
  const isSet = Object.entries(after.thresholds).some(
    ([key, value]) => before.thresholds[key as ThresholdKey] !== value,
  );
  const resultReason = undoes === undefined ? '' : `Undo of version ${undoes}`;
  const change = { before: about(before), after: about(after), activity: activity.alertSettingUpdated };
  const what = after.isEnabled ? activity.alertEnabled : activity.alertDisabled;
  return [
    ...(isSet ? [{ subject, resultReason, ...change }] : []),
    ...(after.isEnabled === before.isEnabled
      ? []
      : [{ subject, resultReason, activity: what, after: { alert: after.name } }]),
  ];
}
