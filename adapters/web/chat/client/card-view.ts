import type { Button, Card, Row } from '../../../../cards/card.js';
import { button, element } from './element.js';

/** What a press carries: the button's action, and the values of inputs by their ids. */
export type Press = (action: unknown, fields: Readonly<Record<string, string>>) => void;

/** Draws a card. `press` undefined: it is only for reading, and its buttons are left out. */
export function cardView(card: Card, press: Press | undefined): HTMLElement {
  const { status, quote } = card;
  return element(
    'article',
    { class: 'card', 'data-tone': status?.tone ?? 'neutral', 'aria-label': card.summary },
    element('h3', {}, card.title),
    status && element('p', { class: 'status', 'data-tone': status.tone }, status.text),
    ...card.body.map((text) => element('p', {}, text)),
    card.facts.length > 0 &&
      element(
        'dl',
        { class: 'facts' },
        ...card.facts.map(({ label, value }) => element('div', {}, element('dt', {}, label), element('dd', {}, value))),
      ),
    quote && element('figure', {}, element('figcaption', {}, quote.label), element('blockquote', {}, quote.text)),
    card.link && element('p', {}, linkView(card.link)),
    card.rows.length > 0 && element('ul', { class: 'rows' }, ...card.rows.map((row) => rowView(row, press))),
    buttonsView(card.buttons, press),
  );
}

/** In a window of its own, so that the conversation stays. */
const linkView = ({ url, title }: NonNullable<Card['link']>) => element('a', { href: url, target: '_blank' }, title);

function rowView(row: Row, press: Press | undefined): HTMLElement {
  const text = element('div', { class: 'row-text' }, element('strong', {}, row.title));
  if (row.subtitle !== undefined) text.append(element('small', {}, row.subtitle));
  return element('li', {}, text, buttonsView(row.buttons, press, row.title));
}

function buttonsView(buttons: readonly Button[], press: Press | undefined, about?: string): HTMLElement | undefined {
  if (press === undefined || buttons.length === 0) return undefined;
  return element(
    'div',
    { class: 'buttons' },
    ...buttons.map(({ title, style, action }) =>
      button({ 'data-style': style, 'aria-label': about && `${title}: ${about}` }, title, () => press(action, {})),
    ),
  );
}
