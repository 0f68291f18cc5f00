import azureRoleData from './azure-roles.json' with { type: 'json' };
import entraRoleData from './entra-roles.json' with { type: 'json' };

/** A built-in Microsoft Entra directory role; its template id is the same in every tenant. */
export type EntraRole = {
  readonly templateId: string;
  readonly displayName: string;
  readonly description: string;
  readonly isPrivileged: boolean;
  /** Present only where Microsoft says the role must not, or cannot, be assigned to anyone. */
  readonly isDeprecated?: boolean;
};

/** A built-in Azure resource role; its definition id is the same in every subscription. */
export type AzureRole = {
  readonly roleDefinitionId: string;
  readonly displayName: string;
  readonly description: string;
  readonly isPrivileged: boolean;
};

/**
 * Every built-in directory role, sorted by name. Names and ids: the Entra built-in roles reference of July 2026, with
 * the roles the directory itself lists besides; the privileged flag is the reference's label.
 */
export const entraRoles: readonly EntraRole[] = entraRoleData;

/**
 * The common built-in Azure roles, sorted by name. Names and ids as Azure Resource Manager gives them (August 2026);
 * privileged are those under that heading in the Azure built-in roles reference of April 2026.
 */
export const azureRoles: readonly AzureRole[] = azureRoleData;
