import { type Connection, mongo } from 'mongoose';
import type { PrincipalId } from '../../../domain/ids.js';
import type { DirectoryGrant } from '../../../domain/ports/directory.js';
import type { DirectoryRecords } from '../../../domain/ports/directory-records.js';
import { type Access, accessKey, type Role } from '../../../domain/role/role.js';
import { type Instant, seconds } from '../../../domain/time.js';
import { runTransaction } from '../connection/transaction.js';
import type { DirectoryModels, DirectoryRow } from '../schemas/directory-schemas.js';
import { lastOwners, pastEnd } from '../store/last-owners.js';

type Grants = DirectoryRecords['grants'];
type OwnerAccess = Access & { role: Extract<Role, { kind: 'group' }> };

const takenOut = 0;
const permanent = Number.MAX_SAFE_INTEGER;
const duplicateKey = 11_000;
/** Two first grants of one access race for its document; each round one of them has it. */
const mostRounds = 5;
/** How long taking an owner out may be tried: within any lease on the delivery. */
const ownerDeadline = seconds(10);

/** The grants of the built-in directory on MongoDB. */
export function grantsOf(models: DirectoryModels, connection: Connection): Grants {
  const { grants } = models;
  const write = writerOf(models);
  return {
    async find(access, now) {
      const found = await grants.findOne({ _id: accessKey(access), until: { $gt: takenOut } }).lean();
      return found && (await isInForce(models, found, now)) ? toGrant(found) : undefined;
    },
    async findAll(accesses, now) {
      if (accesses.length === 0) return [];
      const found = await grants.find({ _id: { $in: accesses.map(accessKey) }, until: { $gt: takenOut } }).lean();
      return (await thoseInForce(models, found, now)).map(toGrant);
    },
    async page(after, limit, now) {
      const beyond = { _id: { $gt: after ?? '' } };
      const found = await grants.find(beyond).sort({ _id: 1 }).limit(limit).lean();
      const next = found.length < limit ? undefined : found.at(-1)?._id;
      return { grants: (await thoseInForce(models, found, now)).map(toGrant), next };
    },
    put: (access, { endDateTime, fence }) => write(access, endDateTime ?? permanent, fence),
    async remove(access, { fence, now }) {
      if (isOwner(access)) return removeOwner(models, connection, access, fence, now);
      return (await write(access, takenOut, fence)) ? 'removed' : 'overtaken';
    },
    async inForce(now, limit) {
      const [past, lasting] = await Promise.all([
        grants.find(pastEnd(now), { groupId: 1 }).sort({ until: 1 }).limit(limit).lean(),
        grants
          .find({ until: { $gt: now } })
          .sort({ until: 1 })
          .limit(limit)
          .lean(),
      ]);
      const kept = await lastOwners(models, [...new Set(past.map(({ groupId }) => groupId as PrincipalId))], now);
      kept.sort((one, other) => Number(one.until) - Number(other.until));
      return [...kept, ...lasting].slice(0, limit).map(toGrant);
    },
  };
}

const isOwner = (access: Access): access is OwnerAccess =>
  access.role.kind === 'group' && access.role.accessId === 'owner';

const isInForce = async (
  models: DirectoryModels,
  row: DirectoryRow,
  now: Instant,
  session: mongo.ClientSession | null = null,
): Promise<boolean> => (await thoseInForce(models, [row], now, session)).length > 0;

/** Which of these are in force: those that last, and the owners whom their groups keep. */
async function thoseInForce(
  models: DirectoryModels,
  rows: readonly DirectoryRow[],
  now: Instant,
  session: mongo.ClientSession | null = null,
): Promise<DirectoryRow[]> {
  const past = rows.filter(({ until, accessId }) => accessId === 'owner' && Number(until) <= now);
  const groupIds = [...new Set(past.map(({ groupId }) => groupId as PrincipalId))];
  const kept = new Set((await lastOwners(models, groupIds, now, session)).map(({ _id }) => _id));
  return rows.filter(({ _id, until }) => Number(until) > now || kept.has(_id));
}

/** Puts the end of an access's grant where no higher fence was seen for it: false where one was. */
function writerOf({ grants }: DirectoryModels) {
  /** The document is there and its fence did not fit: it is higher, or it came into being at this very moment. */
  const isOvertaken = async (_id: string, fence: number) =>
    Number((await grants.findOne({ _id }, { fence: 1 }).lean())?.fence) > fence;
  return async function write(access: Access, until: number, fence: number, round = 1): Promise<boolean> {
    const _id = accessKey(access);
    const onInsert = { principalId: access.principalId, ...access.role };
    try {
      const seen = { _id, fence: { $lte: fence } };
      await grants.updateOne(seen, { $set: { until, fence }, $setOnInsert: onInsert }, { upsert: true });
      return true;
    } catch (fault) {
      if (!isDuplicate(fault) || round === mostRounds) throw fault;
      return (await isOvertaken(_id, fence)) ? false : write(access, until, fence, round + 1);
    }
  };
}

const isDuplicate = (fault: unknown) => fault instanceof mongo.MongoServerError && fault.code === duplicateKey;

/**
 * Takes an owner out unless nobody would be left. Two who go at the same time both change their group's guard, so the
 * second sees the first one's work. Source: a count inside a snapshot does not hold.
 */
const removeOwner = (
  models: DirectoryModels,
  connection: Connection,
  access: OwnerAccess,
  fence: number,
  now: Instant,
) =>
  runTransaction(connection, ownerDeadline, async (session) => {
    const { grants, guards } = models;
    const _id = accessKey(access);
    const present = await grants.findOne({ _id }).session(session).lean();
    if (present && Number(present.fence) > fence) return 'overtaken';
    const holds = present !== null && Number(present.until) > takenOut;
    if (holds) {
      await guards.updateOne({ _id: access.role.groupId }, { $inc: { changes: 1 } }, { session, upsert: true });
    }
    const isLast = holds && (await isLastOwner(models, present, now, session));
    // The fence is remembered either way: whoever was refused has been here.
    const change = { $set: { until: isLast ? present.until : takenOut, fence } };
    const onInsert = { principalId: access.principalId, ...access.role };
    await grants.updateOne({ _id }, { ...change, $setOnInsert: onInsert }, { session, upsert: true });
    return isLast ? 'last-owner' : 'removed';
  });

/** True when this grant is in force and its group has no owner permanently and no other grant that lasts. */
async function isLastOwner(
  models: DirectoryModels,
  grant: DirectoryRow,
  now: Instant,
  session: mongo.ClientSession,
): Promise<boolean> {
  if (!(await isInForce(models, grant, now, session))) return false;
  const { _id, groupId } = grant;
  const ownedForGood = { _id: groupId, 'ownerIds.0': { $exists: true } };
  if (await models.principals.exists(ownedForGood).session(session)) return false;
  const another = { groupId, accessId: 'owner', until: { $gt: now }, _id: { $ne: _id } };
  return (await models.grants.exists(another).session(session)) === null;
}

function toGrant(document: unknown): DirectoryGrant {
  const { _id, principalId, until, fence: _f, ...role } = document as DirectoryRow;
  const access = { principalId: principalId as PrincipalId, role: role as unknown as Role };
  return { access, endDateTime: until === permanent ? undefined : (until as Instant) };
}
