import { describe } from 'vitest';
import {
  confirmReviewCard,
  ownerCard,
  type ReviewerFacts,
  reviewerCard,
  reviewResultsCard,
  reviewsCard,
} from '../../cards/access-review-card.js';
import { accessDecidedCard, accessReviewForm } from '../../cards/access-review-form.js';
import { appliedWords, itemTitle } from '../../cards/access-review-words.js';
import type { View } from '../../cards/card.js';
import { createReviewForm } from '../../cards/create-review-form.js';
import { linked } from '../../cards/portal-page.js';
import { reviewFaultText } from '../../cards/review-refusal-text.js';
import { correlationId, decisionItemId, principalId, reviewId, reviewInstanceId } from '../../domain/ids.js';
import { type DecisionItem, defaultReviewSettings } from '../../domain/review/access-review.js';
import { days, instant } from '../../domain/time.js';
import { aRole } from '../support/builders.js';
import { at, when } from './facts.js';
import { isAsItWas } from './golden-files.js';

const startDateTime = at('2026-11-09T09:00Z');
const facts: ReviewerFacts = {
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
const over = { ...facts, status: 'Completed' as const };
const applied = { ...facts, status: 'Applied' as const, counts: { ...facts.counts, removed: 1, kept: 1 } };

const anItem = (name: string, more: Partial<DecisionItem> = {}): DecisionItem => ({
  id: decisionItemId(`33333333-0000-4000-8000-${name.length.toString().padStart(12, '0')}`),
  version: 0,
  instanceId: facts.instance.id,
  principalId: principalId(name),
  principalType: 'user',
  principalName: name,
  role: aRole(),
  level: 'eligibility',
  scheduleIds: [],
  reviewerIds: [],
  recommendation: 'NoInfoAvailable',
  decision: 'NotReviewed',
  justification: '',
  applyResult: 'New',
  ...more,
});
const items = [
  anItem('Ada Lovelace', { recommendation: 'Approve', lastSignInDateTime: instant(startDateTime - days(2)) }),
  anItem('Alan Turing', {
    recommendation: 'Deny',
    lastSignInDateTime: instant(startDateTime - days(42)),
    level: 'assignment',
  }),
  anItem('Reporting Team', { principalType: 'group' }),
  anItem('Katherine Johnson', { throughGroup: { id: principalId('group'), name: 'On-call Engineers' } }),
];
const kept = [
  anItem('Alan Turing', { applyResult: 'AppliedWithUnknownFailure', applyFailure: 'LAST_ADMINISTRATOR' }),
  anItem('Katherine Johnson', { applyResult: 'ApplyNotSupported' }),
].map((item) => ({ title: itemTitle(item), subtitle: appliedWords(item), buttons: [] }));
const many = Array.from({ length: 25 }, (_, number) =>
  anItem(`Somebody with quite a long name, number ${'I'.repeat(number + 1)}`, {
    recommendation: 'Deny',
    lastSignInDateTime: instant(0),
  }),
);

const views: Record<string, View> = {
  'access-review-started': reviewerCard('started', facts, when),
  'access-review-reminder': reviewerCard('reminder', facts, when),
  'access-review-ended': reviewerCard('ended', facts, when),
  'access-review-owner-ended': ownerCard('ended', over),
  'access-review-owner-applied': ownerCard('applied', applied),
  'access-review-unattended': ownerCard('unattended', facts),
  'access-review-results': reviewResultsCard(applied, kept, true, when),
  'access-review-under-way': reviewResultsCard(facts, [], true, when),
  'access-review-stop': confirmReviewCard('stop', facts),
  'access-review-apply': confirmReviewCard('apply', over),
  'access-reviews': reviewsCard({ mine: [facts], managed: [over] }, when),
  'access-reviews-none': reviewsCard({ mine: [], managed: [] }, when),
  'access-review-form': accessReviewForm({ facts, items, unlisted: 3, values: {}, problems: {} }),
  'access-review-form-many': accessReviewForm({
    facts,
    items: many,
    unlisted: 900,
    values: { items: many[0]?.id },
    problems: { decision: 'Choose what you decide.' },
  }),
  'access-decided': accessDecidedCard(
    facts,
    [
      { item: { ...items[0], decision: 'Deny' } as DecisionItem },
      { problem: 'You are not among those who are asked to decide on this access.' },
    ],
    2,
  ),
  'create-review': createReviewForm({ values: {}, roles: [], problems: {} }),
  'create-review-wrong': createReviewForm({
    values: {
      role: 'Security Reader',
      reviewers: 'managers',
      every: 'every 2 weeks',
      days: '40',
      switches: 'mail,reminders',
    },
    roles: [],
    problems: {
      reviewers: reviewFaultText({ kind: 'no-fallback' }),
      days: reviewFaultText({ kind: 'length', most: 14 }),
    },
  }),
};

describe.each(Object.entries(views))('The view %s', (name, view) => {
  isAsItWas(name, linked(view, 'https://latchkey.example'));
});
