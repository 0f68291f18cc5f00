import type { PrincipalId } from '../../domain/ids.js';
import type { ApprovalStagePolicy, PolicyChanges } from '../../domain/policy/policy.js';
import type { User } from '../../domain/ports/directory.js';
import type { GroupRecord, PrincipalRecord, ScopeRecord } from '../../domain/ports/directory-records.js';
import type { Role } from '../../domain/role/role.js';
import { wellKnownAzureRole, wellKnownRole } from '../../domain/role/well-known.js';
import { type Duration, days, hours } from '../../domain/time.js';
import type { AdoptedSchedule } from '../../domain/usecases/assignment/adopt.js';
import { approvedBy, aRole, aStagePolicy, asks, justificationOnly, principal } from '../support/builders.js';

const named = {
  /** Global Administrators; Pam is the Privileged Role Administrator. */
  ada: principal('ada'),
  gil: principal('gil'),
  pam: principal('pam'),
  /** Approvers, with Ivo, whose account is disabled. */
  bob: principal('bob'),
  cas: principal('cas'),
  ivo: principal('ivo'),
  /** In the group that is eligible, through another one. */
  dan: principal('dan'),
  eve: principal('eve'),
  /** Owns both groups and the subscription. */
  fay: principal('fay'),
  gus: principal('gus'),
  robot: principal('robot'),
  staff: principal('staff'),
  nested: principal('nested'),
  approvers: principal('apprgp'),
  /** Groups that are borrowed: one that directory roles can be given to, and one they cannot. */
  admins: principal('admins'),
  dbas: principal('dbas'),
} as const;

const { bob, cas, ivo, dan, eve } = named;
export const { ada, gil, pam, fay } = named;

/** Whoever speaks to Latchkey, those first who have the most to say. */
export const people: readonly PrincipalId[] = [dan, eve, bob, cas, ada, gil, pam, fay, ivo, named.gus];
/** Whoever something can be given to. */
export const assignees: readonly PrincipalId[] = [...people, named.robot, named.staff, named.admins];

const aUser = (id: PrincipalId, over: Partial<User> = {}): User => ({
  type: 'user',
  id,
  displayName: `Person ${id.slice(-6)}`,
  userPrincipalName: `${id}@contoso.example`,
  accountEnabled: true,
  userType: 'Member',
  ...over,
});
const aGroup = (id: PrincipalId, isAssignableToRole: boolean, ...memberIds: PrincipalId[]): GroupRecord => ({
  type: 'group',
  id,
  displayName: `Group ${id.slice(-6)}`,
  isAssignableToRole,
  membershipType: 'assigned',
  onPremisesSyncEnabled: false,
  memberIds,
  ownerIds: [],
});

/** The directory every sequence begins with. */
export const records: readonly PrincipalRecord[] = [
  ...[ada, gil, pam, bob, cas, dan, eve, fay].map((id) => aUser(id)),
  aUser(ivo, { accountEnabled: false }),
  aUser(named.gus, { userType: 'Guest' }),
  {
    type: 'servicePrincipal',
    id: named.robot,
    displayName: 'Robot',
    servicePrincipalType: 'ManagedIdentity',
    accountEnabled: true,
  },
  aGroup(named.staff, true, named.nested),
  aGroup(named.nested, false, dan, eve),
  aGroup(named.approvers, false, bob, cas, ivo),
  aGroup(named.admins, true),
  aGroup(named.dbas, false),
];

const subscription = '/subscriptions/11111111-0000-4000-8000-000000000001';
const resourceGroup = `${subscription}/resourceGroups/data`;
export const scopes: readonly ScopeRecord[] = [
  { kind: 'azure', id: subscription, displayName: 'Production', type: 'subscription' },
  { kind: 'azure', id: resourceGroup, displayName: 'Data', type: 'resourceGroup', parentId: subscription },
];

const azure = (roleDefinitionId: string, directoryScopeId: string): Role => ({
  kind: 'azure',
  roleDefinitionId,
  directoryScopeId,
});
const contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const ofGroup = (groupId: PrincipalId, accessId: 'member' | 'owner'): Role => ({ kind: 'group', groupId, accessId });

const reader = aRole();
const securityAdministrator = aRole(wellKnownRole.securityAdministrator);
const userAdministrator = aRole(wellKnownRole.userAdministrator);
export const globalAdministrator = aRole(wellKnownRole.globalAdministrator);
export const privilegedRoleAdministrator = aRole(wellKnownRole.privilegedRoleAdministrator);
const ownSubscription = azure(wellKnownAzureRole.owner, subscription);
const contributeToSubscription = azure(contributor, subscription);
const adminsOwner = ofGroup(named.admins, 'owner');
const dbasOwner = ofGroup(named.dbas, 'owner');
const dbasMember = ofGroup(named.dbas, 'member');

