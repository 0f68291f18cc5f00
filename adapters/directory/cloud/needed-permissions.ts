/** What Latchkey does in a tenant, and the application permissions of Microsoft Graph that it takes. */
type CloudFeature = {
  name: string;
  /** Each row is one that is needed; any of its permissions will do, the least first. */
  permissions: readonly (readonly string[])[];
  /** Latchkey works without it. */
  isOptional: boolean;
};

const everything = 'Directory.Read.All';
const roles = ['RoleManagement.Read.Directory', 'RoleManagement.Read.All'];
const feature = (name: string, ...permissions: string[][]): CloudFeature => ({ name, permissions, isOptional: false });
const optional = (name: string, ...permissions: string[][]): CloudFeature => ({ name, permissions, isOptional: true });

const features: readonly CloudFeature[] = [
  feature('Read people and their managers', ['User.Read.All', everything]),
  feature('Read groups, members and owners', ['GroupMember.Read.All', 'Group.Read.All', everything]),
  feature('Read applications', ['Application.Read.All', everything]),
  feature('Read administrative units', ['AdministrativeUnit.Read.All', everything]),
  feature('Read Entra roles', [...roles, everything]),
  feature('Activate Entra roles', ['RoleAssignmentSchedule.ReadWrite.Directory', 'RoleManagement.ReadWrite.Directory']),
  feature('Activate group access', ['PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup']),
  optional('Import eligible Entra roles', ['RoleEligibilitySchedule.Read.Directory', ...roles]),
  optional('Import eligible group access', ['PrivilegedEligibilitySchedule.Read.AzureADGroup']),
  optional('Import PIM settings of Entra roles', ['RoleManagementPolicy.Read.Directory', ...roles]),
  optional('Import PIM settings of groups', ['RoleManagementPolicy.Read.AzureADGroup']),
  optional('Show last sign-ins', ['AuditLog.Read.All']),
  optional('Show photos', ['ProfilePhoto.Read.All', 'User.Read.All']),
];

export type FeatureState = {
  name: string;
  isOptional: boolean;
  /** The least permission of each row that is not granted; none where all are. */
  missing: readonly string[];
};

/** Returns, for each feature, the permissions that the roles of an application's token lack. Writing includes reading. */
export const featureStates = (granted: readonly string[]): FeatureState[] =>
  features.map(({ name, isOptional, permissions }) => ({
    name,
    isOptional,
    missing: permissions.filter((row) => !row.some((each) => isIn(granted, each))).map(([least = '']) => least),
  }));

const isIn = (granted: readonly string[], permission: string) =>
  granted.includes(permission) || granted.includes(permission.replace('.Read.', '.ReadWrite.'));
