import type { PendingStepUpView } from '../../../bot/turns/finish-step-up.js';
import { formatInstant, type When } from '../../../cards/words/format-time.js';
import { type Authenticators, hasAuthenticator } from '../../../domain/proof/authenticators.js';
import { type Flash, page } from '../page/page.js';
import { Meant, WaysToProve } from './ways-to-prove.js';

type Person = { displayName: string };

export type ProvePageOptions = {
  pending: PendingStepUpView;
  /** The address of this page: `/prove/<token>`. */
  base: string;
  present: Authenticators;
  person: Person;
  csrfToken: string;
  when: When;
  flash?: Flash | undefined;
  /** The identity provider can be asked to vouch for the person again. */
  canStepUp: boolean;
  /** It is the demo, where a press is proof enough. */
  isDemo: boolean;
  /** The person has just come back from there with all that is needed. */
  isVouchedFor: boolean;
};

/** Says what will be done once its caller has proven who they are, and how they can. Looking at it changes nothing. */
export function provePage(options: ProvePageOptions): string {
  const { pending, person, csrfToken, flash } = options;
  return page({
    title: titles[pending.state.kind],
    person,
    csrfToken,
    flash,
    script: 'passkeys',
    children: (
      <>
        <p class="status" data-tone={pending.state.kind === 'done' ? 'good' : 'neutral'}>
          {pending.says}
        </p>
        <Body {...options} />
      </>
    ),
  });
}

const titles: Record<PendingStepUpView['state']['kind'], string> = {
  waits: 'Prove that it is you',
  begun: 'Proven, and not done yet',
  over: 'The time to prove it is over',
  done: 'You have proven that it is you',
};

function Body(options: ProvePageOptions) {
  const { pending, base, csrfToken, isVouchedFor, when } = options;
  switch (pending.state.kind) {
    case 'done':
      return (
        <>
          <p>{pending.state.said ?? 'It has gone on from there.'}</p>
          <p>How it stands is shown where you asked for it, and under My requests. You can close this page.</p>
          <p>
            <a class="button" data-style="default" href="/my-requests">
              My requests
            </a>
          </p>
        </>
      );
    case 'over':
      return <p>Nothing was done. Ask for it again where you did, and you get a new link.</p>;
    case 'begun':
      return (
        <>
          <p>You have proven that it is you, but something came between. Nothing is lost: go on here.</p>
          <GoOn base={base} csrfToken={csrfToken} />
        </>
      );
    case 'waits':
      return isVouchedFor ? (
        <>
          <p>You have proven that it is you. Nothing is done before you say so.</p>
          <GoOn base={base} csrfToken={csrfToken} />
        </>
      ) : (
        <>
          <p>Nothing is done before. This page works until {formatInstant(pending.expiresAt, when)}, once.</p>
          {options.isDemo && <DemoProof base={base} csrfToken={csrfToken} />}
          {(!options.isDemo || hasAuthenticator(options.present)) && <Ways {...options} />}
        </>
      );
  }
}

const GoOn = ({ base, csrfToken }: Pick<ProvePageOptions, 'base' | 'csrfToken'>) => (
  <form class="asked" method="post" action={`${base}/go-on`}>
    <Meant csrfToken={csrfToken} />
    <button type="submit" data-style="primary">
      Do it
    </button>
  </form>
);

/** One press, for there is nobody here whom it would keep out; it says so. */
const DemoProof = ({ base, csrfToken }: Pick<ProvePageOptions, 'base' | 'csrfToken'>) => (
  <>
    <p>
      This is the demo’s page. One press is enough here. In your organisation, you use a passkey, a code or your
      sign-in.
    </p>
    <form class="asked" method="post" action={`${base}/demo`}>
      <Meant csrfToken={csrfToken} />
      <button type="submit" data-style="primary">
        Confirm it’s me
      </button>
    </form>
  </>
);

function Ways({ pending, base, present, csrfToken, canStepUp }: ProvePageOptions) {
  const contexts = pending.needs.authenticationContexts;
  const stepUp = canStepUp && (
    <section>
      <h2>Your organisation’s sign-in</h2>
      <p>
        <a class="button" data-style="default" href={`${base}/identity-provider`}>
          Sign in there again
        </a>
      </p>
    </section>
  );
  if (contexts.length > 0) {
    return stepUp === false ? (
      <p>
        It needs a sign-in that meets the authentication context {contexts.join(', ')}, and none can be asked for here.
        Ask an administrator to change the role’s settings.
      </p>
    ) : (
      <>
        <p>It needs a sign-in that meets the authentication context {contexts.join(', ')}.</p>
        {stepUp}
      </>
    );
  }
  return (
    <>
      <WaysToProve base={base} present={present} csrfToken={csrfToken} verb="Do it" />
      {stepUp}
      {!hasAuthenticator(present) && (
        <p>
          You have nothing set up here to prove it with.{' '}
          <a href={`/security?return=${encodeURIComponent(base)}`}>Set up a passkey or an app</a>, and come back to this
          link.
        </p>
      )}
    </>
  );
}

/** Says that a link leads nowhere, or was meant for somebody else, who is not named. */
export const noSuchLinkPage = (person: Person, csrfToken: string, isForOther: boolean): string =>
  page({
    title: isForOther ? 'This link is not for you' : 'This link leads nowhere',
    person,
    csrfToken,
    children: isForOther ? (
      <p>
        It was sent to somebody else, and nothing was done. If it reached you by mistake, tell whoever sent it. This was
        put on record.
      </p>
    ) : (
      <p>It is too old, or not whole. Ask again where you got it, and you get a new one.</p>
    ),
  });
