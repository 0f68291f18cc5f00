import { definitionOf } from '../../domain/alert/alert.js';
import type { AlertSettingsRefusal, IncidentRefusal } from '../../domain/refusal.js';
import { alertWords, thresholdLabel, thresholdValue } from './alert-words.js';

/** The refusals that only those get who look after alerts. */
export type AlertRefusal = Exclude<
  AlertSettingsRefusal | IncidentRefusal,
  { code: 'NOT_PERMITTED' | 'ADMINISTRATION_UNPROVEN' | 'NOTHING_TO_CHANGE' | 'SETTINGS_CHANGED_MEANWHILE' }
>;

/** Says why nothing is done about an alert, and what fixes it. */
export function alertRefusalText(refusal: AlertRefusal): string {
  switch (refusal.code) {
    case 'THRESHOLD_OUT_OF_RANGE':
      return refusal.faults.map((fault) => thresholdText(refusal, fault)).join(' ');
    case 'INCIDENT_NOT_FOUND':
      return 'There is no such incident that you may see. Type “alerts” to see those there are.';
    case 'INCIDENT_OVER':
      return 'This is over: its cause is gone or has changed since it was found. Type “alerts” to see what is left.';
    case 'ALREADY_DISMISSED':
      return 'Somebody has dismissed this already. It is told again only if it ends and comes back.';
    case 'NOT_DISMISSED':
      return 'This dismissal was undone already, or the incident was dismissed again. Type “alerts” to see what is open.';
    case 'ALERT_OF_OPERATOR':
      return 'Administrators can’t dismiss or change this alert: it comes from the operator’s configuration. Ask the operator to change that; the alert then closes.';
    case 'DISMISSAL_NEEDS_REASON':
      return 'Dismissing needs a reason, for whoever asks later. Add “because” and why.';
    case 'NOT_REMEDIABLE':
      return `This cannot be fixed by a press. ${alertWords[refusal.alert].fix}`;
  }
}

type Outside = Extract<AlertRefusal, { code: 'THRESHOLD_OUT_OF_RANGE' }>;

function thresholdText({ alert }: Outside, { key, least, most }: Outside['faults'][number]): string {
  if (least !== undefined && most !== undefined) {
    const range = `from ${thresholdValue(key, least)} to ${thresholdValue(key, most)}`;
    return `Choose ${range} for “${thresholdLabel(alert, key)}”${key === 'count' || key === 'share' ? ', a whole number' : ''}.`;
  }
  const own = Object.keys(definitionOf(alert).thresholds).map(
    (each) => thresholdNames[each as keyof typeof thresholdNames],
  );
  const has = own.length === 0 ? 'It has nothing to set but on and off.' : `It has ${own.join(' and ')}.`;
  return `There is no ${thresholdNames[key]} to set for “${alertWords[alert].title}”. ${has}`;
}

/** What each threshold is typed as. */
const thresholdNames = { count: 'count', share: 'share', duration: 'duration', interval: 'interval' } as const;
