import type { PrincipalId } from '../ids.js';
import type { Person } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import type { Instant } from '../time.js';
import { isVisible, visibleText } from '../visible-text.js';
import type { Decision, DecisionItem, ReviewInstance } from './access-review.js';
import type { AccessReviewRefusal } from './access-review-refusal.js';
import { presentStatus } from './progress.js';

/** What a reviewer says; `Recommendation`: whatever is recommended of each. */
export type SaidDecision = Exclude<Decision, 'NotReviewed'> | 'Recommendation';
export type DecisionWords = { decision: SaidDecision; justification: string };

/** Whoever decides, read at that moment, with every group they are in. */
export type ReviewerFacts = { person: Person; groupIds: ReadonlySet<PrincipalId> };

/** True for access that somebody has themself, through a group too. */
const isOwn = ({ principalId }: Pick<DecisionItem, 'principalId'>, { person, groupIds }: ReviewerFacts) =>
  principalId === person.principalId || groupIds.has(principalId);

/**
 * Decides one item as its reviewer says; what was decided before may be changed until the occurrence ends. Nobody
 * decides on access of their own, except where each is asked about themself. Refusals come in a fixed order: state,
 * who, what.
 */
export function decideItem(
  instance: ReviewInstance,
  item: DecisionItem,
  { decision: said, justification }: DecisionWords,
  reviewer: ReviewerFacts,
  now: Instant,
): Result<DecisionItem, AccessReviewRefusal> {
  const status = presentStatus(instance, now);
  if (status !== 'InProgress') return refuse({ code: 'ACCESS_REVIEW_STATE', status, act: 'decide' });
  const { principalId, isEnabledMember } = reviewer.person;
  if (!isEnabledMember || !item.reviewerIds.includes(principalId)) return refuse({ code: 'NOT_A_REVIEWER' });
  if (instance.reviewers.type !== 'self' && isOwn(item, reviewer)) return refuse({ code: 'OWN_ACCESS' });
  const decision = said === 'Recommendation' ? recommended(instance, item) : said;
  if (decision === undefined) return refuse({ code: 'NOTHING_RECOMMENDED' });
  const isReasonNeeded = decision === 'Approve' && instance.settings.justificationRequiredOnApproval;
  if (isReasonNeeded && !isVisible(justification)) return refuse({ code: 'DECISION_NEEDS_REASON' });
  return ok({
    ...item,
    decision,
    justification: visibleText(justification),
    reviewedBy: principalId,
    reviewedDateTime: now,
  });
}

function recommended({ settings }: ReviewInstance, { recommendation }: DecisionItem): 'Approve' | 'Deny' | undefined {
  if (!settings.recommendationsEnabled || recommendation === 'NoInfoAvailable') return undefined;
  return recommendation;
}

/** What is decided by default where nobody has decided; undefined where it stays as it is. */
export function defaultDecision(
  { settings }: Pick<ReviewInstance, 'settings'>,
  { recommendation }: Pick<DecisionItem, 'recommendation'>,
): 'Approve' | 'Deny' | undefined {
  switch (settings.defaultDecision) {
    case 'None':
      return undefined;
    case 'Recommendation':
      return recommendation === 'NoInfoAvailable' ? undefined : recommendation;
    default:
      return settings.defaultDecision;
  }
}

/** An item as though nobody had decided it. */
export const cleared = ({ reviewedBy: _by, reviewedDateTime: _at, ...item }: DecisionItem): DecisionItem => ({
  ...item,
  decision: 'NotReviewed',
  justification: '',
});
