import type { View } from '../../cards/card.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Instant } from '../../domain/time.js';

/** One column of the web chat: a person's own conversation with Latchkey, or the administrators' channel. */
export type Conversation = PrincipalId | 'channel:admins';

/** What one message shows: a line of plain text, or a view. */
export type ChatContent = { kind: 'line'; text: string } | View;

export type ChatMessage = {
  conversation: Conversation;
  /** Names the message permanently within its conversation. */
  key: string;
  by: 'person' | 'latchkey';
  content: ChatContent;
  /** When it was first written. */
  at: Instant;
  /** Its place among the messages of its conversation: the version it was first written at. It never changes. */
  position: number;
  /** Rises by one with every change in the conversation; a message carries that of its own latest change. */
  version: number;
};

/** What the web chat shows, kept where every process of the product sees it. Throws AdapterError `unavailable`. */
export type ChatTranscript = {
  /** Writes a message, or replaces what the one of the same key shows. The same message again changes nothing. */
  put(message: Omit<ChatMessage, 'position' | 'version'>): Promise<void>;
  /**
   * Shows something else in a message that is there. With `ifVersion`, only while the message is still at that
   * version: an answer that was slow must not cover what came after it.
   */
  replace(
    place: Pick<ChatMessage, 'conversation' | 'key'>,
    content: ChatContent,
    ifVersion?: number,
  ): Promise<'replaced' | 'changed' | 'gone'>;
  /** The message of this key, or undefined. */
  find(place: Pick<ChatMessage, 'conversation' | 'key'>): Promise<ChatMessage | undefined>;
  /** Messages changed after `version` (0: all), oldest change first; of many, the latest 200. */
  changedSince(conversation: Conversation, version: number): Promise<ChatMessage[]>;
  /**
   * Calls `changed` when the conversation may have changed, whichever process wrote: once soon after the call, and at
   * every change from then on. It says only that it is worth asking `changedSince`. Returns what ends it.
   */
  watch(conversation: Conversation, changed: () => void): () => void;
  /** Ends every watch. */
  close(): Promise<void>;
};
