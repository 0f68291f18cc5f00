import { connect } from '../../../adapters/mongo/connection/connect.js';
import { openDatabase } from '../../../bot/compose/compose-database.js';
import { presentCard } from '../../../bot/views/present-card.js';
import { renderBlockKit } from '../../../cards/platform/block-kit.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import { principal } from '../../support/builders.js';
import { readLinkedConfig } from '../../support/linked-otherwise.js';
import { silentLog } from '../../support/silent-log.js';
import { readAftermath } from './aftermath.js';
import { auditAccess } from './checks/audit-access.js';
import { auditMessages } from './checks/audit-messages.js';
import { auditRecord, auditRequests } from './checks/audit-requests.js';
import { crashInTurn } from './crash-in-turn.js';
import { letPeopleWork } from './crowd.js';
import { deliveriesTo } from './deliveries.js';
import { settle } from './drain.js';
import { startFarDirectory } from './far-ends/far-directory.js';
import { startFarSlack } from './far-ends/far-slack.js';
import { startFarTeams } from './far-ends/far-teams.js';
import type { Ground } from './ground.js';
import { letThingsGoWrong, type Places } from './mishaps.js';
import { inTeams } from './people.js';
import { type Processes, startProcesses } from './processes.js';
import { type Chance, seeded } from './random.js';
import type { Sabotage } from './sabotage.js';
import { seedOrganisation } from './seed-organisation.js';

type SuiteOptions = {
  /** The name of the database, which no other run has. */
  database: string;
  /** How long people work while things go wrong. */
  seconds: number;
  /** Chance comes again with the same seed. */
  seed: number;
  /** How many processes of the product share the work. */
  processes: number;
  /** Nothing goes wrong on its own, and it is broken like this, if at all. */
  calm?: { sabotage: Sabotage | undefined } | undefined;
  /** How long it may take until nothing is left to do once all is well, in milliseconds. */
  timeout: number;
  /** One line of what goes wrong. */
  say(line: string): void;
};

export type Outcome = Awaited<ReturnType<typeof runSuite>>;

/** In milliseconds. What a process held that was killed is another's after the one, and found by the other. */
const terms = { deliveryLease: 4_000, safetyPoll: 1_000 };

/**
 * Lets people work with processes of the product while these and the database are killed, the directory and the
 * platforms misbehave, clocks are wrong, and deliveries come twice and out of order; then heals everything, waits until
 * nothing is left to do, and audits what is there. Returns what was found.
 */
export async function runSuite({ folder, replicaSet }: Ground, options: SuiteOptions) {
  const { seed, seconds, timeout } = options;
  const closing: (() => Promise<unknown>)[] = [];
  const opened = <T>(thing: T, close: (thing: T) => Promise<unknown>): T => {
    closing.unshift(() => close(thing));
    return thing;
  };
  try {
    const uri = replicaSet.uriOf(options.database);
    const reached: { processes?: Processes } = {};
    const places = await openPlaces(seed, () => reached.processes?.someUrl() ?? '', opened);
    const settings = settingsFor(uri, places);
    const database = opened(await openQuietly(settings), ({ close }) => close());
    await seedOrganisation(database, places.slack, places.teams);
    const { slack, teams, directory } = places;
    const standIns = { slackApiUrl: `${slack.url}/api/`, teams: teams.standIn };
    const orders = { settings, standIns, directoryUrl: directory.url, sabotage: options.calm?.sabotage, ...terms };
    const processes = await startProcesses(folder, orders, options.processes, seeded(seed + 3));
    opened(processes, ({ close }) => close());
    reached.processes = processes;
    const connection = opened(await connect(uri), (each) => each.close());
    await settle(connection, timeout);

    const deliveries = deliveriesTo(slack, teams, seeded(seed + 4));
    const takeOffers = () => [...slack.takeOffers(), ...teams.takeOffers()];
    const end = performance.now() + seconds * 1000;
    const isOver = () => performance.now() > end;
    const [{ mishaps, crashes }] = await Promise.all([
      disturb({ replicaSet, processes, ...places }, options, isOver),
      letPeopleWork(deliveries, takeOffers, seeded(seed), isOver),
    ]);
    await replicaSet.whole();
    await processes.whole();
    await deliveries.ended();
    await directory.quiet();
    const settled = await settle(connection, timeout);

    const aftermath = await readAftermath(connection, deliveries.all, places);
    const onPlatform = (platform: 'slack' | 'teams') =>
      auditMessages(aftermath, platform, (id) => teamsIds.has(id) === (platform === 'teams'), cardOf(database));
    return {
      mishaps,
      crashes,
      deaths: processes.deaths(),
      met: { directory: directory.met, slack: slack.met, teams: teams.met },
      said: deliveries.all.length,
      settled,
      requests: auditRequests(aftermath),
      access: auditAccess(aftermath),
      messages: { slack: await onPlatform('slack'), teams: await onPlatform('teams') },
      record: auditRecord(aftermath),
    };
  } finally {
    for (const close of closing) await close();
  }
}

