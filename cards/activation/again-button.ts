import type { Button } from '../card.js';
import type { RequestFacts } from '../request/request-facts.js';

/** The way to have an activation again, or to ask for it again: its form, filled in as it was asked for then. */
export const againButton = ({ request, schedule }: Pick<RequestFacts, 'request' | 'schedule'>): Button => ({
  title: schedule ? 'Activate again' : 'Ask again',
  style: 'default',
  action: { do: 'activate-again', requestId: request.id },
});
