import { type AlertName, definitionOf } from '../../alert/alert.js';
import type { PrincipalId } from '../../ids.js';
import type { Permission } from '../../permissions.js';
import type { Transaction } from '../../ports/store.js';
import type { Role } from '../../role/role.js';
import { wellKnownAzureRole } from '../../role/well-known.js';
import type { Instant } from '../../time.js';
import { type AuthorityFacts, isPermitted, onlyPermitted } from '../common/authority.js';
import type { ApproverReach } from '../common/reach.js';
import { directoryAdministration } from '../upkeep/resolve-dead-letters.js';

/** Whoever manages this manages everything of Azure. */
const allOfAzure: Role = { kind: 'azure', roleDefinitionId: wellKnownAzureRole.owner, directoryScopeId: '/' };

/**
 * What has to be managed, one of these, to set an alert: its thresholds and whether it is looked for hold for the whole
 * organisation. Source: Entra PIM for the directory's; for those of Azure and of groups, which are set for one resource
 * there and for all of them here, it is Latchkey's own.
 */
export const rolesThatSet = (name: AlertName): readonly Role[] =>
  definitionOf(name).kind === 'azure' ? [directoryAdministration, allOfAzure] : [directoryAdministration];

/**
 * Those of these alerts that somebody may see (`view`) or set (`manage`) as a whole. Their incidents are another
 * matter: each goes by the role that it is about.
 */
export async function permittedAlerts(
  reach: ApproverReach,
  permission: Permission,
  actor: PrincipalId,
  names: readonly AlertName[],
): Promise<ReadonlySet<AlertName>> {
  const items = names.flatMap((name) => rolesThatSet(name).map((role) => ({ name, role })));
  return new Set((await onlyPermitted(reach, permission, actor, items)).map(({ name }) => name));
}

/** Whether the actor may manage one of the roles that these facts are about. */
export async function isAnyPermitted(
  tx: Transaction,
  authority: readonly AuthorityFacts[],
  now: Instant,
): Promise<boolean> {
  for (const facts of authority) {
    if (await isPermitted(tx, 'manage', facts, now)) return true;
  }
  return false;
}
