import type { RequestId } from '../../domain/ids.js';
import type { Role } from '../../domain/role/role.js';
import type { View } from '../card.js';

/*
 * Where the portal shows what a card is about. Cards name the page alone; whoever sends one knows where people reach us.
 */

/** A role as the query of an address: `kind=directory&role=…&scope=%2F`. */
export function roleQuery(role: Role): string {
  const parts =
    role.kind === 'group'
      ? { kind: role.kind, group: role.groupId, access: role.accessId }
      : { kind: role.kind, role: role.roleDefinitionId, scope: role.directoryScopeId };
  return new URLSearchParams(parts).toString();
}

/** The page with everything about one request. */
export const requestPage = (id: RequestId): string => `/requests/${encodeURIComponent(id)}`;

/** The page with the settings of a role. */
export const settingsPage = (role: Role): string => `/settings?${roleQuery(role)}`;

/**
 * The view with a link to the page that it names. `origin`: where people reach us, such as `https://latchkey.example`;
 * undefined where there is no portal, and then there is no link. A link that the view has already stays.
 */
export function linked<V extends View>(view: V, origin: string | undefined): V {
  if (view.kind !== 'card') return view;
  const { page, link } = view;
  if (page === undefined || origin === undefined || link !== undefined) return view;
  return { ...view, link: { title: 'Open in the portal', url: `${origin}${page}` } };
}
