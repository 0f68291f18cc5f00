import { setTimeout as delay } from 'node:timers/promises';
import type { Model } from 'mongoose';
import type { ChatTranscript } from '../../bot/chat-transcript.js';
import type { Log } from '../../domain/ports/system.js';

export type ChangedConversations = Pick<ChatTranscript, 'watch' | 'close'>;

const BEFORE_OPENING_AGAIN = 1000;

/**
 * Watches a collection whose ids begin with `<conversation>/`. One change stream serves all listeners of the process;
 * it is open only while somebody listens. It is a hint and no record: whenever it has been opened, all listeners are
 * woken, so that what happened before then is found by asking.
 */
export function watchConversations<T>(rows: Model<T>, log: Log): ChangedConversations {
  const listeners = new Map<string, Set<() => void>>();
  const ending = new AbortController();
  let running: Promise<void> | undefined;
  let stop: AbortController | undefined;

  const wake = (conversation: string) => listeners.get(conversation)?.forEach((changed) => void changed());
  const wakeAll = () => [...listeners.keys()].forEach(wake);

  const run = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      try {
        await follow(rows, signal, { opened: wakeAll, changed: (id) => wake(id.slice(0, id.indexOf('/'))) });
      } catch (err) {
        log.warn('chat.changes-interrupted', { err });
        await delay(BEFORE_OPENING_AGAIN, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  return {
    watch(conversation, changed) {
      // A function of its own: the same one given twice must count as two.
      const listener = () => changed();
      listeners.set(conversation, (listeners.get(conversation) ?? new Set()).add(listener));
      if (stop === undefined && !ending.signal.aborted) {
        stop = new AbortController();
        running = run(stop.signal);
      } else setImmediate(listener);
      return () => {
        const rest = listeners.get(conversation);
        rest?.delete(listener);
        if (rest?.size === 0) listeners.delete(conversation);
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
async function follow<T>(
  rows: Model<T>,
  signal: AbortSignal,
  tell: { opened: () => void; changed: (id: string) => void },
): Promise<void> {
  const stream = rows.watch<{ _id: string }>([{ $project: { documentKey: 1 } }]);
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
