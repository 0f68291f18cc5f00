import type { PrincipalId } from '../ids.js';
import { days, type Instant } from '../time.js';
import type { ReviewDefinition, Reviewers, ReviewScope, ReviewTerms } from './access-review.js';
import type { AccessReviewFault } from './access-review-refusal.js';
import { longestInstance } from './recurrence.js';

const mostReviewers = 50;
/** Source: Entra access reviews, "inactive users only". */
const longestInactive = 730;
const longestLookBack = 365;
const mostOccurrences = 1_000;

/** Everybody who is named to decide, whether at once or where there is no manager. */
export function namedReviewers(reviewers: Reviewers): readonly PrincipalId[] {
  switch (reviewers.type) {
    case 'selected':
      return reviewers.userIds;
    case 'manager':
      return reviewers.fallbackIds;
    case 'self':
      return [];
  }
}

/** What is wrong with a review that starts at `startDateTime`, all of it; `able`: who of those named is an enabled member. */
export function faultsOf(
  terms: ReviewTerms,
  startDateTime: Instant,
  able: ReadonlySet<PrincipalId>,
): readonly AccessReviewFault[] {
  return [...reviewerFaults(terms.reviewers, able), ...scopeFaults(terms), ...timeFaults(terms, startDateTime)];
}

/** The same of a change to one that is there: whoever was to decide where there is no manager stays. */
export function faultsOfChange(
  before: ReviewDefinition,
  terms: ReviewTerms,
  able: ReadonlySet<PrincipalId>,
): readonly AccessReviewFault[] {
  const was = before.reviewers.type === 'manager' ? before.reviewers.fallbackIds : [];
  const is = terms.reviewers.type === 'manager' ? terms.reviewers.fallbackIds : [];
  const isRemoved = was.some((id) => !is.includes(id));
  return [
    ...(isRemoved ? [{ kind: 'fallback-removed' } as const] : []),
    ...faultsOf(terms, before.startDateTime, able),
  ];
}

function reviewerFaults(reviewers: Reviewers, able: ReadonlySet<PrincipalId>): AccessReviewFault[] {
  if (reviewers.type === 'self') return [];
  const named = namedReviewers(reviewers);
  if (named.length === 0) return [{ kind: reviewers.type === 'manager' ? 'no-fallback' : 'no-reviewers' }];
  if (named.length > mostReviewers) return [{ kind: 'too-many-reviewers', most: mostReviewers }];
  const ids = named.filter((id) => !able.has(id));
  return ids.length > 0 ? [{ kind: 'reviewer-unable', ids }] : [];
}

function scopeFaults({ scope, reviewers, settings }: ReviewTerms): AccessReviewFault[] {
  const { inactiveFor } = scope;
  const lookBack = settings.recommendationLookBackDuration;
  return [
    ...(scope.principals === 'servicePrincipals' ? applicationFaults(scope, reviewers) : []),
    ...(inactiveFor !== undefined && !isWithin(inactiveFor, longestInactive)
      ? [{ kind: 'inactive-range', most: longestInactive } as const]
      : []),
    ...(isWithin(lookBack, longestLookBack) ? [] : [{ kind: 'look-back-range', most: longestLookBack } as const]),
  ];
}

const isWithin = (length: number, most: number) => length >= days(1) && length <= days(most);

function applicationFaults({ assignmentType, inactiveFor }: ReviewScope, { type }: Reviewers): AccessReviewFault[] {
  const not = [
    ...(type === 'selected' ? [] : [type]),
    ...(inactiveFor === undefined ? [] : (['inactive'] as const)),
    ...(assignmentType === 'eligible' ? (['eligible'] as const) : []),
  ];
  return not.map((each) => ({ kind: 'of-applications', not: each }));
}

function timeFaults({ settings }: ReviewTerms, start: Instant): AccessReviewFault[] {
  const { recurrence, instanceDurationInDays: length } = settings;
  const most = longestInstance(recurrence?.pattern);
  const range = recurrence?.range;
  const count = range?.type === 'numbered' ? range.numberOfOccurrences : 1;
  return [
    ...(Number.isInteger(length) && length >= 1 && length <= most
      ? []
      : [{ kind: 'length', most, pattern: recurrence?.pattern } as const]),
    ...(range?.type === 'endDate' && range.endDate <= start ? [{ kind: 'ends-before-start' } as const] : []),
    ...(Number.isInteger(count) && count >= 1 && count <= mostOccurrences
      ? []
      : [{ kind: 'occurrences', most: mostOccurrences } as const]),
  ];
}
