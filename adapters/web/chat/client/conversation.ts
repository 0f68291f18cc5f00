import type { ChatPerson } from '../../../../bot/chat/chat-wire.js';
import { instant } from '../../../../domain/time.js';
import { type MessageList, messageList, type PressIn } from './message-list.js';
import { hereZone } from './moment-text.js';
import { newCommandId, sendTurn } from './send-turn.js';

/** Where a line stands until the server has given it its place. */
const AT_THE_END = Number.MAX_VALUE;

/**
 * One person's conversation: its messages, and what speaks as them. Without a person it is only for reading, with its
 * times in the zone of whoever reads it.
 */
export function conversationWith(
  person: ChatPerson | undefined,
  readersZone = hereZone(),
): { list: MessageList; speak: (text: string) => void } {
  if (person === undefined) return { list: messageList(readersZone, undefined), speak: () => undefined };
  const { id: as, timeZone } = person;

  const pressIn: PressIn = (message) => async (action, fields) => {
    if (list.isWaiting(message)) return;
    list.wait(message, true);
    try {
      const reply = await sendTurn({ commandId: newCommandId(), as, action, fields, message });
      list.wait(message, false);
      if (reply.kind === 'form') list.ask(reply.form, message);
      else list.closeForm(message);
    } catch (error) {
      list.wait(message, false);
      list.complain(sentenceOf(error), message);
    }
  };
  const list = messageList(timeZone, pressIn);

  const send = async (text: string, commandId: string) => {
    list.show({
      key: commandId,
      by: 'person',
      content: { kind: 'line', text },
      at: instant(Date.now()),
      position: AT_THE_END,
    });
    try {
      const reply = await sendTurn({ commandId, as, text });
      if (reply.kind === 'form') list.ask(reply.form, undefined);
    } catch (error) {
      // Under the same id: should the first try have arrived after all, nothing happens twice.
      list.complain(sentenceOf(error), commandId, () => void send(text, commandId));
    }
  };
  return { list, speak: (text) => void send(text, newCommandId()) };
}

const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : 'Sorry, this could not be done.');
