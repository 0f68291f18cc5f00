import type { AuthenticatorsChanged } from '../../domain/domain-event.js';
import type { Card } from '../card.js';

type What = AuthenticatorsChanged['what'];

const titles: Record<What, string> = {
  'passkey-added': 'You have added a passkey',
  'passkey-removed': 'You have removed a passkey',
  'app-added': 'You have set up an authenticator app',
  'app-removed': 'You have removed your authenticator app',
  'codes-made': 'You have made new recovery codes',
  'pass-made': 'An administrator made an enrolment pass for you',
  'pass-taken': 'Your enrolment pass was used',
  reset: 'Your passkeys and codes were reset',
};

/**
 * Tells somebody that what they prove who they are with has changed, so that they hear of it where it was not they who
 * changed it. `changedBy`: who has reset it.
 */
export function authenticatorsCard(what: What, changedBy: string): Card {
  const title = titles[what];
  const isReset = what === 'reset';
  return {
    kind: 'card',
    name: 'authenticators',
    title,
    status: isReset ? { text: `Reset by ${changedBy}`, tone: 'warning' } : undefined,
    body: [
      isReset
        ? 'You were signed out everywhere. Set up a new one on the page “Security” before you need it. If you did not ask for this, tell your security team at once.'
        : what === 'pass-made'
          ? `${changedBy} gives it to you in person. With it you can set up your first passkey or app within an hour. If you did not ask for it, tell your security team at once.`
          : 'If this was not you, tell your security team at once: an administrator can reset what you prove yourself with.',
    ],
    facts: [],
    rows: [],
    buttons: [],
    page: '/security',
    summary: isReset ? `${title} by ${changedBy}` : title,
  };
}

/** Tells the administrators that a pass was made for a person, or that the person used it. */
export function passCard(what: Extract<What, 'pass-made' | 'pass-taken'>, person: string, changedBy: string): Card {
  const title =
    what === 'pass-made' ? `${changedBy} made an enrolment pass for ${person}` : `${person} used an enrolment pass`;
  return {
    kind: 'card',
    name: 'enrolment-pass',
    title,
    body: ['With it, a person can set up their first passkey or app, once and within an hour.'],
    facts: [],
    rows: [],
    buttons: [],
    page: '/audit',
    summary: title,
  };
}
