import { decideGuard, guardKey } from '../../assignment/guard.js';
import type { Schedule } from '../../assignment/schedule.js';
import type { PrincipalId } from '../../ids.js';
import type { Directory, Principal } from '../../ports/directory.js';
import type { Transaction } from '../../ports/store.js';
import { StaleFacts } from '../../ports/store.js';
import { AdapterError } from '../../ports/system.js';
import type { GuardRefusal } from '../../refusal.js';
import type { Instant } from '../../time.js';
import { type LearntGroups, learntGroups } from './learnt-groups.js';

/** More holders of one guarded role than this would be a fault of its own. */
const many = 5_000;

/**
 * Knows who of the holders of a guarded role counts: enabled people, and groups with an enabled person in them.
 * The directory is asked outside the transaction (`learn`); whoever turns out to be needed inside it is noted, and the
 * transaction starts over.
 */
export type Headcount = {
  learn(): Promise<void>;
  /** The groups of these principals, once they are learnt: as `LearntGroups.of`. */
  groupsOf: LearntGroups['of'];
  /**
   * Decides, in a transaction, whether a schedule may end, and changes the guard where it may: of two that could each
   * take the last, one then sees the other's work. `gone`: ids of schedules that end in the same transaction.
   * Throws StaleFacts where somebody has to be asked about first.
   */
  decide(
    tx: Transaction,
    ending: Schedule,
    now: Instant,
    gone?: ReadonlySet<string>,
  ): Promise<GuardRefusal | undefined>;
};

/**
 * `whenAway`: what becomes of the count while the directory cannot be asked. `fail` for what people ask for; `trust`
 * for what time does, which waits for nobody: then everybody who was given the role counts.
 */
export function headcount(directory: Directory, whenAway: 'fail' | 'trust'): Headcount {
  const known = new Map<PrincipalId, Standing>();
  const groups = learntGroups(directory, whenAway);
  let desired: PrincipalId[] = [];
  return {
    groupsOf: groups.of,
    async learn() {
      await groups.learn();
      for (const id of desired) known.set(id, await standingOf(directory, id, whenAway));
      desired = [];
    },
    async decide(tx, ending, now, gone = new Set()) {
      const key = guardKey(ending.role);
      if (key === undefined || ending.assignmentType === 'activated') return undefined;
      const given = await tx.schedules.list({
        assignmentType: 'assigned',
        roles: [ending.role],
        statuses: ['PendingProvisioning', 'Provisioned'],
        limit: many,
      });
      const left = given.filter(({ id }) => !gone.has(id));
      const holders = left.map(({ principalId }) => principalId);
      desired = [...holders, ending.principalId].filter((id) => !known.has(id));
      if (desired.length > 0) throw new StaleFacts('who holds a guarded role');
      // Whom the directory no longer knows administers nothing, and to keep theirs would guard nothing.
      if (known.get(ending.principalId) === 'gone') return undefined;
      const counts = new Set(holders.filter((id) => known.get(id) === 'counts'));
      const refusal = decideGuard(ending, left, counts, now);
      if (!refusal) await tx.guards.change(key);
      return refusal;
    },
  };
}

type Standing = 'counts' | 'disabled' | 'gone';

async function standingOf(directory: Directory, id: PrincipalId, whenAway: 'fail' | 'trust'): Promise<Standing> {
  try {
    const principal = await directory.principal(id);
    if (principal === undefined) return 'gone';
    const people = principal.type === 'group' ? await directory.usersIn(id) : [principal];
    return people.some(isEnabled) ? 'counts' : 'disabled';
  } catch (fault) {
    if (whenAway === 'trust' && fault instanceof AdapterError) return 'counts';
    throw fault;
  }
}

const isEnabled = (principal: Principal): boolean => principal.type === 'user' && principal.accountEnabled;
