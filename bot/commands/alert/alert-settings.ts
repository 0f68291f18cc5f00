import { alertSettingsForm } from '../../../cards/alert/alert-forms.js';
import { alertWords, thresholdLabel, thresholdValue } from '../../../cards/alert/alert-words.js';
import { refusalText } from '../../../cards/refusal-text.js';
import {
  type AlertChanges,
  type AlertName,
  type AlertSettings,
  definitionOf,
  settingsInForce,
  type ThresholdKey,
  type Thresholds,
} from '../../../domain/alert/alert.js';
import type { ChangedAlert } from '../../../domain/alert/decide-alert-settings.js';
import { AdapterError } from '../../../domain/ports/system.js';
import type { AlertSettingsRefusal } from '../../../domain/refusal.js';
import { ok, type Result, refuse } from '../../../domain/result.js';
import { nearestCommand } from '../../language/nearest-command.js';
import { parseDuration } from '../../language/time/duration.js';
import { alertDeedWords, alertIntent, askProof } from '../assignment/admin-proof.js';
import type { Answer, CommandContext, CommandDeps, Fields } from '../command.js';
import { phraseRefusalText } from '../words/phrase-refusal-text.js';
import { lookNow } from './look-now.js';

type AlertCaller = Pick<CommandContext, 'by' | 'actor' | 'timeZone' | 'proofsFor'>;
type When = { timeZone: string; now: ReturnType<CommandDeps['clock']['now']> };
type Key = ThresholdKey | 'looked-for';
type Written = Partial<Record<Key, string>>;

/** How each setting is typed: its own word and what else people say. */
const words: Record<string, Key> = {
  count: 'count',
  'at least': 'count',
  share: 'share',
  percent: 'share',
  percentage: 'share',
  duration: 'duration',
  'not for': 'duration',
  interval: 'interval',
  within: 'interval',
  'looked for': 'looked-for',
};
const spoken = Object.keys(words).sort((one, other) => other.length - one.length);
const ON = /^(?:on|yes|true|enabled?|switch(?:ed)? on)$/i;
const OFF = /^(?:off|no|false|disabled?|switch(?:ed)? off)$/i;

/** Where what is to be set begins: after the colon, or without one at the first word that is a setting. */
export function splitSettings(rest: string): { subject: string; changes: string } {
  const [, named, after] = /^([^:]*):(.*)$/s.exec(rest) ?? [];
  if (named !== undefined) return { subject: named.trim(), changes: (after ?? '').trim() };
  const begins = new RegExp(`\\s+(?=(?:${[...spoken, 'on', 'off', 'enable', 'disable'].join('|')})\\b)`, 'i');
  const at = rest.search(begins);
  return at < 0
    ? { subject: rest.trim(), changes: '' }
    : { subject: rest.slice(0, at).trim(), changes: rest.slice(at).trim() };
}

/** Reads what was typed for an alert's settings: each with its words, or what cannot be read, with the fix. */
function readWritten(changes: string): Result<Written, string> {
  const written: Written = {};
  for (const part of changes.split(/[,;]|\band\b/).map((each) => each.trim())) {
    if (part === '') continue;
    if (ON.test(part) || OFF.test(part)) {
      written['looked-for'] = part;
      continue;
    }
    const word = spoken.find((each) => part.toLowerCase().startsWith(`${each} `));
    const key = word && words[word];
    if (!word || !key) return refuse(unknownPart(part));
    written[key] = part.slice(word.length).trim();
  }
  return ok(written);
}

function unknownPart(part: string): string {
  const [first = ''] = part.split(' ');
  const nearest = nearestCommand(first, [...spoken, 'on', 'off']);
  const meant = nearest === undefined ? '' : ` Did you mean “${nearest}”?`;
  return `I cannot read “${part.slice(0, 60)}”.${meant} You can set: count, share, duration, interval, on and off.`;
}

/** Reads the values; what cannot be read is named by its input, with the fix. */
function readChanges(written: Written, when: When): { changes: AlertChanges; problems: Partial<Record<Key, string>> } {
  const thresholds: Thresholds = {};
  const problems: Partial<Record<Key, string>> = {};
  let isEnabled: boolean | undefined;
  for (const [key, text] of Object.entries(written) as [Key, string][]) {
    if (key === 'looked-for') {
      if (ON.test(text) || OFF.test(text)) isEnabled = ON.test(text);
      else problems[key] = `“${text}” is neither on nor off. Write one of them.`;
      continue;
    }
    const read = readNumber(key, text.trim(), when);
    if (read.ok) thresholds[key] = read.value;
    else problems[key] = read.refusal;
  }
  return { changes: { isEnabled, thresholds }, problems };
}

function readNumber(key: ThresholdKey, text: string, when: When): Result<number, string> {
  if (key === 'count' || key === 'share') {
    const [, number] = /^(\d{1,6})\s*(?:%|per\s?cent)?$/i.exec(text) ?? [];
    return number === undefined
      ? refuse(`“${text.slice(0, 60)}” is no whole number. Write one, like 5.`)
      : ok(Number(number));
  }
  if (/^0\s*(?:d|days?)?$/i.test(text)) return ok(0);
  const parsed = parseDuration(text);
  return parsed.ok ? parsed : refuse(phraseRefusalText(parsed.refusal, when));
}

/** Sets an alert as it was typed. */
export async function setTyped(
  deps: CommandDeps,
  caller: AlertCaller,
  name: AlertName,
  typed: string,
): Promise<Answer> {
  const written = readWritten(typed);
  if (!written.ok) return { kind: 'refused', text: written.refusal };
  return carryOut(deps, caller, name, written.value);
}

