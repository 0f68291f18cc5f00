import type { Slack, SlackConfig } from '../../adapters/slack/start-slack.js';
import type { systemIds } from '../../adapters/system/ids.js';
import { sampledLog } from '../../adapters/system/sampled-log.js';
import type { TeamsConfig } from '../../adapters/teams/teams-config.js';
import type { Mount } from '../../adapters/web/http-server.js';
import type { Surface } from '../../domain/identity/surface.js';
import type { RateLimits } from '../../domain/ports/rate-limits.js';
import type { Log } from '../../domain/ports/system.js';
import type { Config } from '../config/config.js';
import type { FarEnd } from '../jobs/far-end.js';
import { lateMessenger } from '../notify/late-messenger.js';
import type { Messenger } from '../outbox/messenger.js';
import type { HandleTurn } from '../turns/turn.js';
import type { Database } from './compose-database.js';
import type { Web } from './compose-web.js';

/** For tests: stand-ins of the platforms' far ends, and of the database as the product sees it. */
export type StandIns = {
  database?: ((real: Database) => Database) | undefined;
  slackApiUrl?: string | undefined;
  /** Where the log goes, line by line, in place of standard output. */
  logTo?: { write(line: string): void } | undefined;
  /** Whose word is taken for the certificate of the mail server. */
  mailCa?: string | undefined;
  teams?: Pick<Extract<TeamsConfig, { mode: 'authenticated' }>, 'standIn' | 'serviceUrls'> | undefined;
};

export type Parts = Pick<Database, 'identities' | 'directory' | 'clock'> & {
  ids: typeof systemIds;
  log: Log;
  handle: HandleTurn;
  /** The address at which somebody can link an account to themself; missing where nobody can sign in. */
  linkFor?: Web['linkFor'] | undefined;
  limits: RateLimits;
};
/** An open surface: where it listens, if anywhere, and what ends it. */
export type OpenSurface = { mount?: Mount; farEnd?: FarEnd; stop(): Promise<void> };
type Messengers = Map<Surface, Messenger>;

/**
 * Opens every chat platform that is configured, and loads the SDK of no other. Each adds its messenger, connected or not:
 * its far end connects it.
 */
export async function openSurfaces(
  { isDemo, slack, teams }: Config,
  standIns: StandIns | undefined,
  given: Parts,
  messengers: Messengers,
): Promise<OpenSurface[]> {
  const parts = { ...given, log: sampledLog(given.log, given.clock) };
  const opened: OpenSurface[] = [];
  if (isDemo) opened.push(playground(parts, messengers));
  if (slack) {
    opened.push(openSlack({ ...slack, apiUrl: standIns?.slackApiUrl }, parts, messengers));
  }
  if (teams) {
    opened.push(await openTeams({ mode: 'authenticated', ...teams, ...standIns?.teams }, parts, messengers));
  }
  return opened;
}

/** Until Slack is connected it is told to deliver again later, and what is to be posted waits. */
function openSlack(config: SlackConfig, parts: Parts, messengers: Messengers): OpenSurface {
  let slack: Slack | undefined;
  messengers.set(
    'slack',
    lateMessenger('slack', () => slack?.messenger),
  );
  const listener: Mount['listener'] = (request, response) => {
    if (slack?.listener) slack.listener(request, response);
    else response.writeHead(503).end();
  };
  return {
    ...(!config.appToken && { mount: { path: '/slack/events', listener } }),
    farEnd: {
      name: 'Slack',
      lane: 'slack',
      async prove() {
        if (slack) return slack.prove();
        const { startSlack } = await import('../../adapters/slack/start-slack.js');
        slack = await startSlack({ config, ...parts });
      },
    },
    stop: async () => slack?.stop(),
  };
}

const teamsPath = '/api/messages';

async function openTeams(config: TeamsConfig, parts: Parts, messengers: Messengers): Promise<OpenSurface> {
  const { startTeams } = await import('../../adapters/teams/start-teams.js');
  const { messenger, listener, prove, stop } = await startTeams({ config, ...parts });
  messengers.set('teams', messenger);
  return { mount: { path: teamsPath, listener }, farEnd: { name: 'Teams', lane: 'teams', prove }, stop };
}

/** The demo answers the Agents Playground too; its SDK is loaded when the playground first knocks. */
function playground(parts: Parts, messengers: Messengers): OpenSurface {
  let opening: Promise<OpenSurface> | undefined;
  return {
    mount: {
      path: teamsPath,
      listener(request, response) {
        opening ??= openTeams({ mode: 'playground' }, parts, messengers);
        opening.then(
          ({ mount }) => mount?.listener(request, response),
          (fault: unknown) => {
            parts.log.error('playground.failed', { err: fault });
            response.writeHead(503).end();
          },
        );
      },
    },
    async stop() {
      await (await opening)?.stop();
    },
  };
}
