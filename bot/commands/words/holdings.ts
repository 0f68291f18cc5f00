import { isRenewable } from '../../../domain/assignment/decide-change.js';
import { isAssigned, type Schedule } from '../../../domain/assignment/schedule.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { roleKey, sameRole } from '../../../domain/role/role.js';
import type { Instant } from '../../../domain/time.js';
import { onlyPermitted } from '../../../domain/usecases/common/authority.js';
import { inWords, type RoleInWords } from '../../views/my-roles-in-words.js';
import type { CommandContext, CommandDeps } from '../command.js';

type Deps = Pick<CommandDeps, 'store' | 'directory' | 'clock'>;

/** What administrators gave somebody: what stands, what ran out lately and can be renewed, or either. */
export type HoldingState = 'held' | 'ended' | 'either';

const LIMIT = 500;

/** What administrators gave somebody, with names, as far as the caller may see it; their own is everybody's to see. */
export async function holdingsOf(
  deps: Deps,
  { actor }: Pick<CommandContext, 'actor'>,
  principalId: PrincipalId,
  holding: HoldingState,
): Promise<RoleInWords[]> {
  const { store, directory, clock } = deps;
  const now = clock.now();
  const all = await schedulesOf(deps, principalId, holding, now);
  const reach = { directory, reads: store.read, now };
  const visible = principalId === actor ? all : await onlyPermitted(reach, 'view', actor, all);
  return inWords(deps, visible);
}

async function schedulesOf({ store }: Deps, principalId: PrincipalId, holding: HoldingState, now: Instant) {
  const given = { principalIds: [principalId], assignmentType: 'assigned' as const, limit: LIMIT };
  const held = await store.read.schedules.list({
    ...given,
    statuses: ['Granted', 'PendingProvisioning', 'Provisioned'],
  });
  const currentNow = held.filter((each) => isAssigned(each.level, now)(each));
  if (holding === 'held') return currentNow;
  const over = await store.read.schedules.list({ ...given, statuses: ['Revoked'] });
  const ended = [...over, ...held].filter((each) => isOver(each, now) && isRenewable(each, now));
  const gone = ended.filter(
    ({ role, level }) => !currentNow.some((each) => each.level === level && sameRole(each.role, role)),
  );
  // In order of their end: of several that ended, the last is the one to renew.
  const renewable = [...new Map(gone.map((each) => [`${each.level}|${roleKey(each.role)}`, each])).values()];
  return holding === 'ended' ? renewable : [...currentNow, ...renewable];
}

const isOver = ({ status, endDateTime }: Schedule, now: Instant) =>
  status === 'Revoked' || (endDateTime !== undefined && endDateTime <= now);
