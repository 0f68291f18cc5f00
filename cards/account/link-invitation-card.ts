import type { Card } from '../card.js';

const text =
  'I do not know yet who you are in the directory. Sign in once by the link below, and this account is linked to you. The link is for you alone; it works once, for ten minutes.';

/** The way to link an account by signing in, for its owner alone: whoever opens `url` can link it to themself. */
export const linkInvitationCard = (url: string): Card => ({
  kind: 'card',
  name: 'link-invitation',
  title: 'Who are you?',
  body: [text],
  facts: [],
  rows: [],
  buttons: [],
  link: { title: 'Sign in and link my account', url },
  summary: 'Sign in once to link your account',
});
