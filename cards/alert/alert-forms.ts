import { type AlertSettings, definitionOf, type ThresholdKey } from '../../domain/alert/alert.js';
import type { Form } from '../card.js';
import { sayAt } from '../request/request-words.js';
import type { When } from '../words/format-time.js';
import { fixTitle } from './alert-cards.js';
import {
  alertWords,
  type IncidentInWords,
  incidentParts,
  incidentTitle,
  thresholdLabel,
  thresholdValue,
} from './alert-words.js';

type Deed = 'fix' | 'dismiss';

/** Asks why, before an incident is dismissed or something is taken from somebody because of it. Input: `justification`. */
export function incidentForm(line: IncidentInWords, deed: Deed, when: When, problem?: string): Form {
  const { incident } = line;
  const { id: incidentId, alert } = incident;
  const about = `${incidentTitle(line)} (${incidentParts(line, sayAt(when)).join(', ')}).`;
  const isFix = deed === 'fix';
  return {
    kind: 'form',
    name: 'incident',
    title: isFix ? 'Fix what was found' : 'Dismiss what was found',
    body: [
      `${alertWords[alert].title}: ${about}`,
      isFix
        ? 'It is taken from them, under your name, as though you had removed it yourself.'
        : 'It stays as it is, and is told again only if it ends and comes back.',
    ],
    inputs: [
      {
        id: 'justification',
        label: isFix ? 'Why it is removed' : 'Why it is dismissed',
        kind: 'multiline',
        placeholder: 'Kept on record',
        isRequired: true,
        problem,
      },
    ],
    submit: {
      title: isFix ? fixTitle(alert) : 'Dismiss',
      style: isFix ? 'destructive' : 'primary',
      action: { do: 'settle-incident', incidentId, deed },
    },
    reopen: { do: 'ask-incident', incidentId, deed },
    summary: about,
  };
}

/** What somebody has written for an alert's settings, and what is wrong with it, each by its input's id. */
type Written = Readonly<Record<string, string>>;

/** Asks what an alert's settings shall be. Inputs: `looked-for`, and those of its thresholds that it has. */
export function alertSettingsForm(settings: AlertSettings, written: Written = {}, problems: Written = {}): Form {
  const { name, isEnabled, thresholds } = settings;
  const ranges = Object.entries(definitionOf(name).thresholds);
  const { title } = alertWords[name];
  const yesNo = [
    { title: 'Yes', value: 'on' },
    { title: 'No', value: 'off' },
  ];
  return {
    kind: 'form',
    name: 'alert-settings',
    title: 'Change an alert',
    body: [`${title}. What you leave as it is stays as it is.`],
    inputs: [
      {
        id: 'looked-for',
        label: 'Looked for',
        kind: 'choice',
        choices: yesNo,
        value: written['looked-for'] ?? (isEnabled ? 'on' : 'off'),
        isRequired: true,
        problem: problems['looked-for'],
      },
      ...ranges.map(([key, { least, most }]) => {
        const id = key as ThresholdKey;
        return {
          id,
          label: `${thresholdLabel(name, id)} (${thresholdValue(id, least)} to ${thresholdValue(id, most)})`,
          kind: 'text' as const,
          value: written[id] ?? thresholdValue(id, thresholds[id] ?? 0),
          isRequired: true,
          problem: problems[id],
        };
      }),
    ],
    submit: { title: 'Change', style: 'primary', action: { do: 'change-alert', alert: name } },
    reopen: { do: 'ask-alert', alert: name },
    summary: `${title}: a few questions`,
  };
}
