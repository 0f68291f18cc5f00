import type { PrincipalId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { IdentityLinks, LinkedIdentity } from '../../ports/identities.js';
import type { Sessions } from '../../ports/sessions.js';
import type { Store } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { type AdministrationRule, unproven } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import type { Refusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import { recordAccess } from '../assignment/record-access.js';
import { may } from '../common/authority.js';
import { isAdministrator } from '../common/power.js';
import type { By } from '../common/recording.js';
import { directoryAdministration } from '../upkeep/resolve-dead-letters.js';
import { unlinkAccount } from './link-account.js';

export type CutOffDeps = {
  store: Store;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  identities: IdentityLinks;
  sessions: Pick<Sessions, 'endAllOf'>;
  administration?: AdministrationRule | undefined;
};

type CutOffRefusal = Extract<
  Refusal,
  { code: 'NOT_PERMITTED' | 'PRINCIPAL_NOT_FOUND' | 'ADMINISTRATION_UNPROVEN' | 'ACCOUNT_NOT_LINKED' }
>;
type Outcome = Result<undefined, CutOffRefusal>;

/**
 * Signs another person out everywhere, for those who administer the directory's roles; of an administrator with a fresh
 * proof. Returns the refusal, which is logged, where it is not done.
 */
export const endSessionsOf =
  (deps: CutOffDeps) =>
  async (subject: PrincipalId, proofs: Proofs, by: By): Promise<Outcome> => {
    const record = recordAccess(deps);
    const { actor, address, correlationId } = by;
    const entry = { activity: 'sessionsEnded', actor, subject, address, correlationId } as const;
    const refusal = await refusalOf(deps, 'end-sessions', subject, proofs, by);
    if (refusal) {
      await record({ ...entry, result: 'failure', resultReason: refusal.code });
      return refuse(refusal);
    }
    await deps.sessions.endAllOf(subject);
    await record({ ...entry, result: 'success', resultReason: 'all' });
    return ok(undefined);
  };

/** Takes a linked account from another person, under the same terms. The person is told. */
export const unlinkAccountOf =
  (deps: CutOffDeps) =>
  async (subject: PrincipalId, identity: LinkedIdentity, proofs: Proofs, by: By): Promise<Outcome> => {
    const record = recordAccess(deps);
    const { actor, address, correlationId } = by;
    const refusal = await refusalOf(deps, 'unlink-account', subject, proofs, by);
    if (!refusal && (await unlinkAccount({ links: deps.identities, record })(identity, { actor, address }, subject))) {
      return ok(undefined);
    }
    const why = refusal ?? ({ code: 'ACCOUNT_NOT_LINKED' } as const);
    const entry = { activity: 'accountUnlinked', actor, subject, address, correlationId, after: identity } as const;
    await record({ ...entry, result: 'failure', resultReason: why.code });
    return refuse(why);
  };

async function refusalOf(
  { store, directory, clock, administration }: CutOffDeps,
  act: 'end-sessions' | 'unlink-account',
  subject: PrincipalId,
  proofs: Proofs,
  { actor }: By,
): Promise<CutOffRefusal | undefined> {
  const reach = { directory, reads: store.read, now: clock.now() };
  if (!(await may(reach, 'manage', directoryAdministration, actor))) {
    return { code: 'NOT_PERMITTED', permission: 'manage' };
  }
  if ((await directory.principal(subject))?.type !== 'user') return { code: 'PRINCIPAL_NOT_FOUND' };
  const deed = { act, isAdministrator: await isAdministrator(reach, subject) } as const;
  return unproven(deed, proofs, administration);
}
