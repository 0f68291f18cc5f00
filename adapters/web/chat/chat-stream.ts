import type { Response } from 'express';
import { z } from 'zod';
import type { ChatTranscript, Conversation } from '../../../bot/chat-transcript.js';
import type { Log } from '../../../domain/ports/system.js';

/** Conversations in a fixed order, each with the version up to which the listener has it already. */
export type Place = readonly { conversation: Conversation; version: number }[];

const HEARTBEAT = 25_000;
const MOST_CONVERSATIONS = 24;
const versions = z.string().regex(/^\d{1,12}(\.\d{1,12})*$/);
const Query = z.object({ as: z.string().max(2000), after: versions.optional() });

/**
 * Reads where a stream is to begin: `as` names the conversations, `after` (or `Last-Event-ID`, which wins) their
 * versions in the same order, joined by dots. Undefined when it names nobody, somebody unknown, twice the same, or
 * too many.
 */
export function parsePlace(
  query: unknown,
  lastEventId: string | undefined,
  isKnown: (id: string) => id is Conversation,
): Place | undefined {
  const parsed = Query.safeParse(query);
  if (!parsed.success) return undefined;
  const names = parsed.data.as.split(',');
  const conversations = names.filter(isKnown);
  if (conversations.length !== new Set(names).size || names.length > MOST_CONVERSATIONS) return undefined;
  const resumed = versions.safeParse(lastEventId);
  const after = (resumed.success ? resumed.data : parsed.data.after)?.split('.').map(Number) ?? [];
  return conversations.map((conversation, index) => ({ conversation, version: after[index] ?? 0 }));
}

/**
 * Streams of server-sent events over a transcript. Each begins with what there is, then `ready`, then every change;
 * the id of an event is where all its conversations stand, so a browser resumes without a gap by itself. One stream
 * carries many conversations because browsers allow six connections to one server.
 */
export function chatStreams(transcript: ChatTranscript, log: Log) {
  const open = new Set<Response>();
  return {
    open(response: Response, place: Place): void {
      open.add(response);
      response.on('close', () => open.delete(response));
      follow(transcript, log, response, place);
    },
    async stop(): Promise<void> {
      for (const response of open) response.end();
      await transcript.close();
    },
  };
}

function follow(transcript: ChatTranscript, log: Log, response: Response, place: Place): void {
  const state = new Map(place.map(({ conversation, version }) => [conversation, version]));
  const write = (event: string, data: unknown) => {
    if (response.writable)
      response.write(`event: ${event}\nid: ${[...state.values()].join('.')}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const tell = async (conversation: Conversation) => {
    for (const message of await transcript.changedSince(conversation, state.get(conversation) ?? 0)) {
      state.set(conversation, message.version);
      write('message', message);
    }
  };
  const queue = inTurn((error) => {
    log.warn('chat.stream-broken', { err: error });
    // The browser comes back by itself and resumes where it was.
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
  const heartbeat = setInterval(() => response.writable && response.write(': still here\n\n'), HEARTBEAT);
  response.on('close', () => {
    clearInterval(heartbeat);
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
