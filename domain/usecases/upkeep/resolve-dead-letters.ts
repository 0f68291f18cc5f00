import { activity } from '../../audit/activity.js';
import type { PrincipalId, RequestId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Store } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import type { DeadLetterRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Role } from '../../role/role.js';
import { wellKnownRole } from '../../role/well-known.js';
import type { Instant } from '../../time.js';
import { gatherAuthority, isPermitted } from '../common/authority.js';
import { type By, recorderFor } from '../common/recording.js';

/** A delivery as it was seen: `fence` rises with every try, so that one tried since is another one. */
type SeenFailure = { key: string; fence: number };

/** A delivery that does not get through, and what of it is logged. */
export type DeadLetterFacts = SeenFailure & {
  /** It takes access away. */
  isRemoval: boolean;
  /** Whose access it is, or whom the message is for, where that is one person. */
  subject?: PrincipalId | undefined;
  role?: Role | undefined;
  requestId?: RequestId | undefined;
};

/** `retry`: try it now. `drop`: give it up. */
export type DeadLetterAct = 'retry' | 'drop';

export type ResolveDeadLettersDeps = {
  store: Store;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  /** Both change only what is still as it was seen. */
  queue: Record<DeadLetterAct, (seen: readonly SeenFailure[], now: Instant) => Promise<void>>;
};

/** Whoever may manage this looks after what does not get through: the administrators of the directory's roles. */
export const directoryAdministration: Role = {
  kind: 'directory',
  roleDefinitionId: wellKnownRole.globalAdministrator,
  directoryScopeId: '/',
};

/**
 * Has deliveries tried at once, or given up. That it was asked for is in the audit log first, with what was meant,
 * under the command's id; then it is done. Whoever dies in between has lost nothing: the deliveries stand as they
 * stood, and a redelivery of the command carries out what is in the audit log. A second one finds other fences and
 * changes nothing. Returns what was meant; or the refusal, which leaves nothing but its audit event.
 */
export const resolveDeadLetters =
  ({ store, directory, clock, ids, queue }: ResolveDeadLettersDeps) =>
  async (
    act: DeadLetterAct,
    things: readonly DeadLetterFacts[],
    by: By,
  ): Promise<Result<readonly SeenFailure[], DeadLetterRefusal>> => {
    const authority = await gatherAuthority(directory, directoryAdministration, by.actor);
    const outcome = await store.transaction(async (tx) => {
      const now = clock.now();
      const record = recorderFor(ids, now, by);
      const what = act === 'retry' ? activity.deliveryRetried : activity.deliveryDropped;
      const refusal = refusalOf(act, things, await isPermitted(tx, 'manage', authority, now));
      if (refusal) {
        const after = { deliveries: things.map(({ key }) => key) };
        const failure = { result: 'failure', resultReason: refusal.code, after } as const;
        await tx.audit.append(record({ ...failure, subject: by.actor, activity: what }));
        return refuse(refusal);
      }
      const entries = things.map(({ key, subject = by.actor, role, requestId }) =>
        record({
          activity: what,
          subject,
          ...(role && { role }),
          requestId,
          resultReason: '',
          after: { delivery: key },
        }),
      );
      await tx.audit.append(...entries);
      return ok(things.map(({ key, fence }): SeenFailure => ({ key, fence })));
    }, by.commandId);
    if (outcome.ok) await queue[act](outcome.value, clock.now());
    return outcome;
  };

function refusalOf(
  act: DeadLetterAct,
  things: readonly DeadLetterFacts[],
  mayManage: boolean,
): DeadLetterRefusal | undefined {
  if (!mayManage) return { code: 'NOT_DIRECTORY_ADMINISTRATOR' };
  if (things.length === 0) return { code: 'NOT_STUCK' };
  if (act === 'drop' && things.some(({ isRemoval }) => isRemoval)) return { code: 'REMOVAL_NOT_DROPPED' };
  return undefined;
}
