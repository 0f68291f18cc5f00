import { describe, expect, it } from 'vitest';
import { alertCard, alertSettingsCard, alertsCard, oneAlertCard } from '../../cards/alert/alert-cards.js';
import { alertSettingsForm, incidentForm } from '../../cards/alert/alert-forms.js';
import { alertLoweredCard, dismissedCard } from '../../cards/alert/alert-lowered-card.js';
import {
  alertAliases,
  alertWords,
  type IncidentInWords,
  incidentParts,
  incidentTitle,
} from '../../cards/alert/alert-words.js';
import type { View } from '../../cards/card.js';
import { renderPlain } from '../../cards/platform/plain.js';
import { linked } from '../../cards/platform/portal-page.js';
import {
  type AlertName,
  type AlertSettings,
  alertNames,
  definitionOf,
  settingsInForce,
} from '../../domain/alert/alert.js';
import type { AlertIncident, IncidentFacts } from '../../domain/alert/incident.js';
import { correlationId, incidentId, principalId } from '../../domain/ids.js';
import { days } from '../../domain/time.js';
import { aRole } from '../support/builders.js';
import { at, grace, when } from './facts.js';
import { isAsItWas } from './golden-files.js';

const facts: Partial<Record<AlertName, IncidentFacts>> = {
  AzureRolesAssignedOutsidePimAlert: { endDateTime: at('2026-11-20T17:00Z') },
  StaleSignInAlert: { lastSignInDateTime: at('2026-09-30T08:00Z'), since: at('2025-02-03T09:00Z') },
  RedundantAssignmentAlert: { since: at('2026-08-03T09:00Z') },
  SequentialActivationRenewalsAlert: { count: 4, first: at('2026-11-16T12:00Z'), last: at('2026-11-16T12:01Z') },
  TooManyGlobalAdminsAssignedToTenantAlert: { count: 5, since: at('2026-01-05T09:00Z') },
  TooManyOwnersAssignedToResource: { count: 3, outOf: 7 },
  TooManyPermanentOwnersAssignedToResource: { count: 12, outOf: 14 },
  DuplicateRoleCreated: { sameAs: ['Web Shop Operator'] },
};

function line(
  alert: AlertName,
  over: Partial<AlertIncident> = {},
  words: Partial<IncidentInWords> = {},
): IncidentInWords {
  return {
    incident: {
      id: incidentId(`0198c0de-0000-7000-8000-00000000000${alertNames.indexOf(alert)}`),
      version: 0,
      alert,
      key: 'thing',
      role: aRole(),
      principalId: principalId('ada'),
      level: alert === 'RedundantAssignmentAlert' ? 'eligibility' : 'assignment',
      facts: facts[alert] ?? {},
      status: 'open',
      batch: 'batch',
      raisedDateTime: at('2026-11-16T12:40Z'),
      correlationId: correlationId('thread'),
      ...over,
    },
    name: 'Ada Lovelace',
    roleName: 'Security Administrator',
    ...words,
  };
}

