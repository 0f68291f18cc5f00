import type { Authenticators } from '../../../domain/proof/authenticators.js';

type Hidden = { csrfToken: string };

/** The field that says a form was meant. */
export const Meant = ({ csrfToken }: Hidden) => <input type="hidden" name="_csrf" value={csrfToken} />;

type Options = Hidden & {
  /** The forms are sent to `<base>/passkey`, `<base>/code` and `<base>/recovery-code`. */
  base: string;
  present: Authenticators;
  /** What happens once it is proven, as the buttons say it. */
  verb: string;
};

/** One form for each thing that somebody has set up to prove who they are with. */
export function WaysToProve({ present, ...options }: Options) {
  return (
    <>
      {present.passkeys.length > 0 && <PasskeyForm {...options} />}
      {present.codeApp && (
        <CodeForm
          {...options}
          way="code"
          title="Authenticator app"
          label="The six digits that your app shows now"
          pattern="[0-9 ]{6,8}"
          mode="numeric"
          autocomplete="one-time-code"
        />
      )}
      {present.recoveryCodes.length > 0 && (
        <details>
          <summary>Neither is at hand</summary>
          <CodeForm
            {...options}
            way="recovery-code"
            title="Recovery code"
            label="One of your recovery codes; it works once"
            pattern="[0-9A-Za-z -]{16,24}"
            mode="text"
            autocomplete="off"
          />
        </details>
      )}
    </>
  );
}

function PasskeyForm({ base, csrfToken, verb }: Omit<Options, 'present'>) {
  return (
    <section>
      <h2>Passkey</h2>
      <noscript>
        <p>Passkeys need JavaScript, which is turned off here.</p>
      </noscript>
      <form
        class="asked"
        method="post"
        action={`${base}/passkey`}
        data-passkey="ask"
        data-options={`${base}/passkey/options`}
        hidden
      >
        <Meant csrfToken={csrfToken} />
        <input type="hidden" name="response" />
        <p data-problem role="alert" />
        <button type="submit" data-style="primary">
          {verb} with a passkey
        </button>
      </form>
    </section>
  );
}

type CodeOptions = Omit<Options, 'present'> & {
  way: 'code' | 'recovery-code';
  title: string;
  label: string;
  pattern: string;
  mode: 'numeric' | 'text';
  autocomplete: string;
};

function CodeForm({ base, csrfToken, verb, way, title, label, pattern, mode, autocomplete }: CodeOptions) {
  return (
    <section>
      <h2>{title}</h2>
      <form class="asked" method="post" action={`${base}/${way}`}>
        <Meant csrfToken={csrfToken} />
        <label>
          {label}
          <input
            name="code"
            required
            pattern={pattern}
            maxlength={24}
            inputmode={mode}
            autocomplete={autocomplete}
            spellcheck={false}
          />
        </label>
        <button type="submit" data-style="primary">
          {verb}
        </button>
      </form>
    </section>
  );
}