/** Sets an alert as its form was filled in; what is as it was is left alone. */
export async function setFilledIn(
  deps: CommandDeps,
  caller: AlertCaller,
  name: AlertName,
  fields: Fields,
): Promise<Answer> {
  const settings = await present(deps, name);
  const keys = ['looked-for', ...Object.keys(definitionOf(name).thresholds)] as Key[];
  const shown = (key: Key) =>
    key === 'looked-for' ? (settings.isEnabled ? 'on' : 'off') : thresholdValue(key, settings.thresholds[key] ?? 0);
  const touched = keys.filter((key) => (fields[key] ?? '').trim() !== '' && fields[key]?.trim() !== shown(key));
  return carryOut(deps, caller, name, Object.fromEntries(touched.map((key) => [key, fields[key] ?? ''])));
}

/** The form with an alert's settings, for those who may set it. */
export async function askForSettings(deps: CommandDeps, caller: AlertCaller, name: AlertName): Promise<Answer> {
  const seen = await deps.alertOf(name, caller.actor);
  return seen?.maySet
    ? { kind: 'form', form: alertSettingsForm(seen.settings) }
    : refusedSettings(deps, caller, whyNot(name));
}

const whyNot = (name: AlertName) =>
  definitionOf(name).isOperators
    ? ({ code: 'ALERT_OF_OPERATOR' } as const)
    : ({ code: 'NOT_PERMITTED', permission: 'manage' } as const);

async function carryOut(deps: CommandDeps, caller: AlertCaller, name: AlertName, written: Written): Promise<Answer> {
  const { changes, problems } = readChanges(written, { timeZone: caller.timeZone, now: deps.clock.now() });
  if (Object.keys(problems).length > 0) return askAgain(deps, caller, name, written, problems);
  const intent = alertIntent(name, (await present(deps, name)).version);
  const outcome = await deps.changeAlert(name, changes, caller.proofsFor(intent), caller.by);
  if (outcome.ok) {
    await settled(deps, name);
    return { kind: 'done', said: saidOf(name, outcome.value) };
  }
  const { refusal } = outcome;
  const prove = askProof(refusal, intent, alertDeedWords(name));
  if (prove) return prove;
  if (refusal.code !== 'THRESHOLD_OUT_OF_RANGE') return refusedSettings(deps, caller, refusal);
  const isOfForm = refusal.faults.every(({ least }) => least !== undefined);
  if (!isOfForm) return refusedSettings(deps, caller, refusal);
  const faults = refusal.faults.map((fault) => {
    const alone = { ...refusal, faults: [fault] };
    return [fault.key, textOf(deps, caller, alone)];
  });
  return askAgain(deps, caller, name, written, Object.fromEntries(faults));
}

/** What is not raised any more under these settings ends at once; where not everything can be seen now, soon after. */
async function settled(deps: CommandDeps, name: AlertName): Promise<void> {
  try {
    await lookNow(deps, [name]);
  } catch (fault) {
    if (!(fault instanceof AdapterError)) throw fault;
  }
}

/** The form with what was written, for those who may set it. */
async function askAgain(
  deps: CommandDeps,
  caller: AlertCaller,
  name: AlertName,
  written: Written,
  problems: Partial<Record<Key, string>>,
): Promise<Answer> {
  const seen = await deps.alertOf(name, caller.actor);
  if (!seen?.maySet) return refusedSettings(deps, caller, whyNot(name));
  return { kind: 'form', form: alertSettingsForm(seen.settings, written as Fields, problems as Fields) };
}

/** What was set of an alert, in a sentence. */
export function saidOf(name: AlertName, { isEnabled, thresholds }: ChangedAlert): string {
  const set = (Object.entries(thresholds) as [ThresholdKey, number][]).map(
    ([key, value]) => `${thresholdLabel(name, key).toLowerCase()}: ${thresholdValue(key, value)}`,
  );
  const switched = isEnabled === undefined ? [] : [isEnabled ? 'looked for from now on' : 'switched off'];
  return `${alertWords[name].title}: ${[...switched, ...set].join(', ')}.`;
}

/** How an alert is set, in a few words. */
export const settingsSaid = ({ name, isEnabled, thresholds }: AlertSettings): string =>
  [
    isEnabled ? 'looked for' : 'switched off',
    ...(Object.entries(thresholds) as [ThresholdKey, number][]).map(
      ([key, value]) => `${thresholdLabel(name, key).toLowerCase()} ${thresholdValue(key, value)}`,
    ),
  ].join(', ');

async function present({ store }: CommandDeps, name: AlertName) {
  const found = settingsInForce(await store.read.alerts.kept()).find((each) => each.name === name);
  if (!found) throw new Error(`there is no alert ${name}`);
  return found;
}

const textOf = ({ clock }: CommandDeps, { timeZone }: Pick<AlertCaller, 'timeZone'>, refusal: AlertSettingsRefusal) =>
  refusal.code === 'NOT_PERMITTED'
    ? 'You cannot set this alert. Ask a Global Administrator or a Privileged Role Administrator.'
    : refusalText(refusal, { timeZone, now: clock.now() });

/** Says why an alert's settings stay as they are. */
export const refusedSettings = (
  deps: CommandDeps,
  caller: Pick<AlertCaller, 'timeZone'>,
  refusal: AlertSettingsRefusal,
): Answer => ({
  kind: 'refused',
  text: textOf(deps, caller, refusal),
});
