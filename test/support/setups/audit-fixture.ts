import { randomUUID } from 'node:crypto';
import { mongoAuditCursors } from '../../../adapters/mongo/audit/audit-cursors.js';
import { mongoAuditSeals } from '../../../adapters/mongo/audit/audit-seals.js';
import { mongoStore } from '../../../adapters/mongo/store/store.js';
import { sha256 } from '../../../adapters/system/hash.js';
import type { AuditEvent } from '../../../domain/audit/audit-event.js';
import type { AuditFault } from '../../../domain/audit/verification.js';
import { correlationId, eventId } from '../../../domain/ids.js';
import { type Duration, instant, seconds } from '../../../domain/time.js';
import { sealAudit } from '../../../domain/usecases/audit/seal-audit.js';
import { type Checkpoint, verifyAudit } from '../../../domain/usecases/audit/verify-audit.js';
import { alice, aRole, monday } from '../builders.js';
import type { MigratedDatabase } from '../parts/migrated-database.js';
import { silentLog as log } from '../silent-log.js';
import { testClock } from '../test-clock.js';

/** Alice's request, as it is in the audit log; entries differ by their numbers, which are their order too. */
export const anEntry = (number: number, more: Partial<AuditEvent> = {}): AuditEvent => ({
  id: eventId(`entry-${String(number).padStart(3, '0')}`),
  at: instant(monday + number),
  activity: 'Add member to role requested (PIM activation)',
  category: 'RoleManagement',
  result: 'success',
  resultReason: 'INC-42',
  actor: { kind: 'person', principalId: alice },
  subject: alice,
  role: aRole(),
  after: { status: 'Granted', until: { end: 5 } },
  via: 'web',
  address: '203.0.113.7',
  correlationId: correlationId('c'),
  ...more,
});

type Outside = { checkpoints?: Checkpoint[]; retiredThrough?: number; retention?: Duration };

/** A process that puts things in the audit log and seals them, on this database, under a clock of its own. */
export function auditFixture(database: MigratedDatabase) {
  const clock = testClock();
  const seals = mongoAuditSeals(database.connection);
  const woken = { times: 0 };
  const store = mongoStore(database.connection, {
    deadline: seconds(5),
    onCommit: () => undefined,
    onRecord: () => {
      woken.times += 1;
    },
  });
  return {
    clock,
    seals,
    store,
    woken,
    cursors: mongoAuditCursors(database.connection, randomUUID),
    seal: sealAudit({ seals, hash: sha256, clock, log }),
    append: (...entries: AuditEvent[]) => store.transaction((tx) => tx.audit.append(...entries)),
    /** What verification says of it now: the summary, and the faults. */
    async verified({ checkpoints = [], retiredThrough = 0, retention }: Outside = {}) {
      const faults: AuditFault[] = [];
      const summary = await verifyAudit({
        seals,
        hash: sha256,
        checkpoints: (async function* () {
          yield* checkpoints;
        })(),
        retiredThrough: async () => retiredThrough,
        retention,
        found: (fault) => void faults.push(fault),
      })();
      return { ...summary, found: faults };
    },
  };
}
