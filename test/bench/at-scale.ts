import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Connection } from 'mongoose';
import { builtinDirectory } from '../../adapters/directory/builtin/builtin-directory.js';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { mongoDirectoryRecords } from '../../adapters/mongo/directory/directory-records.js';
import { startEmbeddedMongo } from '../../adapters/mongo/embedded/start-embedded-mongo.js';
import { indexes } from '../../adapters/mongo/indexes.js';
import { migrate } from '../../adapters/mongo/migrate.js';
import { mongoDeliveryQueue } from '../../adapters/mongo/outbox/delivery-queue.js';
import { mongoIdentities } from '../../adapters/mongo/people/identities.js';
import { mongoSessions } from '../../adapters/mongo/people/sessions.js';
import { toScheduleDocument } from '../../adapters/mongo/store/mapping.js';
import { mongoStore } from '../../adapters/mongo/store/store.js';
import { systemIds as ids } from '../../adapters/system/ids.js';
import { useCases } from '../../bot/commands/use-cases.js';
import type { Schedule } from '../../domain/assignment/schedule.js';
import { type PrincipalId, principalId, requestId, scheduleId } from '../../domain/ids.js';
import type { User } from '../../domain/ports/directory.js';
import type { Clock } from '../../domain/ports/system.js';
import { policyKey } from '../../domain/role/role.js';
import { days, duration, after as later, seconds } from '../../domain/time.js';
import { listMyRoles } from '../../domain/usecases/activation/list-my-roles.js';
import { anEligibility, approvedBy, aRole, aSchedule, aStagePolicy, asks, by, monday } from '../support/builders.js';
import { type Figure, median } from './report.js';

const [few, many] = [1_000, 1_000_000];
const rounds = 60;
const perRound = 4;
const people = rounds * perRound;
const role = aRole();
const clock: Clock = { now: () => later(monday, days(1)) };

const person = (number: number) => principalId(`00000000-0000-4000-9000-${number.toString(16).padStart(12, '0')}`);
/** One of those whom nobody here asks anything: whose the schedules on file are. */
export const somebodyElse = (number: number) => person(0x100000 + number);
const approver = person(0xffff);

/**
 * What the whole path of a request costs — asked for, approved, given back, and the list of one's roles looked at — with
 * a million schedules on file against a thousand: two databases on one server, taking turns.
 */
export async function scaleFigures(): Promise<Figure[]> {
  const mongod = await startEmbeddedMongo({
    dataFolder: resolve('.build/bench-data/scale'),
    cacheFolder: resolve('.cache/mongod'),
    env: { path: '' },
    say: () => undefined,
  });
  const open = (name: string) => connect(Object.assign(new URL(mongod.uri), { pathname: `/${name}` }).href);
  const [small, large] = [await open('few'), await open('many')];
  try {
    const houses = [await furnish(small, few), await furnish(large, many)] as const;
    const costs: { small: number; large: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const cost = { small: await timed(houses[0], round), large: await timed(houses[1], round) };
      costs.push(cost);
    }
    return [asFigure(costs.slice(10))];
  } finally {
    await Promise.all([small.close(), large.close()]);
    await mongod.stop();
  }
}

function asFigure(costs: readonly { small: number; large: number }[]): Figure {
  const value = median(costs.map(({ large }) => large));
  const baseline = median(costs.map(({ small }) => small));
  const ratio = value / baseline;
  const name = `request path at ${many.toLocaleString('en')} schedules, against ${few.toLocaleString('en')}`;
  return { name, value, baseline, unit: 'ms', ratio, aim: '≤ 1.2×', ok: ratio <= 1.2 };
}

type Fixture = ReturnType<typeof fixtureOn>;

function fixtureOn(connection: Connection) {
  const store = mongoStore(connection, { deadline: seconds(30), onCommit: () => undefined });
  const directory = builtinDirectory(mongoDirectoryRecords(connection), clock);
  const settings = { minimumDuration: duration(0), earliestGiveBack: duration(0) };
  const queue = mongoDeliveryQueue(connection, { lease: seconds(30), newLease: randomUUID });
  const people = { identities: mongoIdentities(connection), sessions: mongoSessions(connection) };
  const parts = { store, directory, clock, ids, settings, queue, ...people };
  return { ...useCases(parts), myRoles: listMyRoles({ store, directory, clock }) };
}

