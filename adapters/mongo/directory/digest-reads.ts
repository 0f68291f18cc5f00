import type { Connection, PipelineStage } from 'mongoose';
import type { DigestReads, PeriodCounts } from '../../../domain/ports/digest-reads.js';
import { days, type Instant, instant } from '../../../domain/time.js';
import { type Models, modelsOf } from '../schemas/models.js';
import { fromScheduleDocument } from '../store/mapping.js';

/** A request is over this long after it was made, at the latest: so far back one looks for what was completed. */
const longestOpen = days(35);
const topRoles = 5;

/** An activation that came into force, and is over perhaps. */
const cameIntoForce = ['Provisioned', 'PendingRevocation', 'Revoked'];
const given = ['adminAssign', 'adminRenew'];

/** The counts of the digests. They read what a period has, and are asked once a day or a week. */
export function mongoDigestReads(connection: Connection): DigestReads {
  const models = modelsOf(connection);
  const { schedules, outsideGrants, alertIncidents } = models;
  return {
    async period(from, until) {
      const [requests, outside] = await Promise.all([
        countRequests(models, from, until),
        outsideGrants.countDocuments({ foundAt: { $gte: from, $lt: until } }),
      ]);
      return { ...requests, outside };
    },
    async endsIn(from, until, limit) {
      const ending = {
        nextTransitionAt: { $gte: from, $lt: until },
        assignmentType: 'assigned',
        status: { $in: ['PendingProvisioning', 'Provisioned'] },
      };
      const [count, first] = await Promise.all([
        schedules.countDocuments(ending),
        // To the database no limit is none at all.
        limit === 0 ? [] : schedules.find(ending).sort({ nextTransitionAt: 1 }).limit(limit).lean(),
      ]);
      return { count, first: first.map(fromScheduleDocument) };
    },
    // Any alert at all: named, so that the index which has only what stands leads there.
    openAlerts: () => alertIncidents.countDocuments({ alert: { $gt: '' }, isCurrent: true, status: 'open' }),
  };
}

type Counted = {
  outcomes: { _id: { status: string; isGiven: boolean; isForGood: boolean }; count: number }[];
  people: { count: number }[];
  roleCount: { count: number }[];
  roles: { role: PeriodCounts['topRoles'][number]['role']; activations: number }[];
};

/** One pass over what was asked for in that time and shortly before. */
async function countRequests({ requests }: Models, from: Instant, until: Instant) {
  const completed: PipelineStage.Match['$match'] = {
    status: { $in: [...cameIntoForce, 'Denied', 'TimedOut'] },
    createdDateTime: { $gte: instant(from - longestOpen), $lt: until },
    completedDateTime: { $gte: from, $lt: until },
    action: { $in: ['selfActivate', ...given] },
  };
  const activated = { $match: { action: 'selfActivate', status: { $in: cameIntoForce } } };
  const isGiven = { $in: ['$action', given] };
  const isActive = { $eq: ['$level', 'assignment'] };
  const isForGood = { $and: [isActive, { $eq: ['$scheduleInfo.expiration.type', 'noExpiration'] }] };
  const [counted] = await requests.aggregate<Counted>([
    { $match: completed },
    {
      $facet: {
        outcomes: [{ $group: { _id: { status: '$status', isGiven, isForGood }, count: { $sum: 1 } } }],
        people: [activated, { $group: { _id: '$principalId' } }, { $count: 'count' }],
        roles: [
          activated,
          { $group: { _id: '$roleKey', role: { $first: '$role' }, activations: { $sum: 1 } } },
          { $sort: { activations: -1, _id: 1 } },
          { $limit: topRoles },
          { $unset: '_id' },
        ],
        roleCount: [activated, { $group: { _id: '$roleKey' } }, { $count: 'count' }],
      },
    },
  ]);
  const { outcomes = [], people = [], roles = [], roleCount = [] } = counted ?? {};
  const count = (fits: (of: Counted['outcomes'][number]['_id']) => boolean) =>
    outcomes.filter(({ _id }) => fits(_id)).reduce((sum, each) => sum + each.count, 0);
  const isInForce = ({ status }: { status: string }) => cameIntoForce.includes(status);
  return {
    activations: count((of) => !of.isGiven && isInForce(of)),
    activatedBy: people[0]?.count ?? 0,
    topRoles: roles,
    roles: roleCount[0]?.count ?? 0,
    assigned: count((of) => of.isGiven && isInForce(of)),
    assignedPermanently: count((of) => of.isGiven && of.isForGood && isInForce(of)),
    denied: count(({ status }) => status === 'Denied'),
    timedOut: count(({ status }) => status === 'TimedOut'),
  };
}
