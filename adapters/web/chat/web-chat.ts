import express, { type RequestHandler, type Response, type Router } from 'express';
import type { ChatTranscript, Conversation } from '../../../bot/chat-transcript.js';
import type { ChatDirectory, ChatPeople, ChatPerson, HeldRole } from '../../../bot/chat-wire.js';
import type { Messenger } from '../../../bot/messenger.js';
import type { HandleTurn } from '../../../bot/turn.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { User } from '../../../domain/ports/directory.js';
import { AdapterError, type Clock, type Ids, type Log } from '../../../domain/ports/system.js';
import { clientFiles } from '../client-files.js';
import { fromOwnPages } from '../request-origin.js';
import { chatMessenger } from './chat-messenger.js';
import { chatStreams, parsePlace } from './chat-stream.js';
import { parseTurn, takeTurn } from './take-turn.js';

type Options = {
  handle: HandleTurn;
  transcript: ChatTranscript;
  /** Whom one can be, and whose columns are open at first: the requestor of the story, then approvers. */
  people: () => Promise<{ people: readonly User[]; opening: readonly PrincipalId[] }>;
  /** What the directory itself says is held now. */
  grants: () => Promise<readonly HeldRole[]>;
  ids: Ids;
  clock: Clock;
  log: Log;
};

const loadClientFiles = clientFiles(
  ['chat.html', 'chat.css', 'chat.ts', 'icon.svg'].map((name) => `chat/client/${name}`),
  ['chat.html', 'chat.css', 'chat.js', 'icon.svg'],
);

export type WebChat = { router: Router; messenger: Messenger; stop(): Promise<void> };

/**
 * The web chat of demo mode, where the visitor can be each person of the demo organisation side by side. It takes the
 * actor from the request itself, so it must never run where a stranger can reach it.
 * Returns its routes (`/chat`, `/chat/people`, `/chat/directory`, `/chat/turns`, `/chat/stream`, `/chat/assets/…`), the messenger of
 * the surface `web`, and what ends its streams.
 */
export function webChat({ handle, transcript, people, grants, ids, clock, log }: Options): WebChat {
  const streams = chatStreams(transcript, log);
  const router = express.Router();
  const everybody = async () => toChatPeople(await people());

  router.get('/chat', sendFile('chat.html'));
  router.get('/chat/assets/:name', (request, response, next) => sendFile(request.params.name)(request, response, next));
  router.get('/chat/people', async (_request, response) => {
    response.set('cache-control', 'no-store').json(await everybody());
  });
  router.get('/chat/directory', fromOwnPages, tellDirectory(grants, log));
  router.get('/chat/stream', fromOwnPages, async (request, response) => {
    const known = await everybody();
    const place = parsePlace(request.query, request.get('last-event-id'), (id) => isConversation(known, id));
    if (place === undefined) return refuse(response, 400, 'Name up to 24 people by their ids: ?as=<id>,<id>.');
    streams.open(response, place);
  });
  router.post('/chat/turns', fromOwnPages, async (request, response) => {
    if (!request.is('application/json')) return refuse(response, 415, 'Send the turn as application/json.');
    const turn = parseTurn(request.body);
    if (!turn.ok) return refuse(response, 400, turn.refusal.text);
    const speaker = (await everybody()).people.find(({ id }) => id === turn.value.as);
    if (speaker === undefined) return refuse(response, 404, 'Nobody of the demo organisation has this id.');
    try {
      response.json(await takeTurn({ handle, transcript, ids, clock }, turn.value, speaker));
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      log.warn('chat.turn-not-stored', { err: error });
      refuse(response, 503, 'This could not be stored just now. Please send it again.');
    }
  });
  return { router, messenger: chatMessenger(transcript, clock), stop: streams.stop };
}

function tellDirectory(grants: Options['grants'], log: Log): RequestHandler {
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

function toChatPeople({ people, opening }: Awaited<ReturnType<Options['people']>>): ChatPeople {
  return { people: people.map(toChatPerson), opening: [...opening, 'channel:admins'] };
}

function toChatPerson({ id, displayName, userPrincipalName, jobTitle, timeZone = 'UTC' }: User): ChatPerson {
  const handle = userPrincipalName.split('@', 1)[0]?.toLowerCase() ?? id;
  return { id, handle, displayName, jobTitle, timeZone };
}

function isConversation({ people }: ChatPeople, id: string): id is Conversation {
  return id === 'channel:admins' || people.some((person) => person.id === id);
}

function refuse(response: Response, status: number, error: string): void {
  response.status(status).json({ error });
}

function sendFile(name: string): RequestHandler {
  return async (_request, response, next) => {
    const file = (await loadClientFiles()).get(name);
    if (file === undefined) return next();
    response.type(file.type).set('cache-control', 'no-cache').send(file.body);
  };
}
