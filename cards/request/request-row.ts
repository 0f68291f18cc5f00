import type { RequestAction, RequestStatus } from '../../domain/assignment/schedule-request.js';
import type { Button, Row } from '../card.js';
import type { When } from '../words/format-time.js';
import { whoAsks } from '../words/who.js';
import type { RequestFacts } from './request-facts.js';
import { phaseOf } from './request-phase.js';
import { at, decisionsOf, roleTitle, type Say, sayAbout, stageDecisionWords, statusWords } from './request-words.js';

/** What an administrator did, or what else was asked than to activate: after the role. */
const asides: Record<RequestAction, string> = {
  selfActivate: '',
  selfDeactivate: 'give back',
  selfExtend: 'extend',
  selfRenew: 'renew',
  adminAssign: 'given by an administrator',
  adminUpdate: 'changed by an administrator',
  adminRemove: 'removed by an administrator',
  adminExtend: 'extended by an administrator',
  adminRenew: 'renewed by an administrator',
};

/** How what is no activation stands. */
const statusWordsOf: Record<RequestStatus, string> = {
  PendingApproval: 'Waiting for approval',
  PendingAdminDecision: 'Waiting for an administrator',
  Granted: 'Begins later',
  PendingProvisioning: 'On its way to the directory',
  Provisioned: 'Done',
  Denied: 'Denied',
  Canceled: 'Cancelled',
  TimedOut: 'Timed out',
  PendingRevocation: 'Being taken back',
  Revoked: 'Done',
  Failed: 'Could not be done',
};

/** What one request is about: `Security Reader`, `Security Reader (extend)`. */
export function askTitle(facts: RequestFacts): string {
  const aside = asides[facts.request.action];
  return aside === '' ? roleTitle(facts) : `${roleTitle(facts)} (${aside})`;
}

/** How one request stands at this moment, in a few words, and who has decided. */
export function outcomeWords(facts: RequestFacts, when: When): string {
  const say = sayAbout(facts, when);
  const { action, status, completedDateTime } = facts.request;
  const outcome =
    action === 'selfActivate'
      ? statusWords(facts, phaseOf(facts, when.now), say).text
      : (decisionWords(facts, say) ?? `${statusWordsOf[status]}${at(completedDateTime, say)}`);
  return [outcome, ...decisions(facts, say).filter((words) => !outcome.includes(words))].join(' · ');
}

/** Who answered a request to extend or renew, when and why; undefined where nobody has. */
function decisionWords({ request: { decision }, deciderNames }: RequestFacts, say: Say): string | undefined {
  if (decision === undefined) return undefined;
  const { reviewResult, reviewedBy, reviewedDateTime, justification } = decision;
  const name = deciderNames[reviewedBy] ?? 'an administrator who has left';
  const why = justification === '' ? '' : `: ${justification}`;
  return `${reviewResult === 'Approve' ? 'Approved' : 'Denied'} by ${name}${at(reviewedDateTime, say)}${why}`;
}

const decisions = (facts: RequestFacts, say: Say): string[] =>
  decisionsOf(facts).map((decision) => stageDecisionWords(facts, decision, say));

/** Opens the audit log of one request. */
export const historyButton = ({ request }: RequestFacts): Button => ({
  title: 'History',
  style: 'default',
  action: { do: 'history', requestId: request.id },
});

/** Cancels one request. */
export const cancelButton = ({ request }: RequestFacts): Button => ({
  title: 'Cancel',
  style: 'default',
  action: { do: 'cancel', requestId: request.id },
});

/** One request of somebody's, in a list for those who manage its role. `mayCancel`: the viewer may, at this moment. */
export function requestRow(facts: RequestFacts, mayCancel: boolean, when: When): Row {
  const { createdDateTime, justification } = facts.request;
  const asked = `asked${at(createdDateTime, sayAbout(facts, when))}`;
  return {
    title: `${whoAsks(facts)}: ${askTitle(facts)}`,
    subtitle: [outcomeWords(facts, when), asked, ...(justification ? [`reason: ${justification}`] : [])].join(' · '),
    buttons: [historyButton(facts), ...(mayCancel ? [cancelButton(facts)] : [])],
    key: facts.request.id,
  };
}