const borrowed = {
  reader,
  securityAdministrator,
  userAdministrator,
  globalAdministrator,
  privilegedRoleAdministrator,
  contributeToSubscription,
  contributeToData: azure(contributor, resourceGroup),
  ownSubscription,
  adminsMember: ofGroup(named.admins, 'member'),
  adminsOwner,
  dbasMember,
  dbasOwner,
};

/** What is borrowed, all three kinds. */
export const roles: readonly Role[] = Object.values(borrowed);

/** What people and roles are called in what the model says. */
export const names: ReadonlyMap<string, string> = new Map(Object.entries(named).map(([name, id]) => [id, name]));
export const rolesByName: ReadonlyMap<string, string> = new Map(
  Object.entries(borrowed).map(([name, role]) => [JSON.stringify(role), name]),
);

const oneOfApprovers = (over: Partial<ApprovalStagePolicy> = {}) =>
  aStagePolicy({ primaryApprovers: [{ type: 'groupMembers', groupId: named.approvers }], ...over });
const escalating = oneOfApprovers({
  primaryApprovers: asks(fay),
  escalationApprovers: asks(ada),
  escalationTime: hours(2),
});

/** The settings every sequence begins with; the other roles have their kind's own. */
export const settings: readonly [Role, PolicyChanges][] = [
  [reader, justificationOnly],
  [securityAdministrator, { ...justificationOnly, ...approvedBy(oneOfApprovers()) }],
  [
    userAdministrator,
    {
      ...justificationOnly,
      ...approvedBy(aStagePolicy({ primaryApprovers: asks(bob, cas, ada), approvalsRequired: 2 })),
    },
  ],
  [globalAdministrator, { ...justificationOnly, ...approvedBy(aStagePolicy({ primaryApprovers: [] })) }],
  [
    contributeToSubscription,
    approvedBy(escalating, oneOfApprovers({ timeOut: hours(4), isApproverJustificationRequired: true })),
  ],
];

/** What settings are changed to. */
export const settingsChanges: readonly PolicyChanges[] = [
  { Approval_EndUser_Assignment: { isApprovalRequired: false, stages: [] } },
  approvedBy(oneOfApprovers()),
  approvedBy(aStagePolicy({ primaryApprovers: asks(bob, cas, dan), approvalsRequired: 2 })),
  approvedBy(oneOfApprovers(), escalating),
  { Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(1) } },
  { Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(8) } },
  { Enablement_EndUser_Assignment: { enabledRules: ['Justification', 'Ticketing'] } },
  { Enablement_EndUser_Assignment: { enabledRules: [] } },
  { Expiration_Admin_Eligibility: { isExpirationRequired: true, maximumDuration: days(30) } },
  { Expiration_Admin_Assignment: { isExpirationRequired: false, maximumDuration: days(30) } },
  { Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(25) } },
];

const lasting = (length: Duration | undefined) => (length === undefined ? {} : { length });
type Given = Pick<AdoptedSchedule, 'level' | 'access'> & { length?: Duration };
const given = (level: Given['level'], principalId: PrincipalId, role: Role, length?: Duration): Given => ({
  level,
  access: { principalId, role },
  ...lasting(length),
});

/** Who has what as every sequence begins. */
export const held: readonly Given[] = [
  given('assignment', ada, globalAdministrator),
  given('assignment', gil, globalAdministrator),
  given('assignment', pam, privilegedRoleAdministrator),
  given('assignment', fay, ownSubscription),
  given('assignment', fay, adminsOwner),
  given('assignment', fay, dbasOwner),
  given('assignment', eve, reader, days(20)),
  given('eligibility', cas, globalAdministrator),
  given('eligibility', gil, privilegedRoleAdministrator, days(10)),
  given('eligibility', named.staff, reader),
  given('eligibility', dan, securityAdministrator, days(12)),
  given('eligibility', eve, securityAdministrator),
  given('eligibility', dan, userAdministrator),
  given('eligibility', eve, contributeToSubscription, days(90)),
  given('eligibility', dan, adminsOwner, days(60)),
  given('eligibility', eve, dbasOwner, hours(5)),
  // Whoever may approve a role asks for it too.
  given('eligibility', bob, userAdministrator),
  given('eligibility', cas, securityAdministrator, hours(9)),
  // What is activated on these ends with them.
  given('eligibility', bob, reader, hours(4)),
  given('eligibility', cas, reader, hours(7)),
  given('eligibility', fay, reader, hours(6)),
  given('eligibility', named.staff, dbasMember, days(40)),
];
