import type { ChatMessage } from '../../../../bot/chat/chat-transcript.js';
import type { Card } from '../../../../cards/card.js';
import { cardView, type Press } from './card-view.js';
import { element } from './element.js';
import { formView } from './form-view.js';
import { momentText } from './moment-text.js';

export type ShownMessage = Omit<ChatMessage, 'version' | 'conversation'>;

/** Draws one message with its time in the zone of whoever reads it. `press` undefined: it is only for reading. */
export function messageView(message: ShownMessage, timeZone: string, press: Press | undefined): HTMLLIElement {
  const { by, key, position, at } = message;
  return element(
    'li',
    { class: 'message', 'data-by': by, 'data-key': key, 'data-position': `${position}` },
    contentView(message, press),
    timeView(at, timeZone),
  );
}

function contentView({ content, by }: ShownMessage, press: Press | undefined): HTMLElement {
  if (content.kind === 'line') return lineView(content.text, by);
  if (content.kind === 'card') return isBare(content) ? lineView(content.title, by) : cardView(content, press);
  const { back } = content;
  return formView(content, press, back && press && (() => press(back.action, {})));
}

function lineView(text: string, by: ShownMessage['by']): HTMLElement {
  const speaker = element('span', { class: 'sr' }, by === 'person' ? 'You: ' : 'Latchkey: ');
  return element('p', { class: 'line' }, speaker, text);
}

/** A card that says one line needs no frame around it. */
function isBare({ status, quote, link, body, facts, rows, buttons }: Card): boolean {
  const isAlone = [status, quote, link].every((part) => part === undefined);
  return isAlone && [body, facts, rows, buttons].every(({ length }) => length === 0);
}

function timeView(at: number, timeZone: string): HTMLElement {
  return element('time', { datetime: new Date(at).toISOString(), title: timeZone }, momentText(at, timeZone));
}
