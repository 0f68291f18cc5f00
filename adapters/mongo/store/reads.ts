import type { mongo } from 'mongoose';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { effectivePolicy } from '../../../domain/policy/default-policy.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import type { Reads, RequestQuery, RoleCount, ScheduleInBrief, ScheduleQuery } from '../../../domain/ports/store.js';
import { accessKey, policyKey, roleKey } from '../../../domain/role/role.js';
import type { Instant } from '../../../domain/time.js';
import { authenticatorReads } from '../people/authenticators.js';
import { preferenceReads } from '../people/preferences.js';
import type { Models, Row } from '../schemas/models.js';
import { accessReviewReads } from './access-review-rows.js';
import { alertReads } from './alerts.js';
import { leaseReads } from './lease-reads.js';
import { fromAuditDocument, fromRequestDocument, fromScheduleDocument } from './mapping.js';
import { current, ended, ofStatuses } from './schedule-filters.js';

/** More than this on one access or request is a fault in the data; reads stay bounded all the same. */
const many = 1_000;

type Session = mongo.ClientSession | null;

/** The reads of the store: in `session`'s snapshot where one is given. */
export function readsOf(models: Models, session: Session): Reads {
  const { policies, audit } = models;
  return {
    requests: requestReads(models, session),
    schedules: scheduleReads(models, session),
    leases: leaseReads(models, session),
    policies: {
      async of(role) {
        const key = policyKey(role);
        const found = await policies.findOne({ _id: key }).session(session).lean();
        const policy = effectivePolicy(
          key,
          role.kind,
          (found?.changes ?? {}) as PolicyChanges,
          Number(found?.version ?? 0),
        );
        return found?.undo ? { ...policy, undo: found.undo as PolicyChanges } : policy;
      },
    },
    authenticators: authenticatorReads(models, session),
    preferences: preferenceReads(models, session),
    accessReviews: accessReviewReads(models, session),
    alerts: alertReads(models, session),
    audit: {
      async ofRequest(id) {
        const found = audit.find({ requestId: id }).sort({ at: 1, _id: 1 }).limit(many);
        return (await found.session(session).lean()).map(fromAuditDocument);
      },
    },
  };
}

const requestReads = ({ requests }: Models, session: Session): Reads['requests'] => ({
  async get(id) {
    const found = await requests.findOne({ _id: id }).session(session).lean();
    return found ? fromRequestDocument(found) : undefined;
  },
  async getAll(ids) {
    if (ids.length === 0) return [];
    const found = requests.find({ _id: { $in: [...ids] } });
    return (await found.session(session).lean()).map(fromRequestDocument);
  },
  async open(access, level) {
    const found = await requests
      .findOne({ accessKey: accessKey(access), level, isOpen: true })
      .session(session)
      .lean();
    return found ? fromRequestDocument(found) : undefined;
  },
  async list(query) {
    const { skip = 0, limit } = query;
    const found = requests.find(requestFilter(query)).sort({ createdDateTime: -1 }).skip(skip).limit(limit);
    return (await found.session(session).lean()).map(fromRequestDocument);
  },
  async waitingOn(eligibilities) {
    if (eligibilities.length === 0) return [];
    const waiting = { isOpen: true, status: 'PendingApproval' };
    const found = requests.find({ activatedUsing: { $in: [...eligibilities] }, ...waiting }).limit(many);
    return (await found.session(session).lean()).map(fromRequestDocument);
  },
});

