import type { Response } from 'express';
import { z } from 'zod';
import type { ChatTranscript, Conversation } from '../../../bot/chat/chat-transcript.js';
import type { Log } from '../../../domain/ports/system.js';
import type { Duration } from '../../../domain/time.js';
import type { OpenStreams, StreamOwner } from '../open-streams.js';

/** Conversations in a fixed order, each with the version up to which the listener has it already. */
export type Place = readonly { conversation: Conversation; version: number }[];

const MOST_CONVERSATIONS = 24;
const versions = z.string().regex(/^\d{1,12}(\.\d{1,12})*$/);
const Query = z.object({ as: z.string().min(1).max(2000), after: versions.optional() });

/**
 * Reads where a stream is to begin: `as` names the conversations, whoever's they are, `after` (or `Last-Event-ID`, which
 * wins) their versions in the same order, joined by dots. Undefined when it names none, one twice, or too many.
 */
export function parsePlace(query: unknown, lastEventId: string | undefined): Place | undefined {
  const parsed = Query.safeParse(query);
  if (!parsed.success) return undefined;
  const names = parsed.data.as.split(',') as Conversation[];
  if (names.length !== new Set(names).size || names.length > MOST_CONVERSATIONS) return undefined;
  const resumed = versions.safeParse(lastEventId);
  const after = (resumed.success ? resumed.data : parsed.data.after)?.split('.').map(Number) ?? [];
  return names.map((conversation, index) => ({ conversation, version: after[index] ?? 0 }));
}

/** Whether whoever opened a stream may read this conversation at this moment. */
export type MayRead = (conversation: Conversation) => Promise<boolean>;

type Parts = { transcript: ChatTranscript; streams: OpenStreams; log: Log; heartbeat: Duration };

/**
 * Streams of server-sent events over a transcript. Each begins with what there is, then `ready`, then every change;
 * the id of an event is where all its conversations stand, so a browser resumes without a gap on its own. One stream
 * carries many conversations because browsers allow six connections to one server. It ends once one of them may not be
 * read any more: at its next message, which is not told, or at the next heartbeat. Who may read what is then found out
 * by coming back.
 */
export function chatStreams(parts: Parts) {
  const open = new Set<Response>();
  return {
    open(response: Response, place: Place, owner: StreamOwner, mayRead: MayRead): void {
      open.add(response);
      parts.streams.admit(response, owner);
      response.on('close', () => open.delete(response));
      follow(parts, response, place, mayRead);
    },
    async stop(): Promise<void> {
      for (const response of open) response.end();
      await parts.transcript.close();
    },
  };
}

function follow(
  { transcript, streams, log, heartbeat }: Parts,
  response: Response,
  place: Place,
  mayRead: MayRead,
): void {
  const state = new Map(place.map(({ conversation, version }) => [conversation, version]));
  const write = (event: string, data: unknown) =>
    streams.write(response, `event: ${event}\nid: ${[...state.values()].join('.')}\ndata: ${JSON.stringify(data)}\n\n`);
  const tell = async (conversation: Conversation) => {
    const news = await transcript.changedSince(conversation, state.get(conversation) ?? 0);
    // After they were read: what was written when the right was gone already is not told.
    if (news.length > 0 && !(await mayRead(conversation))) return void response.end();
    for (const message of news) {
      state.set(conversation, message.version);
      write('message', message);
    }
  };
  const queue = inTurn((error) => {
    log.warn('chat.stream-broken', { err: error });
    // The browser comes back on its own and resumes where it was.
    response.end();
  });

  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
  });
  response.write('retry: 1000\n\n');
  for (const { conversation } of place) queue(() => tell(conversation));
  queue(async () => write('ready', {}));
  const ends = place.map(({ conversation }) => transcript.watch(conversation, () => queue(() => tell(conversation))));
  const beat = async () => {
    const stillTheirs = await Promise.all(place.map(({ conversation }) => mayRead(conversation)));
    if (!stillTheirs.every(Boolean)) response.end();
    else streams.write(response, ': still here\n\n');
  };
  const beating = setInterval(() => queue(beat), heartbeat);
  response.on('close', () => {
    clearInterval(beating);
    for (const end of ends) end();
  });
}

/** Runs what it is given one after another, so that changes are told in their order. */
function inTurn(failed: (error: unknown) => void): (work: () => Promise<void>) => void {
  let last = Promise.resolve();
  return (work) => {
    last = last.then(work).catch(failed);
  };
}
