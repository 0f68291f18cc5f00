import type { mongo } from 'mongoose';
import { part, required, whole } from './schema-parts.js';

const leaf = part({ id: required(String), hash: { type: String, default: '' } });

/** `_id` is the number, with zeros before it. */
export const auditBlockSchema = whole('auditBlocks', {
  previous: required(String),
  sealedAt: required(Number),
  hash: required(String),
  leaves: [leaf],
});

/** The entries of one transaction that wait to be sealed; committed with them. `_id` is the first one's. */
export const auditUnsealedSchema = whole('auditUnsealed', { at: required(Number), ids: [String] });

/** How far something that follows the chain has come. */
export const auditCursorSchema = whole('auditCursors', {
  number: required(Number),
  part: required(Number),
  leasedUntil: required(Number),
  lease: String,
  attempts: required(Number),
  failingSince: Number,
  fault: String,
});

/** The indexes of the audit log: by its filters, newest first or oldest first alike. */
export const auditIndexes: Readonly<Record<string, readonly mongo.IndexDescription[]>> = {
  auditEvents: [
    { key: { requestId: 1, at: 1, _id: 1 }, name: 'of-request' },
    { key: { at: 1, _id: 1 }, name: 'by-time' },
    { key: { roleKey: 1, at: 1, _id: 1 }, name: 'of-role' },
    {
      key: { 'actor.principalId': 1, at: 1, _id: 1 },
      name: 'of-actor',
      partialFilterExpression: { 'actor.principalId': { $exists: true } },
    },
    {
      key: { subject: 1, at: 1, _id: 1 },
      name: 'of-subject',
      partialFilterExpression: { subject: { $exists: true } },
    },
    { key: { correlationId: 1, at: 1, _id: 1 }, name: 'of-thread' },
  ],
  auditBlocks: [],
  auditUnsealed: [],
  auditCursors: [],
};
