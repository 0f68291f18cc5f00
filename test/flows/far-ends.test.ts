import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { compose } from '../../bot/compose/compose.js';
import type { Database } from '../../bot/compose/compose-database.js';
import { instant, minutes, seconds } from '../../domain/time.js';
import { readLinkedConfig } from '../support/linked-otherwise.js';
import { people, seedOrganisation } from '../support/organisation.js';
import { borrowDatabase, giveBackDatabase } from '../support/parts/database.js';
import { mailCertificate, startMailServer } from '../support/parts/mail-server.js';
import { startFakeSlack } from '../support/platforms/fake-slack.js';
import { startFakeTeams } from '../support/platforms/fake-teams.js';
import { slackStory } from '../support/platforms/slack-story.js';
import { eventually } from '../support/products/product.js';

const TENANT = '11111111-2222-4333-8444-555555555555';
const APP = '99999999-8888-4777-8666-555555555555';
const teamsAdmins = '19:admins@thread.tacv2';
/** Nobody listens there. */
const nowhere = 'http://127.0.0.1:9';

const time = { passed: 0 };
const database = (real: Database): Database => ({
  ...real,
  clock: { ...real.clock, now: () => instant(real.clock.now() + time.passed) },
});

/** What a story has started, the latest first. */
const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
  time.passed = 0;
});

