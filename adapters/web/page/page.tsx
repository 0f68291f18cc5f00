import type { Child } from 'hono/jsx';
import { type Place, sections } from './navigation.js';

/** What came of the last thing that was done. */
export type Flash = { text: string; tone: 'good' | 'warning' | 'bad' | 'neutral' };

export type PageOptions = {
  /** What the page is about; the browser shows it before the product's name. */
  title: string;
  /** Who is signed in; without, there is no navigation but on a page that is itself in it, such as the demo's chat. */
  person?: { displayName: string } | undefined;
  /** Which page of the navigation this is. */
  active?: Place | undefined;
  flash?: Flash | undefined;
  /** What whoever looks has to know of how the product is run, above everything else. */
  notice?: string | undefined;
  /** Of the session; without, nobody can sign out from here. */
  csrfToken?: string | undefined;
  /** The page concerns things that change: it is fetched again when they do, unless something is being typed. */
  isLive?: boolean | undefined;
  /** Another script of `/assets/` that this page needs, such as `plots`. */
  script?: string | undefined;
  /** Another style sheet of `/assets/` that this page needs. */
  style?: string | undefined;
  /** What was searched for, shown in the search field. */
  query?: string | undefined;
  /** Everything below the title, which the page shows as its first heading. */
  children: Child;
};

/**
 * The whole HTML of one page: navigation, what came of the last thing done, the title as its heading, and `children`.
 * Every text is escaped. It has no script or style of its own, so that it stands under the strict content policy.
 */
export function page(options: PageOptions): string {
  const { title, flash, notice, children, isLive = false, script, style } = options;
  const html = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Latchkey`}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/portal.css" />
        {style !== undefined && <link rel="stylesheet" href={`/assets/${style}.css`} />}
        <script type="module" src="/assets/portal.js" />
        {script !== undefined && <script type="module" src={`/assets/${script}.js`} />}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <Header {...options} />
        <main id="main" class="container" tabindex={-1} data-live={isLive ? 'true' : undefined}>
          <div id="flash" role={flash?.tone === 'bad' ? 'alert' : 'status'}>
            {flash !== undefined && (
              <p class="flash" data-tone={flash.tone}>
                {flash.text}
              </p>
            )}
          </div>
          {notice !== undefined && (
            <p class="flash" data-tone="warning">
              {notice}
            </p>
          )}
          <h1>{title}</h1>
          {children}
        </main>
        {options.person !== undefined && <Keys />}
      </body>
    </html>
  );
  return `<!doctype html>${html}`;
}

function Header({ person, active, csrfToken, query }: PageOptions) {
  const section = sections.find(({ links }) => links.some(({ place }) => place === active));
  return (
    <header class="top">
      <div class="container bar">
        <a class="brand" href="/">
          <img src="/assets/icon.svg" alt="" width="28" height="28" />
          <span>Latchkey</span>
        </a>
        {(person !== undefined || active !== undefined) && (
          <nav class="sections" aria-label="Sections">
            {sections.map(({ title, links: [first] }) => (
              <a href={first.href} aria-current={title === section?.title ? 'true' : undefined}>
                {title}
              </a>
            ))}
            <a href="/chat" aria-current={active === 'chat' ? 'page' : undefined}>
              Chat
            </a>
          </nav>
        )}
        {person !== undefined && (
          <>
            <search>
              <form action="/search" method="get">
                <input
                  type="search"
                  name="q"
                  value={query}
                  placeholder="Search"
                  aria-label="Search roles, people and requests"
                  autocomplete="off"
                  maxlength={100}
                />
              </form>
            </search>
            <Account displayName={person.displayName} csrfToken={csrfToken} active={active} />
          </>
        )}
      </div>
      {person !== undefined && section !== undefined && (
        <nav class="container places" aria-label={section.title}>
          {section.links.map(({ place, title, href }) => (
            <a href={href} aria-current={place === active ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
      )}
    </header>
  );
}

/** Shown by a script, on `?`. */
const Keys = () => (
  <dialog id="keys" aria-label="Keys">
    <article>
      <h2>Keys</h2>
      <dl class="facts keys">
        {keys.map(([key, what]) => (
          <div>
            <dt>{key}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" data-style="default">
          Close
        </button>
      </form>
    </article>
  </dialog>
);

const keys = [
  ['/', 'Search'],
  ['g r', 'My roles'],
  ['g q', 'My requests'],
  ['g a', 'Approve requests'],
  ['g m', 'Assignments'],
  ['g s', 'Settings'],
  ['g h', 'My history'],
  ['g o', 'Overview'],
  ['g c', 'Chat'],
  ['?', 'This list'],
] as const;

type AccountOptions = { displayName: string; csrfToken: string | undefined; active: Place | undefined };

function Account({ displayName, csrfToken, active }: AccountOptions) {
  return (
    <details class="account">
      <summary>{displayName}</summary>
      <div>
        <a href="/security" aria-current={active === 'security' ? 'page' : undefined}>
          Security
        </a>
        <a href="/notifications" aria-current={active === 'notifications' ? 'page' : undefined}>
          Notifications
        </a>
        {csrfToken !== undefined && (
          <form method="post" action="/sign-out">
            <input type="hidden" name="_csrf" value={csrfToken} />
            <button type="submit" class="plain">
              Sign out
            </button>
          </form>
        )}
      </div>
    </details>
  );
}
