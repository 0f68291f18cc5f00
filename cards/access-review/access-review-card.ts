import type { ReviewId, ReviewInstanceId } from '../../domain/ids.js';
import type { Action } from '../actions.js';
import type { Button, Card, Fact, Row } from '../card.js';
import { formatInstantWithOffset, type When } from '../words/format-time.js';
import {
  type AccessReviewFacts,
  countWords,
  defaultDecisionWords,
  type ReviewCounts,
  reviewStatusWords,
} from './access-review-words.js';

/** The page on which a reviewer decides, and the one of those who manage a review. */
export const myAccessReviewPage = (id: ReviewInstanceId): string => `/reviews/${encodeURIComponent(id)}`;
export const accessReviewPage = (id: ReviewId): string => `/access-reviews/${encodeURIComponent(id)}`;

type Act = Extract<Action, { do: 'access-review' }>['act'];

const press = (title: string, act: Act, id: string, style: Button['style'] = 'default'): Button => ({
  title,
  style,
  action: { do: 'access-review', act, id },
});

const offered = (action: Action): Button =>
  action.do === 'access-review' && action.act === 'accept'
    ? { title: 'Accept recommendations', style: 'primary', action }
    : { title: 'Review access', style: 'primary', action };

const card = (parts: Pick<Card, 'title' | 'summary'> & Partial<Card>): Card => ({
  kind: 'card',
  name: 'access-review',
  body: [],
  facts: [],
  rows: [],
  buttons: [],
  ...parts,
});

/** What somebody has to decide in an occurrence. */
export type ReviewerTaskFacts = AccessReviewFacts & { mine: ReviewCounts };

/** What a reviewer is told: at the start, while they have not decided, and at the end. */
export function reviewerCard(what: 'started' | 'reminder' | 'ended', facts: ReviewerTaskFacts, when: When): Card {
  const { instance, roleTitle, mine } = facts;
  const open = mine.NotReviewed;
  const page = myAccessReviewPage(instance.id);
  if (what === 'ended') {
    const title = `The review of ${roleTitle} has ended`;
    const decided = `You decided ${mine.total - open} of ${mine.total}. Thank you.`;
    return card({
      title,
      body: [decided],
      facts: [{ label: 'Review', value: instance.displayName }],
      page,
      summary: title,
    });
  }
  const title = what === 'started' ? `Review access to ${roleTitle}` : `Still to review: access to ${roleTitle}`;
  const asked =
    instance.reviewers.type === 'self' ? 'Say whether you still need it.' : 'Say of each whether they still need it.';
  return card({
    title,
    status: { text: `${open} to decide until ${formatInstantWithOffset(instance.endDateTime, when)}`, tone: 'warning' },
    body: [asked],
    facts: [
      { label: 'Review', value: instance.displayName },
      { label: 'If you say nothing', value: defaultDecisionWords(instance.settings) },
    ],
    buttons: [press('Review access', 'decide', instance.id, 'primary')],
    page,
    summary: `${title}: ${open} to decide`,
  });
}

/**
 * What those who manage a review are told: at its end, once it is applied, where nobody is left to decide, and where
 * nobody of those who are to decide is reached.
 */
export function ownerCard(what: 'ended' | 'applied' | 'unattended' | 'nobody-reached', facts: AccessReviewFacts): Card {
  const { instance, roleTitle, counts } = facts;
  const title = {
    ended: `The review of ${roleTitle} has ended`,
    applied: `The review of ${roleTitle} has been applied`,
    unattended: `Nobody can decide in the review of ${roleTitle}`,
    'nobody-reached': `Nobody who reviews ${roleTitle} can be reached`,
  }[what];
  return card({
    title,
    body: ownerBodies[what] ?? [],
    facts: [{ label: 'Review', value: instance.displayName }, ...resultFacts(counts)],
    buttons: [...(what === 'ended' ? actButtons(facts) : []), press('Show', 'show', instance.id)],
    page: accessReviewPage(instance.definitionId),
    summary: `${title}: ${countWords(counts.Deny, 'denial')}, ${countWords(counts.Approve, 'approval')}`,
  });
}

const ownerBodies: Partial<Record<Parameters<typeof ownerCard>[0], string[]>> = {
  unattended: [
    'Some of what is reviewed has no reviewer: who was to decide has left, or it is about themself. Change who reviews for the next time, or decide by removing the access yourself.',
  ],
  'nobody-reached': [
    'No chat reaches them, and no mail. The administrators have been told. Speak to whoever is to decide, or stop the review and create it with other reviewers.',
  ],
};

const resultFacts = (counts: ReviewCounts): Fact[] => [
  { label: 'Approved', value: String(counts.Approve) },
  { label: 'Denied', value: String(counts.Deny) },
  ...(counts.DontKnow > 0 ? [{ label: 'Do not know', value: String(counts.DontKnow) }] : []),
  ...(counts.NotReviewed > 0 ? [{ label: 'Not decided', value: String(counts.NotReviewed) }] : []),
  ...(counts.removed > 0 ? [{ label: 'Removed', value: String(counts.removed) }] : []),
  ...(counts.kept > 0 ? [{ label: 'Denied but kept', value: String(counts.kept) }] : []),
];

