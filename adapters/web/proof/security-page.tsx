import { formatInstant, type When } from '../../../cards/words/format-time.js';
import { type Authenticators, hasAuthenticator } from '../../../domain/proof/authenticators.js';
import type { EnrolmentRefusal } from '../../../domain/proof/proof-refusal.js';
import { type Flash, page } from '../page/page.js';
import { FirstCode } from './set-up-pages.js';
import { Meant, WaysToProve } from './ways-to-prove.js';

/** Where an unfinished app is being set up: in this sign-in session or in another one; undefined where there is none. */
export type AppSetUp = 'here' | 'elsewhere' | undefined;

export type SecurityPageOptions = {
  present: Authenticators;
  /** An identity provider can make them sign in again. */
  canAskAgain: boolean;
  appSetUp?: AppSetUp;
  /** Why nothing can be changed just now; undefined where it can. */
  inTheWay?: EnrolmentRefusal | undefined;
  person: { displayName: string };
  csrfToken: string;
  when: When;
  flash?: Flash | undefined;
  /** They may reset what others prove themselves with. */
  mayReset: boolean;
  /** An own path that they came from, and want to go back to. */
  returnTo?: string | undefined;
};

/** With what somebody proves who they are: what there is of it, adding to it, removing it. */
export function securityPage(options: SecurityPageOptions): string {
  const { person, csrfToken, flash, present, inTheWay, mayReset, returnTo } = options;
  return page({
    title: 'Security',
    person,
    csrfToken,
    flash,
    active: 'security',
    script: 'passkeys',
    children: (
      <>
        <p>
          Some roles ask you to prove, when you use them, that it is you. Here is what you prove it with.
          {!hasAuthenticator(present) && ' You have set up nothing yet.'}
        </p>
        {returnTo !== undefined && hasAuthenticator(present) && (
          <p>
            <a class="button" data-style="primary" href={returnTo}>
              Back to what you wanted to do
            </a>
          </p>
        )}
        {inTheWay && <InTheWay {...options} inTheWay={inTheWay} />}
        {inTheWay?.code === 'SIGN_IN_TOO_OLD' && <TakePass csrfToken={csrfToken} />}
        <Passkeys {...options} />
        <CodeAppSection {...options} />
        <RecoveryCodes {...options} />
        {mayReset && <Reset csrfToken={csrfToken} />}
      </>
    ),
  });
}

type Part = SecurityPageOptions;

function InTheWay({ inTheWay, present, csrfToken, canAskAgain, returnTo }: Part & { inTheWay: EnrolmentRefusal }) {
  if (inTheWay.code === 'SIGN_IN_TOO_OLD') {
    return (
      <article>
        <p>Sign in again to set up your first passkey or app. You can do so only right after that.</p>
        {canAskAgain ? (
          <p>
            <a class="button" data-style="primary" href={againAt(returnTo)}>
              Sign in again
            </a>
          </p>
        ) : (
          <form class="asked" method="post" action="/sign-in/again">
            <Meant csrfToken={csrfToken} />
            <input type="hidden" name="return" value="/security" />
            <button type="submit" data-style="primary">
              Sign in again
            </button>
          </form>
        )}
      </article>
    );
  }
  return (
    <details class="prove">
      <summary>Prove that it is you, to change anything here</summary>
      <WaysToProve base="/security/prove" present={present} csrfToken={csrfToken} verb="Go on" />
    </details>
  );
}

/** For those who can't sign in afresh, or whose provider doesn't say that they did. */
const TakePass = ({ csrfToken }: Pick<Part, 'csrfToken'>) => (
  <form class="asked" method="post" action="/security/pass">
    <Meant csrfToken={csrfToken} />
    <label>
      Or the enrolment pass that an administrator gave you
      <input name="pass" required maxlength={60} autocomplete="off" />
    </label>
    <button type="submit" data-style="default">
      Use the pass
    </button>
  </form>
);

const againAt = (returnTo: string | undefined): string =>
  returnTo === undefined ? '/security/sign-in-again' : `/security/sign-in-again?return=${encodeURIComponent(returnTo)}`;

