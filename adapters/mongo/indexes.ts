import type { mongo } from 'mongoose';
import { accessReviewIndexes } from './schemas/access-review-schemas.js';
import { alertIndexes } from './schemas/alert-schemas.js';
import { auditIndexes } from './schemas/audit-schemas.js';
import { current } from './store/schedule-filters.js';

const day = 24 * 60 * 60;
const activated = { activatedUsing: { $exists: true } };

/** Every index the product's queries stand on, by collection. Made by the migration step, never on the way. */
export const indexes: Readonly<Record<string, readonly mongo.IndexDescription[]>> = {
  scheduleRequests: [
    // One open request per principal, role, scope and level: by this index, not by hope.
    { key: { accessKey: 1, level: 1 }, name: 'one-open', unique: true, partialFilterExpression: { isOpen: true } },
    { key: { principalId: 1, createdDateTime: -1 }, name: 'of-principal' },
    {
      key: { approverIds: 1, createdDateTime: -1 },
      name: 'of-approver',
      partialFilterExpression: { approverIds: { $exists: true } },
    },
    { key: { roleKey: 1, createdDateTime: -1 }, name: 'of-role' },
    { key: { status: 1, createdDateTime: -1 }, name: 'of-status' },
    { key: { activatedUsing: 1 }, name: 'of-eligibility', partialFilterExpression: { isOpen: true, ...activated } },
    { key: { nextTransitionAt: 1 }, name: 'due', partialFilterExpression: { nextTransitionAt: { $exists: true } } },
  ],
  schedules: [
    // As few as can be, and none with the status in its key: where an update changes any key, the server works out those
    // of every index again, and when the time of many is up at once that is most of what it costs (measured: over
    // half).
    { key: { accessKey: 1, isCurrent: 1, endedDateTime: -1 }, name: 'of-access' },
    { key: { principalId: 1, isCurrent: 1, level: 1, endDateTime: 1 }, name: 'of-principal' },
    { key: { roleKey: 1, level: 1, endDateTime: 1 }, name: 'of-role', partialFilterExpression: current },
    { key: { activatedUsing: 1 }, name: 'of-eligibility', partialFilterExpression: { ...current, ...activated } },
    { key: { createdUsing: 1, startDateTime: 1 }, name: 'of-request' },
    { key: { nextTransitionAt: 1 }, name: 'due', partialFilterExpression: { nextTransitionAt: { $exists: true } } },
  ],
  policies: [],
  guards: [],
  ...auditIndexes,
  // Platforms redeliver for hours at the most; a command is remembered far longer than that.
  commands: [{ key: { at: 1 }, name: 'forgotten', expireAfterSeconds: 7 * day }],
  outbox: [
    { key: { due: 1 }, name: 'due' },
    { key: { priority: 1, due: 1 }, name: 'most-urgent' },
    {
      key: { 'event.access.principalId': 1 },
      name: 'of-access',
      partialFilterExpression: { 'event.access.principalId': { $exists: true } },
    },
  ],
  deliveries: [
    {
      key: { lane: 1, priority: 1, due: 1 },
      name: 'due-in-lane',
      partialFilterExpression: { due: { $exists: true } },
    },
    { key: { due: 1 }, name: 'due', partialFilterExpression: { due: { $exists: true } } },
    { key: { requestId: 1 }, name: 'of-request', partialFilterExpression: { requestId: { $exists: true } } },
    {
      key: { 'effect.reviewInstanceId': 1, 'effect.recipient.principalId': 1 },
      name: 'of-review',
      partialFilterExpression: { 'effect.reviewInstanceId': { $exists: true } },
    },
    { key: { deadSince: 1 }, name: 'dead-letters', partialFilterExpression: { deadSince: { $exists: true } } },
    {
      key: { priority: 1, failingSince: 1 },
      name: 'failing',
      partialFilterExpression: { failingSince: { $exists: true } },
    },
    { key: { keptSince: 1 }, name: 'kept', partialFilterExpression: { keptSince: { $exists: true } } },
    { key: { expiresAt: 1 }, name: 'forgotten', expireAfterSeconds: 0 },
  ],
  sightings: [
    { key: { requestId: 1 }, name: 'of-request' },
    { key: { expiresAt: 1 }, name: 'forgotten', expireAfterSeconds: 0 },
  ],
  identities: [{ key: { surface: 1, principalId: 1 }, name: 'of-principal' }],
  outsideGrants: [
    { key: { foundAt: 1 }, name: 'found' },
    { key: { expiresAt: 1 }, name: 'forgotten', expireAfterSeconds: 0 },
  ],
  checkpoints: [],
  ...accessReviewIndexes,
  authenticators: [],
  notificationPreferences: [],
  lastZones: [],
  ...alertIndexes,
  stepUps: [
    { key: { tokenHash: 1 }, name: 'of-token', unique: true },
    { key: { principalId: 1, askedAt: -1 }, name: 'of-principal' },
    { key: { expiresAt: 1 }, name: 'forgotten', expireAfterSeconds: 0 },
  ],
};
