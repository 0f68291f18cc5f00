import { formatInstant } from '../../../cards/format-time.js';
import type { User } from '../../../domain/ports/directory.js';
import type { LinkedIdentity, Surface } from '../../../domain/ports/identities.js';
import type { LinkOffer } from '../../../domain/ports/link-offers.js';
import type { SignInSession } from '../../../domain/ports/sessions.js';
import type { Instant } from '../../../domain/time.js';
import { type Flash, page } from '../page/page.js';

/** Who looks at the page, and what its forms need. */
export type Looker = { user: User; csrfToken: string; inDemo: boolean; now: Instant };

const surfaces: Record<Surface, string> = { slack: 'Slack', teams: 'Teams', web: 'Web chat' };

const Token = ({ csrfToken, of }: Pick<Looker, 'csrfToken'> & { of?: string | undefined }) => (
  <>
    <input type="hidden" name="_csrf" value={csrfToken} />
    {of !== undefined && <input type="hidden" name="of" value={of} />}
  </>
);

const whenOf = ({ user: { timeZone = 'UTC' }, now }: Looker) => ({ timeZone, now });

const framed = ({ user, csrfToken, inDemo }: Looker) => ({
  person: { displayName: user.displayName, inDemo },
  csrfToken,
});

type Shown = {
  /** Whom the page is about: who looks, or somebody else, before an administrator. */
  subject: User;
  linked: readonly LinkedIdentity[];
  sessions: readonly SignInSession[];
  here: string;
  flash?: Flash | undefined;
};

/** What is linked to somebody, and where they are signed in: each with what ends it. */
export function identitiesPage(looker: Looker, { subject, linked, sessions, here, flash }: Shown): string {
  const isOwn = subject.id === looker.user.id;
  const of = isOwn ? undefined : subject.id;
  return page({
    ...framed(looker),
    title: isOwn ? 'Linked identities' : `Linked identities of ${subject.displayName}`,
    active: 'identities',
    flash,
    children: (
      <>
        <h2>Accounts</h2>
        {linked.length === 0 && (
          <p>No account is linked. Whoever writes to Latchkey in Slack gets a link for theirs.</p>
        )}
        {linked.length > 0 && <Accounts {...{ linked, looker, of }} />}
        <h2>Signed in</h2>
        {sessions.length === 0 && <p>Nowhere.</p>}
        {sessions.length > 0 && <SessionTable {...{ sessions, here, looker, isOwn }} />}
        <form method="post" action="/identities/sessions/end-others">
          <Token csrfToken={looker.csrfToken} of={of} />
          <button type="submit" class="secondary">
            {isOwn ? 'Sign out everywhere else' : `Sign ${subject.displayName} out everywhere`}
          </button>
        </form>
      </>
    ),
  });
}

type AccountsOptions = { linked: readonly LinkedIdentity[]; looker: Looker; of: string | undefined };

const Accounts = ({ linked, looker, of }: AccountsOptions) => (
  <table>
    <thead>
      <tr>
        <th scope="col">Where</th>
        <th scope="col">Account</th>
        <th scope="col">Action</th>
      </tr>
    </thead>
    <tbody>
      {linked.map(({ surface, externalId }) => (
        <tr>
          <td>{surfaces[surface]}</td>
          <td>{externalId}</td>
          <td>
            {surface === 'slack' ? (
              <Unlink {...{ surface, externalId, looker, of }} />
            ) : (
              'Known by the directory account'
            )}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Unlink = ({ surface, externalId, looker, of }: LinkedIdentity & Omit<AccountsOptions, 'linked'>) => (
  <form method="post" action="/identities/unlink">
    <Token csrfToken={looker.csrfToken} of={of} />
    <input type="hidden" name="surface" value={surface} />
    <input type="hidden" name="account" value={externalId} />
    <button type="submit" class="secondary" aria-label={`Unlink ${surfaces[surface]} account ${externalId}`}>
      Unlink
    </button>
  </form>
);

type SessionTableOptions = Pick<Shown, 'sessions' | 'here'> & { looker: Looker; isOwn: boolean };

const SessionTable = ({ sessions, here, looker, isOwn }: SessionTableOptions) => (
  <table>
    <thead>
      <tr>
        <th scope="col">Browser</th>
        <th scope="col">Since</th>
        <th scope="col">Last used</th>
        {isOwn && <th scope="col">Action</th>}
      </tr>
    </thead>
    <tbody>
      {sessions.map((session) => (
        <tr>
          <td>{session.device || 'Unknown'}</td>
          <td>{formatInstant(session.signedInAt, whenOf(looker))}</td>
          <td>{formatInstant(session.lastSeenAt, whenOf(looker))}</td>
          {isOwn && (
            <td>
              {session.id === here ? 'This browser' : <EndSession id={session.id} csrfToken={looker.csrfToken} />}
            </td>
          )}
        </tr>
      ))}
    </tbody>
  </table>
);

const EndSession = ({ id, csrfToken }: { id: string; csrfToken: string }) => (
  <form method="post" action="/identities/sessions/end">
    <Token csrfToken={csrfToken} />
    <input type="hidden" name="session" value={id} />
    <button type="submit" class="secondary">
      Sign out there
    </button>
  </form>
);

/** Asks whether the account of this offer is the person's own. Nothing is linked by looking. */
export function linkPage(looker: Looker, offer: LinkOffer, token: string): string {
  const where = surfaces[offer.surface];
  return page({
    ...framed(looker),
    title: `Link your ${where} account`,
    children: (
      <>
        <p>
          You are signed in as <strong>{looker.user.displayName}</strong> ({looker.user.userPrincipalName}). The {where}{' '}
          account <strong>{offer.accountName}</strong>
          {offer.accountMail === undefined ? '' : ` (${offer.accountMail})`} wants to be linked to you. From then on,
          whatever is written from it is taken as written by you.
        </p>
        {!isOwnMail(offer, looker.user) && (
          <p class="flash" data-tone="warning" role="alert">
            The address of that account is not yours in the directory. Go on only if you are sure that it is your
            account.
          </p>
        )}
        <p>Link it only if it is your own account, and you yourself asked for this link a moment ago.</p>
        <form method="post" action={`/link/${encodeURIComponent(token)}`}>
          <Token csrfToken={looker.csrfToken} />
          <button type="submit">{`Link this ${where} account`}</button>
        </form>
        <p>
          <a href="/identities">Do not link it</a>
        </p>
      </>
    ),
  });
}

const isOwnMail = ({ accountMail }: LinkOffer, { mail, userPrincipalName }: User) =>
  accountMail !== undefined &&
  [mail, userPrincipalName].some((own) => own?.toLowerCase() === accountMail.toLowerCase());

/** What came of a link that did not link anything. `token`: it is still good once the person has signed in anew. */
export function linkRefusedPage(looker: Looker, text: string, token?: string): string {
  return page({
    ...framed(looker),
    title: 'Nothing was linked',
    children: (
      <>
        <p role="alert">{text}</p>
        {token !== undefined && (
          <form method="post" action="/sign-in/again">
            <Token csrfToken={looker.csrfToken} />
            <input type="hidden" name="return" value={`/link/${encodeURIComponent(token)}`} />
            <button type="submit">Sign in again</button>
          </form>
        )}
        <p>
          <a href="/identities">Linked identities</a>
        </p>
      </>
    ),
  });
}
