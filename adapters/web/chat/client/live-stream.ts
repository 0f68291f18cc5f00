import type { ChatMessage, Conversation } from '../../../../bot/chat/chat-transcript.js';
import { openStream } from '../../page/client/open-stream.js';

type Tell = {
  message: (message: ChatMessage) => void;
  /** What there was before has been told; what comes now is news. */
  ready: () => void;
  state: (state: 'live' | 'connecting') => void;
  /** The connection was not taken up: the server is away, or what it was to bring may not be read any more. */
  refused: () => void;
};

/**
 * One connection that brings the changes of all open columns. `follow` starts over with other conversations and goes
 * on where those it had stand already; a broken connection is taken up again on its own, until it is refused.
 */
export function liveStream(tell: Tell): { follow(conversations: readonly Conversation[]): void } {
  const versions = new Map<Conversation, number>();
  let end = () => {};

  const open = (conversations: readonly Conversation[]) => {
    const after = conversations.map((conversation) => versions.get(conversation) ?? 0).join('.');
    const opened = new EventSource(`/chat/stream?as=${conversations.join(',')}&after=${after}`);
    opened.addEventListener('open', () => tell.state('live'));
    opened.addEventListener('ready', tell.ready);
    opened.addEventListener('message', ({ data }) => {
      const message: ChatMessage = JSON.parse(data);
      versions.set(message.conversation, message.version);
      tell.message(message);
    });
    opened.addEventListener('made-room', () => tell.state('connecting'));
    opened.addEventListener('error', () => {
      tell.state('connecting');
      // The browser gives up permanently on an answer such as 503 or 401.
      if (opened.readyState === EventSource.CLOSED) tell.refused();
    });
    return opened;
  };
  const follow = (conversations: readonly Conversation[]) => {
    end();
    for (const known of versions.keys()) if (!conversations.includes(known)) versions.delete(known);
    end = openStream(() => open(conversations));
  };
  return { follow };
}
