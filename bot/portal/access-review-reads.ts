import type { ReviewerTaskFacts } from '../../cards/access-review/access-review-card.js';
import type { AccessReviewFacts } from '../../cards/access-review/access-review-words.js';
import type {
  Decision,
  DecisionItem,
  ReviewDefinition,
  ReviewInstance,
} from '../../domain/access-review/access-review.js';
import { namedReviewers } from '../../domain/access-review/decide-terms.js';
import { type PrincipalId, reviewId, reviewInstanceId } from '../../domain/ids.js';
import { may } from '../../domain/usecases/common/authority.js';
import type { CommandDeps } from '../commands/command.js';
import {
  readAccessReviewFacts,
  readMyReviews,
  readReviewerTaskFacts,
  readReviewsOf,
} from '../views/read-access-review.js';
import { readNames } from '../views/read-names.js';

/** As many items as one page shows, and as many as are read at once for a download. */
const itemsPerPage = 50;
const inOneGo = 1_000;
/** As many occurrences of one review are listed. */
const mostListed = 100;

/** What a list of items is narrowed down to: a page from 1 on, and these decisions alone. */
export type ItemsInput = { page: number; decisions?: readonly Decision[] | undefined };

/** A review as those see it who manage its role: its definition, the occurrence looked at, and all there are. */
export type ManagedReview = {
  definition: ReviewDefinition;
  facts: AccessReviewFacts;
  occurrences: AccessReviewFacts[];
  items: DecisionItem[];
  /** Of everybody who is named to decide or has decided. */
  names: Record<PrincipalId, string>;
  mayManage: boolean;
};

/** What the portal shows of access reviews, each as far as the actor may see it. */
export const accessReviewReads = (deps: CommandDeps) => ({
  /** The occurrences under way in which somebody decides something. */
  myReviews: (actor: PrincipalId): Promise<ReviewerTaskFacts[]> => readMyReviews(deps, actor),
  /** One of them with one page of what they decide in it; undefined where they decide nothing in it. */
  async myReview(id: string, actor: PrincipalId, { page, decisions }: ItemsInput) {
    const instance = await deps.store.read.accessReviews.instance(reviewInstanceId(id));
    const [facts] = instance ? await readReviewerTaskFacts(deps, [instance], actor) : [];
    if (!facts || facts.mine.total === 0) return undefined;
    const items = await deps.store.read.accessReviews.items({
      instanceId: facts.instance.id,
      reviewerId: actor,
      ...(decisions && { decisions }),
      skip: (page - 1) * itemsPerPage,
      limit: itemsPerPage,
    });
    return { facts, items };
  },
  /** The reviews of roles that the actor may view, each by its present occurrence. */
  async managedReviews(actor: PrincipalId): Promise<AccessReviewFacts[]> {
    return readAccessReviewFacts(deps, await readReviewsOf(deps, 'view', actor));
  },
  /** One of them, by an occurrence or the present one; undefined where the actor may not view its role. */
  managedReview: (id: string, actor: PrincipalId, input: ItemsInput & { occurrence?: string | undefined }) =>
    readManagedReview(deps, id, actor, input),
  /** Everything of an occurrence in the order of the names, for a download; undefined where the actor may not view it. */
  async reviewResults(id: string, actor: PrincipalId) {
    const instance = await deps.store.read.accessReviews.instance(reviewInstanceId(id));
    if (!instance || !(await may(reachOf(deps), 'view', instance.scope.role, actor))) return undefined;
    return { instance, pages: pagesOf(deps, instance) };
  },
});

const reachOf = ({ store, directory, clock }: CommandDeps) => ({ directory, reads: store.read, now: clock.now() });

async function readManagedReview(
  deps: CommandDeps,
  id: string,
  actor: PrincipalId,
  { page, decisions, occurrence }: ItemsInput & { occurrence?: string | undefined },
): Promise<ManagedReview | undefined> {
  const { accessReviews: reviews } = deps.store.read;
  const definition = await reviews.definition(reviewId(id));
  if (!definition || definition.deletedDateTime !== undefined) return undefined;
  const { role } = definition.scope;
  const mayManage = await may(reachOf(deps), 'manage', role, actor);
  if (!mayManage && !(await may(reachOf(deps), 'view', role, actor))) return undefined;
  const [[present], all] = await Promise.all([
    reviews.presentOf([definition.id]),
    reviews.instancesOf([definition.id], mostListed),
  ]);
  const chosen = all.find((instance) => instance.id === occurrence) ?? present;
  const occurrences = await readAccessReviewFacts(deps, all);
  const facts = occurrences.find(({ instance }) => instance.id === chosen?.id);
  if (!facts) return undefined;
  const items = await reviews.items({
    instanceId: facts.instance.id,
    ...(decisions && { decisions }),
    skip: (page - 1) * itemsPerPage,
    limit: itemsPerPage,
  });
  const people = [...namedReviewers(definition.reviewers), ...items.flatMap((item) => item.reviewedBy ?? [])];
  const names = await readNames(deps.directory, people);
  return { definition, facts, occurrences, items, names, mayManage };
}

/** Page by page, so that a review of any length is held in little memory; with the names of who decided. */
async function* pagesOf({ store, directory }: CommandDeps, { id: instanceId }: ReviewInstance) {
  for (let skip = 0; ; skip += inOneGo) {
    const items = await store.read.accessReviews.items({ instanceId, skip, limit: inOneGo });
    const names = await readNames(
      directory,
      items.flatMap((item) => item.reviewedBy ?? []),
    );
    yield { items, names };
    if (items.length < inOneGo) return;
  }
}
