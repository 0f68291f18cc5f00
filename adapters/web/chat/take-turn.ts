import { z } from 'zod';
import type { ChatContent, ChatTranscript } from '../../../bot/chat/chat-transcript.js';
import type { ChatPerson, ChatPress, ChatTurn } from '../../../bot/chat/chat-wire.js';
import type { HandleTurn, Reply, Turn } from '../../../bot/turns/turn.js';
import { commandId, correlationId } from '../../../domain/ids.js';
import type { Clock, Ids } from '../../../domain/ports/system.js';
import { ok, type Result, refuse } from '../../../domain/result.js';

type Parts = { handle: HandleTurn; transcript: ChatTranscript; ids: Ids; clock: Clock };

const address = {
  commandId: z.templateLiteral(['web:', z.uuid()]),
  as: z.string().max(100),
};
const TurnBody = z.union([
  z.strictObject({ ...address, text: z.string().trim().min(1).max(2000) }),
  z.strictObject({
    ...address,
    action: z.record(z.string().max(50), z.json()),
    fields: z
      .record(z.string().max(100), z.string().max(4000))
      .refine((fields) => Object.keys(fields).length <= 50)
      .default({}),
    message: z.string().max(300).optional(),
  }),
]);

/** Reads the body of `POST /chat/turns`. Returns the turn; refuses anything else with a sentence on what it must be. */
export function parseTurn(body: unknown): Result<ChatTurn, { code: 'TURN_NOT_UNDERSTOOD'; text: string }> {
  const parsed = TurnBody.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  return refuse({
    code: 'TURN_NOT_UNDERSTOOD',
    text: 'A turn is { commandId: "web:<uuid>", as, text } with at most 2000 characters, or { commandId, as, action, fields }.',
  });
}

/**
 * Lets a person of the demo organisation speak or press. Their line and the answer go into the transcript under keys
 * made of the command id, so that sending the same turn again shows nothing twice; a form alone is left to whoever
 * sent the turn. Returns the reply. Throws AdapterError when it could not be stored.
 * `from`: the network address they came from, and the time zone that their browser names, if it does.
 */
export async function takeTurn(
  parts: Parts,
  turn: ChatTurn,
  speaker: ChatPerson,
  from: Pick<Turn, 'address' | 'timeZone'>,
): Promise<Reply> {
  const { transcript, clock, ids } = parts;
  const pressed = 'action' in turn ? await pressedMessage(transcript, turn, speaker) : undefined;
  const write = (key: string, by: 'person' | 'latchkey', content: ChatContent) =>
    transcript.put({ conversation: speaker.id, key, by, content, at: clock.now() });

  if ('text' in turn) await write(turn.commandId, 'person', { kind: 'line', text: turn.text });
  const reply = await parts.handle({
    commandId: commandId(turn.commandId),
    correlationId: correlationId(ids.next()),
    surface: 'web',
    actor: speaker.id,
    ...from,
    input:
      'text' in turn
        ? { kind: 'text', text: turn.text, opensForms: true }
        : { kind: 'press', action: turn.action, fields: turn.fields },
  });
  if (reply.kind === 'said') await write(`${turn.commandId}:said`, 'latchkey', { kind: 'line', text: reply.text });
  if (reply.kind === 'show' && pressed === undefined) await write(`${turn.commandId}:shown`, 'latchkey', reply.card);
  // Only while nothing newer is shown there: the outbox may have been faster than this answer.
  if (reply.kind === 'show' && pressed !== undefined) await transcript.replace(pressed, reply.card, pressed.version);
  return reply;
}

async function pressedMessage(transcript: ChatTranscript, { message }: ChatPress, { id }: ChatPerson) {
  if (message === undefined) return undefined;
  return transcript.find({ conversation: id, key: message });
}
