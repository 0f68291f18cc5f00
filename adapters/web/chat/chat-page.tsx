import { page } from '../page/page.js';

type Options = {
  /** Who is signed in; in the demo one may look without being anybody. */
  person?: { displayName: string } | undefined;
  csrfToken?: string | undefined;
  isDemo: boolean;
};

/** The page of the chat, which its script fills. In the demo it shows as well what the directory holds. */
export const chatPage = ({ isDemo, ...framed }: Options): string =>
  page({
    ...framed,
    title: 'Chat',
    active: 'chat',
    script: 'chat',
    style: 'chat',
    children: (
      <>
        <div class="chat-bar">
          <p class="about">
            {isDemo
              ? 'Demo: you can be each of these people. Ask for a role in one column, decide in another.'
              : 'Ask for a role, decide, give back: by the same commands as in any chat.'}
          </p>
          <p class="connection" role="status" data-state="connecting">
            Connecting…
          </p>
          {isDemo && (
            <button type="button" class="add" data-style="default">
              Add a person
            </button>
          )}
        </div>
        <p id="signed-out" class="flash" data-tone="warning" role="alert" hidden>
          You are not signed in any more. <a href="/sign-in?return=%2Fchat">Sign in again</a>
        </p>
        {isDemo && (
          <section class="directory" aria-label="In the directory now" hidden>
            <h2>In the directory now</h2>
            <ul></ul>
          </section>
        )}
        <noscript>
          <p class="none">
            Chat needs JavaScript, which is off in this browser. All that can be done in chat can be done without it
            under <a href="/my-roles">My roles</a>.
          </p>
        </noscript>
        <div class="columns"></div>
      </>
    ),
  });
