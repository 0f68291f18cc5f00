import type { SettingKey } from '../../../cards/settings/settings-sections.js';
import type { NotificationRuleId } from '../../../domain/policy/settings-conflict.js';

const PART = /^(?:notify|notifications? (?:to|for|of)|mail(?: to)?|tell)\s+(?:the\s+)?([\p{L}]+)\b\s*(.*)$/iu;

const audiences: Record<string, readonly ('Admin' | 'Requestor' | 'Approver')[]> = {
  everybody: ['Admin', 'Requestor', 'Approver'],
  everyone: ['Admin', 'Requestor', 'Approver'],
  admin: ['Admin'],
  administrator: ['Admin'],
  person: ['Requestor'],
  people: ['Requestor'],
  assignee: ['Requestor'],
  requestor: ['Requestor'],
  requester: ['Requestor'],
  approver: ['Approver'],
};

const events = [
  { said: /\b(?:(?:of|on|about|when|for)\s+)?(?:made\s+)?eligib(?:le|ility|ilities)\b/i, rule: 'Admin_Eligibility' },
  { said: /\b(?:(?:of|on|about|when|for)\s+)?assign(?:ed|ment|ments)\b/i, rule: 'Admin_Assignment' },
  { said: /\b(?:(?:of|on|about|when|for)\s+)?activat(?:ed|es|ion|ions)\b/i, rule: 'EndUser_Assignment' },
] as const;

const levels: Record<string, string> = {
  all: 'All',
  everything: 'All',
  on: 'All',
  critical: 'Critical',
  'critical only': 'Critical',
  none: 'None',
  nothing: 'None',
  off: 'None',
};

/**
 * Reads `notify admins [when activated] all|critical|none [also|only a@b.example]`: what it comes to for each of the
 * rules it is about (all three events where none is named), in the words of their inputs; undefined for anything else.
 */
export function readNotification(part: string): Partial<Record<SettingKey, string>> | undefined {
  const [, who = '', said = ''] = PART.exec(part) ?? [];
  const audience = audiences[who.toLowerCase()] ?? audiences[who.toLowerCase().replace(/s$/, '')];
  if (!audience) return undefined;
  const [, words = '', addresses] = /^(.*?)(?:(?:\band\s+)?((?:also|only)\b.*|\S+@.*))?$/i.exec(said) ?? [];
  const named = events.filter((event) => event.said.test(words));
  const level = named
    .reduce((left, event) => left.replace(event.said, ''), words)
    .trim()
    .toLowerCase();
  if (level === '' && addresses === undefined) return undefined;
  const rules = audience.flatMap((each) =>
    (named.length > 0 ? named : events).map(({ rule }): NotificationRuleId => `Notification_${each}_${rule}`),
  );
  return Object.fromEntries(
    rules.flatMap((rule) => [
      ...(level === '' ? [] : [[rule, levels[level] ?? level]]),
      ...(addresses === undefined ? [] : [[`${rule}_recipients`, addresses.replace(/^also\s+/i, '')]]),
    ]),
  );
}
