import { surfaceNames } from '../../../cards/words/surface-names.js';
import type { User } from '../../../domain/ports/directory.js';
import type { LinkOffer } from '../../../domain/ports/link-offers.js';
import { page } from '../page/page.js';
import { type AccountViewer, framed, Meant } from './account-viewer.js';

/** Asks whether the account of this offer is the person's own. Nothing is linked by looking. */
export function linkPage(viewer: AccountViewer, offer: LinkOffer, token: string): string {
  const where = surfaceNames[offer.surface];
  return page({
    ...framed(viewer),
    title: `Link your ${where} account`,
    children: (
      <>
        <p>
          You are signed in as <strong>{viewer.user.displayName}</strong> ({viewer.user.userPrincipalName}). The {where}{' '}
          account <strong>{offer.accountName}</strong>
          {offer.accountMail === undefined ? '' : ` (${offer.accountMail})`} wants to be linked to you. From then on,
          whatever is written from it is taken as written by you.
        </p>
        {!isOwnMail(offer, viewer.user) && (
          <p class="flash" data-tone="warning" role="alert">
            The address of that account is not yours in the directory. Go on only if you are sure that it is your
            account.
          </p>
        )}
        <p>Link it only if it is your own account, and you yourself asked for this link a moment ago.</p>
        <form class="buttons" method="post" action={`/link/${encodeURIComponent(token)}`}>
          <Meant viewer={viewer} />
          <button type="submit" data-style="primary">{`Link this ${where} account`}</button>
          <a class="button" data-style="default" href="/identities">
            Do not link it
          </a>
        </form>
      </>
    ),
  });
}

const isOwnMail = ({ accountMail }: LinkOffer, { mail, userPrincipalName }: User) =>
  accountMail !== undefined &&
  [mail, userPrincipalName].some((own) => own?.toLowerCase() === accountMail.toLowerCase());

/** What came of a link that did not link anything. `token`: it is still good once the person has signed in again. */
export function linkRefusedPage(viewer: AccountViewer, text: string, token?: string): string {
  return page({
    ...framed(viewer),
    title: 'Nothing was linked',
    children: (
      <>
        <p role="alert">{text}</p>
        {token !== undefined && (
          <form class="buttons" method="post" action="/sign-in/again">
            <Meant viewer={viewer} />
            <input type="hidden" name="return" value={`/link/${encodeURIComponent(token)}`} />
            <button type="submit" data-style="primary">
              Sign in again
            </button>
          </form>
        )}
        <p>
          <a href="/identities">Linked identities</a>
        </p>
      </>
    ),
  });
}
