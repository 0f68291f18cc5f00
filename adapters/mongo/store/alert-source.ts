import type { Connection, mongo, PipelineStage } from 'mongoose';
import type { Ownership } from '../../../domain/alert/detect-azure.js';
import type { Activations, Given, Used } from '../../../domain/alert/detect-holders.js';
import type { AlertFacts, AlertSource, GivenCount } from '../../../domain/ports/alerts.js';
import { type Access, type Role, roleKey } from '../../../domain/role/role.js';
import { wellKnownAzureRole } from '../../../domain/role/well-known.js';
import { retryWhileUnavailable } from '../connection/retry-while-unavailable.js';
import { type Models, modelsOf, type Row } from '../schemas/models.js';
import { ofStatuses } from './schedule-filters.js';

/** Nobody waits for a look, and one of a large organisation takes its time; in milliseconds. */
const timeout = 60_000;
const page = 1_000;

/** What alerts are found by, on MongoDB: every look reads one snapshot, so that nothing moves while it is gone through. */
export function alertSource(connection: Connection): AlertSource {
  const models = modelsOf(connection);
  return retryWhileUnavailable(
    {
      async look<T>(work: (facts: AlertFacts) => Promise<T>): Promise<T> {
        const session = await connection.startSession({ snapshot: true });
        try {
          return await work(factsIn(models, session));
        } finally {
          await session.endSession();
        }
      },
    },
    timeout,
  );
}

const factsIn = (models: Models, session: mongo.ClientSession): AlertFacts => ({
  ...givenIn(models, session),
  ...activatedIn(models, session),
  async ownerships() {
    return models.schedules.aggregate<Ownership>(ownershipStages).session(session).readConcern('snapshot');
  },
  async outside() {
    const found = await models.outsideGrants
      .find({ _id: { $gt: '' }, access: { $exists: true } }, { access: 1 })
      .session(session)
      .readConcern('snapshot')
      .lean();
    return found.map(({ access }) => access as Access);
  },
});

/** Of roles of one kind, and no others: their keys begin with it. */
const keysOf = (kind: Role['kind']) => ({ roleKey: { $gt: `${kind}:`, $lt: `${kind};` } });
/** Given, and begun. */
const given = { assignmentType: 'assigned', ...ofStatuses(['PendingProvisioning', 'Provisioned']) } as const;
const fieldsOfGiven = { level: 1, principalId: 1, role: 1, startDateTime: 1 } as const;

const givenIn = (
  { schedules }: Models,
  session: mongo.ClientSession,
): Pick<AlertFacts, 'visitGiven' | 'givenCounts' | 'givenOf'> => ({
  async visitGiven(visit) {
    const cursor = schedules
      .find({ principalId: { $gt: '' }, ...given, 'role.kind': 'directory' }, fieldsOfGiven)
      .sort({ principalId: 1 })
      .session(session)
      .readConcern('snapshot')
      .lean()
      .cursor({ batchSize: page });
    let rows: Given[] = [];
    for await (const row of cursor) {
      // Everything of one holder comes in one page.
      if (rows.length >= page && rows.at(-1)?.principalId !== row.principalId) {
        await visit(rows);
        rows = [];
      }
      rows.push(toGiven(row));
    }
    if (rows.length > 0) await visit(rows);
  },
  async givenCounts() {
    const groups = await schedules
      .aggregate<GivenCount & { _id: string }>([
        { $match: { ...keysOf('directory'), ...given } },
        {
          $group: {
            _id: '$roleKey',
            role: { $first: '$role' },
            count: { $sum: 1 },
            eligible: { $sum: { $cond: [{ $eq: ['$level', 'eligibility'] }, 1, 0] } },
          },
        },
      ])
      .session(session)
      .readConcern('snapshot');
    return groups.map(({ role, count, eligible }) => ({ role, count, eligible }));
  },
  async givenOf(role) {
    const found = schedules.find({ roleKey: roleKey(role), ...given }, fieldsOfGiven);
    return (await found.session(session).readConcern('snapshot').lean()).map(toGiven);
  },
});

const toGiven = ({ _id, ...row }: Row) => ({ id: _id, ...row }) as unknown as Given;

/** Requests that became an activation. */
const wasActivated = { status: { $in: ['PendingProvisioning', 'Provisioned', 'PendingRevocation', 'Revoked'] } };
const ofDirectory = { action: 'selfActivate', 'role.kind': 'directory' } as const;

const activatedIn = (
  { requests, schedules }: Models,
  session: mongo.ClientSession,
): Pick<AlertFacts, 'usedSince' | 'activatedOften'> => ({
  async usedSince(since) {
    const asked = requests.find(
      { ...wasActivated, createdDateTime: { $gte: since }, ...ofDirectory },
      { _id: 0, accessKey: 1, activatedUsing: 1 },
    );
    // What was asked for long ago and began later, or goes on.
    const still = { ...ofStatuses(['Granted', 'PendingProvisioning', 'Provisioned']), assignmentType: 'activated' };
    const active = schedules.find({ ...keysOf('directory'), ...still }, { _id: 0, accessKey: 1, activatedUsing: 1 });
    const rows = (
      await Promise.all([
        asked.session(session).readConcern('snapshot').lean(),
        active.session(session).readConcern('snapshot').lean(),
      ])
    ).flat();
    return {
      eligibilityIds: new Set(rows.flatMap(({ activatedUsing }) => (activatedUsing as string | undefined) ?? [])),
      accessKeys: new Set(rows.map((row) => row.accessKey as string)),
    } satisfies Used;
  },
  async activatedOften(since, atLeast) {
    const found = await requests
      .aggregate<Activations>([
        { $match: { ...wasActivated, createdDateTime: { $gte: since }, ...ofDirectory } },
        {
          $group: {
            _id: '$accessKey',
            principalId: { $first: '$principalId' },
            role: { $first: '$role' },
            moments: { $push: '$createdDateTime' },
          },
        },
        { $match: { [`moments.${atLeast - 1}`]: { $exists: true } } },
        { $unset: '_id' },
      ])
      .session(session)
      .readConcern('snapshot');
    return found.map((each) => ({ ...each, moments: [...each.moments].sort((one, other) => one - other) }));
  },
});

const isOwner = { $eq: [{ $toLower: '$role.roleDefinitionId' }, wellKnownAzureRole.owner] };
const isForGood = {
  $and: [isOwner, { $eq: ['$level', 'assignment'] }, { $lte: ['$endDateTime', null] }],
};
const oneIf = (condition: object) => ({ $max: { $cond: [condition, 1, 0] } });

/** Whoever has several roles at one place counts once there. */
const ownershipStages: PipelineStage[] = [
  { $match: { ...keysOf('azure'), ...given } },
  {
    $group: {
      _id: { scope: { $toLower: '$role.directoryScopeId' }, who: '$principalId' },
      scopeId: { $first: '$role.directoryScopeId' },
      owns: oneIf(isOwner),
      ownsForGood: oneIf(isForGood),
    },
  },
  {
    $group: {
      _id: '$_id.scope',
      scopeId: { $min: '$scopeId' },
      members: { $sum: 1 },
      owners: { $sum: '$owns' },
      permanentOwners: { $sum: '$ownsForGood' },
    },
  },
  { $match: { owners: { $gt: 0 } } },
  { $unset: '_id' },
];
