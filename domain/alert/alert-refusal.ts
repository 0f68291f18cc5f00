import type { PermissionRefusal, SettingsRefusal, UnprovenRefusal } from '../refusal.js';
import type { AlertName, ThresholdKey } from './alert.js';

/** Why an alert's settings stay as they are. */
export type AlertSettingsRefusal =
  | PermissionRefusal
  | UnprovenRefusal
  | Extract<SettingsRefusal, { code: 'NOTHING_TO_CHANGE' | 'SETTINGS_CHANGED_MEANWHILE' }>
  /** Only the operator's configuration ends this alert: nobody switches it off or dismisses it. */
  | { code: 'ALERT_OF_OPERATOR' }
  /** What is outside, and the range it may be in; without one the alert has no such threshold. */
  | {
      code: 'THRESHOLD_OUT_OF_RANGE';
      alert: AlertName;
      faults: readonly { key: ThresholdKey; least?: number; most?: number }[];
    };

/** Why nothing is done about an incident. */
export type IncidentRefusal =
  | PermissionRefusal
  | UnprovenRefusal
  /** No such incident, or none that whoever asks may know of. */
  | { code: 'INCIDENT_NOT_FOUND' }
  | { code: 'INCIDENT_OVER' }
  | { code: 'ALREADY_DISMISSED' }
  /** It was opened again meanwhile, or dismissed anew. */
  | { code: 'NOT_DISMISSED' }
  | Extract<AlertSettingsRefusal, { code: 'ALERT_OF_OPERATOR' }>
  | { code: 'DISMISSAL_NEEDS_REASON' }
  /** It has to be mended by hand. */
  | { code: 'NOT_REMEDIABLE'; alert: AlertName };
