import { describe } from 'vitest';
import { asPart } from '../../bot/commands/list-page.js';
import type { View } from '../../cards/card.js';
import { clockCard } from '../../cards/operations/clock-card.js';
import { type DeadLetterLine, deadLettersCard } from '../../cards/operations/dead-letters-card.js';
import { type AlertState, removalAlertCard } from '../../cards/operations/removal-alert-card.js';
import { linked } from '../../cards/platform/portal-page.js';
import { at, when } from './facts.js';
import { isAsItWas } from './golden-files.js';

const about = { name: 'Ada Lovelace', role: 'Security Reader' };
const since = at('2026-11-16T12:40Z');
const lines: DeadLetterLine[] = [
  { what: 'access', id: '0a1b2c3d', farEnd: 'directory', ...about, since, attempts: 30, code: 'unavailable' },
  {
    what: 'card',
    id: '1a1b2c3d',
    farEnd: 'slack',
    ...about,
    recipient: 'Grace Hopper',
    since,
    attempts: 1,
    code: 'not-found',
  },
  {
    what: 'alert',
    id: '2a1b2c3d',
    farEnd: 'teams',
    ...about,
    recipient: 'the administrators’ channel',
    since,
    attempts: 20,
    code: 'timeout',
  },
  { what: 'reply', id: '3a1b2c3d', farEnd: 'web', recipient: 'Alan Turing', since, attempts: 20 },
];

const alert = (state: AlertState) => removalAlertCard({ name: about.name, roleName: about.role, state }, when);

const views: Record<string, View> = {
  stuck: deadLettersCard({ lines, count: 4 }, when),
  'stuck-many': asPart(
    deadLettersCard(
      {
        lines: Array.from({ length: 15 }, () => lines)
          .flat()
          .slice(0, 15),
        count: 120,
      },
      when,
    ),
    { list: { of: 'stuck' }, from: 40, total: 120, hasMore: true },
  ),
  'stuck-retried': deadLettersCard({ lines: lines.slice(0, 1), count: 1, done: 'Being tried now: 3.' }, when),
  'stuck-none': deadLettersCard({ lines: [], count: 0 }, when),
  'removal-alert': alert({ kind: 'stuck', since, attempts: 30, code: 'rejected' }),
  'removal-alert-leaving': alert({ kind: 'leaving' }),
  'removal-alert-last-owner': alert({ kind: 'last-owner' }),
  'removal-alert-held': alert({ kind: 'held' }),
  'removal-alert-gone': alert({ kind: 'gone' }),
  'clock-behind': clockCard('srv-1', 2_600),
  'clock-ahead': clockCard('srv-1', -3_600_000),
};

describe.each(Object.entries(views))('%s', (name, seen) => {
  const view = linked(seen, 'https://latchkey.example');

  isAsItWas(name, view);
});
