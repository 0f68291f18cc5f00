import type { Connection } from 'mongoose';
import { lookOf } from '../../../domain/identity/look-alike.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Principal, Scope, User } from '../../../domain/ports/directory.js';
import type {
  CustomRole,
  DirectoryRecords,
  PrincipalRecord,
  ScopeRecord,
} from '../../../domain/ports/directory-records.js';
import type { AccessId } from '../../../domain/role/role.js';
import { askTogether } from '../connection/ask-together.js';
import { retryWhileUnavailable } from '../connection/retry-while-unavailable.js';
import { type DirectoryModels, type DirectoryRow, directoryModelsOf } from '../schemas/directory-schemas.js';
import { lastOwners, pastEnd } from '../store/last-owners.js';
import { grantsOf } from './directory-grants.js';

/** People wait for what is read here, and deliveries for what is changed; in milliseconds. */
const timeout = 2_000;
const grantsTimeout = 10_000;

const withoutLists = { memberIds: 0, ownerIds: 0 };

/** The built-in directory's records on MongoDB. The connection stays its owner's to close. */
export function mongoDirectoryRecords(connection: Connection): DirectoryRecords {
  const models = directoryModelsOf(connection);
  return {
    principals: retryWhileUnavailable(principalsOf(models), timeout),
    links: retryWhileUnavailable(linksOf(models), timeout),
    scopes: retryWhileUnavailable(scopesOf(models), timeout),
    customRoles: retryWhileUnavailable(customRolesOf(models), timeout),
    grants: retryWhileUnavailable(grantsOf(models, connection), grantsTimeout),
  };
}

/** One row by its id, read together with all others that are asked for in the same moment. */
const rowsById = (rowsOf: (ids: readonly string[]) => Promise<DirectoryRow[]>) =>
  askTogether(String, async (ids: readonly string[]) => {
    const rows = new Map((await rowsOf(ids)).map((row) => [row._id, row]));
    return ids.map((id) => rows.get(id));
  });

function principalsOf({ principals }: DirectoryModels): DirectoryRecords['principals'] {
  const row = rowsById((ids) => principals.find({ _id: { $in: ids } }, withoutLists).lean());
  return {
    async find(ids) {
      const found = await Promise.all(unique(ids.map(lower)).sort().map(row));
      return found.filter((each) => each !== undefined).map(toPrincipal<Principal>);
    },
    ...otherwise(principals),
  };
}

const otherwise = (principals: DirectoryModels['principals']): Omit<DirectoryRecords['principals'], 'find'> => ({
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
      .find({ type: { $in: ['user', 'group', 'servicePrincipal'] }, searchText: holdsText }, withoutLists)
      .sort({ searchText: 1 })
      .limit(limit)
      .lean();
    return found.map(toPrincipal<Principal>);
  },
  async sharedLooks(looks) {
    if (looks.length === 0) return [];
    // Answered from the index alone.
    const counted = await principals.aggregate<{ _id: string }>([
      { $match: { look: { $in: [...looks] } } },
      { $group: { _id: '$look', bearers: { $sum: 1 } } },
      { $match: { bearers: { $gt: 1 } } },
    ]);
    return counted.map(({ _id }) => _id);
  },
  async all() {
    return (await principals.find().lean()).map(toPrincipal<PrincipalRecord>);
  },
  async save(records) {
    if (records.length > 0) await principals.bulkWrite(records.map(toPrincipalDocument).map(putWhole));
  },
  async signedIn(id, at, unlessAfter) {
    const known = { lastSignInDateTime: { $gt: unlessAfter } };
    await principals.updateOne({ _id: lower(id), type: 'user', $nor: [known] }, { $set: { lastSignInDateTime: at } });
  },
});

type Links = DirectoryRecords['links'];
type AskedOfLinks = Parameters<Links['groupsWith']>;

/** Pages and cards ask of many roles at once, and of most of them the same: each question goes to the database once. */
function linksOf(models: DirectoryModels): Links {
  const once = (answer: (...asked: AskedOfLinks) => Promise<PrincipalId[]>) =>
    askTogether<AskedOfLinks, PrincipalId[]>(JSON.stringify, (all) =>
      Promise.all(all.map((asked) => answer(...asked))),
    );
  const { groupsWith, holdersIn } = eachLink(models);
  const [groups, holders] = [once(groupsWith), once(holdersIn)];
  return {
    groupsWith: async (...asked) => [...(await groups(asked))],
    holdersIn: async (...asked) => [...(await holders(asked))],
  };
}

