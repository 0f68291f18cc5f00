import { setTimeout as delay } from 'node:timers/promises';
import type { Connection, Model, mongo } from 'mongoose';
import type { Log } from '../../../domain/ports/system.js';
import { modelsOf } from '../schemas/models.js';

/** Told of a change with the id of what has changed; without one, anything may have. */
type Listener = (id: string | undefined) => void;

/** Calls back, at the latest when the stream next opens, after something of a topic has changed. */
export type Changes<Topic extends string> = {
  /** Returns what ends it. */
  watch(topic: Topic, changed: Listener): () => void;
  close(): Promise<void>;
};

const BEFORE_OPENING_AGAIN = 1000;

/** Watches a collection whose ids begin with `<conversation>/`. */
export const watchConversations = <T>(rows: Model<T>, log: Log): Changes<string> =>
  watchTopics(
    () => rows.watch([{ $project: { documentKey: 1 } }]),
    (id) => id.slice(0, id.indexOf('/')),
    log,
  );

/** Watches requests and who has what, as one topic. */
export function watchLeases(connection: Connection, log: Log): Changes<'leases'> {
  const { requests, schedules } = modelsOf(connection);
  const collections = [requests, schedules].map(({ collection }) => collection.name);
  return watchTopics(
    () => connection.watch([{ $match: { 'ns.coll': { $in: collections } } }, { $project: { documentKey: 1 } }]),
    () => 'leases',
    log,
  );
}

/**
 * Watches what `open` opens; `topicOf` says what a document's id is about. One change stream serves all listeners of
 * the process; it is open only while somebody listens. It is a hint and no record: whenever it has been opened, all
 * listeners are woken, so that what happened before then is found by asking.
 */
function watchTopics(open: () => mongo.ChangeStream, topicOf: (id: string) => string, log: Log): Changes<string> {
  const listeners = new Map<string, Set<Listener>>();
  const ending = new AbortController();
  let running: Promise<void> | undefined;
  let stop: AbortController | undefined;

  const wake = (topic: string, id?: string) => listeners.get(topic)?.forEach((changed) => void changed(id));
  const wakeAll = () => [...listeners.keys()].forEach((topic) => void wake(topic));

  const run = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      try {
        await follow(open, signal, { opened: wakeAll, changed: (id) => wake(topicOf(id), id) });
      } catch (err) {
        log.warn('database.changes-interrupted', { err });
        await delay(BEFORE_OPENING_AGAIN, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  return {
    watch(topic, changed) {
      // A function of its own: the same one given twice must count as two.
      const listener: Listener = (id) => changed(id);
      listeners.set(topic, (listeners.get(topic) ?? new Set()).add(listener));
      if (stop === undefined && !ending.signal.aborted) {
        stop = new AbortController();
        running = run(stop.signal);
      } else setImmediate(listener, undefined);
      return () => {
        const rest = listeners.get(topic);
        rest?.delete(listener);
        if (rest?.size === 0) listeners.delete(topic);
        if (listeners.size > 0) return;
        stop?.abort();
        stop = undefined;
      };
    },
    async close() {
      ending.abort();
      listeners.clear();
      stop?.abort();
      await running;
    },
  };
}

/** Follows one change stream until it fails (rejects) or the signal ends it (resolves). */
async function follow(
  open: () => mongo.ChangeStream,
  signal: AbortSignal,
  tell: { opened: () => void; changed: (id: string) => void },
): Promise<void> {
  const stream = open();
  // The first resume token means that the stream has its place: nothing after this can be missed.
  stream.once('resumeTokenChanged', tell.opened);
  stream.on('change', (change: { documentKey?: { _id: string } }) => {
    if (change.documentKey !== undefined) tell.changed(change.documentKey._id);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      stream.on('error', reject);
      stream.on('close', resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    stream.removeAllListeners();
    stream.on('error', () => undefined);
    await stream.close();
  }
}
