import { isDisguised, lookOf } from '../../identity/look-alike.js';
import type { PrincipalId } from '../../ids.js';
import type { Directory, Principal } from '../../ports/directory.js';

/**
 * Those of these principals whom their display name does not tell from another of the directory: it bears the same
 * name, or one that looks the same, or theirs is disguised. Asks the directory once, whatever their number.
 */
export async function unclearAmong(
  directory: Pick<Directory, 'sharedLooks'>,
  all: readonly Principal[],
): Promise<Set<PrincipalId>> {
  const shared = new Set(await directory.sharedLooks([...new Set(all.map(({ displayName }) => lookOf(displayName)))]));
  const unclear = all.filter(({ displayName }) => isDisguised(displayName) || shared.has(lookOf(displayName)));
  return new Set(unclear.map(({ id }) => id));
}
