import { connect } from '../../../adapters/mongo/connection/connect.js';
import { compose } from '../../../bot/compose/compose.js';
import { readConfig } from '../../../bot/config/config.js';
import type { AuditEvent } from '../../../domain/audit/audit-event.js';
import { type Duration, days, instant } from '../../../domain/time.js';
import { names, people, seedOrganisation } from '../organisation.js';
import { borrowDatabase, giveBackDatabase } from '../parts/database.js';
import { startOidcProvider } from '../parts/oidc-provider.js';
import { type FakeSlack, startFakeSlack } from '../platforms/fake-slack.js';
import { visitor } from '../visitor.js';

const tenant = '11111111-2222-4333-8444-555555555555';

/** What the provider says of everybody: each by their directory object id, and some whom nobody should let in. */
const accounts = {
  ...Object.fromEntries(
    Object.entries(people).map(([name, { id }]) => [name, { sub: `pairwise-${name}`, oid: id, tid: tenant }]),
  ),
  // Calls themself Ada in everything that people can change, and is not her.
  mallory: {
    sub: people.ada.userPrincipalName,
    oid: 'ffffffff-0000-4000-8000-000000000000',
    tid: tenant,
    email: people.ada.mail,
    preferred_username: people.ada.userPrincipalName,
    name: 'Ada',
  },
  outsider: { sub: 'outsider', oid: people.ada.id, tid: '99999999-2222-4333-8444-555555555555' },
};

export type SignedInFixture = Awaited<ReturnType<typeof signedInFixture>>;

/**
 * The product with the small organisation, whose people sign in at a real identity provider; with Slack on a stand-in,
 * where `slack` says so, in which nobody is linked. Time passes as it does, and by what `pass` adds.
 */
export async function signedInFixture({
  slack = false,
  settings = {},
}: {
  slack?: boolean;
  settings?: Record<string, string>;
} = {}) {
  const provider = await startOidcProvider(accounts);
  const reached = { url: '' };
  const time = { passed: 0 };
  const workspace = slack
    ? await startFakeSlack({ users: members, target: () => reached.url, now: () => Date.now() + time.passed })
    : undefined;
  const logged: string[] = [];
  const uri = settings.MONGODB_URI ?? borrowDatabase();
  const config = readConfig({
    PORT: '0',
    MONGODB_URI: uri,
    LOG_LEVEL: 'debug',
    SESSION_SECRET: 'a secret that signs cookies in tests and is long',
    OIDC_TENANT_ID: tenant,
    MINIMUM_ACTIVATION: 'PT0S',
    EARLIEST_GIVE_BACK: 'PT0S',
    ...provider.settings,
    ...(workspace && { SLACK_BOT_TOKEN: workspace.botToken, SLACK_SIGNING_SECRET: workspace.signingSecret }),
    ...settings,
  });
  const product = await compose(config, {
    say: () => undefined,
    path: '',
    alertsPause: days(1),
    standIns: {
      slackApiUrl: workspace?.apiUrl,
      logTo: { write: (line) => void logged.push(line) },
      database: (real) => ({ ...real, clock: { ...real.clock, now: () => instant(real.clock.now() + time.passed) } }),
    },
  });
  reached.url = product.url;
  provider.serve(product.url);
  if (!settings.MONGODB_URI) await seedOrganisation(product.database);
  const connection = await connect(uri);
  return {
    ...product,
    uri,
    provider,
    /** Every line of the product's log so far. */
    logged,
    visitor: (home = product.url) => visitor(home),
    /** Lets time go by, for the product alone. */
    pass(length: Duration) {
      time.passed += length;
    },
    /** The workspace; throws where there is none. */
    get slack(): FakeSlack {
      if (!workspace) throw new Error('This house was started without Slack');
      return workspace;
    },
    /** What is in the audit log of this activity, oldest first. */
    async audits(activity: string): Promise<AuditEvent[]> {
      const rows = await connection.collection('auditEvents').find({ activity }).sort({ at: 1, _id: 1 }).toArray();
      return rows as unknown as AuditEvent[];
    },
    /** Nobody has done anything often yet. */
    async forgetLimits() {
      await connection.collection('rateLimitCounts').deleteMany({});
    },
    /** Everything that the database holds, as one text. */
    async everything(): Promise<string> {
      const collections = await connection.listCollections();
      const rows = await Promise.all(collections.map(({ name }) => connection.collection(name).find({}).toArray()));
      return JSON.stringify(rows);
    },
    async stop() {
      await product.stop();
      await connection.close();
      await provider.stop();
      await workspace?.close();
      if (!settings.MONGODB_URI) await giveBackDatabase(uri);
    },
  };
}

const members = names.map((name) => ({
  name,
  email: `${name}@contoso.example`,
  ...(name === 'gus' && { slack: { is_restricted: true } }),
}));
