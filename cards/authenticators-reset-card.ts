import type { Card } from './card.js';

/** Tells somebody that an administrator has taken away everything they proved themself with, and what to do now. */
export function authenticatorsResetCard(resetBy: string): Card {
  const title = 'Your passkeys and codes were reset';
  return {
    kind: 'card',
    name: 'authenticators-reset',
    title,
    status: { text: `Reset by ${resetBy}`, tone: 'warning' },
    body: [
      'Set up a new one on the page “Security” before you need it. If you did not ask for this, tell your security team at once.',
    ],
    facts: [],
    rows: [],
    buttons: [],
    summary: `${title} by ${resetBy}`,
  };
}
