import { type Connection, mongo } from 'mongoose';
import type { PrincipalId } from '../../domain/ids.js';
import type { DirectoryGrant, Principal, Scope, User } from '../../domain/ports/directory.js';
import type { DirectoryRecords, PrincipalRecord, ScopeRecord } from '../../domain/ports/directory-records.js';
import { AdapterError } from '../../domain/ports/system.js';
import { type Access, type AccessId, accessKey, type Role } from '../../domain/role/role.js';
import type { Instant } from '../../domain/time.js';
import { type DirectoryModels, type DirectoryRow, directoryModelsOf } from './directory-schemas.js';

const takenOut = 0;
const permanent = Number.MAX_SAFE_INTEGER;
const duplicateKey = 11_000;
/** Two first grants of one access race for its document; each round one of them has it. */
const mostRounds = 5;
const withoutLists = { memberIds: 0, ownerIds: 0 };

/** The built-in directory's records on MongoDB. The connection stays its owner's to close. */
export function mongoDirectoryRecords(connection: Connection): DirectoryRecords {
  const models = directoryModelsOf(connection);
  return {
    principals: reached(principalsOf(models)),
    links: reached(linksOf(models)),
    scopes: reached(scopesOf(models)),
    grants: reached(grantsOf(models)),
  };
}

const principalsOf = ({ principals }: DirectoryModels): DirectoryRecords['principals'] => ({
  async find(ids) {
    const found = await principals.find({ _id: { $in: ids.map(lower) } }, withoutLists).lean();
    return found.map(toPrincipal<Principal>);
  },
  async usersByAddress(address) {
    const found = await principals
      .find({ addresses: lower(address) })
      .limit(2)
      .lean();
    return found.map(toPrincipal<User>);
  },
  async search(text, limit) {
    const holdsText = new RegExp(lower(text).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    const found = await principals
      .find({ type: { $in: ['user', 'group'] }, searchText: holdsText }, withoutLists)
      .sort({ searchText: 1 })
      .limit(limit)
      .lean();
    return found.map(toPrincipal<Principal>);
  },
  async all() {
    return (await principals.find().lean()).map(toPrincipal<PrincipalRecord>);
  },
  async save(records) {
    if (records.length > 0) await principals.bulkWrite(records.map(toPrincipalDocument).map(putWhole));
  },
});

const linksOf = ({ principals, grants }: DirectoryModels): DirectoryRecords['links'] => ({
  async groupsWith(ids, accessId, now) {
    const [standing, granted] = await Promise.all([
      principals.find({ [listOf(accessId)]: { $in: ids } }, { _id: 1 }).lean(),
      grants.find({ ...groupGrants(accessId, now), principalId: { $in: ids } }, { groupId: 1 }).lean(),
    ]);
    return unique([...standing.map(({ _id }) => _id), ...granted.map(({ groupId }) => groupId)]);
  },
  async holdersIn(groupIds, accessId, now) {
    const list = listOf(accessId);
    const [standing, granted] = await Promise.all([
      principals.find({ _id: { $in: groupIds } }, { [list]: 1 }).lean(),
      grants.find({ ...groupGrants(accessId, now), groupId: { $in: groupIds } }, { principalId: 1 }).lean(),
    ]);
    return unique([
      ...standing.flatMap((group) => (group[list] ?? []) as string[]),
      ...granted.map(({ principalId }) => principalId),
    ]);
  },
});

const listOf = (accessId: AccessId) => (accessId === 'member' ? 'memberIds' : 'ownerIds');
const groupGrants = (accessId: AccessId, now: Instant) => ({
  groupId: { $exists: true },
  accessId,
  until: { $gt: now },
});
const unique = (ids: readonly unknown[]) => [...new Set(ids)] as PrincipalId[];

const scopesOf = ({ scopes }: DirectoryModels): DirectoryRecords['scopes'] => ({
  async find(kind, id) {
    const found = await scopes.findOne({ _id: scopeKey({ kind, id }) }).lean();
    return found ? toScope(found) : undefined;
  },
  async all() {
    return (await scopes.find().sort({ _id: 1 }).lean()).map(toScope);
  },
  async save(records) {
    const documents = records.map((record) => ({ _id: scopeKey(record), ...record }));
    if (documents.length > 0) await scopes.bulkWrite(documents.map(putWhole));
  },
});

const scopeKey = ({ kind, id }: Pick<Scope, 'kind' | 'id'>) => `${kind}:${lower(id)}`;

const grantsOf = ({ grants }: DirectoryModels): DirectoryRecords['grants'] => {
  /** The document is there and its fence did not fit: it is higher, or it came into being at this very moment. */
  const isOvertaken = async (_id: string, fence: number) =>
    Number((await grants.findOne({ _id }, { fence: 1 }).lean())?.fence) > fence;
  const write = async (access: Access, until: number, fence: number, round = 1): Promise<boolean> => {
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
  return {
    async find(access, now) {
      const found = await grants.findOne({ _id: accessKey(access), until: { $gt: now } }).lean();
      return found ? toGrant(found) : undefined;
    },
    put: (access, { endDateTime, fence }) => write(access, endDateTime ?? permanent, fence),
    remove: (access, fence) => write(access, takenOut, fence),
    async inForce(now, limit) {
      const found = await grants
        .find({ until: { $gt: now } })
        .sort({ until: 1 })
        .limit(limit)
        .lean();
      return found.map(toGrant);
    },
  };
};

const isDuplicate = (fault: unknown) => fault instanceof mongo.MongoServerError && fault.code === duplicateKey;

function toPrincipalDocument({ id, ...principal }: PrincipalRecord): DirectoryRow {
  const addresses =
    principal.type === 'user' ? [principal.userPrincipalName, principal.mail].flatMap((text) => text ?? []) : [];
  return {
    _id: lower(id),
    ...principal,
    addresses: addresses.length > 0 ? [...new Set(addresses.map(lower))] : undefined,
    searchText: [principal.displayName, ...addresses].map(lower).join('\n'),
  };
}

/** The derived fields are left behind. */
function toPrincipal<P extends Principal | PrincipalRecord>(document: unknown): P {
  const { _id, addresses: _a, searchText: _s, ...principal } = document as DirectoryRow;
  return { id: _id, ...principal } as unknown as P;
}

function toScope(document: unknown): ScopeRecord {
  const { _id, ...scope } = document as DirectoryRow;
  return scope as unknown as ScopeRecord;
}

function toGrant(document: unknown): DirectoryGrant {
  const { _id, principalId, until, fence: _f, ...role } = document as DirectoryRow;
  const access = { principalId: principalId as PrincipalId, role: role as unknown as Role };
  return { access, endDateTime: until === permanent ? undefined : (until as Instant) };
}

const putWhole = (document: DirectoryRow) => ({
  replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true },
});

const lower = (text: string) => text.toLowerCase();

/** Every method of these, with the database's faults as the port's own. */
function reached<P extends Record<string, (...given: never[]) => Promise<unknown>>>(methods: P): P {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    async (...given: never[]) => {
      try {
        return await method(...given);
      } catch (cause) {
        throw cause instanceof mongo.MongoError ? unreachable(cause) : cause;
      }
    },
  ]);
  return Object.fromEntries(wrapped);
}

const unreachable = (cause: unknown) =>
  new AdapterError('unavailable', 'the directory’s database could not be reached', { cause });
