import type { Schedule } from '../assignment/schedule.js';
import type { PrincipalId } from '../ids.js';
import type { Instant } from '../time.js';
import { type DecisionItem, itemKey, type Reviewers, type ReviewInstance } from './access-review.js';
import { isLookedAt, recommend } from './recommendation.js';

/** Whose access is looked at, as decisions need them. */
export type Subject = Pick<
  DecisionItem,
  | 'principalId'
  | 'principalType'
  | 'principalName'
  | 'userPrincipalName'
  | 'jobTitle'
  | 'isNameUnclear'
  | 'throughGroup'
> & {
  lastSignInDateTime?: Instant | undefined;
  managerId?: PrincipalId | undefined;
};

/** Somebody's access, and the schedule that it stands on. */
export type ReviewableAccess = { schedule: Pick<Schedule, 'id' | 'level'>; subject: Subject };

/** What else decides who looks at what: who is an enabled member, and who is in a group. */
export type Staff = {
  isAble(id: PrincipalId): boolean;
  isIn(groupId: PrincipalId, id: PrincipalId): boolean;
};

export type DraftItem = Omit<DecisionItem, 'id'>;

/** The items of an occurrence, one for each access, level and way it reaches somebody. */
export function itemsOf(
  instance: ReviewInstance,
  found: readonly ReviewableAccess[],
  staff: Staff,
  now: Instant,
): readonly DraftItem[] {
  const items = new Map<string, DraftItem>();
  for (const { schedule, subject } of found.filter((each) => isReviewed(instance, each, now))) {
    const key = itemKey({ ...subject, level: schedule.level });
    const there = items.get(key);
    if (there) items.set(key, { ...there, scheduleIds: [...there.scheduleIds, schedule.id] });
    else items.set(key, draftOf(instance, { schedule, subject }, staff, now));
  }
  return [...items.values()];
}

/** A group cannot decide about itself; the rest is for the scope to say. */
function isReviewed({ scope, reviewers }: ReviewInstance, { subject }: ReviewableAccess, now: Instant): boolean {
  const isApplication = subject.principalType === 'servicePrincipal';
  if (isApplication !== (scope.principals === 'servicePrincipals')) return false;
  if (reviewers.type === 'self' && subject.principalType !== 'user') return false;
  return isLookedAt(subject, scope, now);
}

function draftOf(
  { id, scope, reviewers, settings }: ReviewInstance,
  { schedule, subject }: ReviewableAccess,
  staff: Staff,
  now: Instant,
): DraftItem {
  const { managerId, ...whose } = subject;
  return {
    ...whose,
    version: 0,
    instanceId: id,
    role: scope.role,
    level: schedule.level,
    scheduleIds: [schedule.id],
    reviewerIds: reviewersFor(subject, reviewers, managerId, staff),
    recommendation: recommend(subject, settings.recommendationLookBackDuration, now),
    decision: 'NotReviewed',
    justification: '',
    applyResult: 'New',
  };
}

type Reviewed = Pick<DecisionItem, 'principalId' | 'principalType'>;

/** Who decides about somebody: never they themself, unless each is asked; of a group, nobody who is in it. */
function reviewersFor(
  reviewed: Reviewed,
  reviewers: Reviewers,
  managerId: PrincipalId | undefined,
  staff: Staff,
): PrincipalId[] {
  switch (reviewers.type) {
    case 'selected':
      return others(reviewed, reviewers.userIds, staff);
    case 'self':
      return [reviewed.principalId].filter(staff.isAble);
    case 'manager': {
      const managers = managerId === undefined ? [] : others(reviewed, [managerId], staff);
      return managers.length > 0 ? managers : others(reviewed, reviewers.fallbackIds, staff);
    }
  }
}

const others = ({ principalId, principalType }: Reviewed, ids: readonly PrincipalId[], staff: Staff) =>
  [...new Set(ids)].filter(
    (id) => id !== principalId && staff.isAble(id) && !(principalType === 'group' && staff.isIn(principalId, id)),
  );

/** The item once those who cannot decide any more are taken out: where nobody is left, others stand in for managers. */
export function withoutReviewers(item: DecisionItem, reviewers: Reviewers, staff: Staff): DecisionItem {
  const left = item.reviewerIds.filter(staff.isAble);
  if (left.length > 0 || reviewers.type !== 'manager') return { ...item, reviewerIds: left };
  return { ...item, reviewerIds: others(item, reviewers.fallbackIds, staff) };
}
