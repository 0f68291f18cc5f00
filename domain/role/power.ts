import type { RoleKind } from './role.js';
import { wellKnownAzureRole } from './well-known.js';

/** What has to be known of a role's definition to say whether its holders can get at everything else. */
export type DefinitionInBrief = {
  kind: Exclude<RoleKind, 'group'>;
  id: string;
  isPrivileged: boolean;
  /** The organisation has made it itself. */
  isOwn: boolean;
};

const powerfulInAzure: readonly string[] = Object.values(wellKnownAzureRole);

/**
 * True for a role that makes an administrator: a directory role marked privileged; in Azure one that decides who may do
 * what (Owner, User Access Administrator, Role Based Access Control Administrator, or one of the organisation's own that
 * does). Source: Microsoft Entra, privileged roles; Azure, privileged administrator roles.
 */
export function isPowerfulDefinition({ kind, id, isPrivileged, isOwn }: DefinitionInBrief): boolean {
  if (kind === 'directory') return isPrivileged;
  return powerfulInAzure.includes(id.toLowerCase()) || (isOwn && isPrivileged);
}
