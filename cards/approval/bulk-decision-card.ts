import type { ReviewResult } from '../../domain/approval/stage.js';
import type { DecidedOutcome } from '../../domain/usecases/approval/decide-request.js';
import type { Card } from '../card.js';
import { oneLine } from '../platform/plain-text.js';
import { refusalText } from '../refusal-text.js';
import type { RequestFacts } from '../request/request-facts.js';
import { phaseOf } from '../request/request-phase.js';
import { decisionsOf, sayAbout, stageDecisionWords, statusWords } from '../request/request-words.js';
import { askedInFull } from '../words/decision-words.js';
import { failureText } from '../words/failure-text.js';
import type { When } from '../words/format-time.js';

/** What came of one request; `facts` as they are now, absent where it is none that concerns the reader. */
export type BulkResult = { outcome: DecidedOutcome; facts?: RequestFacts | undefined };

/** Lines in one paragraph: with the longest line, what the platforms take at the most. */
const together = 12;
const LONGEST_LINE = 180;

/**
 * What came of every single request that was to be decided, first those that were not; `unlisted` more were not looked
 * at. All of it stands in paragraphs, for a list of rows would be cut where a platform has room for a few.
 */
export function bulkDecisionCard(
  reviewResult: ReviewResult,
  results: readonly BulkResult[],
  unlisted: number,
  when: When,
): Card {
  const done = results.filter(({ outcome }) => outcome.ok);
  const undone = results.filter(({ outcome }) => !outcome.ok);
  const line = (result: BulkResult) => oneLine(`${nameOf(result, when)}: ${whatCame(result, when)}`, LONGEST_LINE);
  const verb = reviewResult === 'Approve' ? 'Approved' : 'Denied';
  const title = `${verb} ${done.length} of ${results.length} ${results.length === 1 ? 'request' : 'requests'}`;
  return {
    kind: 'card',
    name: 'bulk-review',
    title,
    body: [
      ...paragraphsOf(undone.map(line)),
      ...paragraphsOf(done.map(line)),
      ...(unlisted > 0 ? [`${unlisted} more wait and are not decided yet. Say it again to go on with them.`] : []),
    ],
    facts: [],
    rows: [],
    buttons: [],
    page: '/approve',
    summary: title,
  };
}

const paragraphsOf = (lines: readonly string[]): string[] =>
  Array.from({ length: Math.ceil(lines.length / together) }, (_, index) =>
    lines.slice(index * together, (index + 1) * together).join('\n'),
  );

const nameOf = ({ facts }: BulkResult, when: When) => (facts ? askedInFull(facts, sayAbout(facts, when)) : 'A request');

function whatCame({ outcome, facts }: BulkResult, when: When): string {
  if (!outcome.ok) return whyNot(outcome.refusal, facts, when);
  switch (outcome.value.outcome) {
    case 'approved':
      return 'approved';
    case 'denied':
      return 'denied';
    case 'waiting':
      return `approved, ${stillNeeded(facts)}`;
    case 'next-stage':
      return 'approved, the next approvers are asked now';
    case 'failed':
      return `approved, but not activated. ${failureText(facts?.request.failure)}`;
  }
}

type Refused = Extract<DecidedOutcome, { ok: false }>['refusal'];

function whyNot(refusal: Refused, facts: RequestFacts | undefined, when: When): string {
  if (!facts) return refusalText({ code: 'REQUEST_NOT_FOUND' }, when);
  if (refusal.code !== 'NOT_PENDING') return refusalText(refusal, when);
  const phase = phaseOf(facts, when.now);
  const last = decisionsOf(facts).at(-1);
  const isDecided = last && phase.kind !== 'canceled' && phase.kind !== 'timed-out';
  const said = isDecided
    ? stageDecisionWords(facts, last, sayAbout(facts, when))
    : statusWords(facts, phase, sayAbout(facts, when)).text;
  return `already ${said.charAt(0).toLowerCase()}${said.slice(1)}`;
}

function stillNeeded(facts: RequestFacts | undefined): string {
  const stage = facts?.request.stages.find(({ status }) => status === 'InProgress');
  if (!stage) return 'more approvals were needed';
  const missing = stage.asks.approvalsRequired - stage.decisions.length;
  return missing === 1 ? 'it waits for one more approval' : `it waits for ${missing} more approvals`;
}
