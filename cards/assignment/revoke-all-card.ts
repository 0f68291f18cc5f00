import type { PrincipalId } from '../../domain/ids.js';
import type { Action } from '../actions.js';
import type { Button, Card, Row } from '../card.js';

export type RevocationFacts = {
  name: string;
  /** What would end, one line each. */
  ending: readonly { title: string; subtitle: string; key?: string }[];
  /** How many of these are requests that still wait. */
  waiting: number;
  /** Among what they have there is something that the reader cannot manage. */
  hasMore: boolean;
  justification: string;
  /** What carries it out. */
  confirm: Action;
};

/** Asks before everything of somebody is ended, and says what that is. */
export function revokeAllCard({ name, ending, waiting, hasMore, justification, confirm }: RevocationFacts): Card {
  const roles = ending.length - waiting;
  const parts = [counted(roles, 'role'), ...(waiting > 0 ? [counted(waiting, 'waiting request')] : [])];
  const title = `End everything of ${name}?`;
  return {
    kind: 'card',
    name: 'revoke-all',
    title,
    status: { text: `${parts.join(' and ')} would end at once`, tone: 'warning' },
    body: hasMore ? ['They have more, which you do not manage: that stays.'] : [],
    facts: [],
    quote: { label: 'Reason', text: justification },
    rows: ending.map((each) => ({ ...each, buttons: [] })),
    buttons: [{ title: 'End everything', style: 'destructive', action: confirm }],
    page: '/assignments',
    summary: `${title} ${parts.join(' and ')} would end`,
  };
}

/** What would end, without the button that ends it: for the lines that the question had no room for. */
export function wouldEndCard(name: string, ending: RevocationFacts['ending']): Card {
  const title = `What would end of ${name}`;
  return {
    kind: 'card',
    name: 'would-end',
    title,
    body: ['The button that ends it stands on the first card.'],
    facts: [],
    rows: ending.map((each) => ({ ...each, buttons: [] })),
    buttons: [],
    page: '/assignments',
    summary: title,
  };
}

const showHoldings = (principalId: PrincipalId): Button => ({
  title: 'Show what stays',
  style: 'default',
  action: { do: 'list', list: { of: 'holdings', principalId }, from: 0 },
});

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

export type RevokedFacts = {
  name: string;
  principalId: PrincipalId;
  ended: number;
  canceled: number;
  /** What stays, and why. */
  kept: readonly Row[];
};

/** Says what was ended, and what stays and why. */
export function revokedAllCard({ name, principalId, ended, canceled, kept }: RevokedFacts): Card {
  const title = kept.length > 0 ? `Not everything of ${name} could be ended` : `Everything of ${name} is ended`;
  const parts = [
    `${counted(ended, 'role')} ended`,
    ...(canceled > 0 ? [`${counted(canceled, 'request')} cancelled`] : []),
  ];
  return {
    kind: 'card',
    name: 'revoked-all',
    title,
    status: { text: parts.join(', '), tone: kept.length > 0 ? 'warning' : 'good' },
    body: ended > 0 ? ['The directory follows within moments.'] : [],
    facts: [],
    rows: kept,
    more: 'press “Show what stays”',
    buttons: kept.length > 0 ? [showHoldings(principalId)] : [],
    page: '/assignments',
    summary: `${title}: ${parts.join(', ')}`,
  };
}
