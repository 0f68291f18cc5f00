import type { ReviewStatus } from '../../domain/access-review/access-review.js';
import type {
  AccessReviewAct,
  AccessReviewFault,
  AccessReviewRefusal,
} from '../../domain/access-review/access-review-refusal.js';

/** Says why an access review is not set up, changed or decided as somebody wants, and what fixes it. */
export function accessReviewRefusalText(refusal: AccessReviewRefusal): string {
  switch (refusal.code) {
    case 'ACCESS_REVIEW_TERMS':
      return refusal.faults.map(accessReviewFaultText).join(' ');
    case 'ACCESS_REVIEW_NOT_FOUND':
      return 'There is no such access review that concerns you. Type “reviews” to see those that do.';
    case 'ACCESS_REVIEW_STATE':
      return stateText(refusal.act, refusal.status);
    case 'NOT_A_REVIEWER':
      return 'You are not among those who are asked to decide on this access.';
    case 'OWN_ACCESS':
      return 'You cannot decide on your own access in this review. Another reviewer has to.';
    case 'DECISION_NEEDS_REASON':
      return 'In this review an approval needs a reason. Say why the access is still needed.';
    case 'NOTHING_RECOMMENDED':
      return 'Nothing is recommended here that you could accept. Decide by what you know.';
  }
}

/** Says one thing that is wrong with a review as somebody wants it, and what fixes it. */
export function accessReviewFaultText(fault: AccessReviewFault): string {
  switch (fault.kind) {
    case 'no-reviewers':
      return 'Say who decides: “by” and names, “by themselves”, or “by managers or” and who decides where there is none.';
    case 'no-fallback':
      return 'Some have no manager. Say who decides about them: “by managers or” and a name.';
    case 'fallback-removed':
      return 'Whoever stands in for missing managers cannot be taken out later. You can add others.';
    case 'reviewer-unable':
      return fault.ids.length === 1
        ? 'One of those named cannot decide: not an enabled member of the organisation. Name somebody else.'
        : `${fault.ids.length} of those named cannot decide: not enabled members of the organisation. Name others.`;
    case 'too-many-reviewers':
      return `A review has at most ${fault.most} named reviewers. Name fewer, or let managers decide.`;
    case 'length':
      return `${everyWords(fault)} can last 1 to ${fault.most} days. Say “for” and so many days.`;
    case 'inactive-range':
      return `“inactive for” takes 1 to ${fault.most} days.`;
    case 'look-back-range':
      return `“look back” takes 1 to ${fault.most} days.`;
    case 'starts-in-past':
      return 'It cannot start in the past. Leave the start out, or name a later one.';
    case 'ends-before-start':
      return 'No review would start: the last day for that is before the first. Name a later one.';
    case 'occurrences':
      return `It can happen 1 to ${fault.most} times.`;
    case 'of-applications':
      return applicationsText[fault.not];
  }
}

const applicationsText: Record<Extract<AccessReviewFault, { kind: 'of-applications' }>['not'], string> = {
  self: 'Applications cannot decide about themselves. Name people who do.',
  manager: 'Applications have no manager. Name people who decide.',
  inactive: 'Whether an application is inactive is not known. Leave “inactive” out.',
  eligible: 'Applications are never eligible. Review what they hold: “active”.',
};

function everyWords({ pattern }: Extract<AccessReviewFault, { kind: 'length' }>): string {
  if (!pattern) return 'A review';
  if (pattern.type === 'weekly') return 'A weekly review';
  return pattern.interval === 1 ? 'A monthly review' : 'A review that comes so often';
}

const acts: Record<AccessReviewAct, string> = {
  decide: 'decided in',
  stop: 'stopped',
  apply: 'applied',
  reset: 'reset',
  remind: 'reminded of',
};

function stateText(act: AccessReviewAct, status: ReviewStatus): string {
  const said = `This review cannot be ${acts[act]} now: it ${standing[status]}.`;
  if (act === 'apply' && (status === 'InProgress' || status === 'Starting')) {
    return `${said} Stop it first, or wait until it ends.`;
  }
  return status === 'NotStarted' ? `${said} It can be deleted.` : said;
}

const standing: Record<ReviewStatus, string> = {
  NotStarted: 'has not begun',
  Initializing: 'is just beginning',
  Starting: 'is just beginning',
  InProgress: 'is under way',
  Completing: 'has ended',
  AutoReviewing: 'has ended',
  Completed: 'has ended',
  AutoReviewed: 'has ended',
  Applying: 'is being applied',
  Applied: 'has been applied',
};
