import type { PrincipalId } from '../../domain/ids.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';

/** What a person's zone is read from. */
export type ZoneDeps = { store: Pick<Store, 'read'>; directory: Pick<Directory, 'principal'> };

/**
 * The one zone in which a person reads times (IANA): the one they chose, else the one that the surface they speak from
 * says (`said`), else the directory's, else UTC.
 */
export async function zoneOf({ store, directory }: ZoneDeps, principalId: PrincipalId, said?: string): Promise<string> {
  const { timeZone: chosen } = await store.read.preferences.of(principalId);
  if (chosen !== undefined) return chosen;
  if (said !== undefined) return said;
  const person = await directory.principal(principalId);
  return (person?.type === 'user' ? person.timeZone : undefined) ?? 'UTC';
}
