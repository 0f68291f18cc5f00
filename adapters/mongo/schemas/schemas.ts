import { Schema } from 'mongoose';
import { part, required, role, text, whole } from './schema-parts.js';

/*
 * The shape of every document of the product's own collections. Strict everywhere: a field nobody has declared throws,
 * on the way in and in a query. Instants are UTC milliseconds, as in the domain; only fields that the database itself
 * has to read as time (time-to-live) are dates.
 */
const access = part({ principalId: required(String), role: required(role) });
const approverSet = part({ type: required(String), userId: String, groupId: String });
const stagePolicy = part({
  primaryApprovers: [approverSet],
  escalationApprovers: [approverSet],
  escalationTime: Number,
  approvalsRequired: required(Number),
  timeOut: required(Number),
  isApproverJustificationRequired: required(Boolean),
  isApproverMultiFactorRequired: Boolean,
});
const stage = part({
  stageId: required(Number),
  status: required(String),
  asks: required(stagePolicy),
  timesOutAt: Number,
  escalatesAt: Number,
  isEscalated: Boolean,
  decisions: [
    part({
      reviewedBy: required(String),
      reviewResult: required(String),
      justification: text,
      reviewedDateTime: required(Number),
      shortenedTo: Number,
    }),
  ],
});
const expiration = part({ type: required(String), duration: Number, endDateTime: Number });

export const requestSchema = whole('scheduleRequests', {
  version: required(Number),
  revision: required(Number),
  level: required(String),
  action: required(String),
  principalId: required(String),
  role: required(role),
  status: required(String),
  failure: String,
  cancellation: part({ canceledBy: String, justification: String, code: String }),
  justification: text,
  ticketInfo: part({ ticketNumber: String, ticketSystem: String }),
  scheduleInfo: part({ startDateTime: Number, expiration: required(expiration) }),
  decision: part({
    reviewResult: required(String),
    reviewedBy: required(String),
    justification: text,
    reviewedDateTime: required(Number),
  }),
  isProven: Boolean,
  targetScheduleId: String,
  activatedUsing: String,
  governingScopeId: String,
  stages: [stage],
  remindedAt: Number,
  askedAs: String,
  createdBy: required(String),
  createdDateTime: required(Number),
  completedDateTime: Number,
  correlationId: required(String),
  // Derived, to be found by:
  roleKey: required(String),
  accessKey: required(String),
  isOpen: Boolean,
  approverIds: { type: [String], default: undefined },
  nextTransitionAt: Number,
});

export const scheduleSchema = whole('schedules', {
  version: required(Number),
  level: required(String),
  assignmentType: required(String),
  principalId: required(String),
  role: required(role),
  status: required(String),
  startDateTime: required(Number),
  endDateTime: Number,
  createdUsing: required(String),
  activatedUsing: String,
  provisionedDateTime: Number,
  endedDateTime: Number,
  endedBy: String,
  refusedSince: Number,
  endJustification: String,
  changedUsing: String,
  correlationId: required(String),
  // Derived, to be found by:
  roleKey: required(String),
  accessKey: required(String),
  isCurrent: Boolean,
  nextTransitionAt: Number,
});

export const policySchema = whole('policies', {
  version: required(Number),
  changes: required(Schema.Types.Mixed),
  undo: Schema.Types.Mixed,
});

export const guardSchema = whole('guards', { changes: required(Number) });

export const auditSchema = whole('auditEvents', {
  at: required(Number),
  activity: required(String),
  category: required(String),
  result: required(String),
  resultReason: text,
  actor: required(part({ kind: required(String), principalId: String })),
  subject: String,
  role,
  requestId: String,
  scheduleId: String,
  before: Schema.Types.Mixed,
  after: Schema.Types.Mixed,
  via: required(String),
  address: String,
  correlationId: required(String),
  // Derived, to be found by:
  roleKey: String,
});

export const commandSchema = whole('commands', { at: required(Date), outcome: Schema.Types.Mixed });

export const outboxSchema = whole('outbox', {
  event: required(
    part({
      id: required(String),
      type: required(String),
      at: required(Number),
      requestId: String,
      correlationId: required(String),
      scheduleId: String,
      cause: String,
      reason: String,
      warning: String,
      access,
      endDateTime: Number,
      principalId: String,
      changedBy: String,
      what: String,
      surface: String,
      externalId: String,
      accountName: String,
      reviewInstanceId: String,
      alert: String,
      batch: String,
      lowering: Schema.Types.Mixed,
    }),
  ),
  priority: required(Number),
  due: required(Number),
  leasedUntil: required(Number),
  lease: String,
  attempts: required(Number),
  fault: String,
});

export const deliverySchema = whole('deliveries', {
  lane: required(String),
  effect: required(Schema.Types.Mixed),
  priority: required(Number),
  requestId: String,
  correlationId: required(String),
  desired: required(Number),
  fence: required(Number),
  attempts: required(Number),
  leasedUntil: required(Number),
  due: Number,
  deadSince: Number,
  failingSince: Number,
  keptSince: Number,
  // The fence at which it was made a dead letter because it reached nobody.
  deadAsFence: Number,
  fault: String,
  faultCode: String,
  ref: Schema.Types.Mixed,
  shown: String,
  expiresAt: Date,
});

export const sightingSchema = whole('sightings', {
  requestId: required(String),
  stageId: required(Number),
  revision: required(Number),
  expiresAt: required(Date),
});

export const identitySchema = whole('identities', {
  surface: required(String),
  externalId: required(String),
  principalId: required(String),
  address: Schema.Types.Mixed,
  profile: Schema.Types.Mixed,
  seenAt: Number,
});

export const outsideGrantSchema = whole('outsideGrants', { expiresAt: required(Date), foundAt: Number, access });

export const checkpointSchema = whole('checkpoints', { due: required(Number), step: required(Number), cursor: String });
