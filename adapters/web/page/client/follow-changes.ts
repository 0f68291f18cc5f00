import { fetchPage } from './fetch-page.js';
import { openStream } from './open-stream.js';

/** Not all browsers at the same moment. */
const spread = 400;

/**
 * Shows what a page is about as it is at each moment: whenever something has changed, the page is fetched again, as
 * long as it is looked at and nothing in it is being filled in.
 */
export function followChanges(): void {
  if (document.querySelector('main[data-live]') === null) return;
  let isStale = false;
  let isComing = false;
  let wasOpen = false;
  const refresh = async () => {
    isComing = false;
    isStale = document.hidden || isBusy();
    if (!isStale) await renew().catch(() => undefined);
  };
  const soon = () => {
    if (isComing) return;
    isComing = true;
    setTimeout(() => void refresh(), Math.random() * spread);
  };
  const end = openStream(() => {
    const changes = new EventSource('/live');
    changes.addEventListener('changed', soon);
    // Whatever changed while there was no stream was not told.
    changes.addEventListener('open', () => wasOpen && soon());
    changes.addEventListener('open', () => {
      wasOpen = true;
    });
    return changes;
  });
  addEventListener('pagehide', end);
  const catchUp = () => isStale && soon();
  document.addEventListener('visibilitychange', catchUp);
  document.addEventListener('focusout', catchUp);
}

/** Something here is ticked, written or opened that fetching again would lose. */
function isBusy(): boolean {
  const main = document.querySelector('main');
  if (main === null) return true;
  const isFocused = main.contains(document.activeElement) && document.activeElement?.matches('input, select, textarea');
  const isFilled = [...main.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')].some(
    (field) =>
      field instanceof HTMLInputElement && field.type === 'checkbox'
        ? field.checked !== field.defaultChecked
        : field.value !== field.defaultValue,
  );
  return isFocused === true || isFilled;
}

async function renew(): Promise<void> {
  const page = await fetchPage(location.href);
  const [before, after] = [document.querySelector('main'), page.querySelector('main')];
  if (before === null || after === null || isBusy()) return;
  // What was said last stays until the next thing is done.
  const said = before.querySelector('#flash');
  if (said) after.querySelector('#flash')?.replaceWith(said);
  if (shown(before) === shown(after)) return;
  const at = focusedLabel(before);
  before.replaceChildren(...document.adoptNode(after).childNodes);
  focusAgain(before, at);
}

/** Forms get new names for what they do with every page; these are not shown. */
const shown = (main: Element): string =>
  [...main.querySelectorAll('h1, h2, p, th, td, li, dt, dd, button, a')].map((each) => each.textContent).join('\n');

const focusedLabel = (main: Element): string | null | undefined => {
  const focused = document.activeElement;
  return focused && main.contains(focused) ? (focused.getAttribute('aria-label') ?? focused.textContent) : undefined;
};

function focusAgain(main: HTMLElement, label: string | null | undefined): void {
  if (label === undefined) return;
  const same = [...main.querySelectorAll<HTMLElement>('a, button')].find(
    (each) => (each.getAttribute('aria-label') ?? each.textContent) === label,
  );
  (same ?? main).focus({ preventScroll: true });
}
