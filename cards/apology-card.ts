import type { CorrelationId } from '../domain/ids.js';
import type { Card } from './card.js';

/** Says that something of ours went wrong, with the id under which it is found in the logs. */
export const apologyCard = (correlationId: CorrelationId): Card => ({
  kind: 'card',
  name: 'apology',
  title: 'Something went wrong',
  body: ['That was a fault of ours. Please try again; if it stays, give your administrator the reference below.'],
  facts: [{ label: 'Reference', value: correlationId }],
  rows: [],
  buttons: [],
  summary: `Something went wrong. Reference: ${correlationId}`,
});
