import type { Instant } from '../../../domain/time.js';
import type { Visitor } from '../sessions/signed-in.js';

/** Who looks at a page about accounts, when, and what its forms need. */
export type AccountViewer = { user: Visitor; csrfToken: string; now: Instant };

/** What the frame of a page says of who looks. */
export const framed = ({ user, csrfToken }: AccountViewer) => ({
  person: { displayName: user.displayName },
  csrfToken,
});

/** What shows that a form was sent by this session's own page. */
export const Meant = ({ viewer: { csrfToken } }: { viewer: AccountViewer }) => (
  <input type="hidden" name="_csrf" value={csrfToken} />
);
