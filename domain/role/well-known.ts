import type { Role } from './role.js';

/** Template ids of the directory roles that rules name. Source: Microsoft Entra built-in roles. */
export const wellKnownRole = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  privilegedRoleAdministrator: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  securityAdministrator: '194ae4cb-b126-40b2-bd5b-6091b380977d',
  globalReader: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  securityReader: '5d6b6bb7-de71-4623-b4af-96380a352509',
  directoryWriters: '9360feb5-f418-4baa-8175-e2a00bac4301',
  groupsAdministrator: 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  identityGovernanceAdministrator: '45d8d3c5-c802-45c6-b32a-1d70b5e1e86e',
  userAdministrator: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
} as const;

/** Ids of the Azure roles that rules name. Source: Azure built-in roles. */
export const wellKnownAzureRole = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  userAccessAdministrator: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  roleBasedAccessControlAdministrator: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
} as const;

/**
 * The roles whose holders manage the directory's roles: they approve where nobody is named, and the last of them stays.
 */
export const directoryAdministrators: readonly Role[] = [
  wellKnownRole.globalAdministrator,
  wellKnownRole.privilegedRoleAdministrator,
].map((roleDefinitionId) => ({ kind: 'directory', roleDefinitionId, directoryScopeId: '/' }));
