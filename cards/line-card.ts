import type { Card } from './card.js';

/** One line, where nothing more has to be said; `page`: where the portal shows what it is about. */
export const lineCard = (text: string, page?: string): Card => ({
  kind: 'card',
  name: 'line',
  title: text,
  body: [],
  facts: [],
  rows: [],
  buttons: [],
  ...(page !== undefined && { page }),
  summary: text,
});
