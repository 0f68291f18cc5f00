import type { ReviewResult, Stage } from '../../domain/approval/stage.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Action } from '../actions.js';
import type { Button } from '../card.js';
import type { RequestFacts } from '../request/request-facts.js';
import { filledBy, type TypedDecision, titleWith } from './typed-decision.js';

/**
 * Approve and Deny for one viewer on the stage being decided: none for whoever asked, for whoever has decided it
 * already, and for people who are known not to be asked. Denying always asks why; approving only where policy does;
 * what was `typed` goes with the button, which then decides with it.
 */
export function decisionButtons(
  { request, approverIds }: RequestFacts,
  stage: Stage,
  viewer?: PrincipalId,
  typed?: TypedDecision,
): Button[] {
  const hasDecided = stage.decisions.some(({ reviewedBy }) => reviewedBy === viewer);
  const isAsked = viewer === undefined || approverIds === undefined || approverIds.includes(viewer);
  const isOwn = viewer === request.principalId || viewer === request.createdBy;
  if (hasDecided || !isAsked || isOwn) return [];
  const approval = filledBy(typed, request, 'Approve');
  const denial = filledBy(typed, request, 'Deny');
  const asksWhy = stage.asks.isApproverJustificationRequired && !approval?.justification;
  return [
    {
      title: titleWith('Approve', approval),
      style: 'primary',
      action: actionOn(request, stage, asksWhy ? 'ask-review' : 'review', 'Approve', approval),
    },
    {
      title: 'Deny',
      style: 'destructive',
      action: actionOn(request, stage, denial?.justification ? 'review' : 'ask-review', 'Deny', denial),
    },
  ];
}

/** The way to approve for less time, for whoever has the buttons to decide and is not asked for it by Approve itself. */
export function shortenButtons(facts: RequestFacts, stage: Stage, viewer?: PrincipalId): Button[] {
  const isApart = decisionButtons(facts, stage, viewer).some(({ action }) => action.do === 'review');
  if (!isApart) return [];
  return [
    { title: 'Approve for less', style: 'default', action: actionOn(facts.request, stage, 'ask-review', 'Approve') },
  ];
}

const actionOn = (
  { id, revision }: ScheduleRequest,
  { stageId }: Stage,
  kind: 'review' | 'ask-review',
  reviewResult: ReviewResult,
  filled?: ReturnType<typeof filledBy>,
): Action => ({ do: kind, requestId: id, stageId, revision, reviewResult, ...(filled && { filled }) });