/** What whoever looks after an occurrence can do to it as it stands. */
export function actButtons({ instance: { id, definitionId }, status, counts }: AccessReviewFacts): Button[] {
  switch (status) {
    case 'InProgress':
      return [
        ...(counts.NotReviewed > 0 ? [press('Remind', 'remind', id)] : []),
        press('Stop', 'stop', id, 'destructive'),
        press('Reset decisions', 'reset', id, 'destructive'),
      ];
    case 'Completed':
    case 'AutoReviewed':
      return [press('Apply', 'apply', id, 'destructive')];
    case 'NotStarted':
      return [press('Delete', 'delete', definitionId, 'destructive')];
    default:
      return [];
  }
}

/** How one occurrence stands, for those who look after it; `mayAct`: whether they may do anything about it. */
export function reviewResultsCard(facts: AccessReviewFacts, kept: readonly Row[], mayAct: boolean, when: When): Card {
  const { instance, status, roleTitle, counts } = facts;
  const say = (at: typeof instance.startDateTime) => formatInstantWithOffset(at, when);
  return card({
    title: `${instance.displayName}`,
    status: reviewStatusWords[status],
    facts: [
      { label: 'Role', value: roleTitle },
      { label: 'From', value: say(instance.startDateTime) },
      { label: 'Until', value: say(instance.endDateTime) },
      { label: 'Decided', value: `${counts.total - counts.NotReviewed} of ${counts.total}` },
      ...resultFacts(counts),
    ],
    rows: kept,
    buttons: mayAct ? actButtons(facts) : [],
    page: accessReviewPage(instance.definitionId),
    summary: `${instance.displayName}: ${reviewStatusWords[status].text}`,
  });
}

/** Asks before what cannot be undone. */
export function confirmReviewCard(act: 'stop' | 'apply' | 'reset' | 'delete', facts: AccessReviewFacts): Card {
  const { instance, counts, roleTitle } = facts;
  const asked = {
    stop: ['Stop the review?', 'Nobody can decide any more, and it cannot be taken up again.'],
    apply: [
      'Apply the decisions?',
      `${countWords(counts.Deny, 'access', 'accesses')} to ${roleTitle} will be removed. They can be given again by hand only.`,
    ],
    reset: ['Reset every decision?', `${countWords(counts.total - counts.NotReviewed, 'decision')} will be forgotten.`],
    delete: [
      'Delete the review?',
      'It ends without being applied, and does not come again. What was decided stays on record.',
    ],
  }[act];
  const [title = '', says = ''] = asked;
  const named = act === 'delete' ? instance.definitionId : instance.id;
  const verb = act.charAt(0).toUpperCase() + act.slice(1);
  return card({
    name: 'access-review-confirm',
    title,
    body: [says],
    facts: [{ label: 'Review', value: instance.displayName }, ...(act === 'delete' ? [] : resultFacts(counts))],
    buttons: [{ title: verb, style: 'destructive', action: { do: 'access-review', act, id: named, isSure: true } }],
    page: accessReviewPage(instance.definitionId),
    summary: `${title} ${instance.displayName}`,
  });
}

/**
 * What somebody has to review, and the access reviews they manage; `offer`: what is done to one of theirs at a press.
 */
export function accessReviewsCard(
  {
    mine,
    managed,
    offer,
  }: {
    mine: readonly ReviewerTaskFacts[];
    managed: readonly AccessReviewFacts[];
    offer?: ((id: string) => Action) | undefined;
  },
  when: When,
): Card {
  const none = 'Nothing waits for your review, and you look after no review.';
  const count = mine.reduce((sum, each) => sum + each.mine.NotReviewed, 0);
  const title = count === 0 ? 'Access reviews' : `${countWords(count, 'access', 'accesses')} to review`;
  return card({
    name: 'access-reviews',
    title,
    body: mine.length + managed.length === 0 ? [none] : [],
    rows: [
      ...mine.map(
        (facts): Row => ({
          title: `Review ${facts.roleTitle}: ${facts.mine.NotReviewed} of ${facts.mine.total} to decide`,
          subtitle: `${facts.instance.displayName} · until ${formatInstantWithOffset(facts.instance.endDateTime, when)}`,
          buttons: [
            offer ? offered(offer(facts.instance.id)) : press('Review access', 'decide', facts.instance.id, 'primary'),
          ],
          key: `mine:${facts.instance.id}`,
        }),
      ),
      ...managed.map(
        (facts): Row => ({
          title: facts.instance.displayName,
          subtitle: [
            facts.roleTitle,
            reviewStatusWords[facts.status].text,
            `${facts.counts.total - facts.counts.NotReviewed} of ${facts.counts.total} decided`,
          ].join(' · '),
          buttons: [press('Show', 'show', facts.instance.id)],
          key: facts.instance.id,
        }),
      ),
    ],
    more: 'type “reviews”',
    page: mine.length > 0 ? '/reviews' : '/access-reviews',
    summary: title,
  });
}
