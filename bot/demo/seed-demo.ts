import type { Ids } from '../../domain/ports/system.js';
import type { Database } from '../compose-database.js';
import { faultText } from '../import/import-fault.js';
import { carryOutImport, prepareImport } from '../import/import-organisation.js';
import { sourceOf } from '../import/source.js';
import { demoOrganisation } from './organisation.js';

/** Puts the demo organisation into the directory the way an operator's own is: by import, which may be repeated. */
export async function seedDemo(database: Database, ids: Ids): Promise<void> {
  const deps = { ...database, ids };
  const prepared = await prepareImport(deps, sourceOf(demoOrganisation));
  if (!prepared.ok) throw new Error(`the demo organisation is broken: ${prepared.refusal.map(faultText).join('; ')}`);
  await carryOutImport(deps, prepared.value);
}