/** The product between a Slack and a Teams that stay, started again on the same data by `start`. */
async function fixture(settings: Record<string, string> = {}) {
  let url = nowhere;
  const uri = borrowDatabase();
  running.unshift(async () => giveBackDatabase(uri));
  const slack = await startFakeSlack({ users: [{ name: 'ada', email: 'ada@contoso.example' }], target: () => url });
  running.unshift(slack.close);
  const teams = await startFakeTeams({ users: [], tenantId: TENANT, appId: APP, target: () => `${url}/api/messages` });
  running.unshift(teams.stop);
  const config = readLinkedConfig({
    PORT: '0',
    MONGODB_URI: uri,
    LOG_LEVEL: 'silent',
    MINIMUM_ACTIVATION: 'PT0S',
    EARLIEST_GIVE_BACK: 'PT0S',
    ADMINISTRATION_WITHOUT_PROOF: 'true',
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_ADMIN_CHANNEL: slack.adminChannel,
    TEAMS_APP_ID: APP,
    TEAMS_APP_PASSWORD: teams.config.appPassword,
    TEAMS_TENANT_ID: TENANT,
    TEAMS_ADMIN_CHANNEL: teamsAdmins,
    ...settings,
  });
  const standIns = { database, slackApiUrl: slack.apiUrl, teams: teams.config, mailCa: mailCertificate };
  async function start() {
    const product = await compose(config, { say: () => undefined, path: '', standIns });
    url = product.url;
    const stop = once(product.stop);
    running.unshift(stop);
    return { ...product, stop };
  }
  /** What is to go out to Slack and has not. */
  async function waitingForSlack() {
    const connection = await connect(uri);
    const rows = await connection
      .collection('deliveries')
      .find({ lane: 'slack', due: { $gt: 0 } })
      .toArray();
    await connection.close();
    return rows;
  }
  return { slack, teams, start, waitingForSlack };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

async function readyz(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}/readyz`, { headers });
  return [answer.status, await answer.json()];
}
const ready = [200, { status: 'ready', reasons: [] }];
const outsider = { 'x-forwarded-for': '203.0.113.7' };

describe('When something outside is away as Latchkey starts', () => {
  it('and it is Slack, then a role that is due ends, Teams hears of Slack once, and what waited goes out when Slack is back', async () => {
    const { slack, teams, start, waitingForSlack } = await fixture();
    const first = await start();
    await seedOrganisation(first.database);
    await first.database.identities.link('slack', slack.externalId('ada'), people.ada.id);
    const { say, see } = slackStory(slack);
    await say('ada', 'activate Message Center Reader for 1h because INC-42');
    await see('ada', 'Duration', 'Active until');
    await first.stop();

    slack.fail('auth.test', { kind: 'reset' }, 1_000);
    time.passed += minutes(61);
    const second = await start();
    await eventually(async () =>
      expect(await second.database.records.grants.inForce(second.database.clock.now(), 9)).toEqual([]),
    );
    const [status, body] = await readyz(second.url);
    expect([status, body]).toEqual([
      200,
      { status: 'degraded', reasons: ['Slack cannot be reached: Latchkey goes on trying'] },
    ]);
    expect(await readyz(second.url, outsider)).toEqual([200, { status: 'degraded' }]);
    expect((await slack.inbox('ada')).map(({ shown }) => shown).join()).not.toMatch(/expired/i);

    time.passed += seconds(11);
    const told = () => JSON.stringify(teams.channel(teamsAdmins).map(({ activity }) => activity));
    await eventually(() => expect(told()).toContain('Latchkey cannot reach Slack'));
    // What is for Slack waits untried: nothing of it has failed, and so nothing can be given up.
    const waiting = await waitingForSlack();
    expect(waiting.length).toBeGreaterThan(0);
    expect(waiting.filter(({ attempts }) => attempts > 0)).toEqual([]);
    expect(await second.database.queue.deadLetters(9)).toEqual([]);
    slack.fix();
    await eventually(async () => expect(await readyz(second.url)).toEqual(ready));
    await see('ada', 'Message Center Reader has expired');
    await eventually(() => expect(told()).toContain('Latchkey reaches Slack again'));
    expect(teams.channel(teamsAdmins).filter((each) => JSON.stringify(each).includes('cannot reach'))).toHaveLength(1);
  }, 90_000);

  it('and Slack refuses the token, then Latchkey starts, Teams hears of it once, and hears when it is right', async () => {
    const { slack, teams, start } = await fixture();
    slack.fail('auth.test', { kind: 'error', code: 'invalid_auth' }, 1_000);
    const { url } = await start();
    const reason = 'Slack refuses Latchkey’s credentials: check its settings';
    expect(await readyz(url)).toEqual([200, { status: 'degraded', reasons: [reason] }]);
    const told = (words: string) =>
      teams.channel(teamsAdmins).filter(({ activity }) => JSON.stringify(activity).includes(words));
    await eventually(() => expect(told('Slack refuses Latchkey’s credentials')).toHaveLength(1));
    slack.fix();
    await eventually(async () => expect(await readyz(url)).toEqual(ready));
    await eventually(() => expect(told('Latchkey reaches Slack again')).toHaveLength(1));
    expect(told('Slack refuses Latchkey’s credentials')).toHaveLength(1);
  });

  it('and it is the secret of Teams that is wrong, then it is degraded, tells this machine and Slack why, and recovers', async () => {
    const { slack, teams, start } = await fixture();
    teams.secretIs('another secret');
    const { url } = await start();
    const reason = 'Teams refuses Latchkey’s credentials: check its settings';
    expect(await readyz(url)).toEqual([200, { status: 'degraded', reasons: [reason] }]);
    expect(await readyz(url, outsider)).toEqual([200, { status: 'degraded' }]);
    await eventually(async () =>
      expect((await slack.channel()).map(({ shown }) => shown).join()).toContain(
        'Teams refuses Latchkey’s credentials',
      ),
    );
    teams.secretIs(teams.config.appPassword);
    await eventually(async () => expect(await readyz(url)).toEqual(ready));
  });

  it('and the mail server refuses the password, then Latchkey starts and administrators hear of it once in chat', async () => {
    const mail = await startMailServer();
    running.unshift(mail.stop);
    const { teams, start } = await fixture({ ...mail.settings, SMTP_PASSWORD: 'not the password' });
    const { url } = await start();
    const reason = 'the mail server refuses Latchkey’s credentials: check its settings';
    expect(await readyz(url)).toEqual([200, { status: 'degraded', reasons: [reason] }]);
    const told = () =>
      teams.channel(teamsAdmins).filter(({ activity }) => JSON.stringify(activity).includes('mail server refuses'));
    await eventually(() => expect(told()).toHaveLength(1));
    expect(mail.inbox).toEqual([]);
  });

  it.each([
    [
      'the mail server',
      { SMTP_HOST: '127.0.0.1', SMTP_PORT: '9', SMTP_SECURITY: 'none', MAIL_FROM: 'latchkey@contoso.example' },
    ],
    [
      'the identity provider',
      {
        OIDC_ISSUER: nowhere,
        OIDC_CLIENT_ID: 'latchkey',
        OIDC_CLIENT_SECRET: 'secret',
        SESSION_SECRET: 'x'.repeat(40),
        PUBLIC_URL: 'http://localhost:3978',
      },
    ],
  ])('and it is %s, then Latchkey starts and says so', async (name, settings) => {
    const { start } = await fixture(settings);
    const { url } = await start();
    const reason = `${name} cannot be reached: Latchkey goes on trying`;
    expect(await readyz(url)).toEqual([200, { status: 'degraded', reasons: [reason] }]);
  });
});
