import type { Connection, mongo } from 'mongoose';
import type { DomainEvent } from '../../domain/domain-event.js';
import type { CommandId } from '../../domain/ids.js';
import type { Store, Transaction } from '../../domain/ports/store.js';
import { earliest, type Instant } from '../../domain/time.js';
import {
  fromRequestDocument,
  fromScheduleDocument,
  toAuditDocument,
  toRequestDocument,
  toScheduleDocument,
} from './mapping.js';
import { type Models, modelsOf } from './models.js';
import { readsOf } from './reads.js';
import { runTransaction, StaleVersion } from './transaction.js';

export type MongoStoreOptions = {
  /** How long a transaction may be tried before it is given up, in milliseconds. */
  deadline: number;
  /** Called after a commit that left something to do, and after no other, so that nobody has to wait for a poll. */
  onCommit(): void;
};

/** The store on a replica set. The connection stays its owner's to close. */
export function mongoStore(connection: Connection, { deadline, onCommit }: MongoStoreOptions): Store {
  const models = modelsOf(connection);
  return {
    read: readsOf(models, null),
    async transaction(work, command) {
      const { outcome, leavesWork } = await runTransaction(connection, deadline, async (session) => {
        const known = command && (await models.commands.findOne({ _id: command }).session(session).lean());
        if (known) return { outcome: known.outcome as Awaited<ReturnType<typeof work>>, leavesWork: false };
        let leavesWork = false;
        const done = await work(
          transactionOf(models, session, () => {
            leavesWork = true;
          }),
        );
        if (command) await remember(models, session, command, done);
        return { outcome: done, leavesWork };
      });
      if (leavesWork) onCommit();
      return outcome;
    },
    async nextTransitionAt() {
      const [request, schedule] = await Promise.all(
        [models.requests, models.schedules].map((model) =>
          model
            .findOne({ nextTransitionAt: { $exists: true } }, { _id: 0, nextTransitionAt: 1 })
            .sort({ nextTransitionAt: 1 })
            .lean(),
        ),
      );
      return earliest(
        request?.nextTransitionAt as Instant | undefined,
        schedule?.nextTransitionAt as Instant | undefined,
      );
    },
  };
}

const remember = (models: Models, session: mongo.ClientSession, command: CommandId, outcome: unknown) =>
  models.commands.insertMany([{ _id: command, at: new Date(), outcome }], { session });

/** `onWork` is called when something is written that has to be delivered, or that time will change. */
function transactionOf(models: Models, session: mongo.ClientSession, onWork: () => void): Transaction {
  const reads = readsOf(models, session);
  return {
    ...reads,
    requests: { ...reads.requests, ...requestWrites(models, session, onWork) },
    schedules: { ...reads.schedules, ...scheduleWrites(models, session, onWork) },
    policies: {
      ...reads.policies,
      async save(key, changes, version) {
        if (version === 0) {
          await models.policies.insertMany([{ _id: key, version: 1, changes }], { session });
          return;
        }
        const next = { version: version + 1, changes };
        const { matchedCount } = await models.policies.replaceOne({ _id: key, version }, next, { session });
        if (matchedCount === 0) throw new StaleVersion(`policy ${key}`);
      },
    },
    guards: {
      async change(key) {
        await models.guards.updateOne({ _id: key }, { $inc: { changes: 1 } }, { session, upsert: true });
      },
    },
    audit: {
      ...reads.audit,
      async append(...events) {
        if (events.length > 0) await models.audit.insertMany(events.map(toAuditDocument), { session });
      },
    },
    outbox: {
      async append(...events) {
        if (events.length === 0) return;
        await models.outbox.insertMany(events.map(toOutboxDocument), { session });
        onWork();
      },
    },
  };
}

const toOutboxDocument = (event: DomainEvent) => ({ _id: event.id, event, due: event.at, leasedUntil: 0, attempts: 0 });

const requestWrites = (
  { requests }: Models,
  session: mongo.ClientSession,
  onWork: () => void,
): Pick<Transaction['requests'], 'insert' | 'save' | 'due'> => ({
  async insert(request) {
    await requests.insertMany([toRequestDocument(request)], { session });
    onWork();
  },
  async save(request) {
    const { _id, ...next } = toRequestDocument({ ...request, version: request.version + 1 });
    const { matchedCount } = await requests.replaceOne({ _id, version: request.version }, next, { session });
    if (matchedCount === 0) throw new StaleVersion(`request ${_id}`);
    onWork();
  },
  async due(now, limit) {
    const due = requests
      .find({ nextTransitionAt: { $lte: now } })
      .sort({ nextTransitionAt: 1 })
      .limit(limit);
    return (await due.session(session).lean()).map(fromRequestDocument);
  },
});

const scheduleWrites = (
  { schedules }: Models,
  session: mongo.ClientSession,
  onWork: () => void,
): Pick<Transaction['schedules'], 'insert' | 'save' | 'holdOn' | 'due'> => ({
  async holdOn(id) {
    await schedules.updateOne({ _id: id }, { $inc: { version: 1 } }, { session });
  },
  async insert(...added) {
    if (added.length === 0) return;
    await schedules.insertMany(added.map(toScheduleDocument), { session });
    onWork();
  },
  async save(...changed) {
    if (changed.length === 0) return;
    const replacements = changed.map((schedule) => {
      const replacement = toScheduleDocument({ ...schedule, version: schedule.version + 1 });
      return { replaceOne: { filter: { _id: schedule.id, version: schedule.version }, replacement } };
    });
    const { matchedCount } = await schedules.bulkWrite(replacements, { session });
    if (matchedCount !== changed.length) throw new StaleVersion('a schedule');
    onWork();
  },
  async due(now, limit) {
    const due = schedules
      .find({ nextTransitionAt: { $lte: now } })
      .sort({ nextTransitionAt: 1 })
      .limit(limit);
    return (await due.session(session).lean()).map(fromScheduleDocument);
  },
});