/** Milliseconds for one person's whole path, of a few who have not asked before. */
async function timed(fixture: Fixture, round: number): Promise<number> {
  const begin = performance.now();
  for (let number = round * perRound; number < (round + 1) * perRound; number += 1) await path(fixture, person(number));
  return (performance.now() - begin) / perRound;
}

async function path(fixture: Fixture, asker: PrincipalId): Promise<void> {
  const expiration = { type: 'afterDuration', duration: duration(3_600_000) } as const;
  const ask = { justification: 'INC-42', ticketInfo: {}, scheduleInfo: { expiration } };
  const proofs = { multiFactor: false, authenticationContexts: [] };
  const asked = await fixture.requestActivation(role, ask, proofs, by(asker));
  if (!asked.ok) throw new Error(`asking was refused: ${asked.refusal.code}`);
  const words = { stageId: 0, revision: 0, reviewResult: 'Approve', justification: 'known work' } as const;
  const reviewed = await fixture.decideRequest(asked.value.requestId, words, proofs, by(approver));
  if (!reviewed.ok) throw new Error(`approving was refused: ${reviewed.refusal.code}`);
  await fixture.myRoles(asker);
  const ended = await fixture.deactivate(asked.value.requestId, 'done', by(asker));
  if (!ended.ok) throw new Error(`giving back was refused: ${ended.refusal.code}`);
}

/** Fills a database with people, who are eligible for one role, and with so many schedules of others. */
async function furnish(connection: Connection, count: number): Promise<Fixture> {
  await connection.dropDatabase();
  const everybody = [...Array.from({ length: people }, (_, number) => person(number)), approver];
  await mongoDirectoryRecords(connection).principals.save(everybody.map(asUser));
  await fileSchedules(connection, count);
  const store = mongoStore(connection, { deadline: seconds(30), onCommit: () => undefined });
  const settings = approvedBy(aStagePolicy({ primaryApprovers: asks(approver) }));
  await store.transaction(async (tx) => {
    await tx.policies.save(policyKey(role), { ...settings, Enablement_EndUser_Assignment: { enabledRules: [] } }, 0);
    await tx.schedules.insert(...everybody.map(eligible));
  });
  return fixtureOn(connection);
}

/** Puts so many schedules of others on file, none of which is due by then, and makes the indexes. */
export async function fileSchedules(connection: Connection, count: number): Promise<void> {
  const batch = 10_000;
  for (let from = 0; from < count; from += batch) {
    const documents = Array.from({ length: Math.min(batch, count - from) }, (_, offset) => someSchedule(from + offset));
    await connection.collection('schedules').insertMany(documents as never[], { ordered: false });
  }
  await migrate(connection, indexes);
}

const asUser = (id: PrincipalId): User => ({
  type: 'user',
  id,
  displayName: id,
  userPrincipalName: `${id}@contoso.example`,
  accountEnabled: true,
  userType: 'Member',
});

const eligible = (id: PrincipalId): Schedule => anEligibility({ id: scheduleId(randomUUID()), principalId: id });

const statuses = ['Provisioned', 'Provisioned', 'Revoked', 'Revoked', 'Revoked', 'Canceled', 'Granted'] as const;

/** One of many schedules of somebody else: most of them history, as in any organisation after a year. */
function someSchedule(number: number) {
  const status = statuses[number % statuses.length] ?? 'Revoked';
  return toScheduleDocument(
    aSchedule({
      id: scheduleId(`schedule-${number}`),
      level: number % 3 === 0 ? 'eligibility' : 'assignment',
      assignmentType: number % 3 === 1 ? 'activated' : 'assigned',
      principalId: somebodyElse(number % 100_000),
      role: number % 50 === 0 ? role : aRole(`role-${number % 500}`),
      status,
      startDateTime: later(monday, days(status === 'Granted' ? 30 : -30)),
      endDateTime: later(monday, days(60 + (number % 300))),
      createdUsing: requestId(`request-${number}`),
      ...(number % 3 === 1 && { activatedUsing: scheduleId(`schedule-${number - 1}`) }),
      ...(status === 'Revoked' && { endedDateTime: later(monday, days(-1)), endedBy: 'expired' }),
    }),
  );
}
