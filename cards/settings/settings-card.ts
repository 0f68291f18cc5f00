import type { Policy, PolicyRules } from '../../domain/policy/policy.js';
import { changedRules } from '../../domain/policy/policy-changes.js';
import type { Role } from '../../domain/role/role.js';
import type { Button, Card, Row } from '../card.js';
import { settingsPage } from '../platform/portal-page.js';
import { roleTitle } from '../request/request-words.js';
import { formatDuration } from '../words/format-time.js';
import { type SectionName, sectionNames, settingsSections } from './settings-sections.js';
import { approverNames, type Names, type RuleId, ruleLabels, ruleWords, stageWords } from './settings-words.js';

/** The settings of one role, as they are and as they would be had nobody changed them. */
export type SettingsFacts = {
  role: Role;
  roleName: string;
  scopeName?: string | undefined;
  policy: Policy;
  defaults: PolicyRules;
  names: Names;
};

/** What a role's settings are, each part in words, with what differs from the default; `mayChange`: with buttons. */
export function settingsCard(facts: SettingsFacts, mayChange: boolean): Card {
  const differing = Object.keys(changedRules(facts.defaults, facts.policy.rules)).length;
  const title = `Settings of ${roleTitle(facts)}`;
  return {
    kind: 'card',
    name: 'settings',
    title,
    body: [differing === 0 ? 'Everything is as by default.' : `${counted(differing)} from the default.`],
    facts: [],
    rows: sectionNames.flatMap((section) => sectionRows(facts, section, mayChange)),
    buttons: mayChange ? undoButton(facts) : [],
    page: settingsPage(facts.role),
    summary: title,
  };
}

/** Undoes the last change of these settings, where it lowered something. */
export const undoButton = ({ role, policy: { undo, version } }: Pick<SettingsFacts, 'role' | 'policy'>): Button[] =>
  undo ? [{ title: 'Undo the last change', style: 'default', action: { do: 'undo-settings', role, version } }] : [];

const counted = (count: number) => `${count} of 17 rules ${count === 1 ? 'differs' : 'differ'}`;

function sectionRows(facts: SettingsFacts, section: SectionName, mayChange: boolean): Row[] {
  const { title, rules } = settingsSections[section];
  const change: Button = {
    title: 'Change',
    style: 'default',
    action: { do: 'ask-settings', role: facts.role, section },
  };
  const own: Row = {
    title,
    subtitle: lineOf(facts, section, rules),
    buttons: mayChange ? [change] : [],
    key: section,
  };
  return section === 'escalation' ? [own, ...furtherStages(facts)] : [own];
}

function lineOf(facts: SettingsFacts, section: SectionName, rules: readonly RuleId[]): string {
  if (section === 'approval') return approvalLine(facts);
  return section === 'escalation' ? escalationLine(facts) : rules.map((rule) => ruleLine(facts, rule)).join(' ');
}

/** `Longest activation: 4 h (by default 8 h).` */
function ruleLine(facts: SettingsFacts, rule: RuleId): string {
  const words = ruleWords(rule, facts.policy.rules, facts.names);
  const label = rule.startsWith('Notification_') ? audienceOf(rule) : ruleLabels[rule];
  return `${label}: ${words}${byDefault(facts, rule)}.`;
}

function byDefault({ policy, defaults, names }: SettingsFacts, rule: RuleId): string {
  const isDifferent = Object.keys(changedRules(defaults, { [rule]: policy.rules[rule] })).length > 0;
  return isDifferent ? ` (by default ${ruleWords(rule, defaults, names)})` : '';
}

const audienceOf = (rule: RuleId): string => {
  const name = ruleLabels[rule].replace(/^.* mail to (?:the )?/, '');
  return name.charAt(0).toUpperCase() + name.slice(1);
};

/** The first stage; those that follow are lines of their own. */
function approvalLine(facts: SettingsFacts): string {
  const { isApprovalRequired, stages } = facts.policy.rules.Approval_EndUser_Assignment;
  const [first] = stages;
  const mark = byDefault(facts, 'Approval_EndUser_Assignment');
  if (!isApprovalRequired || !first) return `Approval: not needed.`;
  return `Approval: ${stageWords(first, facts.names)}${mark}.`;
}

/** Whom the first stage asks as well; the stages that follow are lines of their own. */
function escalationLine({ policy, names }: SettingsFacts): string {
  const { isApprovalRequired, stages } = policy.rules.Approval_EndUser_Assignment;
  const [first, ...further] = stages;
  if (!isApprovalRequired || !first) return 'Nobody, while approval is not needed.';
  const { escalationApprovers, escalationTime } = first;
  const asked =
    escalationTime === undefined
      ? 'Nobody is asked as well.'
      : `${approverNames(escalationApprovers, names).join(', ')} as well after ${formatDuration(escalationTime)}.`;
  return further.length === 0 ? `${asked} One stage is all.` : asked;
}

function furtherStages({ policy, names }: SettingsFacts): Row[] {
  const { isApprovalRequired, stages } = policy.rules.Approval_EndUser_Assignment;
  if (!isApprovalRequired) return [];
  return stages.slice(1).map((stage, index) => ({
    title: `Then, as stage ${index + 2}`,
    subtitle: `${stageWords(stage, names)}.`,
    buttons: [],
    key: `stage-${index + 2}`,
  }));
}

/** What was changed of a role's settings: each rule as it was and as it is. */
export function settingsChangedCard(
  facts: Omit<SettingsFacts, 'defaults'>,
  change: { rules: readonly RuleId[]; before: PolicyRules },
): Card {
  const title = `Settings of ${roleTitle(facts)} changed`;
  const words = (rule: RuleId, rules: PolicyRules) => ruleWords(rule, rules, facts.names);
  const lines = change.rules.map((rule) => ({
    title: ruleLabels[rule],
    subtitle: `${words(rule, change.before)} → ${words(rule, facts.policy.rules)}`,
  }));
  return {
    kind: 'card',
    name: 'settings-changed',
    title,
    body: [],
    facts: [],
    rows: lines.map((line) => ({ ...line, buttons: [] })),
    more: `type “settings ${roleTitle(facts)}”`,
    buttons: [],
    page: settingsPage(facts.role),
    summary: [title, ...lines.slice(0, 3).map((line) => `${line.title}: ${line.subtitle}`)].join('. '),
  };
}
