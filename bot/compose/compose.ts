import { setTimeout } from 'node:timers/promises';
import { systemIds } from '../../adapters/system/ids.js';
import { pinoLog } from '../../adapters/system/log.js';
import { sampledLog } from '../../adapters/system/sampled-log.js';
import { startHttpServer } from '../../adapters/web/http-server.js';
import type { Surface } from '../../domain/identity/surface.js';
import type { Log } from '../../domain/ports/system.js';
import { type Duration, duration, seconds } from '../../domain/time.js';
import { applyDueTransitions } from '../../domain/usecases/upkeep/apply-due-transitions.js';
import { commands } from '../commands/registry.js';
import { useCases } from '../commands/use-cases.js';
import type { Config } from '../config/config.js';
import { beginDemo, type OwnOrganisation } from '../demo/begin-demo.js';
import type { FarEnds } from '../jobs/far-end.js';
import { scheduler } from '../jobs/scheduler.js';
import type { Messenger } from '../outbox/messenger.js';
import { type DispatchDeps, dispatch } from '../turns/dispatch.js';
import { limitTurns } from '../turns/limit-turns.js';
import { type NoteSignIn, noteSignIns } from '../turns/note-sign-ins.js';
import type { PendingStepUps } from '../turns/pending-step-ups.js';
import type { HandleTurn } from '../turns/turn.js';
import type { PortalAt } from '../views/portal-at.js';
import { banner } from './banner.js';
import { auditTroubles, openAudit } from './compose-audit.js';
import { type Database, type DatabaseOptions, openDatabase } from './compose-database.js';
import { openFarEnds } from './compose-far-ends.js';
import { openMail } from './compose-mail.js';
import { relayOf } from './compose-relay.js';
import { type OpenSurface, openSurfaces, type StandIns } from './compose-surfaces.js';
import { openAccessReviewSweeper, openAlerts, openSweepers } from './compose-sweepers.js';
import { openWeb, type Web } from './compose-web.js';
import { type Phase, readiness } from './readiness.js';

export type ComposeOptions = DatabaseOptions & {
  standIns?: StandIns | undefined;
  /** One's own organisation for the demo to begin with, instead of the built-in one. */
  organisation?: OwnOrganisation | undefined;
  /** How long anything left behind by a dead process waits to be noticed: 5 s unless given. */
  safetyPoll?: Duration | undefined;
  /** The file in which seals of the audit log are published; nowhere unless given. */
  checkpointFile?: string | undefined;
  /** How long after the start, and after a change, alerts are looked for: 5 s unless given. */
  alertsPause?: Duration | undefined;
};

/** Who starts the product is told that it is ready no later than this, whatever is outside. */
const firstTry = seconds(5);

/** A running product. */
export type Product = {
  url: string;
  /** What to tell whoever started it. */
  banner: string;
  /** Works until nothing is due: for tests, which then need not wait. */
  settle(): Promise<void>;
  database: Database;
  /** Takes a turn as the surfaces do: for tests, which then need no platform. */
  handle: HandleTurn;
  /** Stops taking, finishes or hands back what is claimed, closes. */
  stop(): Promise<void>;
};

/**
 * Builds the product of these settings and starts it; waits a moment for what is outside, and goes on without it. Throws,
 * in words for people, what keeps it from starting.
 */
export async function compose(config: Config, options: ComposeOptions): Promise<Product> {
  const { start, ...product } = await assemble(config, options);
  await start();
  return product;
}

/**
 * Builds the product of these settings, answering what comes in; what is due is left until `start`. Throws, in words
 * for people, what keeps it from starting.
 */
export async function assemble(config: Config, options: ComposeOptions): Promise<Product & { start(): Promise<void> }> {
  const { standIns, safetyPoll = seconds(5) } = options;
  const log = pinoLog(config.logLevel, standIns?.logTo);
  if (config.administrationWithoutProof) log.warn('administration.without-proof');
  const wake = wakes();
  const opened = await openDatabase(config, options, log, wake);
  const database = standIns?.database?.(opened) ?? opened;
  const reached = reachedAt(config);
  const stepUps = database.stepUpsAt(() => reached.at);
  if (config.isDemo) await orClose(opened, beginDemo(database, systemIds, options.organisation, options.say));
  const alerts = openAlerts(config, database, log, options.alertsPause);
  const turns = turnDeps(config, { ...database, ...reached, lookForAlerts: alerts.look }, stepUps, log, wake);
  const noteSignIn = noteSignIns({ ...database, log });
  const handle = noting(noteSignIn, limitedTo(config, database, log, dispatch(turns)));
  const messengers = new Map<Surface, Messenger>();
  const ofWeb = { handle, turns, stepUps, wake: () => wake.relay(), noteSignIn, log, publicUrl: () => reached.at };
  const web = await openWeb(config, { ...database, ...ofWeb, troubles: () => reached.troubles() });
  if (web) messengers.set('web', web.chat.messenger);
  const parts = { ...database, ids: systemIds, log, handle, limits: database.rateLimits, linkFor: web?.linkFor };
  const surfaces = await openSurfaces(config, standIns, parts, messengers);
  const telling = await openMail(config, standIns, messengers);
  const ends = [...surfaces.flatMap(({ farEnd }) => farEnd ?? []), ...(web?.farEnds ?? []), ...telling.farEnds];
  const farEnds = openFarEnds(ends, { ...telling, database, log, isBack: () => wake.relay() });
  reached.troubles = farEnds.troubles;
  const relay = relayOf({ ...database, ...reached, ...telling, ...farEnds }, stepUps, log, messengers, safetyPoll);
  const due = schedulerOf(database, log, safetyPoll);
  const reviews = openAccessReviewSweeper(database, log);
  const sweepers = [reviews, ...openSweepers(config, database, log, telling.surfaces), alerts.sweeper];
  const audit = openAudit({ ...telling, ...options, database, log, settings: config.audit });
  const woken = { relay, scheduler: due, sealer: audit, reviews, alerts: alerts.sweeper };
  for (const [name, { wake: again }] of Object.entries(woken)) wake[name as keyof typeof woken] = again;
  let phase: Phase = 'starting';
  const inside = { ...database, phase: () => phase, farTroubles: troublesOf(farEnds, web) };
  const server = await serve(config, inside, log, surfaces, web);
  reached.at ||= server.url;
  return {
    url: server.url,
    banner: await banner(config, server.url, database),
    database,
    handle,
    async start() {
      for (const each of [farEnds, relay, due, ...sweepers, audit]) each.start();
      phase = 'working';
      await Promise.race([farEnds.tried(), setTimeout(firstTry, undefined, { ref: false })]);
    },
    settle: () => relay.drain(),
    async stop() {
      phase = 'stopping';
      const chats = [...surfaces, ...(web ? [web.chat] : [])];
      const post = telling.post ? [telling.post] : [];
      await stopInOrder([server, farEnds], chats, sweepers, [due], [relay], post, [audit]);
      await database.close();
    },
  };
}

