import { duration, instant } from '../../domain/time.js';
import { historyWords } from '../request/history-words.js';
import type { Difference } from '../words/difference.js';
import { formatDuration, formatInstant, type When } from '../words/format-time.js';
import type { AuditFacts } from './audit-record.js';

const somebody = 'Somebody who has left';

/** What an entry tells, in people's words: `Ada asked for it`. */
export function auditWords({ entry, actor, subject }: AuditFacts): string {
  const who = entry.actor.kind === 'latchkey' ? 'Latchkey' : (actor?.displayName ?? somebody);
  return historyWords(entry, { who, subject: subject?.displayName ?? somebody.toLowerCase() });
}

/** Why: in the words of whoever did it; a code that was kept instead, such as `NOT_AN_APPROVER`, in small letters. */
export const auditReason = ({ entry: { resultReason } }: AuditFacts): string =>
  /^[A-Z]+(_[A-Z]+)*$/.test(resultReason) ? resultReason.toLowerCase().replaceAll('_', ' ') : resultReason;

/** What a part was or is, for people: moments and lengths of time, which are kept in milliseconds, as they are said. */
export function readable({ path }: Difference, value: string | undefined, when: When): string {
  const number = value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  if (number === undefined) return value ?? '';
  if (number > 1e11) return formatInstant(instant(number), when);
  return /(?:duration|time|timeout|retention)$/i.test(path) ? formatDuration(duration(number)) : String(number);
}