function Passkeys({ present, inTheWay, csrfToken, when }: Part) {
  return (
    <section>
      <h2>Passkeys</h2>
      <p>Your fingerprint, face or PIN on a device, or a security key. The safest way, and the quickest.</p>
      {present.passkeys.length > 0 && (
        <ul>
          {present.passkeys.map(({ id, name, addedAt, usedAt }) => (
            <li>
              <strong>{name}</strong>, added {formatInstant(addedAt, when)}
              {usedAt === undefined ? ', not used yet' : `, last used ${formatInstant(usedAt, when)}`}
              {!inTheWay && (
                <form class="asked" method="post" action="/security/passkeys/remove">
                  <Meant csrfToken={csrfToken} />
                  <input type="hidden" name="id" value={id} />
                  <button type="submit" data-style="destructive" aria-label={`Remove ${name}`}>
                    Remove
                  </button>
                </form>
              )}
            </li>
          ))}
        </ul>
      )}
      {!inTheWay && (
        <form
          class="asked"
          method="post"
          action="/security/passkeys"
          data-passkey="add"
          data-options="/security/passkeys/options"
          hidden
        >
          <Meant csrfToken={csrfToken} />
          <input type="hidden" name="response" />
          <label>
            What you call it
            <input name="name" required maxlength={60} placeholder="Laptop" autocomplete="off" />
          </label>
          <p data-problem role="alert" />
          <button type="submit" data-style="primary">
            Add a passkey
          </button>
        </form>
      )}
    </section>
  );
}

function CodeAppSection({ present: { codeApp }, inTheWay, csrfToken, when, appSetUp }: Part) {
  const verb = appSetUp ? 'Start over' : codeApp ? 'Set up another app in its place' : 'Set up an app';
  return (
    <section>
      <h2>Authenticator app</h2>
      <p>
        {codeApp
          ? `Set up ${formatInstant(codeApp.addedAt, when)}${codeApp.usedAt === undefined ? ', not used yet' : `, last used ${formatInstant(codeApp.usedAt, when)}`}.`
          : 'An app on your phone that shows a new code every half minute.'}
      </p>
      {appSetUp === 'here' && <FirstCode csrfToken={csrfToken} />}
      {appSetUp === 'elsewhere' && (
        <p>You are setting up an app in another browser. Finish it where you began, or start over here.</p>
      )}
      {!inTheWay && (
        <div class="buttons">
          <form class="asked" method="post" action="/security/app">
            <Meant csrfToken={csrfToken} />
            <button type="submit" data-style="primary">
              {verb}
            </button>
          </form>
          {codeApp && (
            <form class="asked" method="post" action="/security/app/remove">
              <Meant csrfToken={csrfToken} />
              <button type="submit" data-style="destructive">
                Remove the app
              </button>
            </form>
          )}
        </div>
      )}
    </section>
  );
}

function RecoveryCodes({ present, inTheWay, csrfToken }: Part) {
  const left = present.recoveryCodes.length;
  return (
    <section>
      <h2>Recovery codes</h2>
      <p>
        For when neither is at hand. Each works once. {left === 0 ? 'You have none.' : `You have ${left} left.`}
        {!hasAuthenticator(present) && ' They can be made once one of the above is set up.'}
      </p>
      {!inTheWay && hasAuthenticator(present) && (
        <form class="asked" method="post" action="/security/recovery-codes">
          <Meant csrfToken={csrfToken} />
          <button type="submit" data-style="default">
            {left === 0 ? 'Make ten codes' : 'Make ten new ones in place of these'}
          </button>
        </form>
      )}
    </section>
  );
}

const Reset = ({ csrfToken }: { csrfToken: string }) => (
  <section>
    <h2>Somebody has lost theirs</h2>
    <p>You manage the directory’s roles, so you can take away all that somebody proves themself with. They are told.</p>
    <form class="asked" method="post" action="/security/reset">
      <Meant csrfToken={csrfToken} />
      <label>
        Their name or mail address
        <input name="who" required maxlength={200} autocomplete="off" />
      </label>
      <button type="submit" data-style="destructive">
        Reset theirs
      </button>
    </form>
  </section>
);