type Opened = <T>(thing: T, close: (thing: T) => Promise<unknown>) => T;

async function openPlaces(seed: number, target: () => string, opened: Opened): Promise<Places> {
  const directory = opened(await startFarDirectory(seeded(seed + 1)), ({ close }) => close());
  const slack = opened(await startFarSlack(seeded(seed + 2), target), ({ close }) => close());
  const teams = opened(await startFarTeams(seeded(seed + 6), target), ({ close }) => close());
  return { directory, slack, teams };
}

const settingsFor = (uri: string, { slack: { fake }, teams }: Places) => ({
  PORT: '0',
  MONGODB_URI: uri,
  LOG_LEVEL: 'info',
  MINIMUM_ACTIVATION: 'PT0S',
  EARLIEST_GIVE_BACK: 'PT0S',
  // People here are faster than any.
  TURNS_PER_MINUTE: '1000000',
  ADMINISTRATION_WITHOUT_PROOF: 'true',
  SLACK_BOT_TOKEN: fake.botToken,
  SLACK_SIGNING_SECRET: fake.signingSecret,
  SLACK_ADMIN_CHANNEL: fake.adminChannel,
  ...teams.settings,
});

const openQuietly = (settings: Record<string, string>) =>
  openDatabase(readLinkedConfig(settings), { say: () => undefined, path: '' }, silentLog);

/** How often each went wrong, by its name; and how often a process was crashed at each step. */
type Disturbances = Record<'mishaps' | 'crashes', Record<string, number>>;
type Disturbed = Parameters<typeof letThingsGoWrong>[0];

/** Everything that goes wrong until `isOver`, and how often it did. */
async function disturb(
  fixture: Disturbed,
  { calm, seed, say }: SuiteOptions,
  isOver: () => boolean,
): Promise<Disturbances> {
  if (calm) return { mishaps: {}, crashes: {} };
  const begun = performance.now();
  const tell = (what: string) => say(`${((performance.now() - begun) / 1000).toFixed(1)} s: ${what}`);
  const chance = (): Chance => seeded(seed + 5);
  const [mishaps, crashes] = await Promise.all([
    letThingsGoWrong(fixture, chance(), isOver, tell),
    crashInTurn(fixture.processes, chance(), isOver, tell),
  ]);
  return { mishaps, crashes };
}

const teamsIds: ReadonlySet<string> = new Set(inTeams.map(principal));

/** The text by which a platform shows somebody's present card: longer ones are cut. */
const cardOf =
  (database: Parameters<typeof presentCard>[0]) =>
  async ({ id, principalId }: ScheduleRequest, platform: 'slack' | 'teams'): Promise<string | undefined> => {
    const card = await presentCard(database, id, principalId);
    return card && (platform === 'slack' ? renderBlockKit(card).text : card.summary);
  };
