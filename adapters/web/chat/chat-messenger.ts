import { z } from 'zod';
import type { ChatTranscript, Conversation } from '../../../bot/chat/chat-transcript.js';
import type { Messenger } from '../../../bot/outbox/messenger.js';
import { principalId } from '../../../domain/ids.js';
import type { Clock } from '../../../domain/ports/system.js';

const Ref = z.object({
  conversation: z.union([z.literal('channel:admins'), z.guid().transform(principalId)]),
  key: z.string(),
});

/**
 * The messenger of the surface `web`: it writes to the transcript, and whoever has the conversation open sees it.
 * Everybody can be reached. A message is shown once however often it is posted.
 */
export function chatMessenger(transcript: ChatTranscript, clock: Clock): Messenger {
  return {
    surface: 'web',
    async post(recipient, view, { key }) {
      const conversation: Conversation = recipient.kind === 'person' ? recipient.principalId : 'channel:admins';
      await transcript.put({ conversation, key, by: 'latchkey', content: view, at: clock.now() });
      return { conversation, key };
    },
    async update(ref, view) {
      const outcome = await transcript.replace(Ref.parse(ref), view);
      return outcome === 'gone' ? 'gone' : 'updated';
    },
  };
}
