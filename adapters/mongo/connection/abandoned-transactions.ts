import type { Connection, mongo } from 'mongoose';

/** A transaction of ours that has done nothing for so long has lost its process, in milliseconds. */
const abandonedAfter = 5_000;
/** How often one process looks for such, in milliseconds. */
const pause = 1_000;
const lookedAt = new WeakMap<Connection, number>();

/**
 * Ends what keeps a document from everybody else, where that is a dead process. To be called when a conflict lasts; it
 * looks once a second at most. A server that does not let us look ends it on its own, only later.
 */
export async function freeAbandoned(connection: Connection): Promise<void> {
  const now = performance.now();
  if (now - (lookedAt.get(connection) ?? Number.NEGATIVE_INFINITY) < pause) return;
  lookedAt.set(connection, now);
  await endAbandoned(connection).catch(() => undefined);
}

type IdleSession = { lsid: { id: mongo.UUID } };

/**
 * Ends transactions that this database user has begun and that do nothing any more: their processes were killed between
 * a write and the commit, and the server would keep what they had written from everybody else for a minute. A process
 * that only slept begins its transaction again. Needs no privilege, for it is about this user's own sessions; Latchkey
 * is to have a user of its own.
 * Source: $currentOp with idleSessions, and killSessions, of the MongoDB manual.
 */
async function endAbandoned(connection: Connection): Promise<void> {
  const admin = connection.getClient().db('admin');
  const idle = await admin
    .aggregate<IdleSession>(
      [
        { $currentOp: { allUsers: false, idleSessions: true } },
        { $match: { type: 'idleSession', 'transaction.timeInactiveMicros': { $gt: abandonedAfter * 1_000 } } },
        { $project: { lsid: 1 } },
      ],
      { readConcern: 'local' },
    )
    .toArray();
  if (idle.length > 0) await admin.command({ killSessions: idle.map(({ lsid: { id } }) => ({ id })) });
}
