import type { PolicyRules } from '../../domain/policy/policy.js';
import type { Button, Card } from '../card.js';
import { settingsPage } from '../platform/portal-page.js';
import { roleTitle } from '../request/request-words.js';
import type { SettingsFacts } from './settings-card.js';
import { type RuleId, ruleLabels, ruleWords } from './settings-words.js';

/** A change of a role's settings that others are told of: who made it, and each rule before and after. */
export type LoweredFacts = Pick<SettingsFacts, 'role' | 'roleName' | 'scopeName' | 'names'> & {
  what: 'lowered' | 'undone';
  changedBy: string;
  version: number;
  rules: readonly RuleId[];
  before: PolicyRules;
  after: PolicyRules;
};

/** Tells that a role's settings ask for less, with *Undo* for those who may change them; or that this was undone. */
export function settingsLoweredCard(facts: LoweredFacts, mayUndo: boolean): Card {
  const { what, changedBy, role, version, rules, before, after, names } = facts;
  const isLowered = what === 'lowered';
  const did = isLowered ? 'lowered the settings of' : 'undid a change to the settings of';
  const title = `${changedBy} ${did} ${roleTitle(facts)}`;
  const lines = rules.map((rule) => ({
    title: ruleLabels[rule],
    subtitle: `${ruleWords(rule, before, names)} → ${ruleWords(rule, after, names)}`,
  }));
  const undo: Button = { title: 'Undo', style: 'primary', action: { do: 'undo-settings', role, version } };
  const canUndo = isLowered && mayUndo;
  return {
    kind: 'card',
    name: 'settings-lowered',
    title,
    status: isLowered
      ? { text: 'Asks for less than before', tone: 'warning' }
      : { text: 'Asks for as much as before again', tone: 'good' },
    body: canUndo ? ['Undo puts this back, until somebody changes these settings again.'] : [],
    facts: [],
    rows: lines.map((line) => ({ ...line, buttons: [] })),
    more: 'type “settings” and the role',
    buttons: canUndo ? [undo] : [],
    page: settingsPage(role),
    summary: [title, ...lines.slice(0, 3).map((line) => `${line.title}: ${line.subtitle}`)].join('. '),
  };
}
