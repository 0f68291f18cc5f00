import type { Connection, Model, mongo } from 'mongoose';
import type { DomainEvent } from '../../../domain/domain-event.js';
import type { CommandId } from '../../../domain/ids.js';
import type { Reads, Store, Transaction } from '../../../domain/ports/store.js';
import type { Instant } from '../../../domain/time.js';
import { retryWhileUnavailable } from '../connection/retry-while-unavailable.js';
import { runTransaction, StaleVersion } from '../connection/transaction.js';
import { outsideGrantsOf } from '../directory/outside-grants.js';
import { authenticatorWrites } from '../people/authenticators.js';
import { preferenceWrites } from '../people/preferences.js';
import { type Models, modelsOf, type Row } from '../schemas/models.js';
import { accessReviewWrites } from './access-review-writes.js';
import { alertWrites } from './alerts.js';
import { finishStep } from './checkpoints.js';
import { type DueShare, dueShare } from './due-share.js';
import { earliestIn } from './earliest-in.js';
import {
  fromRequestDocument,
  fromScheduleDocument,
  toAuditDocument,
  toRequestDocument,
  toScheduleDocument,
} from './mapping.js';
import { readsOf } from './reads.js';
import { insertRows, replaceRows } from './write-rows.js';

export type MongoStoreOptions = {
  /** How long a transaction that carries out a command may be tried before it is given up, in milliseconds. */
  deadline: number;
  /** The same for one that nobody waits for: as long as the other unless given. */
  backgroundDeadline?: number | undefined;
  /** Called after a commit that left something to do, and after no other, so that nobody has to wait for a poll. */
  onCommit(): void;
  /** Called after a commit that has logged something. */
  onRecord?: (() => void) | undefined;
};

/** The store on a replica set. The connection stays its owner's to close. */
export function mongoStore(connection: Connection, options: MongoStoreOptions): Store {
  const { deadline, backgroundDeadline = deadline, onCommit, onRecord } = options;
  const models = modelsOf(connection);
  const shares = { requests: dueShare(Math.random), schedules: dueShare(Math.random) };
  return {
    read: insisting(readsOf(models, null), deadline),
    async transaction(work, command) {
      let attempts = 0;
      const timeout = command ? deadline : backgroundDeadline;
      const { outcome, leaves } = await runTransaction(connection, timeout, async (session) => {
        attempts += 1;
        const known = command && (await models.commands.findOne({ _id: command }).session(session).lean());
        const leaves = { work: false, record: false };
        if (known) return { outcome: known.outcome as Awaited<ReturnType<typeof work>>, leaves };
        const done = await work(
          transactionOf(models, session, {
            shares,
            isRepeated: attempts > 1,
            leaves,
          }),
        );
        if (command) await remember(models, session, command, done);
        return { outcome: done, leaves };
      });
      if (leaves.work) onCommit();
      if (leaves.record) onRecord?.();
      return outcome;
    },
    nextTransitionAt: () =>
      earliestIn([models.requests, models.schedules], 'nextTransitionAt', { nextTransitionAt: { $exists: true } }),
  };
}

/** Reads of their own; those within a transaction start over with it. */
const insisting = (reads: Reads, timeout: number): Reads => ({
  requests: retryWhileUnavailable(reads.requests, timeout),
  schedules: retryWhileUnavailable(reads.schedules, timeout),
  leases: retryWhileUnavailable(reads.leases, timeout),
  policies: retryWhileUnavailable(reads.policies, timeout),
  audit: retryWhileUnavailable(reads.audit, timeout),
  authenticators: retryWhileUnavailable(reads.authenticators, timeout),
  preferences: retryWhileUnavailable(reads.preferences, timeout),
  accessReviews: retryWhileUnavailable(reads.accessReviews, timeout),
  alerts: retryWhileUnavailable(reads.alerts, timeout),
});

const remember = (models: Models, session: mongo.ClientSession, command: CommandId, outcome: unknown) =>
  insertRows(models.commands, [{ _id: command, at: new Date(), outcome }], session);

/** One attempt of one transaction. */
type Attempt = {
  /** What of the due this process takes while others are at it too. */
  shares: { requests: DueShare; schedules: DueShare };
  /** True after an attempt that failed, nearly always because another process had the same in hand. */
  isRepeated: boolean;
  /**
   * Noted here: something is written that has to be delivered or that time will change; something is in the audit log.
   */
  leaves: { work: boolean; record: boolean };
};

