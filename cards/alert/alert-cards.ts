import { type AlertName, type AlertSettings, definitionOf, type ThresholdKey } from '../../domain/alert/alert.js';
import type { IncidentId } from '../../domain/ids.js';
import type { Button, Card, Row, Tone } from '../card.js';
import { sayAt } from '../request/request-words.js';
import type { When } from '../words/format-time.js';
import {
  alertAliases,
  alertWords,
  type IncidentInWords,
  incidentParts,
  incidentTitle,
  thresholdLabel,
  thresholdValue,
} from './alert-words.js';

const tones = { high: 'bad', medium: 'warning', low: 'neutral' } as const satisfies Record<string, Tone>;

/** The page with one alert, and its incidents. */
export const alertPage = (name: AlertName): string => `/alerts/${name}`;

/** `high severity`, in words for a line. */
const severityWords = (name: AlertName): string => `${definitionOf(name).severity} severity`;

type AlertFacts = {
  alert: AlertName;
  /** Those that were found together: the first of them, those that stand first. */
  lines: readonly IncidentInWords[];
  counts: Record<'open' | 'dismissed' | 'resolved', number>;
};

/**
 * What the administrators are told of incidents that were found together: one message for as long as they last, which
 * says in the end that they are over.
 */
export function alertCard({ alert, lines, counts }: AlertFacts, when: When): Card {
  const { title, meaning, why, fix } = alertWords[alert];
  const status = standing(alert, counts);
  const all = counts.open + counts.dismissed + counts.resolved;
  return {
    kind: 'card',
    name: 'alert',
    title,
    status,
    body: counts.open === 0 ? [meaning] : [`${meaning} ${why}`, fix],
    facts: [],
    rows: lines.map((line) => incidentRow(line, when, true)),
    unlisted: all - lines.length,
    more: `type “alerts ${alertAliases[alert][0]}”`,
    buttons:
      all > lines.length ? [{ title: 'Show all', style: 'default', action: { do: 'alert', alert, act: 'show' } }] : [],
    page: alertPage(alert),
    summary: `${title}: ${status.text}`,
  };
}

