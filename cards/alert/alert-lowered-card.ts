import type { AlertChanges, AlertName, ThresholdKey } from '../../domain/alert/alert.js';
import type { Card } from '../card.js';
import type { Undoable } from '../settings/settings-lowered-card.js';
import { undoParts } from '../settings/settings-lowered-card.js';
import { alertPage } from './alert-cards.js';
import { alertAliases, alertWords, thresholdLabel, thresholdValue } from './alert-words.js';

type AlertFacts = { what: 'lowered' | 'undone'; undoable: Undoable; changedBy: string; alert: AlertName };

/** Tells that an alert lets more go by unnoticed than before, each setting before and after; or that this was undone. */
export function alertLoweredCard(
  facts: AlertFacts & { version: number; before: AlertChanges; after: AlertChanges },
): Card {
  const { what, changedBy, alert, version, before, after } = facts;
  const did = what === 'lowered' ? 'lowered the alert' : 'undid a change to the alert';
  const title = `${changedBy} ${did} ${alertWords[alert].title}`;
  const rows = linesOf(alert, before, after);
  return {
    ...common(facts, title),
    name: 'alert-lowered',
    ...undoParts(facts, { do: 'undo-alert', alert, version }, found),
    rows: rows.map((row) => ({ ...row, buttons: [] })),
    summary: [title, ...rows.map((row) => `${row.title}: ${row.subtitle}`)].join('. '),
  };
}

function linesOf(alert: AlertName, before: AlertChanges, after: AlertChanges) {
  const yesNo = (is: boolean | undefined) => (is ? 'yes' : 'no');
  const keys = Object.keys(after.thresholds ?? {}) as ThresholdKey[];
  const value = (key: ThresholdKey, { thresholds }: AlertChanges) => thresholdValue(key, thresholds?.[key] ?? 0);
  return [
    ...(after.isEnabled === undefined
      ? []
      : [{ title: 'Looked for', subtitle: `${yesNo(before.isEnabled)} → ${yesNo(after.isEnabled)}` }]),
    ...keys.map((key) => ({
      title: thresholdLabel(alert, key),
      subtitle: `${value(key, before)} → ${value(key, after)}`,
    })),
  ];
}

/** Tells that somebody has dismissed an incident, with why; or that this was undone. `title`: what it is about. */
export function dismissedCard(
  facts: AlertFacts & { incidentId: string; at: number; justification: string; title: string },
): Card {
  const { what, changedBy, alert, incidentId, at, justification, title: about } = facts;
  const did = what === 'lowered' ? 'dismissed an alert' : 'reopened an alert';
  const title = `${changedBy} ${did}: ${alertWords[alert].title}`;
  const [open, dismissed] = ['open', `dismissed: ${justification}`];
  const subtitle = what === 'lowered' ? `${open} → ${dismissed}` : `${dismissed} → ${open}`;
  return {
    ...common(facts, title),
    name: 'alert-dismissed',
    ...undoParts(facts, { do: 'undo-dismissal', incidentId, at }, silenced),
    rows: [{ title: about, subtitle, buttons: [] }],
    summary: `${title}. ${about}: ${subtitle}`,
  };
}

const found = { lowered: 'Finds less than before', undone: 'Finds as much as before again' };
const silenced = { lowered: 'Dismissed', undone: 'Open again' };

const common = ({ alert }: AlertFacts, title: string) => ({
  kind: 'card' as const,
  title,
  facts: [],
  more: `type “alerts ${alertAliases[alert][0]}”`,
  page: alertPage(alert),
});