/** What is not well outside, in words for the operator. */
const troublesOf = (farEnds: Pick<FarEnds, 'troubles'>, web: Pick<Web, 'troubles'> | undefined) => () => [
  ...farEnds.troubles(),
  ...(web?.troubles() ?? []),
];

/** What keeps the product from starting leaves no database open behind it. */
async function orClose<T>(database: Pick<Database, 'close'>, work: Promise<T>): Promise<T> {
  return work.catch(async (fault: unknown) => {
    await database.close();
    throw fault;
  });
}

/** Each wave is over before the next one begins. */
async function stopInOrder(...waves: readonly { stop(): Promise<void> }[][]): Promise<void> {
  for (const wave of waves) await Promise.all(wave.map((each) => each.stop()));
}

/** What is woken by commits and by what is asked for: set once there is something to wake. */
function wakes() {
  const asleep = (): void => undefined;
  const wake = {
    relay: asleep,
    scheduler: asleep,
    sealer: asleep,
    reviews: asleep,
    alerts: asleep,
    onCommit() {
      wake.relay();
      wake.scheduler();
      wake.alerts();
    },
    onRecord: () => wake.sealer(),
  };
  return wake;
}

/** Where people reach us, known once the server listens; the portal is there only where somebody can sign in. */
function reachedAt({ isDemo, web }: Config) {
  const reached = {
    at: web.publicUrl ?? '',
    /** What is not well outside: known once all of it is there. */
    troubles: (): readonly string[] => [],
    portalAt: () => ((isDemo || web.signIn) && reached.at !== '' ? reached.at : undefined),
  };
  return reached;
}

type Linking = Database & { portalAt: PortalAt };
const serve = (
  { host, port, isDemo, web, audit }: Config,
  database: Database & { phase(): Phase; farTroubles(): readonly string[] },
  log: Log,
  surfaces: readonly OpenSurface[],
  reached: Pick<Web, 'routers' | 'foreign' | 'visitorLimit'> | undefined,
) =>
  startHttpServer({
    host,
    port,
    onlyLoopbackNames: isDemo,
    trustedProxies: web.trustedProxies,
    mounts: surfaces.flatMap(({ mount }) => mount ?? []),
    routers: [],
    ...reached,
    clock: database.clock,
    readiness: readiness({ ...database, auditTroubles: () => auditTroubles(database, audit) }),
    ids: systemIds,
    log: sampledLog(log, database.clock),
  });

const limitedTo = ({ turnsPerMinute }: Config, { rateLimits, clock }: Database, log: Log, handle: HandleTurn) =>
  limitTurns(handle, { limits: rateLimits, perMinute: turnsPerMinute, log: sampledLog(log, clock) });

/** Whoever speaks is there; nobody waits for that to be noted. */
const noting =
  (note: NoteSignIn, handle: HandleTurn): HandleTurn =>
  (turn) => {
    void note(turn.actor);
    return handle(turn);
  };

function turnDeps(
  config: Config,
  database: Linking & Pick<DispatchDeps, 'lookForAlerts'>,
  stepUps: PendingStepUps,
  log: Log,
  wake: ReturnType<typeof wakes>,
): DispatchDeps {
  const settings = {
    minimumDuration: duration(config.minimumActivation),
    earliestGiveBack: duration(config.earliestGiveBack),
  };
  const administration = { withoutProof: config.administrationWithoutProof };
  const parts = { ...database, ids: systemIds, settings, administration, wakeAccessReviews: () => wake.reviews() };
  return {
    ...parts,
    ...useCases(parts),
    commands,
    stepUps: config.isDemo || config.web.signIn ? stepUps : undefined,
    proofFreshness: duration(config.web.proofFreshness),
    wake: () => wake.relay(),
    log,
  };
}

const schedulerOf = (database: Database, log: Log, safetyPoll: Duration) =>
  scheduler({
    ...database,
    applyDueTransitions: applyDueTransitions({ ...database, ids: systemIds }),
    log,
    safetyPoll,
  });
