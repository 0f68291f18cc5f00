import type { Conversation } from '../../../../bot/chat/chat-transcript.js';
import type { ChatPeople } from '../../../../bot/chat/chat-wire.js';
import { type Column, column } from './column.js';
import { directoryStrip } from './directory-strip.js';
import { element } from './element.js';
import { liveStream } from './live-stream.js';
import { noteSignedOut } from './signed-out.js';

const CHANNEL = 'channel:admins';
const BEFORE_TRYING_AGAIN = 2000;
const main = part('.columns');
const connection = part('.connection');
/** What the demo alone has. */
const add = document.querySelector<HTMLButtonElement>('.add');
const strip = document.querySelector<HTMLElement>('.directory');
const directory = strip === null ? undefined : directoryStrip(strip);

const stream = liveStream({
  message(message) {
    columns.find(({ conversation }) => conversation === message.conversation)?.show(message);
    directory?.refresh();
  },
  ready() {
    for (const open of columns) open.ready();
    directory?.refresh();
  },
  state: (state) => {
    connection.dataset.state = state;
    connection.textContent = state === 'live' ? 'Live' : 'Reconnecting…';
  },
  refused: () => void setTimeout(() => void comeBack(), BEFORE_TRYING_AGAIN),
});
let columns: readonly Column[] = [];

void start();

async function start(): Promise<void> {
  try {
    const known = await askForPeople();
    if (known === undefined) return;
    arrange(known, opening(known));
    add?.addEventListener('click', () => addOne(known));
  } catch {
    connection.textContent = 'Not connected';
    main.append(
      element(
        'p',
        { class: 'none' },
        'Latchkey could not be reached. Check that it is running, then load this page again.',
      ),
    );
  }
}

/** Finds out what may be followed now, once the stream is not to be had as it was. */
async function comeBack(): Promise<void> {
  try {
    const known = await askForPeople();
    if (known !== undefined) arrange(known, known.isDemo ? columns.map(openIn) : known.opening);
  } catch {
    setTimeout(() => void comeBack(), BEFORE_TRYING_AGAIN);
  }
}

/** Undefined where nobody is signed in any more, which the page then says. */
async function askForPeople(): Promise<ChatPeople | undefined> {
  const response = await fetch('/chat/people', { headers: { accept: 'application/json' } });
  if (response.ok) return await response.json();
  if (response.status !== 401) throw new Error(`${response.status}`);
  noteSignedOut();
  return undefined;
}

const openIn = ({ conversation }: Column): Conversation => conversation;

/** In the demo whose columns the address asks for (`?people=ada,admins`), else those to begin with. */
function opening({ people, opening, isDemo }: ChatPeople): readonly Conversation[] {
  if (!isDemo) return opening;
  const asked = new URLSearchParams(location.search).get('people')?.toLowerCase().split(',') ?? [];
  const found = asked.flatMap((name) =>
    name === 'admins' ? [CHANNEL] : people.filter(({ handle }) => handle === name).map(({ id }) => id),
  );
  return found.length > 0 ? [...new Set<Conversation>(found as Conversation[])] : opening;
}

/** Shows these conversations, keeping the columns that stay, and follows them. */
function arrange(known: ChatPeople, conversations: readonly Conversation[]): void {
  const before = columns;
  columns = conversations.map(
    (conversation) => before.find((open) => open.conversation === conversation) ?? make(known, conversation),
  );
  main.replaceChildren(...columns.map(({ view }) => view));
  main.dataset.count = `${columns.length}`;
  const taken = new Set(conversations);
  for (const open of columns) open.exclude(taken);
  if (add) add.disabled = taken.size > known.people.length;
  stream.follow(conversations);
}

function make(known: ChatPeople, conversation: Conversation): Column {
  const { people, isDemo } = known;
  const rearrange = (change: (open: Conversation) => readonly Conversation[]) => {
    arrange(
      known,
      columns.flatMap((open) => change(open.conversation)),
    );
    remember(known);
  };
  const demo = {
    become: (other: Conversation) => rearrange((open) => [open === conversation ? other : open]),
    close: () => columns.length > 1 && rearrange((open) => (open === conversation ? [] : [open])),
  };
  return column({ conversation, people, ...(isDemo && { demo }) });
}

function addOne(known: ChatPeople): void {
  const open = columns.map(openIn);
  const next = [...known.people.map(({ id }) => id), CHANNEL as Conversation].find((id) => !open.includes(id));
  if (next === undefined) return;
  arrange(known, [...open, next]);
  remember(known);
  const added = columns.at(-1)?.view;
  added?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  added?.querySelector('select')?.focus();
}

/** Keeps the address in step, so that it can be copied and loaded again. */
function remember({ people }: ChatPeople): void {
  const names = columns.map(({ conversation }) => people.find(({ id }) => id === conversation)?.handle ?? 'admins');
  history.replaceState(null, '', `?people=${names.join(',')}`);
}

function part<E extends HTMLElement = HTMLElement>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (found === null) throw new Error(`The page has no ${selector}`);
  return found;
}
