import type { User } from '../../../domain/ports/directory.js';
import { page } from '../page/page.js';

type Way = { returnTo: string };

/** Where signing in begins: one link to the identity provider. */
export const signInPage = ({ returnTo }: Way): string =>
  page({
    title: 'Sign in',
    children: (
      <>
        <p>Sign in with your work account to see and use your roles.</p>
        <p>
          <a class="button" data-style="primary" href={`/sign-in/start?return=${encodeURIComponent(returnTo)}`}>
            Sign in
          </a>
        </p>
      </>
    ),
  });

/** The demo's sign-in: one chooses who to be. */
export const choosePersonPage = ({ returnTo, people }: Way & { people: readonly User[] }): string =>
  page({
    title: 'Who would you like to be?',
    children: (
      <>
        <p>This is the demo: everybody in it is made up, and you can be each of them.</p>
        <ul class="people">
          {people.map(({ id, displayName, jobTitle }) => (
            <li>
              <form method="post" action="/sign-in/as">
                <input type="hidden" name="person" value={id} />
                <input type="hidden" name="return" value={returnTo} />
                <button type="submit" data-style="default">
                  {displayName}
                  {jobTitle === undefined ? '' : `, ${jobTitle}`}
                </button>
              </form>
            </li>
          ))}
        </ul>
      </>
    ),
  });

/** Why somebody is not signed in, or nothing was proven, and how to go on. */
export const refusedPage = ({ text, again, title }: { text: string; again: string; title: string }): string =>
  page({
    title,
    children: (
      <>
        <p role="alert">{text}</p>
        <p>
          <a class="button" data-style="primary" href={again}>
            Try again
          </a>
        </p>
      </>
    ),
  });

/**
 * After signing out. `elsewhere`: the identity provider may still know the person; `at` is where they can sign out there.
 * It is a link, for a form's answer may not lead to another site.
 */
export const signedOutPage = ({ elsewhere }: { elsewhere: { at: URL | undefined } | undefined }): string =>
  page({
    title: 'Signed out',
    children: (
      <>
        <p>You are signed out of Latchkey.</p>
        {elsewhere && (
          <p>
            You may still be signed in at your organisation’s sign-in service. On a shared computer, sign out there too.
          </p>
        )}
        <p>
          <a class="button" data-style="primary" href="/sign-in">
            Sign in again
          </a>{' '}
          {elsewhere?.at && (
            <a class="button" data-style="default" href={elsewhere.at.href}>
              Sign out there too
            </a>
          )}
        </p>
      </>
    ),
  });
