import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { ChatTranscript } from '../../../bot/chat/chat-transcript.js';
import type { ChatDirectory, ChatPeople, HeldRole } from '../../../bot/chat/chat-wire.js';
import type { Messenger } from '../../../bot/outbox/messenger.js';
import type { HandleTurn } from '../../../bot/turns/turn.js';
import { AdapterError, type Clock, type Ids, type Log } from '../../../domain/ports/system.js';
import { type Duration, seconds } from '../../../domain/time.js';
import { byAddress } from '../limit.js';
import type { OpenStreams, StreamOwner } from '../open-streams.js';
import { fromOwnPages } from '../request-origin.js';
import { signedIn, userOf, zoneNamedBy } from '../sessions/signed-in.js';
import type { ChatAccess } from './chat-access.js';
import { chatMessenger } from './chat-messenger.js';
import { chatPage } from './chat-page.js';
import { chatStreams, parsePlace } from './chat-stream.js';
import { parseTurn, takeTurn } from './take-turn.js';

type Options = {
  handle: HandleTurn;
  transcript: ChatTranscript;
  access: ChatAccess;
  /** For the demo: what the directory itself says is held now. */
  grants?: (() => Promise<readonly HeldRole[]>) | undefined;
  /** How long a stream may be silent, and who may read it unasked. */
  heartbeat?: Duration;
  streams: OpenStreams;
  ids: Ids;
  clock: Clock;
  log: Log;
};

export type WebChat = { router: Router; messenger: Messenger; stop(): Promise<void> };

/**
 * The web chat, a page of the portal: for each their own conversation, or in the demo everybody's side by side, as
 * `access` says. Returns its routes (`/chat`, `/chat/people`, `/chat/turns`, `/chat/stream`, and in the demo
 * `/chat/directory`), the messenger of the surface `web`, and what ends its streams.
 */
export function webChat(options: Options): WebChat {
  const { transcript, access, grants, heartbeat = seconds(25), clock, log } = options;
  const streams = chatStreams({ transcript, streams: options.streams, log, heartbeat });
  const router = express.Router();

  router.get('/chat', ...access.toLook, (request, response) => {
    const [person, isDemo] = [userOf(request), grants !== undefined];
    response.set('cache-control', 'no-store');
    response.type('html').send(chatPage({ person, csrfToken: signedIn(request)?.csrfToken, isDemo }));
  });
  router.use('/chat', ...access.toUse);
  router.get('/chat/people', async (request, response) => {
    response.set('cache-control', 'no-store').json(await access.reachOf(request));
  });
  if (grants) router.get('/chat/directory', fromOwnPages, tellDirectory(grants, log));
  router.get('/chat/stream', async (request, response) => {
    const place = parsePlace(request.query, request.get('last-event-id'));
    if (place === undefined) return refuse(response, 400, 'Name up to 24 conversations by their ids: ?as=<id>,<id>.');
    const reach = await access.reachOf(request);
    if (!place.every(({ conversation }) => isWithin(reach, conversation))) return refuse(response, 404, noneOfYours);
    streams.open(response, place, streamOwner(request), access.mayRead(request));
  });
  router.post('/chat/turns', ...access.toChange, turns(options));
  return { router, messenger: chatMessenger(transcript, clock), stop: streams.stop };
}

function streamOwner(request: Request): StreamOwner {
  const person = signedIn(request);
  return { session: person?.sessionId ?? byAddress(request), person: person?.principalId ?? byAddress(request) };
}

const noneOfYours = 'There is no such conversation here. Reload the page to see yours.';

const turns =
  ({ access, log, ...parts }: Options): RequestHandler =>
  async (request, response) => {
    if (!request.is('application/json')) return refuse(response, 415, 'Send the turn as application/json.');
    const turn = parseTurn(request.body);
    if (!turn.ok) return refuse(response, 400, turn.refusal.text);
    const speaker = (await access.reachOf(request)).people.find(({ id }) => id === turn.value.as);
    if (speaker === undefined) return refuse(response, 404, noneOfYours);
    try {
      response.json(
        await takeTurn(parts, turn.value, speaker, { address: request.ip, timeZone: zoneNamedBy(request) }),
      );
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      log.warn('chat.turn-not-stored', { err: error });
      refuse(response, 503, 'This could not be stored just now. Please send it again.');
    }
  };

function tellDirectory(grants: NonNullable<Options['grants']>, log: Log): RequestHandler {
  return async (_request, response) => {
    try {
      const directory: ChatDirectory = { grants: await grants() };
      response.set('cache-control', 'no-store').json(directory);
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      log.warn('chat.directory-away', { err: error });
      refuse(response, 503, 'The directory could not be asked just now. Please ask again.');
    }
  };
}

const isWithin = ({ people, opening }: ChatPeople, conversation: string): boolean =>
  people.some(({ id }) => id === conversation) || opening.some((id) => id === conversation);

function refuse(response: Response, status: number, error: string): void {
  response.status(status).json({ error });
}
