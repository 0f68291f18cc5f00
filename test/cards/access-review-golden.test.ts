import { describe } from 'vitest';
import {
  accessReviewsCard,
  confirmReviewCard,
  ownerCard,
  reviewerCard,
  reviewResultsCard,
} from '../../cards/access-review/access-review-card.js';
import { accessDecidedCard, accessReviewForm } from '../../cards/access-review/access-review-form.js';
import { accessReviewFaultText } from '../../cards/access-review/access-review-refusal-text.js';
import { appliedWords, itemTitle } from '../../cards/access-review/access-review-words.js';
import { createReviewForm } from '../../cards/access-review/create-review-form.js';
import type { View } from '../../cards/card.js';
import { linked } from '../../cards/platform/portal-page.js';
import type { DecisionItem } from '../../domain/access-review/access-review.js';
import { decisionItemId, principalId } from '../../domain/ids.js';
import { days, instant } from '../../domain/time.js';
import { aRole } from '../support/builders.js';
import { applied, facts, over } from './access-review-facts.js';
import { when } from './facts.js';
import { isAsItWas } from './golden-files.js';

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
const ofTwin = { userPrincipalName: 'grace.hopper2@contoso.example', jobTitle: 'Rear Admiral' };
const items = [
  anItem('Ada Lovelace', {
    recommendation: 'Approve',
    lastSignInDateTime: instant(facts.instance.startDateTime - days(2)),
  }),
  anItem('Alan Turing', {
    recommendation: 'Deny',
    lastSignInDateTime: instant(facts.instance.startDateTime - days(42)),
    level: 'assignment',
  }),
  anItem('Reporting Team', { principalType: 'group' }),
  anItem('Katherine Johnson', { throughGroup: { id: principalId('group'), name: 'On-call Engineers' } }),
  anItem('Grace Hopper', { ...ofTwin, isNameUnclear: true }),
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
  'access-review-nobody-reached': ownerCard('nobody-reached', facts),
  'access-review-results': reviewResultsCard(applied, kept, true, when),
  'access-review-under-way': reviewResultsCard(facts, [], true, when),
  'access-review-stop': confirmReviewCard('stop', facts),
  'access-review-apply': confirmReviewCard('apply', over),
  'access-reviews': accessReviewsCard({ mine: [facts], managed: [over] }, when),
  'access-reviews-none': accessReviewsCard({ mine: [], managed: [] }, when),
  'access-review-form': accessReviewForm({ facts, items, from: 0, total: items.length + 3, values: {}, problems: {} }),
  'access-review-form-many': accessReviewForm({
    facts,
    items: many,
    from: 25,
    total: 925,
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
      reviewers: accessReviewFaultText({ kind: 'no-fallback' }),
      days: accessReviewFaultText({ kind: 'length', most: 14 }),
    },
  }),
};

describe.each(Object.entries(views))('The view %s', (name, view) => {
  isAsItWas(name, linked(view, 'https://latchkey.example'));
});