const settings = settingsInForce([
  { name: 'StaleSignInAlert', version: 2, sweptAt: at('2026-11-16T13:00Z') },
  { name: 'DuplicateRoleCreated', isEnabled: false, version: 1 },
]);
const of = (name: AlertName): AlertSettings => {
  const found = settings.find((each) => each.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};
const stale = 'StaleSignInAlert';
const dismissed = line(
  stale,
  {
    status: 'dismissed',
    dismissal: { by: grace, at: at('2026-11-16T12:50Z'), justification: 'break-glass account *of ours*' },
  },
  { name: 'Alan Turing', dismissedBy: 'Grace Hopper' },
);
const over = line(stale, { status: 'resolved', endedDateTime: at('2026-11-16T12:55Z') }, { name: 'Grace Hopper' });

const lowered = {
  alert: stale,
  changedBy: 'Quentin',
  version: 3,
  before: { isEnabled: true, thresholds: { duration: days(30) } },
  after: { isEnabled: false, thresholds: { duration: days(60) } },
} as const;
const dismissal = {
  alert: stale,
  changedBy: 'Quentin',
  incidentId: '0198c0de-0000-7000-8000-000000000004',
  at: at('2026-11-16T12:50Z'),
  justification: 'break-glass account *of ours*',
  title: 'Ada Lovelace: Security Administrator',
} as const;

const views: Record<string, View> = {
  'alert-told': alertCard(
    { alert: stale, lines: [line(stale), dismissed, over], counts: { open: 1, dismissed: 1, resolved: 1 } },
    when,
  ),
  'alert-told-outside': alertCard(
    {
      alert: 'AzureRolesAssignedOutsidePimAlert',
      lines: [line('AzureRolesAssignedOutsidePimAlert', {}, { roleName: 'Reader', scopeName: 'Production' })],
      counts: { open: 1, dismissed: 0, resolved: 0 },
    },
    when,
  ),
  'alert-told-without-proof': alertCard(
    {
      alert: 'AdministrationWithoutProofAlert',
      lines: [line('AdministrationWithoutProofAlert', { principalId: undefined, level: undefined })],
      counts: { open: 1, dismissed: 0, resolved: 0 },
    },
    when,
  ),
  'alert-told-over': alertCard({ alert: stale, lines: [over], counts: { open: 0, dismissed: 0, resolved: 1 } }, when),
  'alert-told-many': alertCard(
    { alert: stale, lines: [line(stale)], counts: { open: 40, dismissed: 0, resolved: 0 } },
    when,
  ),
  alerts: alertsCard(
    {
      alerts: settings.map((each) => ({ settings: each, open: 1, hasMore: false })),
      lines: alertNames.map((name, number) => ({ line: line(name), mayManage: number % 2 === 0 })),
    },
    when,
  ),
  'alerts-none': alertsCard({ alerts: [{ settings: of(stale), open: 0, hasMore: false }], lines: [] }, when),
  'alert-one': oneAlertCard(
    { settings: of(stale), maySet: true, lines: [{ line: line(stale), mayManage: true }], count: 1 },
    when,
  ),
  'alert-off': oneAlertCard({ settings: of('DuplicateRoleCreated'), maySet: false, lines: [], count: 0 }, when),
  'alert-settings': alertSettingsCard(
    settings.map((each) => ({ settings: each, maySet: !definitionOf(each.name).isOperators })),
  ),
  'alert-settings-form': alertSettingsForm(
    of('TooManyGlobalAdminsAssignedToTenantAlert'),
    { count: '1' },
    { count: 'Choose from 2 to 100 for “Global Administrators, at least”, a whole number.' },
  ),
  'alert-lowered': alertLoweredCard({ ...lowered, what: 'lowered', undoable: 'yes' }),
  'alert-lowered-undone': alertLoweredCard({
    ...lowered,
    what: 'undone',
    undoable: 'to-know',
    before: lowered.after,
    after: lowered.before,
  }),
  'alert-dismissed': dismissedCard({ ...dismissal, what: 'lowered', undoable: 'yes' }),
  'alert-dismissed-over': dismissedCard({ ...dismissal, what: 'lowered', undoable: 'over' }),
  'alert-reopened': dismissedCard({ ...dismissal, what: 'undone', undoable: 'to-know' }),
  'alert-dismiss-form': incidentForm(line(stale), 'dismiss', when),
  'alert-fix-form': incidentForm(line(stale), 'fix', when),
};

describe.each(Object.entries(views))('%s', (name, seen) => {
  isAsItWas(name, linked(seen, 'https://latchkey.example'));
});

describe.each(alertNames)('%s', (name) => {
  it('has words for what it means, why it matters and what mends it, and for what it finds', () => {
    const { title, meaning, why, fix } = alertWords[name];
    expect(title).toMatch(/^[A-Z][^.]+$/);
    for (const sentence of [meaning, why, fix]) expect(sentence).toMatch(/^[A-Z].*\.$/);
    const told = [incidentTitle(line(name)), ...incidentParts(line(name), String)].join(' ');
    expect(told).not.toMatch(/undefined|NaN/);
  });
});

it('When an alert is named, then no other bears that name', () => {
  const names = alertNames.flatMap((name) => [alertWords[name].title, ...alertAliases[name]]);
  expect(new Set(names.map((each) => each.toLowerCase())).size).toBe(names.length);
});

it('When somebody wrote why it is dismissed, then it is shown as it was written', () => {
  expect(renderPlain(views['alert-told'] as View)).toContain(
    'dismissed by Grace Hopper: break-glass account *of ours*',
  );
});
