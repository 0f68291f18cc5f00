/** A page that the navigation leads to. */
export type Place =
  | 'my-roles'
  | 'my-requests'
  | 'approve'
  | 'reviews'
  | 'roles'
  | 'assignments'
  | 'settings'
  | 'access-reviews'
  | 'identities'
  | 'stuck'
  | 'alerts'
  | 'my-history'
  | 'resource-history'
  | 'overview'
  | 'my-audit'
  | 'resource-audit'
  | 'chat'
  | 'security'
  | 'notifications';

/** True for the pages on which people administer. */
export const isOfAdministration = (place: Place | undefined): boolean =>
  sections.some(({ title, links }) => title === 'Manage' && links.some((link) => link.place === place));

type Link = { place: Place; title: string; href: string };
type Section = { title: string; links: readonly [Link, ...Link[]] };

/** The page of the navigation that an address belongs to; undefined where it is none of them. */
export function placeAt(path: string): Place | undefined {
  const links = sections.flatMap((section) => section.links);
  return links.find(({ href }) => path === href || path.startsWith(`${href}/`) || path.startsWith(`${href}?`))?.place;
}

/** Where everything is, in the order of PIM's own portal. */
export const sections: readonly Section[] = [
  {
    title: 'Tasks',
    links: [
      { place: 'my-roles', title: 'My roles', href: '/my-roles' },
      { place: 'my-requests', title: 'My requests', href: '/my-requests' },
      { place: 'approve', title: 'Approve requests', href: '/approve' },
      { place: 'reviews', title: 'Review access', href: '/reviews' },
    ],
  },
  {
    title: 'Manage',
    links: [
      { place: 'roles', title: 'Roles', href: '/roles' },
      { place: 'assignments', title: 'Assignments', href: '/assignments' },
      { place: 'settings', title: 'Settings', href: '/settings' },
      { place: 'access-reviews', title: 'Access reviews', href: '/access-reviews' },
      { place: 'identities', title: 'Linked identities', href: '/identities' },
      { place: 'alerts', title: 'Alerts', href: '/alerts' },
      { place: 'stuck', title: 'Stuck work', href: '/stuck' },
    ],
  },
  {
    title: 'Activity',
    links: [
      { place: 'my-history', title: 'My history', href: '/my-history' },
      { place: 'resource-history', title: 'Resource history', href: '/history' },
      { place: 'my-audit', title: 'My audit', href: '/my-audit' },
      { place: 'resource-audit', title: 'Resource audit', href: '/audit' },
      { place: 'overview', title: 'Overview', href: '/overview' },
    ],
  },
];