const eachLink = ({ principals, grants }: DirectoryModels): Links => ({
  async groupsWith(ids, accessId, now) {
    const held = { groupId: { $exists: true }, principalId: { $in: ids } };
    const [current, granted, kept] = await Promise.all([
      principals.find({ [listOf(accessId)]: { $in: ids } }, { _id: 1 }).lean(),
      grants.find({ ...held, accessId, until: { $gt: now } }, { groupId: 1 }).lean(),
      accessId === 'owner' ? grants.find({ ...held, ...pastEnd(now) }, { groupId: 1 }).lean() : [],
    ]);
    const stillOwned = await lastOwners({ principals, grants }, unique(kept.map(({ groupId }) => groupId)), now);
    const theirs = stillOwned.filter(({ principalId }) => ids.includes(principalId as PrincipalId));
    return unique([...current.map(({ _id }) => _id), ...[...granted, ...theirs].map(({ groupId }) => groupId)]);
  },
  async holdersIn(groupIds, accessId, now) {
    const list = listOf(accessId);
    const [current, granted, kept] = await Promise.all([
      principals.find({ _id: { $in: groupIds } }, { [list]: 1 }).lean(),
      grants.find({ groupId: { $in: groupIds }, accessId, until: { $gt: now } }, { principalId: 1 }).lean(),
      accessId === 'owner' ? lastOwners({ principals, grants }, groupIds, now) : [],
    ]);
    return unique([
      ...current.flatMap((group) => (group[list] ?? []) as string[]),
      ...[...granted, ...kept].map(({ principalId }) => principalId),
    ]);
  },
});

const listOf = (accessId: AccessId) => (accessId === 'member' ? 'memberIds' : 'ownerIds');
const unique = (ids: readonly unknown[]) => [...new Set(ids)] as PrincipalId[];

function scopesOf({ scopes }: DirectoryModels): DirectoryRecords['scopes'] {
  const row = rowsById((ids) => scopes.find({ _id: { $in: ids } }).lean());
  return {
    async find(kind, id) {
      const found = await row(scopeKey({ kind, id }));
      return found ? toScope(found) : undefined;
    },
    async all() {
      return (await scopes.find().sort({ _id: 1 }).lean()).map(toScope);
    },
    async save(records) {
      const documents = records.map((record) => ({ _id: scopeKey(record), ...record }));
      if (documents.length > 0) await scopes.bulkWrite(documents.map(putWhole));
    },
  };
}

const customRolesOf = ({ customRoles }: DirectoryModels): DirectoryRecords['customRoles'] => ({
  async find(id) {
    const found = await customRoles.findOne({ _id: lower(id) }).lean();
    return found ? toCustomRole(found) : undefined;
  },
  async all() {
    // Named, so that it is the index that leads through them.
    return (
      await customRoles
        .find({ _id: { $gt: '' } })
        .sort({ _id: 1 })
        .lean()
    ).map(toCustomRole);
  },
  async save(roles) {
    const documents = roles.map((role) => ({ _id: lower(role.id), ...role }));
    if (documents.length > 0) await customRoles.bulkWrite(documents.map(putWhole));
  },
});

const toCustomRole = ({ _id, ...role }: DirectoryRow) => role as unknown as CustomRole;

const scopeKey = ({ kind, id }: Pick<Scope, 'kind' | 'id'>) => `${kind}:${lower(id)}`;

function toPrincipalDocument({ id, ...principal }: PrincipalRecord): DirectoryRow {
  const addresses =
    principal.type === 'user' ? [principal.userPrincipalName, principal.mail].flatMap((text) => text ?? []) : [];
  return {
    _id: lower(id),
    ...principal,
    addresses: addresses.length > 0 ? [...new Set(addresses.map(lower))] : undefined,
    searchText: [principal.displayName, ...addresses].map(lower).join('\n'),
    look: lookOf(principal.displayName),
  };
}

/** The derived fields are left behind. */
function toPrincipal<P extends Principal | PrincipalRecord>(document: unknown): P {
  const { _id, addresses: _a, searchText: _s, look: _l, ...principal } = document as DirectoryRow;
  return { id: _id, ...principal } as unknown as P;
}

function toScope(document: unknown): ScopeRecord {
  const { _id, ...scope } = document as DirectoryRow;
  return scope as unknown as ScopeRecord;
}

const putWhole = (document: DirectoryRow) => ({
  replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true },
});

const lower = (text: string) => text.toLowerCase();
