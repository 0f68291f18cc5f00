import type { Models } from '../schemas/models.js';

/**
 * The ids of entries that neither a block nor a mark names, the first `limit`: the server puts what they name in order,
 * and it is gone through beside the entries. What was appended meanwhile is looked at again.
 */
export async function auditStrays({ audit, auditBlocks, auditUnsealed }: Models, limit: number): Promise<string[]> {
  const named = auditBlocks.collection.aggregate<{ _id: string }>(
    [
      { $unwind: '$leaves' },
      { $project: { _id: '$leaves.id' } },
      {
        $unionWith: {
          coll: auditUnsealed.collection.name,
          pipeline: [{ $unwind: '$ids' }, { $project: { _id: '$ids' } }],
        },
      },
      { $sort: { _id: 1 } },
    ],
    { allowDiskUse: true },
  );
  const entries = audit.collection.find({}, { projection: { _id: 1 } }).sort({ _id: 1 });
  const strays: string[] = [];
  let next = await named.next();
  for await (const { _id } of entries) {
    const id = String(_id);
    while (next && next._id < id) next = await named.next();
    if (next?._id !== id) strays.push(id);
    if (strays.length >= limit) break;
  }
  await named.close();
  const late = await auditUnsealed.find({ ids: { $in: strays } }).lean();
  const sealed = await auditBlocks.find({ 'leaves.id': { $in: strays } }).lean();
  const known = new Set([
    ...late.flatMap(({ ids }) => ids as string[]),
    ...sealed.flatMap(({ leaves }) => (leaves as { id: string }[]).map(({ id }) => id)),
  ]);
  return strays.filter((id) => !known.has(id));
}