function standing(alert: AlertName, { open, dismissed, resolved }: AlertFacts['counts']) {
  const parts = [...(dismissed > 0 ? [`${dismissed} dismissed`] : []), ...(resolved > 0 ? [`${resolved} over`] : [])];
  if (open > 0) {
    const text = [`${capital(severityWords(alert))}: ${open} open`, ...parts].join(', ');
    return { text, tone: tones[definitionOf(alert).severity] };
  }
  if (dismissed > 0) return { text: capital(parts.join(', ')), tone: 'neutral' as const };
  return { text: 'Over: the cause is gone', tone: 'good' as const };
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The number by which people type an incident: the end of its id, which stays its own when others come and go. */
export const incidentNumber = (id: IncidentId): string => id.replaceAll('-', '').slice(-6);

/** One incident with what can be done about it, where whoever sees it may do something. */
function incidentRow(line: IncidentInWords, when: When, mayManage: boolean): Row {
  const say = sayAt(when);
  return {
    title: `#${incidentNumber(line.incident.id)} ${incidentTitle(line)}`,
    subtitle: [...incidentParts(line, say), ...outcome(line, when)].join(' · '),
    buttons: mayManage ? incidentButtons(line) : [],
    key: line.incident.id,
  };
}

function outcome({ incident, dismissedBy = 'somebody who has left' }: IncidentInWords, when: When): string[] {
  const { status, endedDateTime, dismissal, raisedDateTime } = incident;
  const say = sayAt(when);
  if (status === 'resolved') return [endedDateTime === undefined ? 'over' : `over since ${say(endedDateTime)}`];
  if (status === 'dismissed') return [`dismissed by ${dismissedBy}: ${dismissal?.justification ?? ''}`];
  return [`found ${say(raisedDateTime)}`];
}

/** What can be done about an incident that stands: fix it, keep what was found, silence it. */
function incidentButtons({ incident }: IncidentInWords): Button[] {
  const { id: incidentId, alert, status, dismissal } = incident;
  if (status === 'resolved') return [];
  const { isRemediable, isOperators } = definitionOf(alert);
  const ask = (deed: 'fix' | 'dismiss' | 'adopt') => ({ do: 'ask-incident', incidentId, deed }) as const;
  const isOutside = isRemediable && alert.includes('OutsidePim');
  return [
    ...(isRemediable
      ? [{ title: fixTitle(alert), style: isTaking(alert) ? 'destructive' : 'primary', action: ask('fix') } as const]
      : []),
    ...(isOutside ? [{ title: 'Keep it here', style: 'default', action: ask('adopt') } as const] : []),
    ...(status === 'open' && !isOperators
      ? [{ title: 'Dismiss', style: 'default', action: ask('dismiss') } as const]
      : []),
    ...(dismissal
      ? [{ title: 'Reopen', style: 'default', action: { do: 'undo-dismissal', incidentId, at: dismissal.at } } as const]
      : []),
  ];
}

const isTaking = (alert: AlertName) => alert !== 'NoMfaOnRoleActivationAlert';

/** What the button is called that fixes an incident of this alert. */
export const fixTitle = (alert: AlertName): string =>
  isTaking(alert) ? (alert.includes('OutsidePim') ? 'Fix: take it out' : 'Fix: remove it') : 'Fix: require it';

type Listed = {
  /** Every alert that whoever asks may see, with how many of its incidents are open. */
  alerts: readonly { settings: AlertSettings; open: number; hasMore: boolean }[];
  /** The first of what is open, the most severe first. */
  lines: readonly { line: IncidentInWords; mayManage: boolean }[];
  /** What has just been done. */
  done?: string | undefined;
};

/** What is open of all alerts, the most severe first. */
export function alertsCard({ alerts, lines, done }: Listed, when: When): Card {
  const open = alerts.reduce((sum, alert) => sum + alert.open, 0);
  const counted = `${open}${alerts.some(({ hasMore }) => hasMore) ? ' or more' : ''}`;
  const said = open === 0 ? 'No alert is open.' : `${counted} ${open === 1 ? 'incident is' : 'incidents are'} open`;
  const off = alerts
    .filter(({ settings }) => !settings.isEnabled)
    .map(({ settings }) => alertWords[settings.name].title);
  const rest = open > lines.length ? ['The most severe come first.'] : [];
  return {
    kind: 'card',
    name: 'alerts',
    title: 'Alerts',
    ...(done !== undefined && { status: { text: done, tone: 'neutral' } }),
    body: [
      open === 0 ? said : [`${said}.`, ...rest].join(' '),
      ...(off.length > 0 ? [`Switched off: ${off.join(', ')}.`] : []),
    ],
    facts: [],
    rows: lines.map(({ line, mayManage }) => {
      const row = incidentRow(line, when, mayManage);
      const words = `${alertWords[line.incident.alert].title} (${definitionOf(line.incident.alert).severity})`;
      return { ...row, subtitle: `${words} · ${row.subtitle}` };
    }),
    buttons: [
      { title: 'Look again', style: 'default', action: { do: 'run', text: 'alerts refresh' } },
      { title: 'Settings', style: 'default', action: { do: 'run', text: 'alerts settings' } },
    ],
    page: '/alerts',
    summary: done === undefined ? said : `${done} ${said}`,
  };
}

type OneAlert = {
  settings: AlertSettings;
  maySet: boolean;
  lines: readonly { line: IncidentInWords; mayManage: boolean }[];
  /** How many stand in all, as far as they were looked through. */
  count: number;
  done?: string | undefined;
};

/** One alert: what it means, from when on it is raised, and its incidents. */
export function oneAlertCard({ settings, maySet, lines, count, done }: OneAlert, when: When): Card {
  const { name, isEnabled, sweptAt } = settings;
  const { title, meaning, why, fix } = alertWords[name];
  const open = lines.filter(({ line }) => line.incident.status === 'open').length;
  const text = isEnabled ? (count === 0 ? 'Nothing found' : `${count} found`) : 'Switched off';
  const tone: Tone = !isEnabled || open === 0 ? 'neutral' : tones[definitionOf(name).severity];
  return {
    kind: 'card',
    name: 'one-alert',
    title,
    status: { text: done ?? text, tone },
    body: [`${meaning} ${why}`, fix],
    facts: [
      { label: 'Severity', value: definitionOf(name).severity },
      ...thresholdFacts(settings),
      { label: 'Looked for', value: isEnabled ? 'yes' : 'no' },
      ...(sweptAt === undefined ? [] : [{ label: 'Last look', value: sayAt(when)(sweptAt) }]),
    ],
    rows: lines.map(({ line, mayManage }) => incidentRow(line, when, mayManage)),
    buttons: [
      { title: 'Look again', style: 'default', action: { do: 'alert', alert: name, act: 'refresh' } },
      ...(maySet ? [{ title: 'Settings', style: 'default', action: { do: 'ask-alert', alert: name } } as const] : []),
      ...(maySet && settings.undo ? [undoLast(settings)] : []),
    ],
    page: alertPage(name),
    summary: `${title}: ${done ?? text}`,
  };
}

const undoLast = ({ name: alert, version }: AlertSettings): Button => ({
  title: 'Undo the last change',
  style: 'default',
  action: { do: 'undo-alert', alert, version },
});

/** From when on an alert is raised, each threshold on its own. */
const thresholdFacts = ({ name, thresholds }: Pick<AlertSettings, 'name' | 'thresholds'>): Card['facts'] =>
  (Object.entries(thresholds) as [ThresholdKey, number][]).map(([key, value]) => ({
    label: thresholdLabel(name, key),
    value: thresholdValue(key, value),
  }));

/** The settings of every alert. */
export function alertSettingsCard(all: readonly { settings: AlertSettings; maySet: boolean }[]): Card {
  return {
    kind: 'card',
    name: 'alert-settings',
    title: 'Settings of alerts',
    body: ['Type, for example, “alerts settings stale accounts: duration 45 days”, or “… off”.'],
    facts: [],
    rows: all.map(({ settings, maySet }) => {
      const { name, isEnabled } = settings;
      const parts = thresholdFacts(settings).map(({ label, value }) => `${label.toLowerCase()}: ${value}`);
      return {
        title: alertWords[name].title,
        subtitle: [isEnabled ? 'looked for' : 'switched off', severityWords(name), ...parts].join(' · '),
        buttons: maySet ? [{ title: 'Change', style: 'default', action: { do: 'ask-alert', alert: name } }] : [],
        key: name,
      };
    }),
    buttons: [],
    page: '/alerts',
    summary: 'Settings of alerts',
  };
}
