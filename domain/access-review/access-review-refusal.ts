import type { PrincipalId } from '../ids.js';
import type { RecurrencePattern, ReviewStatus } from './access-review.js';

/** What is wrong with a review as somebody wants to set it up. */
export type AccessReviewFault =
  | { kind: 'no-reviewers' }
  /** A review by managers always has others who decide where there is no manager. */
  | { kind: 'no-fallback' }
  | { kind: 'fallback-removed' }
  /** Not in the directory, disabled, a guest or no person. */
  | { kind: 'reviewer-unable'; ids: readonly PrincipalId[] }
  | { kind: 'too-many-reviewers'; most: number }
  | { kind: 'length'; most: number; pattern?: RecurrencePattern | undefined }
  | { kind: 'inactive-range'; most: number }
  | { kind: 'look-back-range'; most: number }
  | { kind: 'starts-in-past' }
  | { kind: 'ends-before-start' }
  | { kind: 'occurrences'; most: number }
  /** Applications decide nothing, have no manager, do not sign in as people do and are never eligible. */
  | { kind: 'of-applications'; not: 'self' | 'manager' | 'inactive' | 'eligible' };

/** Why an access review is not set up, changed or decided as somebody wants. */
export type AccessReviewRefusal =
  | { code: 'ACCESS_REVIEW_TERMS'; faults: readonly AccessReviewFault[] }
  /** There is none, or none that concerns them. */
  | { code: 'ACCESS_REVIEW_NOT_FOUND' }
  /** It is not in a state in which that can be done. */
  | { code: 'ACCESS_REVIEW_STATE'; status: ReviewStatus; act: AccessReviewAct }
  | { code: 'NOT_A_REVIEWER' }
  | { code: 'OWN_ACCESS' }
  | { code: 'DECISION_NEEDS_REASON' }
  | { code: 'NOTHING_RECOMMENDED' };

/** What can be done to an occurrence. */
export type AccessReviewAct = 'decide' | 'stop' | 'apply' | 'reset' | 'remind';
