import type { AlertSettingsRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import { type AlertChanges, type AlertSettings, definitionOf, type ThresholdKey, type Thresholds } from './alert.js';

/** What of an alert's settings is set otherwise: that alone. */
export type ChangedAlert = { isEnabled?: boolean; thresholds: Thresholds };

/**
 * Decides whether an alert's settings may be changed so. Refuses where only the operator ends the alert,
 * where nothing would come out different, and where a threshold is outside its range or none that this alert has: all
 * of these at once. Numbers of things and percentages are whole. Source of the ranges: Entra PIM security alerts.
 */
export function decideAlertSettings(
  { name, isEnabled, thresholds }: AlertSettings,
  changes: AlertChanges,
): Result<ChangedAlert, Exclude<AlertSettingsRefusal, { code: 'NOT_PERMITTED' }>> {
  const { thresholds: ranges, isOperators } = definitionOf(name);
  if (isOperators) return refuse({ code: 'ALERT_OF_OPERATOR' });
  const desired = Object.entries(changes.thresholds ?? {}) as [ThresholdKey, number][];
  const faults = desired.flatMap(([key, value]) => {
    const range = ranges[key];
    const fits = range && Number.isInteger(value) && value >= range.least && value <= range.most;
    return fits ? [] : [{ key, ...(range && { least: range.least, most: range.most }) }];
  });
  if (faults.length > 0) return refuse({ code: 'THRESHOLD_OUT_OF_RANGE', alert: name, faults });
  const different = desired.filter(([key, value]) => thresholds[key] !== value);
  const switched = changes.isEnabled !== undefined && changes.isEnabled !== isEnabled;
  if (different.length === 0 && !switched) return refuse({ code: 'NOTHING_TO_CHANGE' });
  return ok({
    ...(switched && { isEnabled: changes.isEnabled === true }),
    thresholds: Object.fromEntries(different),
  });
}
