import { defaultReviewSettings, type ReviewDefinition } from '../../domain/access-review/access-review.js';
import { correlationId, reviewId, reviewInstanceId } from '../../domain/ids.js';
import { plannedInstance } from '../../domain/usecases/access-review/set-up-review.js';
import type { ImportDeps } from '../import/import-organisation.js';
import { demoReview } from './organisation.js';

/** One review permanently: a restart begins no other. */
const id = reviewId('0d3e0000-0000-4000-8000-0000000000e1');

/** Has an access review begin with the demo, for its reviewer to decide. */
export async function openDemoAccessReview({ store, records, directory, clock, ids }: ImportDeps): Promise<void> {
  const { role, reviewer, createdBy, displayName, lasts } = demoReview;
  const people = new Map(
    (await records.principals.all()).flatMap((each) =>
      each.type === 'user' ? [[each.userPrincipalName, each.id] as const] : [],
    ),
  );
  const named = (await directory.roleDefinitions('directory')).find((each) => each.displayName === role);
  const [decides, sets] = [people.get(reviewer), people.get(createdBy)];
  if (!named || !decides || !sets) throw new Error('the review of the demo is about somebody or something unknown');
  await store.transaction(async (tx) => {
    if (await tx.accessReviews.definition(id)) return;
    const now = clock.now();
    const definition: ReviewDefinition = {
      id,
      version: 0,
      displayName,
      scope: {
        role: { kind: 'directory', roleDefinitionId: named.id, directoryScopeId: '/' },
        principals: 'users',
        assignmentType: 'all',
      },
      reviewers: { type: 'selected', userIds: [decides] },
      settings: { ...defaultReviewSettings, recommendationsEnabled: true, instanceDurationInDays: lasts },
      startDateTime: now,
      createdBy: sets,
      createdDateTime: now,
    };
    const instance = reviewInstanceId(ids.next());
    const thread = { correlationId: correlationId(ids.next()) };
    await tx.accessReviews.saveDefinition(definition);
    await tx.accessReviews.addInstance(
      plannedInstance(definition, instance, { number: 0, startDateTime: now }, thread),
    );
  });
}
