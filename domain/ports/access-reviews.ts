import type {
  ApplyResult,
  Decision,
  DecisionItem,
  ReviewDefinition,
  ReviewInstance,
  ReviewStatus,
} from '../access-review/access-review.js';
import type { DecisionItemId, PrincipalId, ReviewId, ReviewInstanceId } from '../ids.js';
import type { Instant } from '../time.js';

/** Which items to list; every part given must hold. In the order of the names. */
export type ItemQuery = {
  instanceId: ReviewInstanceId;
  reviewerId?: PrincipalId;
  decisions?: readonly Decision[];
  applyResults?: readonly ApplyResult[];
  /** Decided before this moment. */
  decidedBefore?: Instant;
  skip?: number;
  limit: number;
};

/** How many items there are of each decision, and of those decided what came of them. */
export type ItemCounts = { instanceId: ReviewInstanceId; decision: Decision; applyResult: ApplyResult; count: number };

export type AccessReviewReads = {
  /** The definition of this id, deleted or not. */
  definition(id: ReviewId): Promise<ReviewDefinition | undefined>;
  /** Those that are not deleted, newest first. */
  definitions(page: { skip?: number; limit: number }): Promise<ReviewDefinition[]>;
  instance(id: ReviewInstanceId): Promise<ReviewInstance | undefined>;
  /** The occurrences of these, the last first. */
  instancesOf(ids: readonly ReviewId[], limit: number): Promise<ReviewInstance[]>;
  /** Of each of these the last occurrence that has begun; where none has, the first to come. */
  presentOf(ids: readonly ReviewId[]): Promise<ReviewInstance[]>;
  /** Occurrences that stand so, those that end first first. */
  instancesIn(status: ReviewStatus, limit: number): Promise<ReviewInstance[]>;
  items(query: ItemQuery): Promise<DecisionItem[]>;
  /** Those of these that there are, in no order. */
  itemsById(ids: readonly DecisionItemId[]): Promise<DecisionItem[]>;
  /** Of these occurrences; of one reviewer's items alone, where one is given. */
  counts(ids: readonly ReviewInstanceId[], reviewerId?: PrincipalId): Promise<ItemCounts[]>;
  /** Everybody who decides something in an occurrence; `undecided`: who still has something to decide. */
  reviewersOf(id: ReviewInstanceId, which: 'all' | 'undecided'): Promise<PrincipalId[]>;
  /** True where there is something undecided that nobody can decide. */
  isUnattended(id: ReviewInstanceId): Promise<boolean>;
  /** When the first step of any occurrence is due which nobody has claimed, past or to come. */
  nextStepAt(now: Instant): Promise<Instant | undefined>;
};

export type AccessReviewWrites = AccessReviewReads & {
  /** Adds it, or with a compare-and-swap on `version` changes it. */
  saveDefinition(definition: ReviewDefinition): Promise<void>;
  addInstance(instance: ReviewInstance): Promise<void>;
  /** Compare-and-swap on `version`. */
  saveInstance(instance: ReviewInstance): Promise<void>;
  /** Takes out one that has not begun. */
  dropInstance(id: ReviewInstanceId): Promise<void>;
  /**
   * Holds on to an occurrence in which something is decided: whoever changes it at the same moment makes one of the two
   * transactions start over, so that nothing is decided once it is over. A snapshot alone lets both commit.
   */
  holdOn(id: ReviewInstanceId): Promise<void>;
  /** Claims the occurrence whose step is due first, until `until`, so that no other process takes the same. */
  claim(now: Instant, until: Instant): Promise<ReviewInstance | undefined>;
  /** Holds a claim until another moment, or gives it back: 0. */
  claimUntil(id: ReviewInstanceId, until: Instant): Promise<void>;
  /** Adds those of these that are not there yet, by what names them within their occurrence. Returns how many. */
  addItems(items: readonly DecisionItem[]): Promise<number>;
  /** Compare-and-swap on `version`, of all of them. */
  saveItems(items: readonly DecisionItem[]): Promise<void>;
};
