import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import type { Connection, mongo } from 'mongoose';
import { builtinDirectory } from '../../adapters/directory/builtin/builtin-directory.js';
import { databaseClock } from '../../adapters/mongo/connection/database-clock.js';
import { mongoDirectoryRecords } from '../../adapters/mongo/directory/directory-records.js';
import { mongoStore } from '../../adapters/mongo/store/store.js';
import { systemIds as ids } from '../../adapters/system/ids.js';
import { scheduler } from '../../bot/jobs/scheduler.js';
import { activity } from '../../domain/audit/activity.js';
import type { Clock } from '../../domain/ports/system.js';
import { type Instant, seconds } from '../../domain/time.js';
import { applyDueTransitions } from '../../domain/usecases/upkeep/apply-due-transitions.js';
import { silentLog as log } from '../support/silent-log.js';
import { lookingAt } from './due-schedules.js';

/** Ends what is due and says how many it ended. */
type Drain = () => Promise<number>;

const batch = 500;
/** Nobody waits for what time does: on a machine with much else to do a batch may take longer than people have patience. */
const deadline = seconds(10);

/** The product's own way. */
export async function byLatchkey(connection: Connection): Promise<Drain> {
  const clock: Clock = { now: () => lookingAt };
  const { store, end } = useCase(connection, clock, () => undefined);
  return async () => {
    let changed = 0;
    for (let next: Instant | undefined = lookingAt; next !== undefined && next <= lookingAt; ) {
      const more = await end(batch);
      changed += more;
      if (more < batch) next = await store.nextTransitionAt();
    }
    return changed;
  };
}

function useCase(connection: Connection, clock: Clock, onCommit: () => void) {
  const store = mongoStore(connection, { deadline, onCommit });
  const directory = builtinDirectory(mongoDirectoryRecords(connection), clock);
  return { store, end: applyDueTransitions({ store, directory, clock, ids }) };
}

type Row = mongo.Document & { _id: string };

const endedRow = {
  $set: { status: 'PendingRevocation', endedBy: 'expired' },
  $unset: { nextTransitionAt: 1 },
} as const;

const lineOf = ({ _id, principalId, role, createdUsing, correlationId }: Row) => ({
  _id: randomUUID(),
  at: lookingAt,
  activity: activity.activationExpired,
  category: 'RoleManagement',
  result: 'success',
  resultReason: '',
  actor: { kind: 'latchkey' },
  subject: principalId,
  role,
  requestId: createdUsing,
  scheduleId: _id,
  via: 'system',
  correlationId,
});

function eventOf({ principalId, role, createdUsing, correlationId }: Row) {
  const id = randomUUID();
  const access = { principalId, role };
  const about = { id, at: lookingAt, requestId: createdUsing, correlationId };
  const event = { type: 'access.ended', access, cause: 'expired', ...about };
  return { _id: id, event, priority: 0, due: lookingAt, leasedUntil: 0, attempts: 0 };
}

/**
 * The floor: the same rows written by the driver alone, in transactions of the same size, with no rules, guards,
 * requests, other processes or checks, and of each schedule only the fields read that its rows need.
 */
export async function byDriver(connection: Connection): Promise<Drain> {
  const rows = (name: string) => connection.getClient().db().collection<Row>(name);
  const projection = { principalId: 1, role: 1, createdUsing: 1, correlationId: 1 };
  const session = await connection.startSession();
  return async () => {
    for (let ended = 0; ; ) {
      session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', j: true } });
      const found = rows('schedules').find({ nextTransitionAt: { $lte: lookingAt } }, { session, projection });
      const due = await found.sort({ nextTransitionAt: 1 }).limit(batch).toArray();
      if (due.length > 0) await endTogether(rows, due, session);
      await session.commitTransaction();
      ended += due.length;
      if (due.length < batch) return ended;
    }
  };
}

