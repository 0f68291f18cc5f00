import { isSettingKey, type SettingKey } from '../../../cards/settings/settings-sections.js';
import { readNotification } from './settings-notifications.js';
import { nearestPhrase, type Phrase, readPhrase } from './settings-phrases.js';

/** What was written for each setting, in the words of its input; what is doubtful of it; and what could not be placed. */
export type Written = {
  written: Partial<Record<SettingKey, string>>;
  doubts: Partial<Record<SettingKey, string>>;
  notes: string[];
};

type Reading = Written & {
  /** The setting whose list of names or addresses may go on in the next part. */
  open: readonly SettingKey[];
};

const OF_A_STAGE: readonly string[] = [
  ...['approvals', 'window', 'approverReason', 'approverSecondFactor', 'escalateTo', 'escalateAfter'],
];
const LISTS: readonly string[] = ['approvers', 'escalateTo', 'furtherStages'];

const NAME_AND_TIME = /^(.+?)\s+after\s+(.+)$/i;

/**
 * Reads what a typed change sets: parts between commas, semicolons or “and”, each a setting and its value, in any
 * order. After “then by” come the parts of a further stage. Takes one line of undecorated text. Never throws: what is
 * mistyped comes with a doubt, what cannot be placed with a note.
 */
export function readSettingsText(text: string): Written {
  const reading: Reading = { written: {}, doubts: {}, notes: [], open: [] };
  for (const part of partsOf(text)) readPart(reading, part);
  const { open: _open, ...written } = reading;
  return written;
}

/** The parts between commas and semicolons outside quotation marks, and those after an “and” that begins a setting. */
export function partsOf(text: string): string[] {
  const parts = text.match(/(?:"[^"]*"|[^,;])+/g) ?? [];
  return parts.flatMap((part) => atAnd(part.trim())).filter((part) => part !== '');
}

function atAnd(part: string): string[] {
  for (const { index } of part.matchAll(/\sand\s/gi)) {
    const [before, behind] = [part.slice(0, index).trim(), part.slice(index + 5).trim()];
    const isQuoted = (before.match(/"/g)?.length ?? 0) % 2 === 1;
    if (!isQuoted && begins(behind)) return [before, ...atAnd(behind)];
  }
  return [part];
}

/** True where a setting begins for certain, with a value that suits it. */
export const begins = (part: string): boolean =>
  readPhrase(part)?.isPlausible === true || readNotification(part) !== undefined;

function readPart(reading: Reading, part: string): void {
  const notification = readNotification(part);
  if (notification) {
    for (const [key, value] of Object.entries(notification)) if (isSettingKey(key)) write(reading, key, value);
    reading.open = Object.keys(notification).filter((key): key is SettingKey => key.endsWith('_recipients'));
    return;
  }
  const phrase = readPhrase(part);
  if (goesOn(reading, part, phrase)) addToList(reading, part);
  else if (phrase) place(reading, part, phrase);
  else guess(reading, part);
}

/** “escalate to Olga, Emeka after 2h”: the last name brings the time. */
function addToList(reading: Reading, part: string): void {
  const [, name = part, time] = reading.open.includes('escalateTo') ? (NAME_AND_TIME.exec(part) ?? []) : [];
  for (const key of reading.open) reading.written[key] = `${reading.written[key]}, ${name}`;
  if (time !== undefined) write(reading, 'escalateAfter', time);
}

/** True for one more name or address of the list before. */
function goesOn({ open, written }: Reading, part: string, phrase: Phrase | undefined): boolean {
  const [key] = open;
  if (key === undefined || phrase?.isPlausible || written[key] === undefined) return false;
  if (key.endsWith('_recipients')) return part.includes('@');
  const name = key === 'approvers' ? part : (NAME_AND_TIME.exec(part)?.[1] ?? part);
  return !/\d|\b(?:on|off|yes|no)$/i.test(name);
}

function place(reading: Reading, part: string, { key, value }: Phrase): void {
  const { written } = reading;
  const isOfFurther = Boolean(written.furtherStages) && OF_A_STAGE.includes(key);
  const list: SettingKey = isOfFurther ? 'furtherStages' : key;
  reading.open = LISTS.includes(key) ? [list] : [];
  if (isOfFurther) written.furtherStages += `, ${part}`;
  else if (key === 'furtherStages') writeStage(reading, value);
  else if (key === 'escalateTo') writeEscalation(reading, value);
  else if (key === 'approvers') writeApprovers(reading, value);
  else write(reading, key, value === '' ? 'on' : value);
}

/** One line a stage; “then nobody” is none. */
function writeStage({ written }: Reading, value: string): void {
  const line = /^(?:nobody|none|off)$/i.test(value) ? '' : value.replace(/^by /i, '');
  written.furtherStages = written.furtherStages ? `${written.furtherStages}\n${line}` : line;
}

function writeApprovers(reading: Reading, names: string): void {
  write(reading, 'approval', 'on');
  write(reading, 'approvers', names);
}

/** `Olga after 2h`, or `off` for both. */
function writeEscalation(reading: Reading, value: string): void {
  const [, to = value, time] = NAME_AND_TIME.exec(value) ?? [];
  const isOff = /^(?:off|never|no|nobody|none)$/i.test(to);
  write(reading, 'escalateTo', isOff ? '' : to);
  if (time !== undefined || isOff) write(reading, 'escalateAfter', time ?? '');
}

function write({ written, doubts }: Reading, key: SettingKey, value: string): void {
  if (written[key] !== undefined && written[key] !== value) {
    doubts[key] = `You wrote this twice, also as “${written[key]}”. Leave the one you mean.`;
  }
  written[key] = value;
}

function guess(reading: Reading, part: string): void {
  const near = nearestPhrase(part);
  if (!near) {
    reading.notes.push(`I could not place “${part}”.`);
    return;
  }
  place(reading, `${near.phrase} ${near.value}`, { ...near, isPlausible: true });
  const key = reading.written[near.key] === undefined ? 'furtherStages' : near.key;
  reading.doubts[key] = `I read “${part}” as “${`${near.phrase} ${near.value}`.trim()}”. Is that what you mean?`;
}
