import type { mongo } from 'mongoose';
import { part, required, role, text, whole } from './schema-parts.js';

/* Access reviews: definitions, their occurrences, and the accesses that are decided in each. */

const scope = part({
  role: required(role),
  principals: required(String),
  assignmentType: required(String),
  inactiveFor: Number,
});
const reviewers = part({
  type: required(String),
  userIds: { type: [String], default: undefined },
  fallbackIds: { type: [String], default: undefined },
});
const recurrence = part({
  pattern: required(part({ type: required(String), interval: required(Number) })),
  range: required(part({ type: required(String), endDate: Number, numberOfOccurrences: Number })),
});
const settings = part({
  mailNotificationsEnabled: required(Boolean),
  reminderNotificationsEnabled: required(Boolean),
  justificationRequiredOnApproval: required(Boolean),
  defaultDecisionEnabled: required(Boolean),
  defaultDecision: required(String),
  instanceDurationInDays: required(Number),
  autoApplyDecisionsEnabled: required(Boolean),
  applyActions: [String],
  recommendationsEnabled: required(Boolean),
  recommendationLookBackDuration: required(Number),
  recurrence,
});
const terms = {
  displayName: required(String),
  scope: required(scope),
  reviewers: required(reviewers),
  settings: required(settings),
};

export const accessReviewDefinitionSchema = whole('accessReviewDefinitions', {
  version: required(Number),
  ...terms,
  startDateTime: required(Number),
  createdBy: required(String),
  createdDateTime: required(Number),
  deletedDateTime: Number,
  // Derived, to be found by:
  isLive: Boolean,
});

export const accessReviewInstanceSchema = whole('accessReviewInstances', {
  version: required(Number),
  definitionId: required(String),
  number: required(Number),
  ...terms,
  status: required(String),
  startDateTime: required(Number),
  endDateTime: required(Number),
  createdBy: required(String),
  remindersSent: [String],
  lookedAt: Number,
  isUnattended: Boolean,
  stoppedBy: String,
  resetAt: Number,
  appliedBy: String,
  completedDateTime: Number,
  correlationId: required(String),
  // Derived, to be found by:
  nextStepAt: Number,
  // Of the claim, which no change of the occurrence touches:
  leasedUntil: Number,
});

export const decisionItemSchema = whole('accessReviewItems', {
  version: required(Number),
  instanceId: required(String),
  principalId: required(String),
  principalType: required(String),
  principalName: text,
  userPrincipalName: String,
  jobTitle: String,
  isNameUnclear: Boolean,
  role: required(role),
  level: required(String),
  scheduleIds: [String],
  throughGroup: part({ id: required(String), name: text }),
  reviewerIds: [String],
  recommendation: required(String),
  lastSignInDateTime: Number,
  decision: required(String),
  justification: text,
  reviewedBy: String,
  reviewedDateTime: Number,
  applyResult: required(String),
  applyFailure: String,
  appliedDateTime: Number,
  // Derived, to be found by:
  key: required(String),
});

/** Every index that the queries about reviews stand on, by collection. For the migration step. */
export const accessReviewIndexes: Readonly<Record<string, readonly mongo.IndexDescription[]>> = {
  accessReviewDefinitions: [{ key: { createdDateTime: -1 }, name: 'live', partialFilterExpression: { isLive: true } }],
  accessReviewInstances: [
    // Each occurrence of a review is there once, whoever plans it.
    { key: { definitionId: 1, number: -1 }, name: 'of-definition', unique: true },
    { key: { status: 1, endDateTime: 1 }, name: 'of-status' },
    { key: { nextStepAt: 1 }, name: 'due', partialFilterExpression: { nextStepAt: { $exists: true } } },
  ],
  accessReviewItems: [
    { key: { instanceId: 1, key: 1 }, name: 'one-each', unique: true },
    { key: { instanceId: 1, decision: 1, applyResult: 1, principalName: 1, _id: 1 }, name: 'of-instance' },
    {
      key: { reviewerIds: 1, instanceId: 1, decision: 1, applyResult: 1, principalName: 1, _id: 1 },
      name: 'of-reviewer',
    },
  ],
};
