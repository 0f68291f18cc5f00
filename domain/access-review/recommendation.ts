import { type Duration, type Instant, instant } from '../time.js';
import type { DecisionItem, RecommendedDecision, ReviewScope } from './access-review.js';

type Signed = Pick<DecisionItem, 'principalType'> & { lastSignInDateTime?: Instant | undefined };

/**
 * What is recommended: to approve whoever has signed in within the look-back, to deny all others; nothing of groups and
 * applications, nor where the directory does not know. Source: Entra access reviews.
 */
export function recommend(
  { principalType, lastSignInDateTime }: Signed,
  lookBack: Duration,
  now: Instant,
): RecommendedDecision {
  if (principalType !== 'user' || lastSignInDateTime === undefined) return 'NoInfoAvailable';
  return lastSignInDateTime >= instant(now - lookBack) ? 'Approve' : 'Deny';
}

/**
 * True for whom a review of the inactive alone looks at: users who have not signed in for so long, as far as anybody
 * knows; whoever never has is among them.
 */
export function isLookedAt(signed: Signed, { inactiveFor }: Pick<ReviewScope, 'inactiveFor'>, now: Instant): boolean {
  if (inactiveFor === undefined) return true;
  const { principalType, lastSignInDateTime } = signed;
  return principalType === 'user' && (lastSignInDateTime ?? 0) < now - inactiveFor;
}
