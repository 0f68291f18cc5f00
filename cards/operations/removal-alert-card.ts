import type { AdapterErrorCode } from '../../domain/ports/system.js';
import type { Instant } from '../../domain/time.js';
import type { Card } from '../card.js';
import { roleTitle, sayAt } from '../request/request-words.js';
import { answerWords } from '../words/far-end-words.js';
import type { When } from '../words/format-time.js';

/** How it stands with an access that was to be taken out of the directory. */
export type AlertState =
  /** Every try has failed since then. */
  | { kind: 'stuck'; since: Instant; attempts: number; code?: AdapterErrorCode | undefined }
  /** The directory answers again, and it is on its way out. */
  | { kind: 'leaving' }
  /** The directory answers, and keeps them as the last owner of their group. */
  | { kind: 'last-owner' }
  /** They have it by right again. */
  | { kind: 'held' }
  | { kind: 'gone' };

type RemovalAlert = { name: string; roleName: string; scopeName?: string | undefined; state: AlertState };

/** Tells the administrators that somebody still has what was to be taken from them, and in the end that it is gone. */
export function removalAlertCard({ name, state, ...role }: RemovalAlert, when: When): Card {
  const told = tell(name, roleTitle(role), state, when);
  const isFailing = state.kind === 'stuck';
  return {
    kind: 'card',
    name: 'removal-alert',
    facts: [],
    rows: [],
    buttons: isFailing ? [{ title: 'Show what is stuck', style: 'default', action: { do: 'run', text: 'stuck' } }] : [],
    page: '/stuck',
    summary: `${told.title}: ${told.status.text}`,
    ...told,
  };
}

type AlarmContent = Pick<Card, 'title' | 'body'> & { status: NonNullable<Card['status']> };

function tell(name: string, role: string, state: AlertState, when: When): AlarmContent {
  const still = `${name} still has ${role} in the directory`;
  switch (state.kind) {
    case 'stuck': {
      const answer = answerWords('directory', state.code);
      return {
        title: still,
        status: { text: `${answer.charAt(0).toUpperCase()}${answer.slice(1)}`, tone: 'bad' },
        body: [
          `Its time is over, and it could not be taken out: tried ${times(state.attempts)} since ${sayAt(when, true)(state.since)}.`,
          'Latchkey goes on trying. Where it cannot wait, take it out in the directory itself.',
        ],
      };
    }
    case 'leaving':
      return { title: still, status: { text: 'It is being taken out', tone: 'warning' }, body: [] };
    case 'last-owner':
      return {
        title: still,
        status: { text: 'The group would have no other owner', tone: 'warning' },
        body: ['Make somebody else its owner, and it is taken out.'],
      };
    case 'held':
      return { title: `${name} has ${role} by right again`, status: { text: 'It stays', tone: 'neutral' }, body: [] };
    case 'gone':
      return {
        title: `${name} no longer has ${role}`,
        status: { text: 'It is gone from the directory now', tone: 'good' },
        body: [],
      };
  }
}

/** How often: `once`, `20 times`. */
export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
