import type { Connection } from 'mongoose';
import type { AuditLog, AuditPosition, AuditQuery } from '../../../domain/ports/audit-log.js';
import { type Role, roleKey } from '../../../domain/role/role.js';
import { retryWhileUnavailable } from '../connection/retry-while-unavailable.js';
import { modelsOf } from '../schemas/models.js';
import { fromAuditDocument } from '../store/mapping.js';
import { readAll } from '../store/read-all.js';

/** For more roles than this, going by time and leaving out the others is faster than putting theirs in order. */
const fewRoles = 20;

/** The audit log on MongoDB, in an order that an index has: a page costs what it shows, wherever it begins. */
export function mongoAuditLog(connection: Connection, timeout: number): AuditLog {
  const { audit } = modelsOf(connection);
  return retryWhileUnavailable(
    {
      async get(id) {
        const found = await audit.findOne({ _id: id }).lean();
        return found ? fromAuditDocument(found) : undefined;
      },
      async list(query) {
        if (query.roles?.among.length === 0 && !query.roles.andNone) return [];
        const direction = query.order === 'newest' ? -1 : 1;
        const found = audit.collection.find(filterOf(query) as object, { limit: query.limit, batchSize: query.limit });
        const sorted = found.sort({ at: direction, _id: direction });
        return (await readAll(goesByTime(query) ? sorted.hint('by-time') : sorted)).map(fromAuditDocument);
      },
      async roles() {
        const groups = audit.aggregate<{ role: Role }>([
          { $match: { roleKey: { $gt: '' } } },
          { $sort: { roleKey: 1 } },
          { $group: { _id: '$roleKey', role: { $first: '$role' } } },
        ]);
        return (await groups).map(({ role }) => role);
      },
    } satisfies AuditLog,
    timeout,
  );
}

function goesByTime({ actors, subjects, involving, correlationId, roles }: AuditQuery): boolean {
  const isNarrow = actors ?? subjects ?? involving ?? correlationId;
  return isNarrow === undefined && (roles === undefined || roles.among.length > fewRoles);
}

function filterOf(query: AuditQuery) {
  const { activities, category, result, actors, subjects, involving, correlationId, roles } = query;
  const at = timeOf(query);
  return {
    ...(Object.keys(at).length > 0 && { at }),
    ...(activities && { activity: { $in: [...activities] } }),
    ...(category && { category }),
    ...(result && { result }),
    ...(actors && { 'actor.principalId': { $in: [...actors] } }),
    ...(subjects && { subject: { $in: [...subjects] } }),
    ...(involving && { $or: [{ 'actor.principalId': involving }, { subject: involving }] }),
    ...(correlationId && { correlationId }),
    ...(roles && { roleKey: { $in: [...roles.among.map(roleKey), ...(roles.andNone ? [null] : [])] } }),
    ...(query.after && { $nor: [passed(query.after, query.order)] }),
  };
}

/** The bounds of the index; the entries of the very moment where a page has ended are told apart by `passed`. */
function timeOf({ since, before, after, order }: AuditQuery) {
  const from = order === 'oldest' && after ? Math.max(since ?? 0, after.at) : since;
  const upTo = order === 'newest' && after ? { $lte: after.at } : {};
  return { ...upTo, ...(from !== undefined && { $gte: from }), ...(before !== undefined && { $lt: before }) };
}

const passed = ({ at, id }: AuditPosition, order: AuditQuery['order']) => ({
  at,
  _id: order === 'newest' ? { $gte: id } : { $lte: id },
});
