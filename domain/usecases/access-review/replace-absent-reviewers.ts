import type { ReviewInstance } from '../../access-review/access-review.js';
import { namedReviewers } from '../../access-review/decide-terms.js';
import { withoutReviewers } from '../../access-review/items.js';
import type { PrincipalId } from '../../ids.js';
import { staffAmong } from './list-review-items.js';
import type { AccessReviewDeps } from './review-recording.js';

const batch = 500;
/** As many may be missing from the directory at once; more look like a directory that is not itself. */
const mostMissing = (reviewers: number) => Math.max(10, reviewers / 4);

/**
 * Takes out of an occurrence everybody who cannot decide any more, because they have left or are disabled; where a
 * manager was to decide, others stand in. Returns whether anything changed, and whether there is something left that
 * nobody can decide.
 */
export async function replaceAbsentReviewers(
  { store, directory }: Pick<AccessReviewDeps, 'store' | 'directory'>,
  { id, reviewers }: ReviewInstance,
): Promise<{ isChanged: boolean; isUnattended: boolean }> {
  const present = await store.read.accessReviews.reviewersOf(id, 'all');
  const all = [...new Set([...present, ...namedReviewers(reviewers)])];
  const people = new Map((await directory.principals(all)).map((each) => [each.id, each]));
  const missing = present.filter((each) => !people.has(each));
  const isTrusted = missing.length <= mostMissing(present.length);
  const staff = staffAmong(people, new Map());
  const gone = present.filter((each) => !staff.isAble(each) && (isTrusted || people.has(each)));
  for (const each of gone) await takeOut({ store, directory }, { id, reviewers }, each, staff);
  return { isChanged: gone.length > 0, isUnattended: await store.read.accessReviews.isUnattended(id) };
}

async function takeOut(
  { store, directory }: Pick<AccessReviewDeps, 'store' | 'directory'>,
  { id, reviewers }: Pick<ReviewInstance, 'id' | 'reviewers'>,
  reviewerId: PrincipalId,
  staff: ReturnType<typeof staffAmong>,
): Promise<void> {
  for (let found = batch; found === batch; ) {
    const items = await store.read.accessReviews.items({ instanceId: id, reviewerId, limit: batch });
    const groups = [...new Set(items.flatMap((item) => (item.principalType === 'group' ? [item.principalId] : [])))];
    const members = new Map(
      await Promise.all(groups.map(async (each) => [each, await directory.usersIn(each)] as const)),
    );
    const isIn = staffAmong(new Map(), members).isIn;
    const isAble = (each: PrincipalId) => each !== reviewerId && staff.isAble(each);
    found = await store.transaction(async (tx) => {
      const now = await tx.accessReviews.itemsById(items.map((item) => item.id));
      await tx.accessReviews.saveItems(now.map((item) => withoutReviewers(item, reviewers, { isAble, isIn })));
      return items.length;
    });
  }
}
