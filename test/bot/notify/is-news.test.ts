import { describe, expect, it } from 'vitest';
import { isNews } from '../../../bot/notify/is-news.js';
import type { NoteKind } from '../../../bot/outbox/delivery.js';
import type { RequestFacts } from '../../../cards/request/request-facts.js';
import { admins, approver, aReview, aStage, at, grace, now, requestor, someFacts, states } from '../../cards/facts.js';

const asked: RequestFacts = { ...states.waiting, approverIds: [grace] };
const news = (note: NoteKind, facts: RequestFacts, viewer = approver) => isNews(note, facts, viewer, [], now);

describe('When a reminder comes late', () => {
  it('then it goes to whoever is still asked and has not decided, while there is something to decide', () => {
    expect(news('reminder', asked)).toBe(true);
    expect(news('reminder', { ...asked, approverIds: [] })).toBe(false);
    expect(news('reminder', { ...states.denied, approverIds: [grace] })).toBe(false);
    const reviewed = someFacts({ stages: [aStage({ reviews: [aReview()] }, { approvalsRequired: 2 })] });
    expect(news('reminder', { ...reviewed, approverIds: [grace] })).toBe(false);
  });

  it('then nobody is told that something waits which is decided', () => {
    for (const note of ['still-waiting', 'overlooked'] as const) {
      expect(news(note, asked, note === 'overlooked' ? admins : requestor)).toBe(true);
      expect(news(note, states.active, requestor)).toBe(false);
      expect(news(note, states['timed-out'], requestor)).toBe(false);
    }
  });
});

it('When it comes late that something became active, then that is news until a while after its end', () => {
  const ended = (end: string) => someFacts({ status: 'Provisioned' }, { endDateTime: at(end) });
  expect(news('active', ended('2026-11-16T12:47:00.001Z'), requestor)).toBe(true);
  expect(news('active', ended('2026-11-16T12:47:00.000Z'), requestor)).toBe(false);
});

it('When an activation that the directory has not confirmed is about to end, then nobody is warned of it', () => {
  const ending = (status: 'Provisioned' | 'PendingProvisioning') =>
    someFacts({ status }, { status, endDateTime: at('2026-11-16T13:10Z'), startDateTime: at('2026-11-16T11:10Z') });
  expect(news('ends-soon', ending('Provisioned'), requestor)).toBe(true);
  expect(news('ends-soon', ending('PendingProvisioning'), requestor)).toBe(false);
});
