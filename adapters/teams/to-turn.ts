import { createHash } from 'node:crypto';
import type { Turn } from '../../bot/turns/turn.js';
import { parseTimeZone } from '../../domain/identity/time-zone.js';
import { type CommandId, type CorrelationId, commandId } from '../../domain/ids.js';
import type { User } from '../../domain/ports/directory.js';
import type { InboundActivity } from './parse-activity.js';

type Values = Readonly<Record<string, unknown>>;

/** The turn in an activity of a person whose identity has been established. */
export function toTurn(activity: InboundActivity, user: User, correlationId: CorrelationId): Turn {
  return {
    commandId: commandIdOf(activity),
    correlationId,
    surface: 'teams',
    actor: user.id,
    timeZone: parseTimeZone(activity.localTimezone),
    input: inputOf(activity),
  };
}

/** A button of a client that does not know Action.Execute arrives as a message without words, with the button's data. */
export function isPress({ type, text, value }: InboundActivity): boolean {
  return type === 'invoke' || (!text?.trim() && typeof value === 'object' && value !== null);
}

function inputOf(activity: InboundActivity): Turn['input'] {
  if (!isPress(activity)) return { kind: 'text', text: activity.text ?? '', opensForms: false };
  const { action, ...inputs } = pressedData(activity);
  const fields = Object.entries(inputs).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { kind: 'press', action, fields: Object.fromEntries(fields) };
}

/** The button's own data with the inputs' values beside it, as both kinds of button send them. */
function pressedData({ type, value }: InboundActivity): Values {
  return type === 'invoke' ? valuesAt(valuesAt(value, 'action'), 'data') : valuesAt({ value }, 'value');
}

function valuesAt(holder: unknown, key: string): Values {
  const found: unknown = typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined;
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? { ...found } : {};
}

/**
 * Teams gives every message and press an id of its own that a redelivery repeats, unique within the conversation.
 * Where a press has none, what it is made of stands in: the instant at which the person pressed is set by Teams and is
 * sent again with a redelivery, while it differs between two presses of the same button.
 */
function commandIdOf(activity: InboundActivity): CommandId {
  const { id, conversation, from, replyToId, timestamp, value } = activity;
  if (id) return commandId(`teams:${conversation.id}:${id}`);
  const made = JSON.stringify([from.id, replyToId, timestamp, value]);
  return commandId(`teams:${conversation.id}:${createHash('sha256').update(made).digest('hex')}`);
}
