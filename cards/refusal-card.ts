import type { Card } from './card.js';

/** Says that something is not done, and why: `text` names the mend. */
export const refusalCard = (text: string, title = 'That was not done'): Card => ({
  kind: 'card',
  name: 'refusal',
  title,
  body: [text],
  facts: [],
  rows: [],
  buttons: [],
  summary: text,
});
