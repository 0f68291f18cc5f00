import { asksApproverProof } from '../../domain/approval/approvers.js';
import type { Stage } from '../../domain/approval/stage.js';
import { isExtension } from '../../domain/assignment/schedule-request.js';
import type { Instant } from '../../domain/time.js';
import { type Replacement, replacementParts } from '../activation/replacement.js';
import { decisionButtons, shortenButtons } from '../approval/decision-buttons.js';
import { extensionCard } from '../approval/extension-card.js';
import { type TypedDecision, typedWords } from '../approval/typed-decision.js';
import { stillHeldWords } from '../assignment/still-held-words.js';
import type { Card } from '../card.js';
import { requestPage } from '../platform/portal-page.js';
import { cancellationWords } from '../words/cancellation-words.js';
import { cappedWords } from '../words/capped-words.js';
import { failureText } from '../words/failure-text.js';
import { whoAsks, whoInFull } from '../words/who.js';
import type { RequestFacts, Viewer } from './request-facts.js';
import { phaseOf, type RequestPhase } from './request-phase.js';
import {
  at,
  decisionsOf,
  denialOf,
  nameSome,
  notAskedWords,
  requestorButtons,
  roleTitle,
  type Say,
  sayAt,
  sayFor,
  stageDecisionWords,
  statusWords,
  termsOf,
} from './request-words.js';

/** `exactly` says a time with the zone's offset. */
type Drawn = {
  facts: RequestFacts;
  phase: RequestPhase;
  say: Say;
  exactly: Say;
} & CardExtras;

/** What goes with a card that was asked for again: a decision that was typed, or other terms for the same request. */
export type CardExtras = { typed?: TypedDecision | undefined; offer?: Replacement | undefined };

/**
 * The living card of a request as one viewer sees it at `now`. It claims no more than what is so: active is only what
 * the directory has confirmed. The requestor may cancel or give back, approvers may decide while they are asked, and
 * the admins' copy is for reading. `extras`: what is done once it is pressed on this card.
 */
export function requestCard(facts: RequestFacts, viewer: Viewer, now: Instant, extras: CardExtras = {}): Card {
  if (isExtension(facts.request)) return extensionCard(facts, viewer, now, extras.typed);
  const drawn: Drawn = {
    ...extras,
    facts,
    phase: phaseOf(facts, now),
    say: sayFor(viewer, facts, now),
    exactly: sayAt({ ...viewer, now }, true),
  };
  switch (viewer.part) {
    case 'requestor':
      return requestorsCard(drawn);
    case 'approver':
      return approversCard(drawn, viewer);
    case 'admins':
      return adminsCard(drawn);
  }
}

const card = ({ request }: RequestFacts, parts: Pick<Card, 'title' | 'status' | 'summary'> & Partial<Card>): Card => ({
  kind: 'card',
  name: 'request',
  body: [],
  facts: [],
  rows: [],
  buttons: [],
  page: requestPage(request.id),
  ...parts,
});

const reasonOf = ({ request }: RequestFacts) =>
  request.justification ? { label: 'Reason', text: request.justification } : undefined;

function requestorsCard({ facts, phase, say, exactly, offer }: Drawn): Card {
  const replacing = replacementParts(facts, offer, exactly);
  const title = roleTitle(facts);
  const status = statusWords(facts, phase, say);
  const denial = phase.kind === 'denied' ? denialOf(facts) : undefined;
  const decisions = denial ? [] : decisionsOf(facts);
  return card(facts, {
    title,
    status,
    body: [
      ...replacing.body,
      ...(phase.kind === 'waiting' ? [askedWords(facts, phase.stage, say)] : []),
      ...endWords(facts, phase),
      ...stillHeldWords(facts, 'You', say),
      ...cappedWords(facts, say),
      ...decisions.map((decision) => `${stageDecisionWords(facts, decision, say)}.`),
    ],
    facts: termsOf(facts, exactly).filter(({ label }) => label !== 'Scope'),
    quote: denial?.justification ? { label: 'Reason', text: denial.justification } : undefined,
    buttons: [...replacing.buttons, ...requestorButtons(facts, phase)],
    summary: `${title}: ${status.text}`,
  });
}

/** Why it came to nothing, where it did. */
function endWords(facts: RequestFacts, phase: RequestPhase): string[] {
  if (phase.kind === 'failed') return [failureText(phase.code)];
  return phase.kind === 'canceled' ? cancellationWords(facts) : [];
}

function askedWords({ approverNames }: RequestFacts, stage: Stage | undefined, say: Say): string {
  const asked =
    approverNames.length === 0
      ? 'Nobody who could approve it can be reached now.'
      : `${nameSome(approverNames)} ${approverNames.length === 1 ? 'has' : 'have'} been asked.`;
  const timesOut = stage?.timesOutAt === undefined ? '' : ` It times out${at(stage.timesOutAt, say)}.`;
  return `${asked}${progressWords(stage)}${timesOut}`;
}

