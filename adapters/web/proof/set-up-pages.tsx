import { type Flash, page } from '../page/page.js';
import { QrCode } from './qr-code.js';
import { Meant } from './ways-to-prove.js';

type Common = { person: { displayName: string }; csrfToken: string };

/** Shows the seed of a new authenticator app, for the only time, as a picture and in letters. Asks for the first code. */
export const setUpAppPage = ({ seed, address, ...common }: Common & { seed: string; address: string }): string =>
  page({
    title: 'Set up an authenticator app',
    ...common,
    active: 'security',
    children: (
      <>
        <ol>
          <li>
            <p>Open your authenticator app, add an account, and point it at this picture. It is shown only once.</p>
            <QrCode text={address} label="The account for your app, as a QR code" />
            <details>
              <summary>It cannot see the picture</summary>
              <p>
                Type this into it instead: <code>{inFours(seed)}</code>
              </p>
            </details>
          </li>
          <li>
            <FirstCode {...common} />
          </li>
        </ol>
        <p>
          <a href="/security">Leave it</a>
        </p>
      </>
    ),
  });

/** Asks again for the first code of an app that was begun here, without showing its seed again. */
export const finishAppPage = ({ flash, ...common }: Common & { flash?: Flash | undefined }): string =>
  page({
    title: 'Finish your authenticator app',
    ...common,
    flash,
    active: 'security',
    children: (
      <>
        <p>Your app already has the account. If it does not, start over on the page “Security”.</p>
        <FirstCode {...common} />
        <p>
          <a href="/security">Back to Security</a>
        </p>
      </>
    ),
  });

/** The form for the first code of an app that is being set up. */
export const FirstCode = ({ csrfToken }: Pick<Common, 'csrfToken'>) => (
  <form class="asked" method="post" action="/security/app/finish">
    <Meant csrfToken={csrfToken} />
    <label>
      The six digits that it shows now
      <input
        name="code"
        required
        pattern="[0-9 ]{6,8}"
        inputmode="numeric"
        autocomplete="one-time-code"
        spellcheck={false}
      />
    </label>
    <button type="submit" data-style="primary">
      Set it up
    </button>
  </form>
);

const inFours = (seed: string) => seed.match(/.{1,4}/g)?.join(' ') ?? seed;

/** Shows new recovery codes, for the only time. */
export const recoveryCodesPage = ({ codes, ...common }: Common & { codes: readonly string[] }): string =>
  page({
    title: 'Your recovery codes',
    ...common,
    active: 'security',
    children: (
      <>
        <p>
          Print them or keep them in a safe place, apart from your devices. They are shown this once; each works once.
          Codes you had before work no more.
        </p>
        <ul class="codes">
          {codes.map((code) => (
            <li>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <p>
          <a class="button" data-style="primary" href="/security">
            I have kept them
          </a>
        </p>
      </>
    ),
  });
