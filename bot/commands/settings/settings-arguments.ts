import { notificationRuleOf, type SettingKey } from '../../../cards/settings/settings-sections.js';
import { switches } from '../../../cards/settings/settings-values.js';
import type { PolicyRules } from '../../../domain/policy/policy.js';
import type { NotificationRuleId } from '../../../domain/policy/settings-conflict.js';
import { ok, type Result, refuse } from '../../../domain/result.js';
import { type Duration, days, duration, type Instant } from '../../../domain/time.js';
import { parseDuration, parseLength } from '../../language/time/duration.js';
import { phraseRefusalText } from '../words/phrase-refusal-text.js';
import { partsOf, readSettingsText, type Written } from './settings-text.js';

/** What somebody wants of one stage. Approvers are still in words; what is missing stays as it is. */
export type StageArguments = {
  approvers?: string;
  approvals?: number;
  window?: Duration;
  approverReason?: boolean;
  approverSecondFactor?: boolean;
  escalateTo?: string;
  escalateAfter?: Duration | 'never';
};

type Longest = Duration | 'permanent';
type NotificationRule = PolicyRules[NotificationRuleId];

/** What somebody wants of a role's settings; what is missing stays as it is. */
export type SettingsArguments = {
  maximum?: Duration;
  /** Empty: none. */
  context?: string;
  switches: Partial<Record<SettingKey, boolean>>;
  approval?: boolean;
  firstStage: StageArguments;
  furtherStages?: readonly StageArguments[];
  longestEligibility?: Longest;
  longestAssignment?: Longest;
  notifications: Partial<Record<NotificationRuleId, Partial<NotificationRule>>>;
};

export type When = { timeZone: string; now: Instant };
type Problems = Partial<Record<SettingKey, string>>;

/** Reads what was written for each setting, typed or in the form; what cannot be read is named with its fix. */
export function readSettings(written: Written['written'], when: When): { args: SettingsArguments; problems: Problems } {
  const args: SettingsArguments = { switches: {}, firstStage: {}, notifications: {} };
  const problems: Problems = {};
  for (const [key, text] of Object.entries(written) as [SettingKey, string][]) {
    const problem = readOne(args, key, text.trim(), when);
    if (problem !== undefined) problems[key] = problem;
  }
  return { args, problems };
}

/** Puts one setting into the arguments; returns what is wrong with it, if anything. */
function readOne(args: SettingsArguments, key: SettingKey, text: string, when: When): string | undefined {
  const rule = notificationRuleOf(key);
  if (rule) return readMail(args, rule, key, text);
  if (switches[key]) {
    return take(onOff(text), (isOn) => {
      args.switches[key] = isOn;
    });
  }
  switch (key) {
    case 'approval':
      return take(onOff(text), (value) => {
        args.approval = value;
      });
    case 'maximum':
      return take(length(text, when), (value) => {
        args.maximum = value;
      });
    case 'context':
      args.context = /^(?:off|none|no)$/i.test(text) ? '' : text.toLowerCase();
      return undefined;
    case 'longestEligibility':
    case 'longestAssignment':
      return take(longest(text, when), (value) => {
        args[key] = value;
      });
    case 'furtherStages':
      return take(stages(text, when), (value) => {
        args.furtherStages = value;
      });
    default:
      return readOfStage(args.firstStage, key, text, when);
  }
}

function readOfStage(stage: StageArguments, key: SettingKey, text: string, when: When): string | undefined {
  switch (key) {
    case 'approvers':
    case 'escalateTo':
      stage[key] = text;
      return undefined;
    case 'approvals':
      return take(count(text), (value) => {
        stage.approvals = value;
      });
    case 'window':
      return take(length(text, when), (value) => {
        stage.window = value;
      });
    case 'approverReason':
    case 'approverSecondFactor':
      return take(onOff(text), (value) => {
        stage[key] = value;
      });
    case 'escalateAfter':
      return take(/^(?:|never|off)$/i.test(text) ? ok<Duration | 'never'>('never') : length(text, when), (value) => {
        stage.escalateAfter = value;
      });
    default:
      return undefined;
  }
}

function take<T>(read: Result<T, string>, put: (value: T) => void): string | undefined {
  if (!read.ok) return read.refusal;
  put(read.value);
  return undefined;
}

const ON = /^(?:on|yes|true|required|needed)$/i;
const OFF = /^(?:off|no|none|false|optional|not (?:needed|required))$/i;

function onOff(text: string): Result<boolean, string> {
  if (ON.test(text)) return ok(true);
  return OFF.test(text) ? ok(false) : refuse(`“${text}” is neither on nor off. Write one of them.`);
}

function length(text: string, when: When): Result<Duration, string> {
  const parsed = parseDuration(text);
  return parsed.ok ? parsed : refuse(phraseRefusalText(parsed.refusal, when));
}

function longest(text: string, when: When): Result<Longest, string> {
  if (/^(?:permanent(?:ly)?|forever|for good|unlimited)$/i.test(text)) return ok('permanent');
  const said = parseLength(text);
  if (!said.ok || said.value.months === 0) return length(text, when);
  const { months, fixed } = said.value;
  return ok(duration(days(DAYS_A_YEAR * Math.floor(months / 12) + DAYS_A_MONTH * (months % 12)) + fixed));
}

/** A setting has no day to count months from: they are as long as PIM's own choices, and said back in days. */
const DAYS_A_MONTH = 30;
const DAYS_A_YEAR = 365;

const count = (text: string): Result<number, string> =>
  /^\d{1,3}$/.test(text) ? ok(Number(text)) : refuse(`“${text}” is no number of approvals. Write one, like 2.`);

/** One stage a line: the approvers' names, then what else the stage asks for, as it is typed. */
function stages(text: string, when: When): Result<StageArguments[], string> {
  const read: StageArguments[] = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const { written, doubts, notes } = readSettingsText(`approvers ${line.trim()}`);
    const stage: StageArguments = {};
    const [problem] = [...notes, ...Object.values(doubts), ...readLine(stage, written, when)];
    if (problem !== undefined) return refuse(problem);
    read.push(stage);
  }
  return ok(read);
}

function readLine(stage: StageArguments, { approval: _on, ...written }: Written['written'], when: When): string[] {
  return (Object.entries(written) as [SettingKey, string][]).flatMap(
    ([key, text]) => readOfStage(stage, key, text.trim(), when) ?? [],
  );
}

function readMail(
  args: SettingsArguments,
  rule: NotificationRuleId,
  key: SettingKey,
  text: string,
): string | undefined {
  const rest = args.notifications[rule] ?? {};
  if (key === rule) {
    const level = (['All', 'Critical', 'None'] as const).find((each) => each.toLowerCase() === text.toLowerCase());
    if (level === undefined) return `“${text}” is none of all, critical and none. Choose one of them.`;
    args.notifications[rule] = { ...rest, notificationLevel: level };
    return undefined;
  }
  const isOnly = /^only\b/i.test(text);
  const addresses = text.replace(/^(?:only|also)\b\s*/i, '').replace(/^(?:nobody|none)$/i, '');
  const notificationRecipients = partsOf(addresses.replace(/\s+and\s+/gi, ', '));
  args.notifications[rule] = { ...rest, isDefaultRecipientsEnabled: !isOnly, notificationRecipients };
  return undefined;
}
