import type { AuditFacts } from './audit-record.js';
import { historyWords } from './history-words.js';

const somebody = 'Somebody who has left';

/** What an entry tells, in people's words: `Ada asked for it`. */
export function auditWords({ entry, actor, subject }: AuditFacts): string {
  const who = entry.actor.kind === 'latchkey' ? 'Latchkey' : (actor?.displayName ?? somebody);
  return historyWords(entry, { who, subject: subject?.displayName ?? somebody.toLowerCase() });
}

/** Why: in the words of whoever did it; a code that was kept instead, such as `NOT_AN_APPROVER`, in small letters. */
export const auditReason = ({ entry: { resultReason } }: AuditFacts): string =>
  /^[A-Z]+(_[A-Z]+)*$/.test(resultReason) ? resultReason.toLowerCase().replaceAll('_', ' ') : resultReason;
