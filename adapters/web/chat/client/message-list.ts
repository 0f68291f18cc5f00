import type { Form } from '../../../../cards/card.js';
import type { Press } from './card-view.js';
import { button, element } from './element.js';
import { focusForm, formView } from './form-view.js';
import { messageView, type ShownMessage } from './message-view.js';

/** A press in the message of this key; undefined: in a form that belongs to no message. */
export type PressIn = (key: string | undefined) => Press;

/** The messages of one conversation, oldest first, each drawn again when it changes. */
export type MessageList = ReturnType<typeof messageList>;

/** Makes an empty list. `pressIn` undefined: it is only for reading. */
export function messageList(timeZone: string, pressIn: PressIn | undefined) {
  const list = element('ol', { class: 'messages' });
  const items = new Map<string, HTMLLIElement>();
  const itemOf = (key: string | undefined) => (key === undefined ? undefined : items.get(key));
  const formOf = (key = '') =>
    [...list.querySelectorAll<HTMLLIElement>('.asking')].find((item) => item.dataset.of === key);
  const closeForm = (key: string | undefined) => formOf(key)?.remove();

  /** Shows a message, or what it has become. Focus inside it stays inside it. */
  const show = (message: ShownMessage) => {
    const previous = items.get(message.key);
    const hadFocus = previous?.contains(document.activeElement) ?? false;
    const item = messageView(message, timeZone, pressIn?.(message.key));
    items.set(message.key, item);
    if (previous?.dataset.position === item.dataset.position) {
      item.classList.add('changed');
      previous?.replaceWith(item);
    } else {
      previous?.remove();
      insert(list, item);
    }
    if (hadFocus) focusItem(item);
  };

  /** Opens a form below the message it belongs to, or at the end. It is for now only; nobody else sees it. */
  const ask = (form: Form, key: string | undefined) => {
    closeForm(key);
    const above = itemOf(key);
    const position = above?.dataset.position ?? 'Infinity';
    const view = formView(form, pressIn?.(key), () => closeForm(key));
    insert(
      list,
      element(
        'li',
        { class: 'message asking', 'data-by': 'latchkey', 'data-of': key ?? '', 'data-position': position },
        view,
      ),
    );
    focusForm(view);
    view.scrollIntoView({ block: 'nearest' });
  };

  const isWaiting = (key: string | undefined) =>
    [itemOf(key), formOf(key)].some((item) => item?.getAttribute('aria-busy') === 'true');
  /** Marks the message and its form as waiting for an answer. Its buttons stay as they are, or focus would be lost. */
  const wait = (key: string | undefined, isBusy: boolean) => {
    for (const item of [itemOf(key), formOf(key)]) {
      item?.querySelector('.not-done')?.remove();
      item?.setAttribute('aria-busy', `${isBusy}`);
    }
  };

  /** Says below a message, or its form, why something was not done; `again` offers to try once more. */
  const complain = (text: string, key: string | undefined, again?: () => void) => {
    const note = element('p', { class: 'not-done', role: 'alert' }, text);
    if (again !== undefined) note.append(' ', button({ 'data-style': 'default' }, 'Send again', again));
    (formOf(key) ?? itemOf(key))?.append(note);
    note.scrollIntoView({ block: 'nearest' });
  };

  return { list, show, ask, closeForm, isWaiting, wait, complain, isEmpty: () => items.size === 0 };
}

/** Puts a message where its position belongs: after all that are not later. */
function insert(list: HTMLElement, item: HTMLElement): void {
  const positionOf = (other: Element) => Number((other as HTMLElement).dataset.position);
  const before = [...list.children].findLast((other) => positionOf(other) <= positionOf(item));
  if (before === undefined) list.prepend(item);
  else before.after(item);
}

function focusItem(item: HTMLElement): void {
  const control = item.querySelector<HTMLElement>('button:not(:disabled), input, textarea, select');
  if (control === null) item.tabIndex = -1;
  (control ?? item).focus();
}