const scheduleReads = ({ schedules }: Models, session: Session): Reads['schedules'] => ({
  async get(id) {
    const found = await schedules.findOne({ _id: id }).session(session).lean();
    return found ? fromScheduleDocument(found) : undefined;
  },
  async getAll(ids) {
    if (ids.length === 0) return [];
    const found = schedules.find({ _id: { $in: [...ids] } });
    return (await found.session(session).lean()).map(fromScheduleDocument);
  },
  async createdBy(id) {
    const found = schedules.find({ createdUsing: id }).sort({ startDateTime: 1 }).limit(many);
    return (await found.session(session).lean()).map(fromScheduleDocument);
  },
  async ofAccess(access) {
    const found = schedules.find({ accessKey: accessKey(access), ...current }).limit(many);
    return (await found.session(session).lean()).map(fromScheduleDocument);
  },
  async currentOn(id) {
    const found = schedules.find({ activatedUsing: id, ...current }).limit(many);
    return (await found.session(session).lean()).map(fromScheduleDocument);
  },
  async lastEnded(access, level) {
    const filter = { accessKey: accessKey(access), level, assignmentType: 'assigned', ...ended };
    const found = await schedules.findOne(filter).sort({ endedDateTime: -1 }).session(session).lean();
    return found ? fromScheduleDocument(found) : undefined;
  },
  async holders(after, limit) {
    const found = await schedules
      .find({ principalId: { $gt: after ?? '' }, ...current }, { _id: 0, principalId: 1 })
      .sort({ principalId: 1 })
      .limit(limit)
      .session(session)
      .lean();
    const principalIds = [...new Set(found.map(({ principalId }) => principalId as PrincipalId))];
    return { principalIds, next: found.length < limit ? undefined : principalIds.at(-1) };
  },
  async list(query) {
    const filter = scheduleFilter(query);
    const found = await schedules.find(filter).limit(query.limit).session(session).lean();
    // Nearly always all of them fit, and are put in order here; else the index says which come first.
    const first = found.length < query.limit ? found : await firstToEnd(schedules, session, filter, query.limit);
    return first.map(fromScheduleDocument).sort((one, other) => endOf(one) - endOf(other));
  },
  count: (query) => schedules.countDocuments(scheduleFilter(query)).session(session).exec(),
  async listInBrief(query) {
    const found = schedules.find(scheduleFilter(query), inBrief).limit(query.limit).session(session);
    return (await found.lean()).map(({ _id, ...schedule }) => ({ id: _id, ...schedule }) as unknown as ScheduleInBrief);
  },
  async ending(assignmentType, { end, id }, until, limit) {
    // Of what has begun the end is its next transition, which has an index of its own.
    const later = { nextTransitionAt: { $gt: end, $lte: until } };
    const places = id === undefined ? later : { $or: [{ nextTransitionAt: end, _id: { $gt: id } }, later] };
    const found = schedules
      .find({ ...places, assignmentType, status: { $in: ['PendingProvisioning', 'Provisioned'] } })
      .sort({ nextTransitionAt: 1, _id: 1 })
      .limit(limit);
    return (await found.session(session).lean()).map(fromScheduleDocument);
  },
  async countByRole(now) {
    // Any role at all: named, so that the index which has only what stands leads there.
    const counted = { roleKey: { $gt: '' }, ...ofStatuses(notOnTheirWayOut) };
    const groups = schedules.aggregate([{ $match: counted }, { $group: countsOf(now) }, { $unset: '_id' }]);
    return groups.session(session) as Promise<RoleCount[]>;
  },
});

const inBrief = { principalId: 1, level: 1, status: 1, startDateTime: 1, endDateTime: 1 } as const;

const notOnTheirWayOut = ['Granted', 'PendingProvisioning', 'Provisioned'] as const;

/** As `isLive` says it of one. */
function countsOf(now: Instant) {
  const hasBegun = { $and: [{ $ne: ['$status', 'Granted'] }, { $lte: ['$startDateTime', now] }] };
  const isActive = [
    { $eq: ['$level', 'assignment'] },
    hasBegun,
    { $lt: [now, { $ifNull: ['$endDateTime', Number.MAX_SAFE_INTEGER] }] },
  ];
  return {
    _id: '$roleKey',
    role: { $first: '$role' },
    count: { $sum: 1 },
    eligible: { $sum: { $cond: [{ $eq: ['$level', 'eligibility'] }, 1, 0] } },
    active: { $sum: { $cond: [{ $and: isActive }, 1, 0] } },
  };
}

const requestFilter = ({ principalId, statuses, approverIds, role, actions, createdBy, since }: RequestQuery) => ({
  ...(since !== undefined && { createdDateTime: { $gte: since } }),
  ...(actions && { action: { $in: [...actions] } }),
  ...(createdBy !== undefined && { createdBy }),
  ...(principalId !== undefined && { principalId }),
  ...(statuses && { status: { $in: [...statuses] } }),
  ...(approverIds && { approverIds: { $in: [...approverIds] } }),
  ...(role && { roleKey: roleKey(role) }),
});

/** Permanent ones last. */
const endOf = ({ endDateTime }: Schedule) => endDateTime ?? Number.MAX_SAFE_INTEGER;

async function firstToEnd(
  schedules: Models['schedules'],
  session: Session,
  filter: ReturnType<typeof scheduleFilter>,
  limit: number,
): Promise<Row[]> {
  const ending = schedules.find({ ...filter, endDateTime: { $gte: 0 } }).sort({ endDateTime: 1 });
  const found = await ending.limit(limit).session(session).lean();
  if (found.length === limit) return found;
  const permanent = schedules.find({ ...filter, endDateTime: null }).limit(limit - found.length);
  return [...found, ...(await permanent.session(session).lean())];
}

const scheduleFilter = ({ level, principalIds, statuses, assignmentType, roles }: Omit<ScheduleQuery, 'limit'>) => ({
  ...(level && { level }),
  ...(principalIds && { principalId: { $in: [...principalIds] } }),
  ...(statuses && ofStatuses(statuses)),
  ...(assignmentType && { assignmentType }),
  ...(roles && { roleKey: { $in: roles.map(roleKey) } }),
});
