import type { ReviewResult, Stage } from '../domain/approval/stage.js';
import type { PrincipalId } from '../domain/ids.js';
import type { Action } from './actions.js';
import type { Button } from './card.js';
import type { RequestFacts } from './request-facts.js';

/**
 * Approve and Deny for one viewer on the stage under review: none for the requestor, for whoever has decided it
 * already, and for people who are known not to be asked. Denying always asks why; approving only where policy does.
 */
export function reviewButtons({ request, approverIds }: RequestFacts, stage: Stage, viewer?: PrincipalId): Button[] {
  const hasDecided = stage.reviews.some(({ reviewedBy }) => reviewedBy === viewer);
  const isAsked = viewer === undefined || approverIds === undefined || approverIds.includes(viewer);
  if (hasDecided || !isAsked || viewer === request.principalId) return [];
  const action = (kind: 'review' | 'ask-review', reviewResult: ReviewResult): Action => ({
    do: kind,
    requestId: request.id,
    stageId: stage.stageId,
    revision: request.revision,
    reviewResult,
  });
  const asksWhy = stage.asks.isApproverJustificationRequired;
  return [
    { title: 'Approve', style: 'primary', action: action(asksWhy ? 'ask-review' : 'review', 'Approve') },
    { title: 'Deny', style: 'destructive', action: action('ask-review', 'Deny') },
  ];
}
