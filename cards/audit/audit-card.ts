import type { Card } from '../card.js';
import { sayAt } from '../request/request-words.js';
import type { When } from '../words/format-time.js';
import type { AuditFacts } from './audit-record.js';
import { auditReason, auditWords } from './audit-words.js';

type AuditCardFacts = { title: string /** The page that shows the same. */; page: string };

/** What is in the audit log, in the order given. */
export function auditCard(entries: readonly AuditFacts[], { title, page }: AuditCardFacts, when: When): Card {
  const count = entries.length;
  return {
    kind: 'card',
    name: 'audit',
    title,
    body: count === 0 ? ['Nothing that fits is on record, of what you can see.'] : [],
    facts: [],
    rows: entries.map((facts) => {
      const role = [facts.roleName, facts.scopeName].filter(Boolean).join(' on ');
      const reason = auditReason(facts);
      const said = [sayAt(when)(facts.entry.at), role, reason === '' ? '' : `reason: ${reason}`];
      return { title: auditWords(facts), subtitle: said.filter(Boolean).join(' · '), buttons: [], key: facts.entry.id };
    }),
    buttons: [],
    page,
    summary: count === 0 ? `${title}: nothing fits` : `${title}: ${count}`,
  };
}
