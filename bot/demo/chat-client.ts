import { randomUUID } from 'node:crypto';
import type { Button } from '../../cards/card.js';
import type { ChatMessage, Conversation } from '../chat/chat-transcript.js';
import type { ChatDirectory, ChatPeople, ChatTurn } from '../chat/chat-wire.js';
import type { Reply } from '../turns/turn.js';
import { readEvents } from './read-events.js';

export type ChatClient = {
  /** The messages as they are now, those from before too. */
  messages(): ChatMessage[];
  /** Waits until a message is there, or has become, what is asked for. Rejects after `timeout` milliseconds. */
  until(matches: (message: ChatMessage) => boolean, timeout: number): Promise<ChatMessage>;
  say(as: Conversation, text: string): Promise<Reply>;
  press(message: ChatMessage, button: Button, fields?: Readonly<Record<string, string>>): Promise<Reply>;
  close(): void;
};

/** Asks the web chat at this address for its people. Throws a plain sentence where there is no web chat. */
export async function askForPeople(url: string): Promise<ChatPeople> {
  const response = await fetch(`${url}/chat/people`);
  if (response.ok) return await response.json();
  throw new Error(
    `What answers at ${url} has no web chat: it is not Latchkey in demo mode. Stop it, or set PORT to another port.`,
  );
}

/** Asks the web chat at this address what the directory itself holds now. Throws where it cannot say. */
export async function askDirectory(url: string): Promise<ChatDirectory> {
  const response = await fetch(`${url}/chat/directory`);
  if (response.ok) return await response.json();
  throw new Error(`the directory could not be asked: the web chat answered ${response.status}`);
}

/**
 * Connects to the web chat as a browser does: turns by HTTP, changes by server-sent events. `hear` is told every
 * change in these conversations from now on, and whether the message is a new one. Resolves once connected.
 */
export async function connectToChat(
  url: string,
  conversations: readonly Conversation[],
  hear: (message: ChatMessage, isFirst: boolean) => void,
): Promise<ChatClient> {
  const known = new Map<string, ChatMessage>();
  const waiting = new Set<() => void>();
  const abort = new AbortController();
  let isReady = false;

  const take = (message: ChatMessage) => {
    const key = `${message.conversation}/${message.key}`;
    const isFirst = !known.has(key);
    known.set(key, message);
    if (!isReady) return;
    hear(message, isFirst);
    for (const look of waiting) look();
  };
  const ready = () => {
    isReady = true;
  };
  const { body } = await fetch(`${url}/chat/stream?as=${conversations.join(',')}`, { signal: abort.signal });
  await follow(body, take, ready);

  const send = async (turn: ChatTurn): Promise<Reply> => {
    const response = await fetch(`${url}/chat/turns`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(turn),
    });
    if (!response.ok) throw new Error(`the web chat answered ${response.status}: ${await response.text()}`);
    return await response.json();
  };
  return {
    messages: () => [...known.values()],
    until: (matches, timeout) => firstMatch(known, waiting, matches, timeout),
    say: (as, text) => send({ commandId: newCommandId(), as, text }),
    press: (message, { action }, fields = {}) =>
      send({ commandId: newCommandId(), as: message.conversation, action, fields, message: message.key }),
    close: () => abort.abort(),
  };
}

/** Tells what the stream brings, for as long as it lasts. Resolves when all there was before has been told. */
function follow(body: Response['body'], take: (message: ChatMessage) => void, ready: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const read = async () => {
      for await (const { event, data } of readEvents(body)) {
        if (event === 'message') take(JSON.parse(data));
        if (event === 'ready') resolve(ready());
      }
    };
    read().catch(reject);
  });
}

const newCommandId = () => `web:${randomUUID()}`;

function firstMatch(
  known: ReadonlyMap<string, ChatMessage>,
  waiting: Set<() => void>,
  matches: (message: ChatMessage) => boolean,
  timeout: number,
): Promise<ChatMessage> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = [...known.values()].find(matches);
      if (found === undefined) return;
      clearTimeout(timer);
      waiting.delete(look);
      resolve(found);
    };
    const timer = setTimeout(() => {
      waiting.delete(look);
      reject(new Error(`nothing of the kind was seen within ${timeout / 1000} s`));
    }, timeout);
    waiting.add(look);
    look();
  });
}
