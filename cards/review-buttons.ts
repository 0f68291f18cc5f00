import type { ReviewResult, Stage } from '../domain/approval/stage.js';
import type { ScheduleRequest } from '../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../domain/ids.js';
import type { Action } from './actions.js';
import type { Button } from './card.js';
import type { RequestFacts } from './request-facts.js';

/**
 * Approve and Deny for one viewer on the stage under review: none for whoever asked, for whoever has decided it
 * already, and for people who are known not to be asked. Denying always asks why; approving only where policy does.
 */
export function reviewButtons({ request, approverIds }: RequestFacts, stage: Stage, viewer?: PrincipalId): Button[] {
  const hasDecided = stage.reviews.some(({ reviewedBy }) => reviewedBy === viewer);
  const isAsked = viewer === undefined || approverIds === undefined || approverIds.includes(viewer);
  const isOwn = viewer === request.principalId || viewer === request.createdBy;
  if (hasDecided || !isAsked || isOwn) return [];
  const asksWhy = stage.asks.isApproverJustificationRequired;
  return [
    {
      title: 'Approve',
      style: 'primary',
      action: actionOn(request, stage, asksWhy ? 'ask-review' : 'review', 'Approve'),
    },
    { title: 'Deny', style: 'destructive', action: actionOn(request, stage, 'ask-review', 'Deny') },
  ];
}

/** The way to approve for less time, for whoever has the buttons to decide and is not asked for it by Approve itself. */
export function shortenButtons(facts: RequestFacts, stage: Stage, viewer?: PrincipalId): Button[] {
  const isApart = reviewButtons(facts, stage, viewer).some(({ action }) => action.do === 'review');
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
): Action => ({ do: kind, requestId: id, stageId, revision, reviewResult });
