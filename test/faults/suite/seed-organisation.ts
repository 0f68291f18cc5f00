import { systemIds } from '../../../adapters/system/ids.js';
import type { openDatabase } from '../../../bot/compose/compose-database.js';
import { correlationId } from '../../../domain/ids.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import type { User } from '../../../domain/ports/directory.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { seconds } from '../../../domain/time.js';
import { adoptSchedule } from '../../../domain/usecases/assignment/adopt.js';
import { approvedBy, aRole, aStagePolicy, asks, justificationOnly, principal } from '../../support/builders.js';
import type { FarSlack } from './far-ends/far-slack.js';
import type { FarTeams } from './far-ends/far-teams.js';
import { admins, approvers, everybody, inSlack, inTeams, mailOf, requestors } from './people.js';

/** Nobody waits longer than the suite does, in milliseconds. */
const timeOut = seconds(15);
const byApprovers: PolicyChanges = {
  ...justificationOnly,
  ...approvedBy(aStagePolicy({ primaryApprovers: asks(...approvers.map(principal)), timeOut })),
};

const settings: Record<string, { role: Role; changes: PolicyChanges }> = {
  'Message Center Reader': { role: aRole('790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b'), changes: justificationOnly },
  'Reports Reader': { role: aRole('4a5d8f65-41da-4de4-8968-e035b65339cf'), changes: justificationOnly },
  'Security Reader': { role: aRole(wellKnownRole.securityReader), changes: byApprovers },
  'Global Reader': { role: aRole(wellKnownRole.globalReader), changes: byApprovers },
};

/** The names of the roles that are lent: two at once, two by an approval. */
export const roleNames = Object.keys(settings) as [string, ...string[]];

const aUser = (name: string): User => ({
  type: 'user',
  id: principal(name),
  displayName: `${name.toUpperCase()} Sample`,
  userPrincipalName: mailOf(name),
  mail: mailOf(name),
  accountEnabled: true,
  userType: 'Member',
  timeZone: 'Europe/Berlin',
});

/** Fills an empty store: everybody is linked where they are, requestors are eligible for every role, admins administer. */
export async function seedOrganisation(
  database: Awaited<ReturnType<typeof openDatabase>>,
  slack: FarSlack,
  teams: FarTeams,
): Promise<void> {
  const { store, records, identities } = database;
  await records.principals.save(everybody.map(aUser));
  for (const name of inSlack) await identities.link('slack', slack.fake.externalId(name), principal(name));
  for (const name of inTeams) await identities.link('teams', principal(name), principal(name), teams.addressOf(name));
  for (const { role, changes } of Object.values(settings)) {
    const { key, version } = await store.read.policies.of(role);
    await store.transaction((tx) => tx.policies.save(key, changes, version));
  }
  const adopt = adoptSchedule({ ...database, ids: systemIds });
  const give = (name: string, role: Role, level: 'eligibility' | 'assignment') =>
    adopt({ level, access: { principalId: principal(name), role }, justification: 'seed' }, correlationId('seed'));
  for (const name of admins) await give(name, aRole(wellKnownRole.globalAdministrator), 'assignment');
  for (const { role } of Object.values(settings)) {
    await Promise.all(requestors.map((name) => give(name, role, 'eligibility')));
  }
}
