import type { ReviewerTaskFacts } from '../../cards/access-review/access-review-card.js';
import type { AccessReviewFacts, ReviewCounts } from '../../cards/access-review/access-review-words.js';
import type { ReviewInstance } from '../../domain/access-review/access-review.js';
import { presentStatus } from '../../domain/access-review/progress.js';
import type { PrincipalId, ReviewInstanceId } from '../../domain/ids.js';
import type { Permission } from '../../domain/permissions.js';
import type { ItemCounts } from '../../domain/ports/access-reviews.js';
import { onlyPermitted } from '../../domain/usecases/common/authority.js';
import { fullName } from './my-roles-in-words.js';
import { type ReadDeps, readRoleWords } from './read-request-facts.js';

/** As many occurrences under way are looked through for what somebody has to decide. */
const mostUnderWay = 500;

/** What cards show of these occurrences, as they are now, in this order. The counts are asked for once. */
export async function readAccessReviewFacts(
  { store, directory, clock }: ReadDeps,
  instances: readonly ReviewInstance[],
): Promise<AccessReviewFacts[]> {
  const counts = await store.read.accessReviews.counts(instances.map(({ id }) => id));
  const now = clock.now();
  return Promise.all(
    instances.map(async (instance) => ({
      instance,
      status: presentStatus(instance, now),
      roleTitle: fullName(await readRoleWords(directory, instance.scope.role)),
      counts: countsIn(counts, instance.id),
    })),
  );
}

/** The same with how much of it one reviewer has to decide. */
export async function readReviewerTaskFacts(
  deps: ReadDeps,
  instances: readonly ReviewInstance[],
  reviewerId: PrincipalId,
): Promise<ReviewerTaskFacts[]> {
  const ids = instances.map(({ id }) => id);
  const [all, mine] = await Promise.all([
    readAccessReviewFacts(deps, instances),
    deps.store.read.accessReviews.counts(ids, reviewerId),
  ]);
  return all.map((facts) => ({ ...facts, mine: countsIn(mine, facts.instance.id) }));
}

/** The occurrences under way in which somebody has something to decide or has decided it. */
export async function readMyReviews(deps: ReadDeps, reviewerId: PrincipalId): Promise<ReviewerTaskFacts[]> {
  const { store, clock } = deps;
  const underWay = (await store.read.accessReviews.instancesIn('InProgress', mostUnderWay)).filter(
    (instance) => presentStatus(instance, clock.now()) === 'InProgress',
  );
  const mine = await store.read.accessReviews.counts(
    underWay.map(({ id }) => id),
    reviewerId,
  );
  const asked = new Set(mine.map(({ instanceId }) => instanceId));
  return readReviewerTaskFacts(
    deps,
    underWay.filter(({ id }) => asked.has(id)),
    reviewerId,
  );
}

/** As many reviews are looked through for those that somebody may see. */
const mostDefinitions = 500;

/** The reviews of roles that somebody may view, or manage, newest first: each by its present occurrence. */
export async function readReviewsOf(
  { store, directory, clock }: ReadDeps,
  permission: Permission,
  actor: PrincipalId,
): Promise<ReviewInstance[]> {
  const all = await store.read.accessReviews.definitions({ limit: mostDefinitions });
  const reach = { directory, reads: store.read, now: clock.now() };
  const asked = all.map((definition) => ({ definition, role: definition.scope.role }));
  const seen = (await onlyPermitted(reach, permission, actor, asked)).map(({ definition }) => definition.id);
  const present = new Map((await store.read.accessReviews.presentOf(seen)).map((each) => [each.definitionId, each]));
  return seen.flatMap((id) => present.get(id) ?? []);
}

function countsIn(all: readonly ItemCounts[], id: ReviewInstanceId): ReviewCounts {
  const own = all.filter(({ instanceId }) => instanceId === id);
  const sum = (isCounted: (each: ItemCounts) => boolean) =>
    own.filter(isCounted).reduce((total, { count }) => total + count, 0);
  const denied = (isCounted: (result: ItemCounts['applyResult']) => boolean) =>
    sum(({ decision, applyResult }) => decision === 'Deny' && isCounted(applyResult));
  return {
    total: sum(() => true),
    NotReviewed: sum(({ decision }) => decision === 'NotReviewed'),
    Approve: sum(({ decision }) => decision === 'Approve'),
    Deny: denied(() => true),
    DontKnow: sum(({ decision }) => decision === 'DontKnow'),
    removed: denied((result) => result === 'AppliedSuccessfully' || result === 'AppliedSuccessfullyButObjectNotFound'),
    kept: denied((result) => result === 'AppliedWithUnknownFailure' || result === 'ApplyNotSupported'),
  };
}
