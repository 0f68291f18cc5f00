import type { Level } from '../assignment/schedule-request.js';
import type { CorrelationId, DecisionItemId, PrincipalId, ReviewId, ReviewInstanceId, ScheduleId } from '../ids.js';
import type { Role } from '../role/role.js';
import { type Duration, days, type Instant } from '../time.js';

/*
 * Access reviews in Microsoft Graph's words: a definition (accessReviewScheduleDefinition), its instances, and in each
 * instance the decision items.
 */

/** Which access to a role is looked at. One review is about one role at one scope. */
export type ReviewScope = {
  role: Role;
  /** Users and the groups that were given it, or applications and managed identities. */
  principals: 'users' | 'servicePrincipals';
  /** `active`: what was assigned; what somebody activated ends on its own. */
  assignmentType: 'eligible' | 'active' | 'all';
  /** Only users who have not signed in for so long. */
  inactiveFor?: Duration | undefined;
};

/** Who decides: people who are named; each about themself; or each one's manager, and others where there is none. */
export type Reviewers =
  | { type: 'selected'; userIds: readonly PrincipalId[] }
  | { type: 'self' }
  | { type: 'manager'; fallbackIds: readonly PrincipalId[] };

/** How often: every so many weeks or months, on the day of the first start. */
export type RecurrencePattern = { type: 'weekly' | 'absoluteMonthly'; interval: number };
type RecurrenceRange =
  | { type: 'noEnd' }
  /** None starts after this moment. */
  | { type: 'endDate'; endDate: Instant }
  | { type: 'numbered'; numberOfOccurrences: number };
export type Recurrence = { pattern: RecurrencePattern; range: RecurrenceRange };

/** Graph's accessReviewScheduleSettings, without what is only about applications and guests. */
export type ReviewSettings = {
  /** Of mail alone: in chat reviewers always hear of what they are to decide. */
  mailNotificationsEnabled: boolean;
  reminderNotificationsEnabled: boolean;
  justificationRequiredOnApproval: boolean;
  /** What becomes of what nobody decided; without it, nothing. */
  defaultDecisionEnabled: boolean;
  defaultDecision: 'None' | 'Approve' | 'Deny' | 'Recommendation';
  instanceDurationInDays: number;
  autoApplyDecisionsEnabled: boolean;
  applyActions: readonly ['removeAccess'];
  recommendationsEnabled: boolean;
  recommendationLookBackDuration: Duration;
  recurrence?: Recurrence | undefined;
};

/** What holds where nothing is said. Source: Graph's accessReviewScheduleSettings. */
export const defaultReviewSettings: Omit<ReviewSettings, 'instanceDurationInDays'> = {
  mailNotificationsEnabled: false,
  reminderNotificationsEnabled: false,
  justificationRequiredOnApproval: false,
  defaultDecisionEnabled: false,
  defaultDecision: 'None',
  autoApplyDecisionsEnabled: false,
  applyActions: ['removeAccess'],
  recommendationsEnabled: false,
  recommendationLookBackDuration: days(30),
};

/** What an occurrence takes over from its definition when it begins: changes of it concern those that begin later. */
export type ReviewTerms = {
  displayName: string;
  scope: ReviewScope;
  reviewers: Reviewers;
  settings: ReviewSettings;
};

/** An access review as it was set up. */
export type ReviewDefinition = ReviewTerms & {
  id: ReviewId;
  version: number;
  /** Of the first occurrence: the day on which all others start hangs on it. */
  startDateTime: Instant;
  createdBy: PrincipalId;
  createdDateTime: Instant;
  deletedDateTime?: Instant | undefined;
};

/**
 * Where an occurrence stands. `Initializing` until every item is there, `Starting` until it is known who decides each;
 * `Completing` until what nobody decided is looked at; `Completed`, or `AutoReviewed` where it was decided by default,
 * until the decisions are applied.
 */
export const reviewStatuses = [
  ...(['NotStarted', 'Initializing', 'Starting', 'InProgress'] as const),
  ...(['Completing', 'AutoReviewing', 'Completed', 'AutoReviewed', 'Applying', 'Applied'] as const),
];
export type ReviewStatus = (typeof reviewStatuses)[number];

export type Reminder = 'halfway' | 'last-day';

/** One occurrence of a review. */
export type ReviewInstance = ReviewTerms & {
  id: ReviewInstanceId;
  version: number;
  definitionId: ReviewId;
  /** Which occurrence it is, from 0 on. */
  number: number;
  status: ReviewStatus;
  startDateTime: Instant;
  endDateTime: Instant;
  createdBy: PrincipalId;
  remindersSent: readonly Reminder[];
  /** When it was last seen to that whoever is to decide still can. */
  lookedAt?: Instant | undefined;
  /** Somebody has been told that there are items which nobody can decide. */
  isUnattended?: boolean | undefined;
  stoppedBy?: PrincipalId | undefined;
  /** What was decided before this moment does not count any more, and is still to be taken back. */
  resetAt?: Instant | undefined;
  /** Who had the decisions applied; missing where that was settled beforehand. */
  appliedBy?: PrincipalId | undefined;
  completedDateTime?: Instant | undefined;
  correlationId: CorrelationId;
};

export const decisions = ['NotReviewed', 'Approve', 'Deny', 'DontKnow'] as const;
export type Decision = (typeof decisions)[number];
export type RecommendedDecision = 'Approve' | 'Deny' | 'NoInfoAvailable';
export type ApplyResult =
  | 'New'
  | 'AppliedSuccessfully'
  | 'AppliedWithUnknownFailure'
  | 'AppliedSuccessfullyButObjectNotFound'
  | 'ApplyNotSupported';

/** One access that is to be decided, as it was when the occurrence began. */
export type DecisionItem = {
  id: DecisionItemId;
  version: number;
  instanceId: ReviewInstanceId;
  principalId: PrincipalId;
  principalType: 'user' | 'group' | 'servicePrincipal';
  principalName: string;
  /** Of a user, as it was then. */
  userPrincipalName?: string | undefined;
  jobTitle?: string | undefined;
  /** Another bears the same name, or one that looks the same. */
  isNameUnclear?: boolean | undefined;
  role: Role;
  level: Level;
  /** What was given: nothing else is taken, so that what is given again meanwhile stays. */
  scheduleIds: readonly ScheduleId[];
  /** It came through this group, which was given an Azure role. */
  throughGroup?: { id: PrincipalId; name: string } | undefined;
  reviewerIds: readonly PrincipalId[];
  recommendation: RecommendedDecision;
  lastSignInDateTime?: Instant | undefined;
  decision: Decision;
  justification: string;
  /** Missing where nobody has, or it was decided by default. */
  reviewedBy?: PrincipalId | undefined;
  reviewedDateTime?: Instant | undefined;
  applyResult: ApplyResult;
  /** Why it could not be applied: a refusal's code. */
  applyFailure?: string | undefined;
  appliedDateTime?: Instant | undefined;
};

/** Names an item within its occurrence permanently: somebody's access at a level, by the way it reaches them. */
export const itemKey = ({
  principalId,
  level,
  throughGroup,
}: Pick<DecisionItem, 'principalId' | 'level' | 'throughGroup'>): string =>
  `${principalId}|${level}${throughGroup ? `|${throughGroup.id}` : ''}`;

/** True once nobody can decide any more. */
export const isOver = ({ status }: Pick<ReviewInstance, 'status'>): boolean =>
  reviewStatuses.indexOf(status) >= reviewStatuses.indexOf('Completing');