function transactionOf(models: Models, session: mongo.ClientSession, attempt: Attempt): Transaction {
  const reads = readsOf(models, session);
  return {
    ...reads,
    requests: { ...reads.requests, ...requestWrites(models, session, attempt) },
    schedules: { ...reads.schedules, ...scheduleWrites(models, session, attempt) },
    policies: {
      ...reads.policies,
      async save(key, changes, version, undo) {
        const row = { changes, ...(undo && { undo }) };
        if (version === 0) {
          await models.policies.insertMany([{ _id: key, version: 1, ...row }], { session });
          return;
        }
        const next = { version: version + 1, ...row };
        const { matchedCount } = await models.policies.replaceOne({ _id: key, version }, next, { session });
        if (matchedCount === 0) throw new StaleVersion(`policy ${key}`);
      },
    },
    authenticators: { ...reads.authenticators, ...authenticatorWrites(models, session) },
    preferences: { ...reads.preferences, ...preferenceWrites(models, session) },
    guards: {
      async change(key) {
        await models.guards.updateOne({ _id: key }, { $inc: { changes: 1 } }, { session, upsert: true });
      },
    },
    checkpoints: { finish: (name, step, cursor) => finishStep(models.checkpoints, name, step, cursor, session) },
    alerts: { ...reads.alerts, ...alertWrites(models, session) },
    outside: outsideGrantsOf(models, session),
    accessReviews: accessReviewWrites(models, session),
    audit: {
      ...reads.audit,
      async append(...events) {
        const [first] = events;
        if (!first) return;
        await insertRows(models.audit, events.map(toAuditDocument), session);
        const mark = { _id: first.id, at: first.at, ids: events.map(({ id }) => id) };
        await models.auditUnsealed.collection.insertOne(mark as never, { session });
        attempt.leaves.record = true;
      },
    },
    outbox: {
      async append(...events) {
        if (events.length === 0) return;
        await insertRows(models.outbox, events.map(toOutboxDocument), session);
        attempt.leaves.work = true;
      },
    },
  };
}

/** What takes access away is looked at before everything else. */
const toOutboxDocument = (event: DomainEvent) => ({
  _id: event.id,
  event,
  priority: event.type === 'access.ended' ? 0 : 1,
  due: event.at,
  leasedUntil: 0,
  attempts: 0,
});

const requestWrites = (
  { requests }: Models,
  session: mongo.ClientSession,
  { shares, isRepeated, leaves }: Attempt,
): Pick<Transaction['requests'], 'insert' | 'save' | 'due'> => ({
  async insert(request) {
    await insertRows(requests, [toRequestDocument(request)], session);
    leaves.work = true;
  },
  async save(...changed) {
    if (changed.length === 0) return;
    const rows = changed.map((request) => toRequestDocument({ ...request, version: request.version + 1 }));
    await replaceRows(requests, rows, session);
    leaves.work = true;
  },
  async due(now, limit) {
    if (isRepeated) shares.requests.narrow();
    const rows = await shares.requests.take((share) => dueRows(requests, share, now, limit, session), limit);
    return rows.map(fromRequestDocument);
  },
});

function scheduleWrites(
  { schedules }: Models,
  session: mongo.ClientSession,
  { shares, isRepeated, leaves }: Attempt,
): Pick<Transaction['schedules'], 'insert' | 'save' | 'holdOn' | 'due'> {
  const read = new Map<string, Row>();
  return {
    async insert(...added) {
      if (added.length === 0) return;
      await insertRows(schedules, added.map(toScheduleDocument), session);
      leaves.work = true;
    },
    async save(...changed) {
      if (changed.length === 0) return;
      const rows = changed.map((schedule) => toScheduleDocument({ ...schedule, version: schedule.version + 1 }));
      await replaceRows(schedules, rows, session, read);
      leaves.work = true;
    },
    async holdOn(id) {
      await schedules.updateOne({ _id: id }, { $inc: { version: 1 } }, { session });
    },
    async due(now, limit) {
      if (isRepeated) shares.schedules.narrow();
      const rows = await shares.schedules.take((share) => dueRows(schedules, share, now, limit, session), limit);
      for (const row of rows) read.set(row._id, row);
      return rows.map(fromScheduleDocument);
    },
  };
}

const dueRows = (
  model: Model<Row>,
  share: { _id?: RegExp },
  now: Instant,
  limit: number,
  session: mongo.ClientSession,
) =>
  model
    .find({ nextTransitionAt: { $lte: now }, ...share })
    .sort({ nextTransitionAt: 1 })
    .limit(limit)
    .session(session)
    .lean();
