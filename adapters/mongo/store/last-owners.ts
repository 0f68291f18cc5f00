import type { mongo } from 'mongoose';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Instant } from '../../../domain/time.js';
import type { DirectoryModels, DirectoryRow } from '../schemas/directory-schemas.js';

/** Grants of ownership whose end has come by `now`, and that nobody has taken out. */
export const pastEnd = (now: Instant) => ({ accessId: 'owner', until: { $gt: 0, $lte: now } });

/**
 * The grants past their end by which these groups still have an owner at `now`: in each group without one permanently
 * or by a grant that lasts, the grant that ended last; of several, the one whose principal's id comes first. In
 * `session`'s snapshot where one is given.
 */
export async function lastOwners(
  { principals, grants }: Pick<DirectoryModels, 'principals' | 'grants'>,
  groupIds: readonly PrincipalId[],
  now: Instant,
  session: mongo.ClientSession | null = null,
): Promise<DirectoryRow[]> {
  if (groupIds.length === 0) return [];
  const owned = { _id: { $in: groupIds }, 'ownerIds.0': { $exists: true } };
  const current = await principals.find(owned, { _id: 1 }).session(session).lean();
  const ownedForGood = new Set(current.map(({ _id }) => _id));
  const kept: DirectoryRow[] = [];
  for (const groupId of groupIds.filter((id) => !ownedForGood.has(id))) {
    const last = await grants
      .findOne({ groupId, accessId: 'owner', until: { $gt: 0 } })
      .sort({ until: -1, principalId: 1 })
      .session(session)
      .lean();
    if (last && Number(last.until) <= now) kept.push(last);
  }
  return kept;
}
