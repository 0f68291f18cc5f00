import type { AuditEvent } from '../../domain/audit/audit-event.js';
import { isRefusedAttempt } from '../../domain/audit/refused-attempt.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Card, Row } from '../card.js';
import { requestPage } from '../platform/portal-page.js';
import { goneWords } from '../words/cancellation-words.js';
import type { When } from '../words/format-time.js';
import { whoAsks } from '../words/who.js';
import { historyWords } from './history-words.js';
import type { RequestFacts } from './request-facts.js';
import { askTitle, cancelButton, outcomeWords } from './request-row.js';
import { type Say, sayAbout } from './request-words.js';

type History = {
  facts: RequestFacts;
  /** What is in the audit log about it, oldest first. */
  trail: readonly AuditEvent[];
  names: Readonly<Record<PrincipalId, string>>;
  /** Whether the viewer may cancel it, at this moment. */
  mayCancel: boolean;
  /** Whether the viewer may look into the role: only then they see what others tried and were refused. */
  mayView: boolean;
};

/**
 * What has happened to one request, step by step, in people's words and the viewer's time. What somebody tried and was
 * refused has changed nothing: it stands after the steps, for those who may look into the role.
 */
export function historyCard({ facts, trail, names, mayCancel, mayView }: History, when: When): Card {
  const title = `History of ${whoAsks(facts)}: ${askTitle(facts)}`;
  const outcome = outcomeWords(facts, when);
  const steps = trail.filter((event) => !isRefusedAttempt(event));
  const refused = mayView ? trail.filter(isRefusedAttempt) : [];
  return {
    kind: 'card',
    name: 'history',
    title,
    body: [outcome],
    facts: [],
    rows: [...steps, ...refused].map((event) => line(event, names, sayAbout(facts, when))),
    buttons: [
      { title: 'Show request', style: 'default', action: { do: 'show', requestId: facts.request.id } },
      ...(mayCancel ? [cancelButton(facts)] : []),
    ],
    page: requestPage(facts.request.id),
    summary: `${title}: ${outcome}`,
  };
}

function line(event: AuditEvent, names: History['names'], say: Say): Row {
  const { actor, at, result, resultReason, subject } = event;
  const isPerson = actor.kind === 'person';
  const who = isPerson ? (names[actor.principalId] ?? 'Somebody who has left') : 'Latchkey';
  // What Latchkey notes of itself is a code, and so is why somebody was refused.
  const code = goneWords(resultReason);
  const said = isPerson && result === 'success' && resultReason !== '' ? ` · reason: ${resultReason}` : '';
  const reason = code === undefined ? said : ` · ${code}`;
  const words = historyWords(event, { who, subject: (subject && names[subject]) ?? 'somebody who has left' });
  return {
    title: isRefusedAttempt(event) ? `Refused: ${words}` : words,
    subtitle: `${say(at)}${reason}`,
    buttons: [],
    key: event.id,
  };
}
