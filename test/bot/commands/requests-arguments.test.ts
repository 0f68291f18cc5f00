import { describe, expect, it } from 'vitest';
import { type RequestsArguments, readRequestsArguments } from '../../../bot/commands/requests/requests-arguments.js';
import { days, hours, instant } from '../../../domain/time.js';
import { at, monday } from '../../support/builders.js';

const context = { now: monday, timeZone: 'America/New_York' };
const read = (rest: string): Partial<RequestsArguments> => {
  const said = Object.entries(readRequestsArguments(rest, context)).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said.filter(([key, value]) => key !== 'tail' || value !== ''));
};
const ago = (length: number) => instant(monday - length);
const approved = ['Granted', 'PendingProvisioning', 'Provisioned', 'PendingRevocation', 'Revoked'];

describe('When somebody asks for requests', () => {
  it.each<[string, Partial<RequestsArguments>]>([
    ['', {}],
    ['for', {}],
    ['for all roles', {}],
    ['for Security Reader', { called: 'Security Reader' }],
    ['For Security Reader, please', { called: 'Security Reader' }],
    ['for Reader on Production', { called: 'Reader', scope: 'Production' }],
    ['by Ada', { who: 'Ada' }],
    ['from ada@contoso.example', { who: 'ada@contoso.example' }],
    ['for Security Reader by Ada Lovelace', { called: 'Security Reader', who: 'Ada Lovelace' }],
    ['for "Ready by Noon" by Ada', { called: 'Ready by Noon', who: 'Ada' }],
    ['for "Things denied"', { called: 'Things denied' }],
    ['denied', { statuses: ['Denied'], tail: 'denied' }],
    ['for Security Reader timed out', { called: 'Security Reader', statuses: ['TimedOut'], tail: 'timed out' }],
    ['waiting', { statuses: ['PendingApproval', 'PendingAdminDecision'], tail: 'waiting' }],
    ['approved or failed', { statuses: ['Failed', ...approved] as never, tail: 'approved or failed' }],
    ['last week', { since: ago(days(7)), tail: 'last week' }],
    ['in the last 30 days', { since: ago(days(30)), tail: 'in the last 30 days' }],
    ['in the past 2 months', { since: ago(days(60)), tail: 'in the past 2 months' }],
    ['last 36h', { since: ago(hours(36)), tail: 'last 36h' }],
    ['today', { since: at('2026-03-02T05:00Z'), tail: 'today' }],
    ['last 3 fortnights', { unclear: 'last 3 fortnights', tail: 'last 3 fortnights' }],
    [
      'for Security Reader by Ada that were denied in the last 7 days',
      {
        called: 'Security Reader',
        who: 'Ada',
        statuses: ['Denied'],
        since: ago(days(7)),
        tail: 'that were denied in the last 7 days',
      },
    ],
    ['last 7 days denied', { statuses: ['Denied'], since: ago(days(7)), tail: 'last 7 days denied' }],
    ['for the Last Mile Operator', { called: 'the Last Mile Operator' }],
  ])('then “requests %s” is read as it is meant', (rest, args) => {
    expect(read(rest)).toEqual(args);
  });

  it('then nothing that anybody types breaks it or takes long', () => {
    for (const piece of ['last ', 'denied ', 'by ', '"', 'for ', 'in the ', 'last 9 ', ', ']) {
      expect(() => readRequestsArguments(piece.repeat(300), context)).not.toThrow();
    }
    expect(() => readRequestsArguments('today', { ...context, timeZone: 'Nowhere/None' })).not.toThrow();
  });
});
