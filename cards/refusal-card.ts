import type { Card } from './card.js';

/** By which such a card is known. */
export const refusalName = 'refusal';

/** Says that something is not done, and why: `text` names the fix. */
export const refusalCard = (text: string, title = 'That was not done'): Card => ({
  kind: 'card',
  name: refusalName,
  title,
  body: [text],
  facts: [],
  rows: [],
  buttons: [],
  summary: text,
});