/** Nothing where one approval is enough. */
function progressWords(stage: Stage | undefined): string {
  if (!stage || stage.asks.approvalsRequired < 2) return '';
  const approvals = stage.decisions.filter(({ reviewResult }) => reviewResult === 'Approve').length;
  return ` ${approvals} of ${stage.asks.approvalsRequired} approvals so far.`;
}

function approversCard({ facts, phase, say, exactly, typed }: Drawn, viewer: Viewer): Card {
  const title = `${whoAsks(facts)} asks for ${roleTitle(facts)}`;
  const status = approversStatus({ facts, phase, say, exactly }, viewer);
  const denial = phase.kind === 'denied' ? denialOf(facts) : undefined;
  const stage = phase.kind === 'waiting' ? phase.stage : undefined;
  const terms = termsOf(facts, exactly);
  const buttons = stage
    ? [...decisionButtons(facts, stage, viewer.principalId, typed), ...shortenButtons(facts, stage, viewer.principalId)]
    : [];
  const isToProve = stage && buttons.length > 0 && asksApproverProof(stage, undefined);
  return card(facts, {
    title,
    status,
    body: [
      ...endWords(facts, phase),
      ...(buttons.length > 0 ? typedWords(typed, facts.request) : []),
      ...(isToProve ? ['Once you decide, you are asked to prove that it is you.'] : []),
      ...decisionsOf(facts)
        .filter((decision) => phase.kind === 'waiting' && decision !== denial)
        .map((decision) => `${stageDecisionWords(facts, decision, say)}.`),
    ],
    facts: [
      { label: 'Who', value: whoInFull(facts) },
      { label: 'Role', value: facts.roleName },
      ...terms,
      ...(denial?.justification ? [{ label: 'Denied because', value: denial.justification }] : []),
      ...(stage?.timesOutAt === undefined ? [] : [{ label: 'Times out', value: say(stage.timesOutAt) }]),
    ],
    quote: reasonOf(facts),
    buttons,
    summary: phase.kind === 'waiting' ? `${title} ${forWords(terms)}` : `${title}: ${status.text}`,
  });
}

const forWords = (terms: Card['facts']): string => {
  const value = terms.find(({ label }) => label === 'Duration')?.value ?? '';
  return /^\d/.test(value) ? `for ${value}` : value;
};

/** Who has decided stays among those whose it is. */
function isAsked(facts: RequestFacts, { principalId }: Viewer): boolean {
  if (principalId === undefined || facts.approverIds === undefined) return true;
  return facts.approverIds.includes(principalId) || decisionsOf(facts).some((each) => each.reviewedBy === principalId);
}

/** Approvers are told what was decided, and that it came to nothing, where it did; its end is not theirs to follow. */
function approversStatus({ facts, phase, say }: Drawn, viewer: Viewer): NonNullable<Card['status']> {
  if (phase.kind === 'waiting') {
    if (!isAsked(facts, viewer)) return { text: notAskedWords, tone: 'neutral' };
    const progress = progressWords(phase.stage).trim();
    return { text: `Waiting for approval${progress && `. ${progress}`}`, tone: 'neutral' };
  }
  if (phase.kind === 'canceled' || phase.kind === 'timed-out') return statusWords(facts, phase, say);
  const last = decisionsOf(facts).at(-1);
  if (!last) return statusWords(facts, phase, say);
  const decided = stageDecisionWords(facts, last, say);
  if (phase.kind === 'failed') return { text: `${decided}. ${statusWords(facts, phase, say).text}`, tone: 'bad' };
  return { text: decided, tone: last.reviewResult === 'Approve' ? 'good' : 'bad' };
}

function adminsCard({ facts, phase, say, exactly }: Drawn): Card {
  const wasActive = facts.schedule?.provisionedDateTime !== undefined;
  const title = `${whoAsks(facts)} ${wasActive ? 'activated' : 'asked for'} ${roleTitle(facts)}`;
  const status = statusWords(facts, phase, say);
  return card(facts, {
    title,
    status,
    body: [
      ...endWords(facts, phase),
      ...stillHeldWords(facts, whoAsks(facts), say),
      ...decisionsOf(facts).map((decision) => `${stageDecisionWords(facts, decision, say)}.`),
    ],
    facts: [
      { label: 'Who', value: whoInFull(facts) },
      { label: 'Role', value: facts.roleName },
      ...termsOf(facts, exactly),
    ],
    quote: reasonOf(facts),
    summary: `${title}: ${status.text}`,
  });
}
