import type { Database } from '../../bot/compose/compose-database.js';
import { scheduleId } from '../../domain/ids.js';
import type { ApprovalStagePolicy, PolicyChanges } from '../../domain/policy/policy.js';
import type { User } from '../../domain/ports/directory.js';
import type { Role } from '../../domain/role/role.js';
import { instant } from '../../domain/time.js';
import { anEligibility, approvedBy, aRole, aStagePolicy, justificationOnly, principal } from './builders.js';

export type Name = 'ada' | 'bob' | 'cas' | 'dan' | 'gus' | 'eva';
export type RoleName = 'Security Reader' | 'Security Administrator' | 'Message Center Reader';

/** Ada asks, Bob, Cas and Eva approve, Dan is not asked. Gus is a guest, and Eva's account is disabled. */
export const people: Record<Name, User> = {
  ada: aUser('ada'),
  bob: aUser('bob'),
  cas: aUser('cas'),
  dan: aUser('dan'),
  gus: aUser('gus', { userType: 'Guest' }),
  eva: aUser('eva', { accountEnabled: false }),
};

/** Everybody's names, in the order in which they are introduced. */
export const names = Object.keys(people) as Name[];

/** What Ada and Bob are eligible for: with an approval, with one that says why, and at once. */
export const roles: Record<RoleName, Role> = {
  'Security Reader': aRole('5d6b6bb7-de71-4623-b4af-96380a352509'),
  'Security Administrator': aRole('194ae4cb-b126-40b2-bd5b-6091b380977d'),
  'Message Center Reader': aRole('790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b'),
};

const approvers = principal('apprgp');

/** Role settings that ask one of the approvers. `over` changes what the stage asks for. */
export const approvalBy = (over: Partial<ApprovalStagePolicy> = {}): PolicyChanges => ({
  ...justificationOnly,
  ...approvedBy(aStagePolicy({ primaryApprovers: [{ type: 'groupMembers', groupId: approvers }], ...over })),
});

const settings: Record<RoleName, PolicyChanges> = {
  'Security Reader': approvalBy(),
  'Security Administrator': approvalBy({ isApproverJustificationRequired: true }),
  'Message Center Reader': justificationOnly,
};

/** Fills an empty directory with these people, and gives the roles their settings. */
export async function seedOrganisation({ records, store }: Database): Promise<void> {
  await records.principals.save([
    ...Object.values(people),
    {
      type: 'group',
      id: approvers,
      displayName: 'Security approvers',
      isAssignableToRole: true,
      membershipType: 'assigned',
      onPremisesSyncEnabled: false,
      memberIds: [people.bob.id, people.cas.id, people.eva.id],
      ownerIds: [],
    },
  ]);
  for (const name of Object.keys(roles) as RoleName[]) await changeSettings({ store }, name, settings[name]);
  const eligible = [people.ada, people.bob].flatMap(({ id: principalId }) =>
    Object.values(roles).map((role) =>
      anEligibility({ id: scheduleId(`${principalId}-${name(role)}`), principalId, role, startDateTime: instant(0) }),
    ),
  );
  await store.transaction((tx) => tx.schedules.insert(...eligible));
}

/** Replaces a role's settings. */
export async function changeSettings({ store }: Pick<Database, 'store'>, name: RoleName, changes: PolicyChanges) {
  const { key, version } = await store.read.policies.of(roles[name]);
  await store.transaction((tx) => tx.policies.save(key, changes, version));
}

const name = (role: Role) => Object.entries(roles).find(([, each]) => each === role)?.[0];

function aUser(called: Name, over: Partial<User> = {}): User {
  return {
    type: 'user',
    id: principal(called),
    displayName: `${called.charAt(0).toUpperCase()}${called.slice(1)}`,
    userPrincipalName: `${called}@contoso.example`,
    mail: `${called}@contoso.example`,
    accountEnabled: true,
    userType: 'Member',
    timeZone: 'Europe/Berlin',
    ...over,
  };
}