async function endTogether(
  rows: (name: string) => mongo.Collection<Row>,
  due: readonly Row[],
  session: mongo.ClientSession,
): Promise<void> {
  const these = { _id: { $in: due.map(({ _id }) => _id) } };
  await rows('schedules').updateMany(these, { ...endedRow, $inc: { version: 1 } }, { session });
  await rows('auditEvents').insertMany(due.map(lineOf), { session });
  await rows('outbox').insertMany(due.map(eventOf), { session });
}

/** How long Agenda is given, in milliseconds; a backlog may take it hours. */
const timeout = 40_000;

/**
 * One job for each schedule, whose handler ends it and puts it in the audit log: no outbox, and no transaction, for
 * Agenda has none. A short interval keeps it from idling. As it comes it locks everything that is due before it begins;
 * `lockLimit` keeps it from that.
 */
export async function byAgenda(connection: Connection, lockLimit = 0): Promise<Drain> {
  const database = connection.getClient().db();
  const rows = (name: string) => database.collection<Row>(name);
  const agenda = new Agenda({
    // Agenda has a driver of its own, whose types are strangers to those of the same class in mongoose's.
    backend: new MongoBackend({ mongo: database as never }),
    processEvery: 100,
    maxConcurrency: 100,
    defaultConcurrency: 100,
    defaultLockLimit: lockLimit,
  });
  let ended = 0;
  // biome-ignore lint/nursery/noMisusedPromises: Agenda awaits what a handler returns, though its type does not say so
  agenda.define<{ scheduleId: string }>('end', async ({ attrs: { data } }) => {
    const due = { _id: data.scheduleId, nextTransitionAt: { $lte: lookingAt } };
    const schedule = await rows('schedules').findOneAndUpdate(due, { ...endedRow, $inc: { version: 1 } });
    if (!schedule) return;
    await rows('auditEvents').insertOne(lineOf(schedule));
    ended += 1;
  });
  await agenda.ready;
  const schedules = await rows('schedules')
    .find({}, { projection: { _id: 1 } })
    .toArray();
  await fillWithJobs(agenda, database.collection('agendaJobs'), schedules);
  return async () => {
    await agenda.start();
    const given = performance.now() + timeout;
    while (ended < schedules.length && performance.now() < given) await delay(20);
    const done = ended;
    await agenda.stop(false);
    return done;
  };
}

/** Agenda writes the first job, and the others are copies of it: one by one, 100,000 of them would take minutes. */
async function fillWithJobs(agenda: Agenda, jobs: mongo.Collection, schedules: readonly Row[]): Promise<void> {
  const [first, ...others] = schedules;
  await agenda.schedule(new Date(lookingAt), 'end', { scheduleId: first?._id ?? '' });
  const { _id: _its, ...job } = (await jobs.findOne({})) ?? {};
  await jobs.insertMany(others.map(({ _id }) => ({ ...job, data: { scheduleId: _id } })));
}

/** The running product's way: its scheduler, woken by its own timer and commits. Says how late each end was, in ms. */
export async function byScheduler(connection: Connection, ends: readonly Instant[]): Promise<() => Promise<number[]>> {
  const clock = await databaseClock(connection, seconds(15));
  const lags: number[] = [];
  let whenDone: () => void = () => undefined;
  const { store, end } = useCase(connection, clock, () => watch.wake());
  const watch = scheduler({
    store,
    clock,
    log,
    safetyPoll: seconds(5),
    async applyDueTransitions(limit) {
      const changed = await end(limit);
      const committed = clock.now();
      // The longest due end first, so that these are the next.
      for (const due of ends.slice(lags.length, lags.length + changed)) lags.push(committed - due);
      if (lags.length === ends.length) whenDone();
      return changed;
    },
  });
  return async () => {
    const done = new Promise<void>((resolve) => {
      whenDone = resolve;
    });
    watch.start();
    await done;
    await watch.stop();
    clock.stop();
    return lags;
  };
}
