import type { ChatPerson } from '../../../../bot/chat/chat-wire.js';
import { element } from './element.js';

const LONGEST = '2000';

/** The line at the foot of a column. Enter sends; the arrow up brings back what was said before. */
export function composer({ displayName, handle }: ChatPerson, send: (text: string) => void): HTMLFormElement {
  const input = element('input', {
    type: 'text',
    name: 'text',
    'aria-label': `Speak as ${displayName}`,
    placeholder: 'Type a command, or help',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    enterkeyhint: 'send',
    maxlength: LONGEST,
    id: `speak-${handle}`,
  });
  const form = element(
    'form',
    { class: 'composer' },
    input,
    element('button', { type: 'submit', 'data-style': 'primary' }, 'Send'),
  );
  const said: string[] = [];
  let recalled = 0;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    if (said.at(-1) !== text) said.push(text);
    recalled = said.length;
    input.value = '';
    send(text);
  });
  input.addEventListener('keydown', (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined || said.length === 0) return;
    event.preventDefault();
    recalled = Math.min(said.length, Math.max(0, recalled + step));
    input.value = said[recalled] ?? '';
  });
  return form;
}
