import { expect, it } from 'vitest';
import { historyWords } from '../../cards/request/history-words.js';
import { activity, activityNames, activityOfAction } from '../../domain/audit/activity.js';
import type { AuditEvent } from '../../domain/audit/audit-event.js';
import { correlationId, eventId } from '../../domain/ids.js';
import { alice, bob, monday } from '../support/builders.js';

const told = { who: 'Bob', subject: 'Alice' };
const event = (over: Partial<AuditEvent>): AuditEvent => ({
  id: eventId('event'),
  at: monday,
  activity: activity.activationRequested,
  category: 'RoleManagement',
  result: 'success',
  resultReason: '',
  actor: { kind: 'person', principalId: bob },
  subject: alice,
  via: 'web',
  correlationId: correlationId('correlation'),
  ...over,
});

it.each(activityNames)('When “%s” is on record, then people read it in words of theirs', (what) => {
  for (const result of ['success', 'failure'] as const) {
    const words = historyWords(event({ activity: what, result }), told);
    expect(words).not.toBe(what);
    expect(words).not.toContain('PIM');
    expect(words).not.toContain('member');
    expect(words.length).toBeGreaterThan(5);
  }
});

it('When somebody was refused, then it says who could not do what', () => {
  const refused = event({ activity: activity.requestApproved, result: 'failure', resultReason: 'NOT_AN_APPROVER' });
  expect(historyWords(refused, told)).toBe('Bob could not approve it');
  const failed = event({ activity: activity.requestFailed, result: 'failure', resultReason: 'ELIGIBILITY_GONE' });
  expect(historyWords(failed, told)).toBe(
    'It failed. The eligibility for it has ended. Ask an administrator to renew it.',
  );
  const assigned = event({ activity: activityOfAction.adminAssign.eligibility });
  expect(historyWords(assigned, told)).toBe('Bob made Alice eligible');
});
