import type { mongo } from 'mongoose';
import { effectivePolicy } from '../../domain/policy/default-policy.js';
import type { PolicyChanges } from '../../domain/policy/policy.js';
import type { Reads, RequestQuery, ScheduleQuery } from '../../domain/ports/store.js';
import { accessKey, policyKey, roleKey } from '../../domain/role/role.js';
import { fromAuditDocument, fromRequestDocument, fromScheduleDocument } from './mapping.js';
import type { Models } from './models.js';

const notOver = ['Granted', 'PendingProvisioning', 'Provisioned', 'PendingRevocation'];
/** More than this on one access or request is a fault in the data; reads stay bounded all the same. */
const many = 1_000;

/** The reads of the store: in `session`'s snapshot where one is given. */
export function readsOf({ requests, schedules, policies, audit }: Models, session: mongo.ClientSession | null): Reads {
  return {
    requests: {
      async get(id) {
        const found = await requests.findOne({ _id: id }).session(session).lean();
        return found ? fromRequestDocument(found) : undefined;
      },
      async open(access) {
        const found = await requests
          .findOne({ accessKey: accessKey(access), isOpen: true })
          .session(session)
          .lean();
        return found ? fromRequestDocument(found) : undefined;
      },
      async list(query) {
        const found = requests.find(requestFilter(query)).sort({ createdDateTime: -1 }).limit(query.limit);
        return (await found.session(session).lean()).map(fromRequestDocument);
      },
    },
    schedules: {
      async get(id) {
        const found = await schedules.findOne({ _id: id }).session(session).lean();
        return found ? fromScheduleDocument(found) : undefined;
      },
      async createdBy(id) {
        const found = schedules.find({ createdUsing: id }).sort({ startDateTime: 1 }).limit(many);
        return (await found.session(session).lean()).map(fromScheduleDocument);
      },
      async ofAccess(access) {
        const found = schedules.find({ accessKey: accessKey(access), status: { $in: notOver } }).limit(many);
        return (await found.session(session).lean()).map(fromScheduleDocument);
      },
      async list(query) {
        const found = await schedules.find(scheduleFilter(query)).limit(query.limit).session(session).lean();
        const end = ({ endDateTime }: { endDateTime?: number | undefined }) => endDateTime ?? Number.POSITIVE_INFINITY;
        return found.map(fromScheduleDocument).sort((a, b) => (end(a) === end(b) ? 0 : end(a) - end(b)));
      },
    },
    policies: {
      async of(role) {
        const key = policyKey(role);
        const found = await policies.findOne({ _id: key }).session(session).lean();
        return effectivePolicy(key, role.kind, (found?.changes ?? {}) as PolicyChanges, Number(found?.version ?? 0));
      },
    },
    audit: {
      async ofRequest(id) {
        const found = audit.find({ requestId: id }).sort({ at: 1, _id: 1 }).limit(many);
        return (await found.session(session).lean()).map(fromAuditDocument);
      },
    },
  };
}

const requestFilter = ({ principalId, statuses, approverIds, role }: RequestQuery) => ({
  ...(principalId !== undefined && { principalId }),
  ...(statuses && { status: { $in: [...statuses] } }),
  ...(approverIds && { approverIds: { $in: [...approverIds] } }),
  ...(role && { roleKey: roleKey(role) }),
});

const scheduleFilter = ({ level, principalIds, statuses, role }: ScheduleQuery) => ({
  ...(level && { level }),
  ...(principalIds && { principalId: { $in: [...principalIds] } }),
  ...(statuses && { status: { $in: [...statuses] } }),
  ...(role && { roleKey: roleKey(role) }),
});
