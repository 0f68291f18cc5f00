import { fetchPage } from './fetch-page.js';

const pause = 180;

/** Shows what is found for the words in the search field while they are typed; Enter leads to the whole page. */
export function suggestAsTyped(): void {
  const field = document.querySelector<HTMLInputElement>('header search input');
  const form = field?.form;
  if (!field || !form) return;
  const list = document.createElement('div');
  list.className = 'suggestions';
  list.hidden = true;
  list.setAttribute('aria-live', 'polite');
  form.append(list);
  let asking: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    asking?.abort();
    clearTimeout(timer);
    list.hidden = true;
  };
  field.addEventListener('input', () => {
    close();
    const words = field.value.trim();
    if (words.length < 2) return;
    asking = new AbortController();
    const { signal } = asking;
    timer = setTimeout(() => void show(list, words, signal).catch(() => undefined), pause);
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      close();
      field.focus();
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') step(event, [field, ...list.querySelectorAll('a')]);
  });
  form.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && form.contains(relatedTarget))) close();
  });
}

async function show(list: HTMLElement, words: string, signal: AbortSignal): Promise<void> {
  const page = await fetchPage(`${location.origin}/search?q=${encodeURIComponent(words)}`, signal);
  const found = page.querySelector('#results');
  if (!found || signal.aborted) return;
  found.removeAttribute('id');
  for (const heading of found.querySelectorAll('h2')) {
    const title = document.createElement('p');
    title.className = 'kind';
    title.textContent = heading.textContent;
    heading.replaceWith(title);
  }
  list.replaceChildren(document.adoptNode(found));
  list.hidden = false;
}

/** Moves among the field and what was found. */
function step(event: KeyboardEvent, stops: readonly HTMLElement[]): void {
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? stops.indexOf(focused) : -1;
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
