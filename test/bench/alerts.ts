import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Connection } from 'mongoose';
import { builtinDirectory } from '../../adapters/directory/builtin/builtin-directory.js';
import { builtinProvisioner } from '../../adapters/directory/builtin/builtin-provisioner.js';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { mongoDirectoryRecords } from '../../adapters/mongo/directory/directory-records.js';
import { startEmbeddedMongo } from '../../adapters/mongo/embedded/start-embedded-mongo.js';
import { indexes } from '../../adapters/mongo/indexes.js';
import { migrate } from '../../adapters/mongo/migrate.js';
import { alertSource } from '../../adapters/mongo/store/alert-source.js';
import { toRequestDocument, toScheduleDocument } from '../../adapters/mongo/store/mapping.js';
import { mongoStore } from '../../adapters/mongo/store/store.js';
import { systemIds as ids } from '../../adapters/system/ids.js';
import { principalId, requestId, scheduleId } from '../../domain/ids.js';
import type { User } from '../../domain/ports/directory.js';
import type { Clock } from '../../domain/ports/system.js';
import type { Role } from '../../domain/role/role.js';
import { wellKnownAzureRole, wellKnownRole } from '../../domain/role/well-known.js';
import { days, instant, seconds } from '../../domain/time.js';
import { sweepAlerts } from '../../domain/usecases/alert/sweep-alerts.js';
import { aRequest, aRole, aSchedule, monday } from '../support/builders.js';
import { silentLog as log } from '../support/silent-log.js';
import { type Figure, report } from './report.js';

const schedules = 100_000;
const people = 40_000;
const activated = 30_000;
const within = 5;
const clock: Clock = { now: () => monday };

/**
 * How long it takes to look for every alert in a large organisation: at first, when there are thousands of incidents to
 * raise, and again, when there is nothing new.
 */
export async function alertFigures(): Promise<Figure[]> {
  const mongod = await startEmbeddedMongo({
    dataFolder: resolve('.build/bench-data/alerts'),
    cacheFolder: resolve('.cache/mongod'),
    env: { path: '' },
    say: () => undefined,
  });
  const connection = await connect(Object.assign(new URL(mongod.uri), { pathname: '/alerts' }).href);
  try {
    await furnish(connection);
    const sweep = sweepOn(connection);
    const first = await timed(sweep);
    const raised = await connection.collection('alertIncidents').countDocuments();
    return [
      asFigure(`alert sweep over ${schedules.toLocaleString('en')} schedules, raising ${raised} incidents`, first),
      asFigure('the same again, with nothing new', await timed(sweep)),
    ];
  } finally {
    await connection.close();
    await mongod.stop();
  }
}

const asFigure = (name: string, value: number): Figure => ({
  name,
  value,
  unit: 's',
  aim: `< ${within} s`,
  ok: value < within,
});

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

function sweepOn(connection: Connection) {
  const store = mongoStore(connection, { deadline: seconds(30), onCommit: () => undefined });
  const records = mongoDirectoryRecords(connection);
  const directory = builtinDirectory(records, clock);
  const provisioners = [builtinProvisioner(records, clock)];
  return sweepAlerts({ store, directory, provisioners, alertSource: alertSource(connection), clock, ids, log });
}

const person = (number: number) => principalId(`00000000-0000-4000-9000-${number.toString(16).padStart(12, '0')}`);

const directoryRoles = [
  ...Object.values(wellKnownRole),
  ...Array.from({ length: 60 }, (_, number) => `00000000-0000-4000-a000-${String(number).padStart(12, '0')}`),
];

/** Two thirds of directory roles, a quarter of Azure, the rest of groups; most are eligible. */
function roleOf(number: number): Role {
  if (number % 12 < 8) return aRole(directoryRoles[number % directoryRoles.length]);
  if (number % 12 === 11) return { kind: 'group', groupId: person(number % 500), accessId: 'member' };
  const roleDefinitionId = number % 5 === 0 ? wellKnownAzureRole.owner : `azure-role-${number % 40}`;
  return { kind: 'azure', roleDefinitionId, directoryScopeId: `/subscriptions/${number % 2_000}` };
}

/** One in twenty is eligible for long, and has not used it; all others are new or have. */
const someSchedule = (number: number) =>
  toScheduleDocument(
    aSchedule({
      id: scheduleId(`schedule-${number}`),
      level: number % 3 === 0 ? 'assignment' : 'eligibility',
      assignmentType: 'assigned',
      principalId: person(number % people),
      role: roleOf(number),
      startDateTime: instant(monday - days(number % 20 === 0 ? 90 : 10)),
      endDateTime: number % 4 === 0 ? undefined : instant(monday + days(60)),
      createdUsing: requestId(`request-${number}`),
    }),
  );

const someActivation = (number: number) =>
  toRequestDocument(
    aRequest({
      id: requestId(`activation-${number}`),
      principalId: person(number % people),
      role: roleOf(number),
      status: number % 3 === 0 ? 'Provisioned' : 'Revoked',
      createdDateTime: instant(monday - days(number % 40)),
    }),
  );

/** One in thirty has not signed in for long. */
const somebody = (number: number): User => ({
  type: 'user',
  id: person(number),
  displayName: `Person ${number}`,
  userPrincipalName: `person-${number}@contoso.example`,
  accountEnabled: true,
  userType: 'Member',
  lastSignInDateTime: instant(monday - days(number % 30 === 0 ? 60 : 1)),
});

async function furnish(connection: Connection): Promise<void> {
  await connection.dropDatabase();
  await migrate(connection, indexes);
  const records = mongoDirectoryRecords(connection);
  await inBatches(people, (from, to) => records.principals.save(range(from, to).map(somebody)));
  await inBatches(schedules, (from, to) =>
    connection.collection('schedules').insertMany(range(from, to).map(someSchedule) as never[]),
  );
  await inBatches(activated, (from, to) =>
    connection.collection('scheduleRequests').insertMany(range(from, to).map(someActivation) as never[]),
  );
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, offset) => from + offset);

async function inBatches(count: number, write: (from: number, to: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += 1_000) await write(from, Math.min(count, from + 1_000));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) report('bench-alerts', await alertFigures());
