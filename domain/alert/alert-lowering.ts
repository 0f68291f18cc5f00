import type { AlertChanges, AlertSettings, ThresholdKey } from './alert.js';

/** What of an alert is looked for less than it was: it is off, or raised later than by this threshold before. */
export type AlertLowering = 'looked-for' | ThresholdKey;

/** True where a threshold that rises lets more go by unnoticed; the others do where they fall. */
const letsGoByWhereHigher: Record<ThresholdKey, boolean> = {
  count: true,
  share: true,
  duration: true,
  interval: false,
};

type Looked = Pick<AlertSettings, 'isEnabled' | 'thresholds'>;

/** Everything by which a change of an alert's settings lets more go by unnoticed; nothing where none does. */
export function alertLowerings(before: Looked, after: Looked): AlertLowering[] {
  const keys = Object.keys(letsGoByWhereHigher) as ThresholdKey[];
  return [
    ...(before.isEnabled && !after.isEnabled ? (['looked-for'] as const) : []),
    ...keys.filter((key) => isLooser(key, before.thresholds[key], after.thresholds[key])),
  ];
}

function isLooser(key: ThresholdKey, before: number | undefined, after: number | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  return letsGoByWhereHigher[key] ? after > before : after < before;
}

/**
 * What puts back what a change of an alert's settings lowered, and that alone: what the same change raised stays.
 * Undefined where it lowered nothing.
 */
export function alertUndoOf(before: Looked, after: Looked): AlertChanges | undefined {
  const lowered = alertLowerings(before, after);
  if (lowered.length === 0) return undefined;
  const thresholds = Object.entries(before.thresholds).filter(([key]) => lowered.includes(key as ThresholdKey));
  return {
    ...(lowered.includes('looked-for') && { isEnabled: true }),
    ...(thresholds.length > 0 && { thresholds: Object.fromEntries(thresholds) }),
  };
}
