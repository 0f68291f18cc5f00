import type { BlockHead } from '../../domain/audit/chain.js';
import type { Log } from '../../domain/ports/system.js';
import { minutes } from '../../domain/time.js';

/** Publishes blocks outside the database. */
export type AuditCheckpoints = {
  /** A block was appended: it is published within the minute, or a later one in its place. */
  sealed(head: BlockHead): void;
  /** Publishes what is left, and ends. */
  stop(): Promise<void>;
};

/** The longest that a block goes unpublished. */
const atLatest = minutes(1);

/** Publishes the newest block every minute in which there is a new one. What cannot be published is tried again. */
export function auditCheckpoints(
  publish: (head: BlockHead) => Promise<void>,
  log: Pick<Log, 'error'>,
): AuditCheckpoints {
  let newest: BlockHead | undefined;
  let timer: NodeJS.Timeout | undefined;
  let present: Promise<void> = Promise.resolve();

  async function publishNewest(): Promise<void> {
    const head = newest;
    newest = undefined;
    if (!head) return;
    try {
      await publish(head);
    } catch (err) {
      log.error('audit.checkpoint-failed', { number: head.number, err });
      newest ??= head;
      wait();
    }
  }

  function wait(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      present = publishNewest();
    }, atLatest).unref();
  }

  return {
    sealed(head) {
      newest = head;
      wait();
    },
    async stop() {
      await present;
      await publishNewest();
      clearTimeout(timer);
    },
  };
}
