import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { connect } from '../../../adapters/mongo/connect.js';
import { openDatabase } from '../../../bot/compose-database.js';
import { readConfig } from '../../../bot/config.js';
import { presentCard } from '../../../bot/deliver.js';
import { renderBlockKit } from '../../../cards/block-kit.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import { buildProduct } from '../../support/built-product.js';
import { silentLog } from '../../support/silent-log.js';
import { readAftermath } from './aftermath.js';
import { auditAccess } from './audit-access.js';
import { auditMessages } from './audit-messages.js';
import { auditRecord, auditRequests } from './audit-requests.js';
import { letPeopleWork } from './crowd.js';
import { deliveriesTo } from './deliveries.js';
import { startFarDirectory } from './far-directory.js';
import { startFarSlack } from './far-slack.js';
import { letThingsGoWrong } from './mishaps.js';
import { type Processes, startProcesses } from './processes.js';
import { seeded } from './random.js';
import { startReplicaSet } from './replica-set.js';
import { seedOrganisation } from './seed-organisation.js';
import { settle } from './settle.js';

type SuiteOptions = {
  mongod: { path: string; version: string };
  /** How long people work while things go wrong. */
  seconds: number;
  /** Chance comes again with the same seed. */
  seed: number;
  /** How many processes of the product share the work. */
  processes: number;
  /** One line of what goes wrong. */
  say(line: string): void;
};

export type Outcome = Awaited<ReturnType<typeof runSuite>>;

/** In milliseconds. A lease outlasts the slowest call to Slack, which is given up after ten seconds. */
const terms = { deliveryLease: 12_000, safetyPoll: 1_000 };

/**
 * Lets people work with processes of the product on a replica set while both are killed, the directory and Slack
 * misbehave and deliveries come twice and out of order; then heals everything, waits until nothing is left to do, and
 * audits what is there. Returns what was found.
 */
export async function runSuite({ mongod, seconds, seed, processes: count, say }: SuiteOptions) {
  const closing: (() => Promise<void>)[] = [];
  const opened = <T>(thing: T, close: () => Promise<unknown>): T => {
    closing.unshift(async () => void (await close()));
    return thing;
  };
  try {
    const chance = seeded(seed);
    const entry = fileURLToPath(new URL('./suite-product.ts', import.meta.url));
    const built = await buildProduct({ 'suite-product': entry });
    opened(built, built.remove);
    const replicaSet = await startReplicaSet(mongod);
    opened(replicaSet, replicaSet.stop);
    const directory = await startFarDirectory(seeded(seed + 1));
    opened(directory, directory.close);
    const reached: { processes?: Processes } = {};
    const slack = await startFarSlack(seeded(seed + 2), () => reached.processes?.someUrl() ?? '');
    opened(slack, slack.close);

    const { fake } = slack;
    const settings = {
      PORT: '0',
      MONGODB_URI: replicaSet.uri,
      LOG_LEVEL: 'info',
      MINIMUM_ACTIVATION: 'PT0S',
      EARLIEST_GIVE_BACK: 'PT0S',
      // People here are faster than any.
      TURNS_PER_MINUTE: '1000000',
      SLACK_BOT_TOKEN: fake.botToken,
      SLACK_SIGNING_SECRET: fake.signingSecret,
      SLACK_ADMIN_CHANNEL: fake.adminChannel,
    };
    const database = await openDatabase(
      readConfig(settings),
      { say: () => undefined, path: '' },
      silentLog,
      () => undefined,
    );
    opened(database, database.close);
    await seedOrganisation(database, fake.externalId);
    const orders = { settings, slackApiUrl: `${slack.url}/api/`, directoryUrl: directory.url, ...terms };
    await rm('.results/faults', { recursive: true, force: true });
    const processes = await startProcesses(built.folder, orders, count, seeded(seed + 3));
    opened(processes, processes.close);
    reached.processes = processes;
    const connection = await connect(replicaSet.uri);
    opened(connection, () => connection.close());
    await settle(connection);

    const deliveries = deliveriesTo(slack, seeded(seed + 4));
    const end = performance.now() + seconds * 1000;
    const isOver = () => performance.now() > end;
    const [mishaps] = await Promise.all([
      letThingsGoWrong({ replicaSet, processes, directory, slack }, seeded(seed + 5), isOver, say),
      letPeopleWork(deliveries, slack, chance, isOver),
    ]);
    await replicaSet.whole();
    await processes.whole();
    await deliveries.ended();
    const settled = await settle(connection);

    const aftermath = await readAftermath(connection, deliveries.all, directory, slack);
    const shows = async ({ id, principalId }: ScheduleRequest) => {
      const card = await presentCard(database, id, principalId);
      return card && renderBlockKit(card).text;
    };
    return {
      seed,
      mishaps,
      deaths: processes.deaths(),
      met: { directory: directory.met, slack: slack.met },
      said: deliveries.all.length,
      settled,
      requests: auditRequests(aftermath, (id) => slack.told(id.replace('slack:', '')).length > 0),
      access: auditAccess(aftermath),
      messages: await auditMessages(aftermath, shows),
      record: auditRecord(aftermath),
    };
  } finally {
    for (const close of closing) await close();
  }
}
