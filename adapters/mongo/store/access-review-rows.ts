import type { mongo } from 'mongoose';
import {
  type DecisionItem,
  decisions,
  itemKey,
  type ReviewDefinition,
  type ReviewInstance,
} from '../../../domain/access-review/access-review.js';
import { nextStepAt } from '../../../domain/access-review/progress.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { AccessReviewReads, ItemCounts, ItemQuery } from '../../../domain/ports/access-reviews.js';
import type { Instant } from '../../../domain/time.js';
import type { Models } from '../schemas/models.js';

type Session = mongo.ClientSession | null;
type Stored = { _id: string } & Record<string, unknown>;

/** A definition as it is stored, and back: `_id` for `id`, and what queries find it by. */
export const toDefinitionDocument = ({ id, ...definition }: ReviewDefinition) => ({
  _id: id as string,
  ...definition,
  isLive: definition.deletedDateTime === undefined || undefined,
});

function fromDefinitionDocument(document: unknown): ReviewDefinition {
  const { _id, isLive: _l, ...definition } = document as Stored;
  return { id: _id, ...definition } as unknown as ReviewDefinition;
}

/** The same of an occurrence; its claim is no part of it. */
export const toInstanceDocument = ({ id, ...instance }: ReviewInstance) => ({
  _id: id as string,
  ...instance,
  nextStepAt: nextStepAt({ id, ...instance }),
});

export function fromInstanceDocument(document: unknown): ReviewInstance {
  const { _id, nextStepAt: _n, leasedUntil: _l, ...instance } = document as Stored;
  return { id: _id, ...instance } as unknown as ReviewInstance;
}

/** The same of an item. */
export const toItemDocument = ({ id, ...item }: DecisionItem) => ({ _id: id as string, ...item, key: itemKey(item) });

function fromItemDocument(document: unknown): DecisionItem {
  const { _id, key: _k, ...item } = document as Stored;
  return { id: _id, ...item } as unknown as DecisionItem;
}

/** What is undecided and nobody can decide. */
const unattended = { decision: 'NotReviewed', 'reviewerIds.0': { $exists: false } };

/** The reads of access reviews: in `session`'s snapshot where one is given. */
export const accessReviewReads = (models: Models, session: Session): AccessReviewReads => ({
  ...definitionReads(models, session),
  ...instanceReads(models, session),
  ...itemReads(models, session),
});

const definitionReads = (
  { accessReviewDefinitions: reviewDefinitions }: Models,
  session: Session,
): Pick<AccessReviewReads, 'definition' | 'definitions'> => ({
  async definition(id) {
    const found = await reviewDefinitions.findOne({ _id: id }).session(session).lean();
    return found ? fromDefinitionDocument(found) : undefined;
  },
  async definitions({ skip = 0, limit }) {
    const found = reviewDefinitions.find({ isLive: true }).sort({ createdDateTime: -1 }).skip(skip).limit(limit);
    return (await found.session(session).lean()).map(fromDefinitionDocument);
  },
});

const instanceReads = (
  { accessReviewInstances: reviewInstances }: Models,
  session: Session,
): Pick<AccessReviewReads, 'instance' | 'instancesOf' | 'presentOf' | 'instancesIn' | 'nextStepAt'> => ({
  async instance(id) {
    const found = await reviewInstances.findOne({ _id: id }).session(session).lean();
    return found ? fromInstanceDocument(found) : undefined;
  },
  async instancesOf(ids, limit) {
    if (ids.length === 0) return [];
    const found = reviewInstances.find({ definitionId: { $in: [...ids] } }).sort({ definitionId: 1, number: -1 });
    return (await found.limit(limit).session(session).lean()).map(fromInstanceDocument);
  },
  async presentOf(ids) {
    if (ids.length === 0) return [];
    const groups = reviewInstances.aggregate<{ begun: unknown; planned: unknown }>([
      { $match: { definitionId: { $in: [...ids] } } },
      { $sort: { definitionId: 1, number: -1 } },
      // At most the last is still to come.
      { $group: { _id: '$definitionId', all: { $firstN: { input: '$$ROOT', n: 2 } } } },
      { $project: { planned: { $first: '$all' }, begun: { $arrayElemAt: ['$all', 1] } } },
    ]);
    return (await groups.session(session)).map(({ planned, begun }) => {
      const last = fromInstanceDocument(planned);
      return last.status === 'NotStarted' && begun ? fromInstanceDocument(begun) : last;
    });
  },
  async instancesIn(status, limit) {
    const found = reviewInstances.find({ status }).sort({ endDateTime: 1 }).limit(limit);
    return (await found.session(session).lean()).map(fromInstanceDocument);
  },
  async nextStepAt(now) {
    const found = await reviewInstances
      .find({ nextStepAt: { $exists: true }, leasedUntil: { $not: { $gt: now } } }, { nextStepAt: 1 })
      .sort({ nextStepAt: 1 })
      .limit(1)
      .session(session)
      .lean();
    return found[0]?.nextStepAt as Instant | undefined;
  },
});

