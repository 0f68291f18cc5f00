import type { SettingKey } from '../../../cards/settings/settings-sections.js';
import { nearestCommand } from '../../language/nearest-command.js';

type PlainKey = Exclude<SettingKey, `Notification_${string}`>;

/** How people say each setting; the value follows. */
const phrases: Record<PlainKey, readonly string[]> = {
  maximum: ['maximum', 'max', 'maximum activation', 'longest activation', 'maximum duration', 'at most', 'up to'],
  reason: ['reason', 'justification'],
  ticket: ['ticket', 'ticketing'],
  secondFactor: ['second factor', 'mfa', '2fa', 'multi-factor', 'multifactor', 'multi-factor authentication'],
  context: ['context', 'authentication context', 'auth context'],
  approval: ['approval'],
  approvers: ['approvers', 'approver', 'approval by', 'approved by', 'approval from', 'approval of'],
  approvals: ['approvals'],
  window: ['window', 'approval window', 'time to approve', 'approval time'],
  approverReason: ['approver reason', 'approval reason', 'approver justification', 'reason of approvers'],
  approverSecondFactor: [
    'approver second factor',
    'approver mfa',
    'approval second factor',
    'approval mfa',
    'second factor of approvers',
  ],
  escalateTo: ['escalate to', 'escalate', 'escalation', 'escalation to'],
  escalateAfter: ['escalate after', 'escalation after', 'escalation time'],
  furtherStages: ['then by', 'then', 'second stage'],
  longestEligibility: ['longest eligibility', 'maximum eligibility', 'eligibility', 'eligible for'],
  eligibilityReason: ['eligibility reason'],
  eligibilityTicket: ['eligibility ticket'],
  eligibilitySecondFactor: ['eligibility second factor', 'eligibility mfa'],
  longestAssignment: ['longest assignment', 'maximum assignment', 'assignment', 'assigned for'],
  assignmentReason: ['assignment reason'],
  assignmentTicket: ['assignment ticket'],
  assignmentSecondFactor: ['assignment second factor', 'assignment mfa'],
};

/** The longest first: “approval window” is not “approval”. */
const known = (Object.entries(phrases) as [PlainKey, readonly string[]][])
  .flatMap(([key, all]) => all.map((phrase) => ({ key, phrase })))
  .sort((one, other) => other.phrase.length - one.phrase.length);

const ON_OFF = /^(?:on|off|yes|no|true|false|required|needed|optional|not needed|not required)$/i;
const LENGTH = /\d|permanent|^(?:half|an?|one|two|never|off)\b/i;

const isSwitch = (key: PlainKey) => /reason|ticket|secondFactor$/i.test(key);

/** What a phrase's value may look like, where a name of a person could stand in its place: “Max Power” is no maximum. */
function isPlausible(key: PlainKey, value: string): boolean {
  if (isSwitch(key)) return value === '' || ON_OFF.test(value);
  switch (key) {
    case 'approvers':
    case 'escalateTo':
    case 'furtherStages':
      return value !== '';
    case 'approval':
      return ON_OFF.test(value);
    case 'context':
      return /^(?:c\d+|off|none|no)$/i.test(value);
    case 'approvals':
      return /^\d+$/.test(value);
    default:
      return LENGTH.test(value);
  }
}

export type Phrase = { key: PlainKey; value: string; isPlausible: boolean };

/** Reads what one part of a change sets; undefined where it begins with no setting. */
export function readPhrase(part: string): Phrase | undefined {
  const counted = /^(\d+) approvals?$/i.exec(part)?.[1];
  if (counted !== undefined) return { key: 'approvals', value: counted, isPlausible: true };
  const without = /^(?:no|without) (.+)$/i.exec(part)?.[1];
  const negated = without === undefined ? undefined : phraseAt(without);
  if (negated?.value === '') return { key: negated.key, value: 'off', isPlausible: true };
  const found = phraseAt(part);
  return found && { ...found, isPlausible: isPlausible(found.key, found.value) };
}

function phraseAt(part: string): { key: PlainKey; value: string } | undefined {
  const lower = part.toLowerCase();
  const found = known.find(({ phrase }) => lower === phrase || /^[\s:=]/.test(after(lower, phrase)));
  if (!found) return undefined;
  const value = part.slice(found.phrase.length).replace(/^[\s:=]+(?:to |is |of (?=\d))?/i, '');
  return { key: found.key, value: value.trim() };
}

const after = (text: string, phrase: string) => (text.startsWith(phrase) ? text.slice(phrase.length) : '');

/** The setting that a mistyped part most likely begins with, with what follows it; undefined where none is near. */
export function nearestPhrase(part: string): { key: PlainKey; phrase: string; value: string } | undefined {
  const words = part.split(' ');
  for (const size of [3, 2, 1]) {
    if (words.length < size) continue;
    const same = known.filter(({ phrase }) => phrase.split(' ').length === size);
    const phrase = nearestCommand(
      words.slice(0, size).join(' '),
      same.map((each) => each.phrase),
    );
    const found = same.find((each) => each.phrase === phrase);
    if (found) return { ...found, value: words.slice(size).join(' ') };
  }
  return undefined;
}
