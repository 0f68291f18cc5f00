import type { PrincipalId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import { StaleFacts } from '../../ports/store.js';
import { AdapterError } from '../../ports/system.js';

/** The groups that principals are in, asked of the directory outside the transaction that needs them. */
export type LearntGroups = {
  /** Asks the directory about everyone who was needed and not known. Throws AdapterError where `whenAway` is `fail`. */
  learn(): Promise<void>;
  /**
   * Returns a function that names the groups of each of these principals. Throws StaleFacts where any of them has to be
   * asked about first: after `learn`, the transaction is to start over.
   */
  of(principalIds: readonly PrincipalId[]): (principalId: PrincipalId) => readonly PrincipalId[];
};

/**
 * Begins knowing nothing. `whenAway`: whether a directory that cannot be asked fails the work (`fail`), or people count
 * as members of no group (`trust`).
 */
export function learntGroups(directory: Pick<Directory, 'groupsOf'>, whenAway: 'fail' | 'trust'): LearntGroups {
  const known = new Map<PrincipalId, readonly PrincipalId[]>();
  let needed: PrincipalId[] = [];
  return {
    async learn() {
      for (const id of needed) known.set(id, await groupsOf(directory, id, whenAway));
      needed = [];
    },
    of(principalIds) {
      const unknown = new Set(principalIds.filter((id) => !known.has(id)));
      if (unknown.size > 0) {
        needed = [...unknown];
        throw new StaleFacts('the groups of those who use an eligibility');
      }
      return (principalId) => known.get(principalId) ?? [];
    },
  };
}

async function groupsOf(
  directory: Pick<Directory, 'groupsOf'>,
  id: PrincipalId,
  whenAway: 'fail' | 'trust',
): Promise<readonly PrincipalId[]> {
  try {
    return await directory.groupsOf(id);
  } catch (fault) {
    if (whenAway === 'trust' && fault instanceof AdapterError) return [];
    throw fault;
  }
}