const itemReads = (
  { accessReviewItems: reviewItems }: Models,
  session: Session,
): Pick<AccessReviewReads, 'items' | 'itemsById' | 'counts' | 'reviewersOf' | 'isUnattended'> => ({
  async items(query) {
    const found = reviewItems.find(itemFilter(query)).sort({ principalName: 1, _id: 1 });
    // Named, for where few fit the planner takes another and sorts them again, at every page of thousands.
    const leading = query.reviewerId === undefined ? 'of-instance' : 'of-reviewer';
    const page = found
      .skip(query.skip ?? 0)
      .limit(query.limit)
      .hint(leading);
    return (await page.session(session).lean()).map(fromItemDocument);
  },
  async itemsById(ids) {
    if (ids.length === 0) return [];
    const found = reviewItems.find({ _id: { $in: [...ids] } });
    return (await found.session(session).lean()).map(fromItemDocument);
  },
  async counts(ids, reviewerId) {
    if (ids.length === 0) return [];
    const matching = { instanceId: { $in: [...ids] }, ...(reviewerId !== undefined && { reviewerIds: reviewerId }) };
    const by = { instanceId: '$instanceId', decision: '$decision', applyResult: '$applyResult' };
    const groups = reviewItems.aggregate<{ _id: Omit<ItemCounts, 'count'>; count: number }>([
      { $match: matching },
      // Named, so that the index alone answers it.
      { $project: { _id: 0, instanceId: 1, decision: 1, applyResult: 1 } },
      { $group: { _id: by, count: { $sum: 1 } } },
    ]);
    return (await groups.session(session)).map(({ _id, count }) => ({ ..._id, count }));
  },
  async reviewersOf(id, which) {
    const matching = { instanceId: id, ...(which === 'undecided' && { decision: 'NotReviewed' }) };
    const groups = reviewItems.aggregate<{ _id: PrincipalId }>([
      { $match: matching },
      { $unwind: '$reviewerIds' },
      { $group: { _id: '$reviewerIds' } },
    ]);
    return (await groups.session(session)).map(({ _id }) => _id);
  },
  async isUnattended(id) {
    const found = await reviewItems
      .findOne({ instanceId: id, ...unattended }, { _id: 1 })
      .session(session)
      .lean();
    return found !== null;
  },
});

const applyResults = [
  ...(['New', 'AppliedSuccessfully', 'AppliedWithUnknownFailure'] as const),
  ...(['AppliedSuccessfullyButObjectNotFound', 'ApplyNotSupported'] as const),
];

/** Every part of the index is named, so that what it finds comes in the order of the names and is not sorted again. */
const itemFilter = ({ instanceId, reviewerId, decidedBefore, ...query }: ItemQuery) => ({
  instanceId,
  ...(reviewerId !== undefined && { reviewerIds: reviewerId }),
  decision: { $in: [...(query.decisions ?? decisions)] },
  applyResult: { $in: [...(query.applyResults ?? applyResults)] },
  ...(decidedBefore !== undefined && { reviewedDateTime: { $lt: decidedBefore } }),
});
