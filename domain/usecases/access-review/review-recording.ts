import type { DecisionItem, ReviewDefinition, ReviewInstance } from '../../access-review/access-review.js';
import type { AccessReviewRefusal } from '../../access-review/access-review-refusal.js';
import { activity } from '../../audit/activity.js';
import type { AuditEvent } from '../../audit/audit-event.js';
import type { AccessReviewMoved, DomainEvent } from '../../domain-event.js';
import { eventId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import type { AdministrationRule } from '../../proof/administrative-act.js';
import type { PermissionRefusal, UnprovenRefusal } from '../../refusal.js';
import { refuse } from '../../result.js';
import type { Instant } from '../../time.js';
import { type AuthorityFacts, isPermitted } from '../common/authority.js';
import { type By, type Entry, ownRecorder, recorderFor } from '../common/recording.js';

export type AccessReviewDeps = {
  store: Store;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  administration?: AdministrationRule | undefined;
  /** Something can go on that needs nobody: for whoever carries that out. */
  wakeAccessReviews?: (() => void) | undefined;
};

export type AccessReviewActRefusal = AccessReviewRefusal | PermissionRefusal | UnprovenRefusal;

/** What the audit log says of a review as a whole. Its subject is whoever set it up, for it is about no one person. */
export const aboutReview = (
  { scope, createdBy }: Pick<ReviewDefinition, 'scope' | 'createdBy'>,
  after: Record<string, unknown>,
): Pick<Entry, 'subject' | 'role' | 'after'> => ({ subject: createdBy, role: scope.role, after });

/** What the audit log says of one decision. */
export const aboutItem = ({
  id,
  instanceId,
  principalId: subject,
  role,
  level,
  decision,
}: DecisionItem): Pick<Entry, 'subject' | 'role' | 'after'> => ({
  subject,
  role,
  after: { reviewInstanceId: instanceId, decisionItemId: id, level, decision },
});

export const activityOfDecision = {
  Approve: activity.accessApproved,
  Deny: activity.accessDenied,
  DontKnow: activity.accessUnknown,
} as const;

/** The outbox row of what people are told about an occurrence. */
export const reviewMoved = (
  ids: Ids,
  now: Instant,
  { id, correlationId }: Pick<ReviewInstance, 'id' | 'correlationId'>,
  what: AccessReviewMoved['what'],
): DomainEvent => ({
  type: 'access-review.moved',
  what,
  reviewInstanceId: id,
  id: eventId(ids.next()),
  at: now,
  correlationId,
});

/** What Latchkey itself logs about an occurrence. */
export const recordOwn = (
  ids: Ids,
  now: Instant,
  instance: ReviewInstance,
  entry: Pick<Entry, 'activity'> & Partial<Entry>,
): AuditEvent =>
  ownRecorder(
    ids,
    now,
    instance,
  )({ resultReason: instance.displayName, ...aboutReview(instance, { reviewInstanceId: instance.id }), ...entry });

/** Why somebody may not do anything to a review: it is not there, or its role is not theirs to manage. */
export async function refusalToManage(
  tx: Transaction,
  isThere: boolean,
  authority: AuthorityFacts | undefined,
  now: Instant,
): Promise<AccessReviewActRefusal | undefined> {
  if (!isThere || !authority) return { code: 'ACCESS_REVIEW_NOT_FOUND' };
  return (await isPermitted(tx, 'manage', authority, now))
    ? undefined
    : { code: 'NOT_PERMITTED', permission: 'manage' };
}

/** Logs a refusal: all that it leaves. */
export async function refusedReview<const R extends { code: string }>(
  tx: Transaction,
  { ids, now, by }: { ids: Ids; now: Instant; by: By },
  entry: Pick<Entry, 'activity'> & Partial<Entry>,
  refusal: R,
) {
  const failure = { subject: by.actor, ...entry, result: 'failure', resultReason: refusal.code } as const;
  await tx.audit.append(recorderFor(ids, now, by)(failure));
  return refuse(refusal);
}
