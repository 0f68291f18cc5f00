import type { ChatMessage, Conversation } from '../../../../bot/chat/chat-transcript.js';
import type { ChatPerson } from '../../../../bot/chat/chat-wire.js';
import { composer } from './composer.js';
import { conversationWith } from './conversation.js';
import { button, element } from './element.js';

const NEAR_THE_END = 80;
const FIRST_WORDS = ['help', 'my roles', 'pending'];

type Options = {
  conversation: Conversation;
  people: readonly ChatPerson[];
  /** In the demo a column can be made another's, and closed. */
  demo?: { become: (other: Conversation) => void; close: () => void };
};

export type Column = {
  conversation: Conversation;
  view: HTMLElement;
  show(message: ChatMessage): void;
  /** What there was before has been shown; from now on changes are announced. */
  ready(): void;
  /** Which conversations are open, here or in other columns. */
  exclude(open: ReadonlySet<Conversation>): void;
};

/** Makes the column of one person, where one speaks as them, or of the administrators' channel, which one only reads. */
export function column({ conversation, people, demo }: Options): Column {
  const person = people.find(({ id }) => id === conversation);
  const name = person?.displayName ?? 'Admin channel';
  // Whoever has only their own conversation reads the channel beside it.
  const { list, speak } = conversationWith(person, demo ? undefined : people[0]?.timeZone);
  const say = (text: string) => {
    hint.hidden = true;
    speak(text);
    log.scrollTop = log.scrollHeight;
  };
  const hint = person ? firstWords(say) : element('p', { class: 'hint' }, 'Nothing has been announced yet.');
  hint.hidden = true;
  const log = element('div', { class: 'log', role: 'log', 'aria-busy': 'true', tabindex: '0' }, hint, list.list);
  const chooser = demo && chooserOf(conversation, people, demo.become);
  const view = element(
    'section',
    { class: 'column', 'aria-label': name, 'data-conversation': conversation },
    element(
      'header',
      {},
      element('span', { class: 'avatar', 'data-hue': hueOf(conversation), 'aria-hidden': 'true' }, initialsOf(name)),
      element(
        'div',
        { class: 'who' },
        chooser ?? element('h2', {}, name),
        element('p', {}, person ? about(person) : 'What administrators are told'),
      ),
      demo &&
        button({ class: 'close', 'aria-label': 'Close this column', title: 'Close this column' }, '×', demo.close),
    ),
    log,
    person ? composer(person, say) : element('p', { class: 'read-only' }, 'This channel is only for reading.'),
  );
  return {
    conversation,
    view,
    show(message) {
      const isNearEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_THE_END;
      list.show(message);
      hint.hidden = true;
      if (isNearEnd) scrollToLast(log);
    },
    ready() {
      log.setAttribute('aria-busy', 'false');
      hint.hidden = !list.isEmpty();
    },
    exclude(open) {
      for (const option of chooser?.options ?? [])
        option.disabled = option.value !== conversation && open.has(option.value as Conversation);
    },
  };
}

/** Shows the end, or the beginning of what came last where it is longer than the column is high. */
function scrollToLast(log: HTMLElement): void {
  const last = log.querySelector<HTMLElement>('.message:last-child');
  const start = last === null ? Infinity : last.offsetTop - log.offsetTop;
  log.scrollTop = Math.min(start, log.scrollHeight - log.clientHeight);
}

function chooserOf(conversation: Conversation, people: readonly ChatPerson[], become: (other: Conversation) => void) {
  const choices = [
    ...people.map(({ id, displayName }) => ({ value: id as Conversation, name: displayName })),
    { value: 'channel:admins', name: 'Admin channel' },
  ];
  const select = element(
    'select',
    { 'aria-label': 'Whose column this is' },
    ...choices.map(({ value, name }) => element('option', { value, selected: value === conversation }, name)),
  );
  select.addEventListener('change', () => become(select.value as Conversation));
  return select;
}

function firstWords(say: (text: string) => void): HTMLElement {
  return element(
    'div',
    { class: 'hint' },
    element('p', {}, 'Nothing here yet. Ask for a role, or begin with one of these.'),
    element(
      'div',
      { class: 'buttons' },
      ...FIRST_WORDS.map((text) => button({ 'data-style': 'default' }, text, () => say(text))),
    ),
  );
}

const about = ({ jobTitle, timeZone }: ChatPerson) => [jobTitle, timeZone].filter(Boolean).join(' · ');

function initialsOf(name: string): string {
  const words = name.split(/\s+/);
  return [words.at(0), words.length > 1 ? words.at(-1) : ''].map((word) => word?.charAt(0).toUpperCase()).join('');
}

/** One of eight colours, always the same for the same person. */
const hueOf = (id: string) => `${[...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 8191, 7) % 8}`;
