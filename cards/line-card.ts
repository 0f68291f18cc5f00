import type { Card } from './card.js';

/** One line, where nothing more has to be said. */
export const lineCard = (text: string): Card => ({
  kind: 'card',
  name: 'line',
  title: text,
  body: [],
  facts: [],
  rows: [],
  buttons: [],
  summary: text,
});
