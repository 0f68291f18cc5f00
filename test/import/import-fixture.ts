import { builtinDirectory } from '../../adapters/directory/builtin/builtin-directory.js';
import { builtinProvisioner } from '../../adapters/directory/builtin/builtin-provisioner.js';
import { mongoDirectoryRecords } from '../../adapters/mongo/directory/directory-records.js';
import { mongoStore } from '../../adapters/mongo/store/store.js';
import { systemIds } from '../../adapters/system/ids.js';
import { runImport } from '../../bot/import/run-import.js';
import type { AuditEvent } from '../../domain/audit/audit-event.js';
import type { DomainEvent } from '../../domain/domain-event.js';
import type { PrincipalId } from '../../domain/ids.js';
import { seconds } from '../../domain/time.js';
import { provisionAccess } from '../../domain/usecases/upkeep/provision-access.js';
import type { MigratedDatabase } from '../support/parts/migrated-database.js';
import { testClock } from '../support/test-clock.js';

/** An empty directory on a real database, and an operator who imports files into it. */
export function importFixture({ connection }: MigratedDatabase) {
  const clock = testClock();
  const store = mongoStore(connection, { deadline: seconds(15), onCommit: () => undefined });
  const records = mongoDirectoryRecords(connection);
  const directory = builtinDirectory(records, clock);
  const deps = { store, records, directory, clock, ids: systemIds };
  const provision = provisionAccess({ ...deps, provisioners: [builtinProvisioner(records, clock)] });
  const rows = (name: string) => connection.collection(name).find().toArray();
  return {
    ...deps,
    deps,
    /** Imports a file, and says what the operator was shown. */
    async importFile(
      fileName: string,
      { answer = true, with: parts = deps }: { answer?: boolean; with?: Parameters<typeof runImport>[0] } = {},
    ) {
      const lines: string[] = [];
      const code = await runImport(parts, fileName, { say: (line) => lines.push(line), confirm: async () => answer });
      return { code, lines };
    },
    /** Makes the directory hold what is due. */
    async follow() {
      for (const row of (await rows('outbox')) as unknown as { event: DomainEvent }[]) {
        if (row.event.type === 'access.due') await provision(row.event.access, { fence: 1 });
      }
    },
    audits: async () => (await rows('auditEvents')) as unknown as AuditEvent[],
    /** How many documents there are of everything that an import writes. */
    async written() {
      const names = [
        'directoryPrincipals',
        'directoryScopes',
        'scheduleRequests',
        'schedules',
        'policies',
        'auditEvents',
      ];
      return Promise.all([...names, 'outbox'].map((name) => connection.collection(name).countDocuments()));
    },
    async idOf(address: string): Promise<PrincipalId> {
      const user = await directory.userByMail(address);
      if (!user) throw new Error(`nobody has the address ${address}`);
      return user.id;
    },
  };
}
