import type { ReviewerTaskFacts } from '../../cards/access-review/access-review-card.js';
import { defaultReviewSettings } from '../../domain/access-review/access-review.js';
import { correlationId, principalId, reviewId, reviewInstanceId } from '../../domain/ids.js';
import { aRole } from '../support/builders.js';
import { at } from './facts.js';

const startDateTime = at('2026-11-09T09:00Z');
/** A review under way, as Grace sees it who decides in it; one that is over, and one that is applied. */
export const facts: ReviewerTaskFacts = {
  instance: {
    id: reviewInstanceId('11111111-0000-4000-8000-000000000001'),
    version: 3,
    definitionId: reviewId('22222222-0000-4000-8000-000000000001'),
    number: 0,
    displayName: 'Who reads our reports',
    scope: { role: aRole(), principals: 'users', assignmentType: 'all' },
    reviewers: { type: 'selected', userIds: [principalId('grace')] },
    settings: {
      ...defaultReviewSettings,
      instanceDurationInDays: 14,
      recommendationsEnabled: true,
      justificationRequiredOnApproval: true,
      defaultDecisionEnabled: true,
      defaultDecision: 'Deny',
    },
    status: 'InProgress',
    startDateTime,
    endDateTime: at('2026-11-23T09:00Z'),
    createdBy: principalId('ines'),
    remindersSent: [],
    correlationId: correlationId('correlation'),
  },
  status: 'InProgress',
  roleTitle: 'Security Reader',
  counts: { total: 5, NotReviewed: 2, Approve: 1, Deny: 2, DontKnow: 0, removed: 0, kept: 0 },
  mine: { total: 3, NotReviewed: 2, Approve: 0, Deny: 1, DontKnow: 0, removed: 0, kept: 0 },
};
export const over = { ...facts, status: 'Completed' as const };
export const applied = { ...facts, status: 'Applied' as const, counts: { ...facts.counts, removed: 1, kept: 1 } };
