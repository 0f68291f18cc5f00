import type { ChatMessage, Conversation } from '../../../../bot/chat-transcript.js';

type Tell = {
  message: (message: ChatMessage) => void;
  /** What there was before has been told; what comes now is news. */
  ready: () => void;
  state: (state: 'live' | 'connecting') => void;
};

const BEFORE_TRYING_AGAIN = 2000;

/**
 * One connection that brings the changes of all open columns. `follow` starts over with other conversations and goes
 * on where those it had stand already; a broken connection is taken up again by itself.
 */
export function liveStream(tell: Tell): { follow(conversations: readonly Conversation[]): void } {
  const versions = new Map<Conversation, number>();
  let source: EventSource | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const follow = (conversations: readonly Conversation[]) => {
    source?.close();
    clearTimeout(waiting);
    for (const known of versions.keys()) if (!conversations.includes(known)) versions.delete(known);
    const after = conversations.map((conversation) => versions.get(conversation) ?? 0).join('.');
    const opened = new EventSource(`/chat/stream?as=${conversations.join(',')}&after=${after}`);
    source = opened;
    opened.addEventListener('open', () => tell.state('live'));
    opened.addEventListener('ready', tell.ready);
    opened.addEventListener('message', ({ data }) => {
      const message: ChatMessage = JSON.parse(data);
      versions.set(message.conversation, message.version);
      tell.message(message);
    });
    opened.addEventListener('error', () => {
      tell.state('connecting');
      // The browser gives up for good on an answer such as 503; a server that starts again gives those.
      if (opened.readyState === EventSource.CLOSED)
        waiting = setTimeout(() => follow(conversations), BEFORE_TRYING_AGAIN);
    });
  };
  return { follow };
}
