import type { AlertName } from '../../alert/alert.js';
import { asksForFactor, givenKey } from '../../alert/detect-holders.js';
import type { Level } from '../../assignment/schedule-request.js';
import { eventId } from '../../ids.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { type Access, accessKey, policyKey, type Role } from '../../role/role.js';
import type { Instant } from '../../time.js';
import { resolveIncidents } from './resolve-incidents.js';

/** Things of these alerts whose cause is gone. */
type Gone = { alerts: readonly AlertName[]; keys: readonly string[] };

const ofOutside: readonly AlertName[] = [
  'RolesAssignedOutsidePimAlert',
  'AzureRolesAssignedOutsidePimAlert',
  'GroupsAssignedOutsidePimAlert',
];
const ofHolders: readonly AlertName[] = [
  'StaleSignInAlert',
  'RedundantAssignmentAlert',
  'TooManyGlobalAdminsAssignedToTenantAlert',
];
/** One thing has one incident of each alert. */
const most = 20;

/** Ends the incident about a role that asks for a second factor by now, in the transaction that has changed its settings. */
export async function endOfSettings(tx: Transaction, ids: Ids, role: Role, now: Instant): Promise<void> {
  const { rules } = await tx.policies.of(role);
  if (asksForFactor(rules))
    await end(tx, ids, { alerts: ['NoMfaOnRoleActivationAlert'], keys: [policyKey(role)] }, now);
}

/** Ends the incidents about what a person had at a level, in the transaction that takes it from them. */
export const endOfHolder = (tx: Transaction, ids: Ids, access: Access, level: Level, now: Instant): Promise<void> =>
  end(tx, ids, { alerts: ofHolders, keys: [givenKey({ ...access, level })] }, now);

/** Ends the incident about an access that the directory held without Latchkey, once it is out of the directory. */
export async function endOfOutside(
  { store, ids, clock }: { store: Store; ids: Ids; clock: Clock },
  access: Access,
): Promise<void> {
  const gone: Gone = { alerts: ofOutside, keys: [accessKey(access)] };
  const standing = await store.read.alerts.incidents({ ...gone, isCurrent: true, limit: 1 });
  if (standing.length > 0) await store.transaction((tx) => end(tx, ids, gone, clock.now()));
}

/** A look that began before changes nothing of these alerts any more: it may have seen what is gone. */
async function end(tx: Transaction, ids: Ids, gone: Gone, now: Instant): Promise<void> {
  const standing = await tx.alerts.incidents({ ...gone, isCurrent: true, limit: most });
  for (const incident of standing) {
    const { alert, batch, correlationId } = incident;
    await resolveIncidents(tx, { ids, now, correlationId }, [incident]);
    await tx.outbox.append({ type: 'alert.changed', id: eventId(ids.next()), at: now, correlationId, alert, batch });
  }
  const alerts = [...new Set(standing.map(({ alert }) => alert))];
  if (alerts.length > 0) await tx.alerts.swept(alerts, now);
}
