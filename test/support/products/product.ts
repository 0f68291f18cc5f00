import { vi } from 'vitest';
import { compose, type Product } from '../../../bot/compose/compose.js';
import type { Database } from '../../../bot/compose/compose-database.js';
import type { StandIns } from '../../../bot/compose/compose-surfaces.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { AuditEvent } from '../../../domain/audit/audit-event.js';
import type { DirectoryGrant } from '../../../domain/ports/directory.js';
import { type Duration, days, instant } from '../../../domain/time.js';
import { readLinkedConfig } from '../linked-otherwise.js';
import { type Name, names, people, seedOrganisation } from '../organisation.js';
import { borrowDatabase, giveBackDatabase } from '../parts/database.js';
import { type MailServer, mailCertificate } from '../parts/mail-server.js';
import { type FakeSlack, type FakeUser, startFakeSlack } from '../platforms/fake-slack.js';
import { startFakeTeams, type TeamsUser } from '../platforms/fake-teams.js';

type FakeTeams = Awaited<ReturnType<typeof startFakeTeams>>;

const TENANT = '11111111-2222-4333-8444-555555555555';
const APP = '99999999-8888-4777-8666-555555555555';
const guest = { slack: { is_restricted: true } };
/** The channel for alerts in Teams. */
export const teamsAdmins = '19:admins@thread.tacv2';

/** What a story may take before it is called broken, and how often it is looked at, in milliseconds. */
const timeouts = { timeout: 45_000, interval: 40 };

/** Waits until `look` no longer throws, and returns what it found. */
export const eventually = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, timeouts);

export type RunningProduct = Awaited<ReturnType<typeof startProduct>>;

/**
 * The whole product on a database of its own, with the small organisation of `organisation.ts`, and the platforms'
 * stand-ins in place of Slack and Teams: everybody is linked in both and has added the app. Slack's guest is Gus, and
 * it has one member whom the directory does not know, Zed, one of another workspace, Yan, and a bot, Rob.
 */
export async function startProduct(on: {
  slack?: boolean;
  teams?: boolean;
  /** Its address, where it is not a fresh one; and what stands between it and the product. */
  mongodbUri?: string;
  database?: StandIns['database'];
  /** Where mail goes. */
  mail?: MailServer;
}) {
  let product: Product | undefined;
  const url = () => product?.url ?? 'http://127.0.0.1:9';
  const time = { passed: 0 };
  const now = () => Date.now() + time.passed;
  const slack = on.slack ? await startFakeSlack({ users: members, target: url, now }) : undefined;
  const teams = on.teams
    ? await startFakeTeams({
        users: Object.values(teamsUsers),
        tenantId: TENANT,
        appId: APP,
        target: () => `${url()}/api/messages`,
      })
    : undefined;
  const uri = on.mongodbUri ?? borrowDatabase();
  const config = readLinkedConfig({
    PORT: '0',
    MONGODB_URI: uri,
    LOG_LEVEL: 'silent',
    MINIMUM_ACTIVATION: 'PT0S',
    EARLIEST_GIVE_BACK: 'PT0S',
    // Nobody signs in here, so nobody could prove anything.
    ADMINISTRATION_WITHOUT_PROOF: 'true',
    ...(slack && settingsOf(slack)),
    ...(teams && teamsSettings),
    ...on.mail?.settings,
  });
  const database = (real: Database) => inTime(on.database?.(real) ?? real, time);
  const standIns = { database, slackApiUrl: slack?.apiUrl, teams: teams?.config, mailCa: mailCertificate };
  const running = await compose(config, { say: () => undefined, path: '', standIns, alertsPause: days(1) });
  product = running;
  await seedOrganisation(running.database);
  for (const name of slack ? names : []) {
    await running.database.identities.link('slack', slack?.externalId(name) ?? '', people[name].id);
  }
  for (const name of names) await teams?.install(teamsUsers[name]);

  return {
    ...running,
    ...readingOf(running),
    async stop() {
      await running.stop();
      await slack?.close();
      await teams?.stop();
      if (!on.mongodbUri) await giveBackDatabase(uri);
    },
    /** Lets so much time pass at once, for the product and for Slack, and has what is due then done. */
    async pass(length: Duration) {
      // What is in hand ends in its own time, or it would seem to have been left behind.
      await running.settle();
      time.passed += length;
      // Whatever is committed has it look again at what is due next.
      await running.database.store.transaction((tx) => tx.guards.change('time has passed'));
    },
    /** The workspace; throws where the product was started without Slack. */
    get slack(): FakeSlack {
      return slack ?? missing('Slack');
    },
    get teams(): FakeTeams {
      return teams ?? missing('Teams');
    },
  };
}

/** The same database at the time that the story has it. */
const inTime = (real: Database, time: { passed: number }): Database => ({
  ...real,
  clock: { ...real.clock, now: () => instant(real.clock.now() + time.passed) },
});

/** Slack's members by their names: everybody of the organisation, and those who do not belong to it. */
const members: FakeUser[] = [
  ...names.map((name) => ({ name, email: `${name}@contoso.example`, ...(name === 'gus' && guest) })),
  { name: 'zed', email: 'zed@contoso.example' },
  { name: 'yan', email: 'yan@elsewhere.example', speaksFrom: 'T0ELSEWHERE', slack: { team_id: 'T0ELSEWHERE' } },
  { name: 'rob', email: 'rob@contoso.example', slack: { is_bot: true } },
];

/** The same people in Teams. */
export const teamsUsers: Record<Name, TeamsUser> = Object.fromEntries(
  names.map((name) => [name, { aadObjectId: people[name].id, name: people[name].displayName }]),
) as unknown as Record<Name, TeamsUser>;

const settingsOf = (slack: FakeSlack) => ({
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_SIGNING_SECRET: slack.signingSecret,
  SLACK_ADMIN_CHANNEL: slack.adminChannel,
});

const teamsSettings = {
  TEAMS_APP_ID: APP,
  TEAMS_APP_PASSWORD: 'a password nobody asks for',
  TEAMS_TENANT_ID: TENANT,
  TEAMS_ADMIN_CHANNEL: teamsAdmins,
};

function missing(platform: string): never {
  throw new Error(`This product was started without ${platform}`);
}

/** What the product's database says, for what no person sees. */
function readingOf({ database: { store, records, clock } }: Product) {
  return {
    /** Every activation that was asked for, newest first. */
    async requests(): Promise<ScheduleRequest[]> {
      const all = await store.read.requests.list({ limit: 100 });
      return all.filter(({ action }) => action === 'selfActivate');
    },
    /** What is in the audit log about a request, oldest first. */
    audit: ({ id }: Pick<ScheduleRequest, 'id'>): Promise<AuditEvent[]> => store.read.audit.ofRequest(id),
    /** What the directory grants at this moment. */
    grants: (): Promise<DirectoryGrant[]> => records.grants.inForce(clock.now(), 100),
  };
}
