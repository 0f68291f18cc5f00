import type { PolicyRules } from '../../domain/policy/policy.js';
import type { Action } from '../actions.js';
import type { Button, Card } from '../card.js';
import { settingsPage } from '../platform/portal-page.js';
import { roleTitle } from '../request/request-words.js';
import type { SettingsFacts } from './settings-card.js';
import { type RuleId, ruleLabels, ruleWords } from './settings-words.js';

/** Whether who reads of a lowering can undo it: they can; it is for others to do; or a later version is in force. */
export type Undoable = 'yes' | 'to-know' | 'over';

/** A change of a role's settings that others are told of: who made it, and each rule before and after. */
export type LoweredFacts = Pick<SettingsFacts, 'role' | 'roleName' | 'scopeName' | 'names'> & {
  what: 'lowered' | 'undone';
  undoable: Undoable;
  changedBy: string;
  version: number;
  rules: readonly RuleId[];
  before: PolicyRules;
  after: PolicyRules;
};

/** Tells that a role's settings ask for less, with *Undo* for those who may change them; or that this was undone. */
export function settingsLoweredCard(facts: LoweredFacts): Card {
  const { what, changedBy, role, version, rules, before, after, names } = facts;
  const did = what === 'lowered' ? 'lowered the settings of' : 'undid a change to the settings of';
  const title = `${changedBy} ${did} ${roleTitle(facts)}`;
  const lines = rules.map((rule) => ({
    title: ruleLabels[rule],
    subtitle: `${ruleWords(rule, before, names)} → ${ruleWords(rule, after, names)}`,
  }));
  return {
    kind: 'card',
    name: 'settings-lowered',
    title,
    ...undoParts(facts, { do: 'undo-settings', role, version }),
    facts: [],
    rows: lines.map((line) => ({ ...line, buttons: [] })),
    more: `type “settings ${roleTitle(facts)}”`,
    page: settingsPage(role),
    summary: [title, ...lines.slice(0, 3).map((line) => `${line.title}: ${line.subtitle}`)].join('. '),
  };
}

/** What a card about a lowered control says of undoing it, with the button where its reader can press it. `says`: how it is now. */
export function undoParts(
  { what, undoable }: Pick<LoweredFacts, 'what' | 'undoable'>,
  action: Action,
  says = { lowered: 'Asks for less than before', undone: 'Asks for as much as before again' },
): Pick<Card, 'status' | 'body' | 'buttons'> {
  if (what === 'undone') {
    return { status: { text: says.undone, tone: 'good' }, body: [], buttons: [] };
  }
  if (undoable === 'over') {
    return {
      status: { text: 'Changed since: this can’t be undone here any more', tone: 'neutral' },
      body: [],
      buttons: [],
    };
  }
  const undo: Button = { title: 'Undo', style: 'primary', action };
  return {
    status: { text: says.lowered, tone: 'warning' },
    body: undoable === 'yes' ? ['Undo puts this back, until somebody changes it again.'] : [],
    buttons: undoable === 'yes' ? [undo] : [],
  };
}
