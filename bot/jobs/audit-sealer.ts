import type { BlockHead } from '../../domain/audit/chain.js';
import type { Clock, Log } from '../../domain/ports/system.js';
import { minutes, seconds } from '../../domain/time.js';
import type { sealAudit } from '../../domain/usecases/audit/seal-audit.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';

export type AuditSealerDeps = {
  /** Seals one block of about so many entries: the use case. */
  seal: ReturnType<typeof sealAudit>;
  /** Told of each block that this process has sealed. */
  sealed(head: BlockHead): void;
  clock: Clock;
  log: Log;
};

/** Entries in one block, about. */
const together = 1_000;
/** What is committed within so long of the first goes into one block, in milliseconds. */
const gather = seconds(0.3);
/** Whatever a process left that died before it sealed is found with the next commit, or this much later. */
const safetyPoll = minutes(1);

/** Seals what is in the audit log, soon after it is woken. It owns no rule. */
export function auditSealer({ seal, sealed, clock, log }: AuditSealerDeps): Wakeable {
  let timer: NodeJS.Timeout | undefined;
  /** True where there may be more. */
  async function sealOnce(): Promise<boolean> {
    const outcome = await seal(together);
    if (outcome.kind === 'sealed') sealed(outcome.block);
    return outcome.kind === 'outrun' || (outcome.kind === 'sealed' && outcome.isMore);
  }
  const inner = wakeable({
    name: 'audit-sealer',
    run: async () => ((await sealOnce()) ? clock.now() : undefined),
    clock,
    log,
    safetyPoll,
  });
  return {
    start: inner.start,
    wake() {
      timer ??= setTimeout(() => {
        timer = undefined;
        inner.wake();
      }, gather);
    },
    async stop() {
      clearTimeout(timer);
      await inner.stop();
      // What was committed last is not left to the next start.
      await sealOnce().catch((err) => log.warn('audit-sealer.failed', { err }));
    },
  };
}
