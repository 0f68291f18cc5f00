import type {
  Decision,
  DecisionItem,
  Recurrence,
  Reviewers,
  ReviewInstance,
  ReviewScope,
  ReviewSettings,
  ReviewStatus,
} from '../../domain/access-review/access-review.js';
import { type Duration, days } from '../../domain/time.js';
import type { Tone } from '../card.js';
import { whoIs } from '../words/who.js';

/** How many of an occurrence's items stand so. */
export type ReviewCounts = Record<Decision, number> & {
  total: number;
  /** Denied, and what came of applying that. */
  removed: number;
  kept: number;
};

/** Everything that cards show of one occurrence. */
export type AccessReviewFacts = {
  instance: ReviewInstance;
  /** Where it stands at this moment. */
  status: ReviewStatus;
  /** The role with its scope. */
  roleTitle: string;
  counts: ReviewCounts;
};

/** `1 day`, `30 days`. */
const daysWords = (length: Duration): string => {
  const count = Math.round(length / days(1));
  return `${count} ${count === 1 ? 'day' : 'days'}`;
};

/** `1 decision`, `3 decisions`. */
export const countWords = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

export const decisionWords: Record<Decision, string> = {
  NotReviewed: 'not decided',
  Approve: 'approved',
  Deny: 'denied',
  DontKnow: 'do not know',
};

/** Where an occurrence stands, in a word or two. */
export const reviewStatusWords: Record<ReviewStatus, { text: string; tone: Tone }> = {
  NotStarted: { text: 'Not begun yet', tone: 'neutral' },
  Initializing: { text: 'Beginning', tone: 'neutral' },
  Starting: { text: 'Beginning', tone: 'neutral' },
  InProgress: { text: 'In progress', tone: 'warning' },
  Completing: { text: 'Ending', tone: 'neutral' },
  AutoReviewing: { text: 'Ending', tone: 'neutral' },
  Completed: { text: 'Ended, not applied', tone: 'warning' },
  AutoReviewed: { text: 'Ended, not applied', tone: 'warning' },
  Applying: { text: 'Being applied', tone: 'neutral' },
  Applied: { text: 'Applied', tone: 'good' },
};

/** The role and where it holds, said even where that is everywhere: `Security Reader in the whole directory`. */
export const placedTitle = ({ roleTitle, instance }: Pick<AccessReviewFacts, 'roleTitle' | 'instance'>): string => {
  const { role } = instance.scope;
  const isEverywhere = role.kind === 'directory' && role.directoryScopeId === '/';
  return isEverywhere ? `${roleTitle} in the whole directory` : roleTitle;
};

/** What is recommended of an item and why, as it was when the occurrence began. */
export function recommendationWords(
  { recommendation, principalType, lastSignInDateTime }: DecisionItem,
  { startDateTime, settings }: Pick<ReviewInstance, 'startDateTime' | 'settings'>,
): string {
  const lookBack = `the look-back of ${daysWords(settings.recommendationLookBackDuration)}`;
  const since = Math.max(0, Math.floor((startDateTime - (lastSignInDateTime ?? startDateTime)) / days(1)));
  const signedIn = `last signed in ${since === 0 ? 'within a day' : `${since === 1 ? '1 day' : `${since} days`} ago`}`;
  switch (recommendation) {
    case 'Approve':
      return `Approve: ${signedIn}, within ${lookBack}`;
    case 'Deny':
      return `Deny: ${signedIn}, before ${lookBack}`;
    case 'NoInfoAvailable':
      return principalType === 'user'
        ? 'None: it is not known when they last signed in'
        : `None: ${principalType === 'group' ? 'groups' : 'applications'} do not sign in`;
  }
}

/** Whose access an item is about; with the user principal name where the name may be another's too. */
export const itemPerson = ({ principalName, userPrincipalName, isNameUnclear = false }: DecisionItem): string =>
  whoIs(principalName, { userPrincipalName, isUnclear: isNameUnclear });

/**
 * Whose access an item is about, at which level and how it reaches them: `Ada Sample, eligible, through On-call`. Where
 * the name may be another's too, or `forCertain`, with the user principal name.
 */
export const itemTitle = (item: DecisionItem, forCertain: 'for certain' | 'by name' = 'by name'): string =>
  titleOfItem({ ...item, isNameUnclear: item.isNameUnclear || forCertain === 'for certain' });

const titleOfItem = (item: DecisionItem): string =>
  [
    item.principalType === 'group' ? `${item.principalName} (group)` : itemPerson(item),
    item.level === 'eligibility' ? 'eligible' : 'active',
    ...(item.throughGroup ? [`through ${item.throughGroup.name}`] : []),
    ...(item.isNameUnclear && item.jobTitle ? [item.jobTitle] : []),
  ].join(', ');

/** What applying came to for a denied item; empty where there is nothing to say. */
export function appliedWords({ applyResult, applyFailure }: DecisionItem): string {
  switch (applyResult) {
    case 'New':
      return '';
    case 'AppliedSuccessfully':
      return 'done';
    case 'AppliedSuccessfullyButObjectNotFound':
      return 'was gone already';
    case 'ApplyNotSupported':
      return 'stays: it comes through a group. Take them out of the group, or the role from the group.';
    case 'AppliedWithUnknownFailure':
      return applyFailure === 'LAST_ADMINISTRATOR'
        ? 'stays: nobody else would be left to administer roles. Give the role to somebody else first.'
        : 'stays: it could not be taken. Remove it by hand.';
  }
}

/** `once`, `every month, 4 times`, `every week, until …`; `sayDay` says a moment's day. */
export function recurrenceWords(recurrence: Recurrence | undefined, sayDay: (at: number) => string): string {
  if (!recurrence) return 'once';
  const { pattern, range } = recurrence;
  const unit = pattern.type === 'weekly' ? 'week' : 'month';
  const every = pattern.interval === 1 ? `every ${unit}` : `every ${pattern.interval} ${unit}s`;
  switch (range.type) {
    case 'noEnd':
      return every;
    case 'endDate':
      return `${every}, until ${sayDay(range.endDate)}`;
    case 'numbered':
      return `${every}, ${countWords(range.numberOfOccurrences, 'time')}`;
  }
}

export const defaultDecisionWords = ({ defaultDecision, defaultDecisionEnabled }: ReviewSettings): string =>
  defaultDecisionEnabled
    ? { None: 'nothing changes', Approve: 'it stays', Deny: 'it is removed', Recommendation: 'what is recommended' }[
        defaultDecision
      ]
    : 'nothing changes';

/** Which access is looked at: `eligible and active, users and groups`. */
export function scopeWords({ assignmentType, principals, inactiveFor }: ReviewScope): string {
  const level = { eligible: 'eligible', active: 'active', all: 'eligible and active' }[assignmentType];
  const who = principals === 'users' ? 'users and groups' : 'applications';
  return inactiveFor === undefined
    ? `${level}, ${who}`
    : `${level}, users who have not signed in for ${daysWords(inactiveFor)}`;
}

/** Who decides; `nameOf` names people. */
export function reviewersWords(reviewers: Reviewers, nameOf: (id: string) => string): string {
  switch (reviewers.type) {
    case 'selected':
      return reviewers.userIds.map(nameOf).join(', ');
    case 'self':
      return 'each about themself';
    case 'manager':
      return `each one’s manager, else ${reviewers.fallbackIds.map(nameOf).join(', ')}`;
  }
}
