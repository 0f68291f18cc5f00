import { Schema } from 'mongoose';
import { part, required, role, whole } from './schema-parts.js';

export const alertSchema = whole('alerts', {
  version: Number,
  isEnabled: Boolean,
  thresholds: Schema.Types.Mixed,
  undo: Schema.Types.Mixed,
  sweptAt: Number,
});

export const alertIncidentSchema = whole('alertIncidents', {
  version: required(Number),
  alert: required(String),
  key: required(String),
  role: required(role),
  principalId: String,
  level: String,
  facts: required(Schema.Types.Mixed),
  status: required(String),
  batch: required(String),
  raisedDateTime: required(Number),
  endedDateTime: Number,
  dismissal: part({ by: required(String), at: required(Number), justification: required(String) }),
  correlationId: required(String),
  // Derived, to be found by:
  isCurrent: Boolean,
  expiresAt: Date,
});

const standing = { partialFilterExpression: { isCurrent: true } };

/** The indexes of alerts and their incidents, by collection. */
export const alertIndexes = {
  alerts: [],
  alertIncidents: [
    // One that stands for each thing: by this index, however many look at once.
    { key: { alert: 1, key: 1 }, name: 'one-current', unique: true, ...standing },
    { key: { alert: 1, isCurrent: 1, raisedDateTime: -1 }, name: 'of-alert' },
    { key: { batch: 1, status: 1, _id: 1 }, name: 'of-batch' },
    { key: { expiresAt: 1 }, name: 'forgotten', expireAfterSeconds: 0 },
  ],
} as const;
