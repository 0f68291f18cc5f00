import { formatInstant } from '../../../cards/words/format-time.js';
import { surfaceNames } from '../../../cards/words/surface-names.js';
import type { User } from '../../../domain/ports/directory.js';
import type { LinkedIdentity } from '../../../domain/ports/identities.js';
import type { SignInSession } from '../../../domain/ports/sessions.js';
import { type Flash, page } from '../page/page.js';
import { Table } from '../portal/table.js';
import { type AccountViewer, framed, Meant } from './account-viewer.js';
import { deviceName } from './device-name.js';

type IdentitiesPageProps = {
  /** Whom the page is about: who looks, or somebody else, before an administrator. */
  subject: User;
  linked: readonly LinkedIdentity[];
  sessions: readonly SignInSession[];
  /** The session of who looks. */
  here: string;
  flash?: Flash | undefined;
};
type Part = IdentitiesPageProps & { viewer: AccountViewer; isOwn: boolean };

/** What is linked to somebody, and where they are signed in: each with what ends it. */
export function identitiesPage(viewer: AccountViewer, shown: IdentitiesPageProps): string {
  const { subject, flash } = shown;
  const part = { ...shown, viewer, isOwn: subject.id === viewer.user.id };
  return page({
    ...framed(viewer),
    title: part.isOwn ? 'Linked identities' : `Linked identities of ${subject.displayName}`,
    active: 'identities',
    flash,
    children: (
      <>
        <Accounts {...part} />
        <Sessions {...part} />
      </>
    ),
  });
}

const Accounts = (part: Part) => (
  <Table
    caption="Accounts"
    columns={[
      { title: 'Where', cell: ({ surface }) => surfaceNames[surface] },
      { title: 'Account', cell: ({ externalId }) => externalId },
      { title: 'Actions', kind: 'actions', cell: (identity) => <Unlink {...{ part, identity }} /> },
    ]}
    rows={part.linked}
    none="No account is linked. Whoever writes to Latchkey in Slack gets a link for theirs."
  />
);

function Unlink({ part: { viewer, subject }, identity }: { part: Part; identity: LinkedIdentity }) {
  const { surface, externalId } = identity;
  if (surface !== 'slack') return <>Known by the directory account</>;
  return (
    <div class="buttons">
      <form method="post" action="/identities/unlink">
        <Meant viewer={viewer} />
        <input type="hidden" name="of" value={subject.id} />
        <input type="hidden" name="surface" value={surface} />
        <input type="hidden" name="account" value={externalId} />
        <button
          type="submit"
          data-style="destructive"
          aria-label={`Unlink ${surfaceNames[surface]} account ${externalId}`}
        >
          Unlink
        </button>
      </form>
    </div>
  );
}

function Sessions(part: Part) {
  const { sessions, viewer, isOwn, subject } = part;
  const when = { timeZone: viewer.user.timeZone, now: viewer.now };
  return (
    <>
      <Table
        caption="Signed in"
        columns={[
          { title: 'Browser', cell: ({ device }) => <span title={device}>{deviceName(device)}</span> },
          { title: 'Since', cell: ({ signedInAt }) => formatInstant(signedInAt, when) },
          { title: 'Last used', cell: ({ lastSeenAt }) => formatInstant(lastSeenAt, when) },
          ...(isOwn
            ? [
                {
                  title: 'Actions',
                  kind: 'actions' as const,
                  cell: ({ id }: SignInSession) => <EndOne {...{ part, id }} />,
                },
              ]
            : []),
        ]}
        rows={sessions}
        none={isOwn ? 'You are signed in nowhere.' : `${subject.displayName} is signed in nowhere.`}
      />
      <form class="buttons" method="post" action="/identities/sessions/end-others">
        <Meant viewer={viewer} />
        <input type="hidden" name="of" value={subject.id} />
        <button type="submit" data-style="default">
          {isOwn ? 'Sign out everywhere else' : `Sign ${subject.displayName} out everywhere`}
        </button>
      </form>
    </>
  );
}

function EndOne({ part: { here, viewer }, id }: { part: Part; id: string }) {
  if (id === here) return <>This browser</>;
  return (
    <div class="buttons">
      <form method="post" action="/identities/sessions/end">
        <Meant viewer={viewer} />
        <input type="hidden" name="session" value={id} />
        <button type="submit" data-style="destructive">
          Sign out there
        </button>
      </form>
    </div>
  );
}
