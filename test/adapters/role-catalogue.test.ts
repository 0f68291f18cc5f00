import { describe, expect, it } from 'vitest';
import { azureRoles, entraRoles } from '../../adapters/directory/builtin/catalogue/read-catalogue.js';

const catalogues = [
  { kind: 'directory', roles: entraRoles.map(({ templateId, ...role }) => ({ id: templateId, ...role })) },
  { kind: 'Azure', roles: azureRoles.map(({ roleDefinitionId, ...role }) => ({ id: roleDefinitionId, ...role })) },
];

describe.each(catalogues)('When someone looks for a built-in $kind role', ({ roles }) => {
  it('then every role has an id the cloud would accept, and no two share one', () => {
    for (const { id } of roles) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(new Set(roles.map(({ id }) => id)).size).toBe(roles.length);
  });

  it('then a name means one role only, whatever its case, and names come in order', () => {
    const names = roles.map(({ displayName }) => displayName);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    expect(names).toEqual(names.map((name) => name.trim()).sort((a, b) => a.localeCompare(b, 'en')));
  });

  it('then every role says in one short sentence what it is for', () => {
    for (const { description } of roles) expect(description).toMatch(/^[A-Z].{10,198}\.$/);
    const active = roles.filter((role) => !('isDeprecated' in role)).map(({ description }) => description);
    expect(new Set(active).size).toBe(active.length);
  });
});

describe('When a directory role is named', () => {
  const byName = new Map(entraRoles.map((role) => [role.displayName, role]));

  it('then all 145 of them are there', () => {
    expect(entraRoles).toHaveLength(145);
  });

  it.each([
    ['Global Administrator', '62e90394-69f5-4237-9190-012177145e10'],
    ['Privileged Role Administrator', 'e8611ab8-c189-46e8-94e1-60213ab1f814'],
    ['Security Reader', '5d6b6bb7-de71-4623-b4af-96380a352509'],
    ['Global Reader', 'f2ef992c-3afb-46b9-b7cf-a126ee74c451'],
    ['Security Administrator', '194ae4cb-b126-40b2-bd5b-6091b380977d'],
    ['User Administrator', 'fe930be7-5e62-47db-91af-98c3a49a38b1'],
  ])('then %s has the id it has in every tenant, and counts as privileged', (name, templateId) => {
    expect(byName.get(name)).toMatchObject({ templateId, isPrivileged: true });
  });

  it('then a harmless role does not count as privileged', () => {
    expect(byName.get('Reports Reader')?.isPrivileged).toBe(false);
  });

  it('then the roles nobody should be given are marked, and no others', () => {
    const deprecated = entraRoles.filter((role) => role.isDeprecated).map(({ displayName }) => displayName);
    expect(deprecated).toEqual([
      'Device Join',
      'Device Managers',
      'Device Users',
      'Directory Synchronization Accounts',
      'Guest User',
      'On Premises Directory Sync Account',
      'Partner Tier1 Support',
      'Partner Tier2 Support',
      'Restricted Guest User',
      'User',
      'Workplace Device Join',
    ]);
  });
});

describe('When an Azure role is named', () => {
  const byName = new Map(azureRoles.map((role) => [role.displayName, role]));

  it.each([
    ['Owner', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', true],
    ['User Access Administrator', '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', true],
    ['Reader', 'acdd72a7-3385-48ef-bd42-f606fba81ae7', false],
  ])('then %s has the id it has in every subscription', (name, roleDefinitionId, isPrivileged) => {
    expect(byName.get(name)).toMatchObject({ roleDefinitionId, isPrivileged });
  });
});
