import type { Connection, Model, Schema } from 'mongoose';
import {
  accessReviewDefinitionSchema,
  accessReviewInstanceSchema,
  decisionItemSchema,
} from './access-review-schemas.js';
import { alertIncidentSchema, alertSchema } from './alert-schemas.js';
import { auditBlockSchema, auditCursorSchema, auditUnsealedSchema } from './audit-schemas.js';
import { lastZoneSchema, preferencesSchema } from './notification-schemas.js';
import { authenticatorsSchema, pendingStepUpSchema } from './proof-schemas.js';
import {
  auditSchema,
  checkpointSchema,
  commandSchema,
  deliverySchema,
  guardSchema,
  identitySchema,
  outboxSchema,
  outsideGrantSchema,
  policySchema,
  requestSchema,
  scheduleSchema,
  sightingSchema,
} from './schemas.js';

/** Documents are plain data under string ids; what is in them is the schemas' affair. */
export type Row = { _id: string; [field: string]: unknown };

/** The models of one connection, made once for it. */
export function modelsOf(connection: Connection) {
  const model = (name: string, schema: Schema) =>
    (connection.models[name] ?? connection.model(name, schema)) as Model<Row>;
  return {
    requests: model('ScheduleRequest', requestSchema),
    schedules: model('Schedule', scheduleSchema),
    policies: model('Policy', policySchema),
    guards: model('Guard', guardSchema),
    audit: model('AuditEvent', auditSchema),
    auditBlocks: model('AuditBlock', auditBlockSchema),
    auditUnsealed: model('AuditUnsealed', auditUnsealedSchema),
    auditCursors: model('AuditCursor', auditCursorSchema),
    commands: model('Command', commandSchema),
    outbox: model('OutboxEvent', outboxSchema),
    deliveries: model('Delivery', deliverySchema),
    sightings: model('Sighting', sightingSchema),
    identities: model('Identity', identitySchema),
    outsideGrants: model('OutsideGrant', outsideGrantSchema),
    checkpoints: model('Checkpoint', checkpointSchema),
    preferences: model('NotificationPreferences', preferencesSchema),
    lastZones: model('LastZone', lastZoneSchema),
    authenticators: model('Authenticators', authenticatorsSchema),
    accessReviewDefinitions: model('AccessReviewDefinition', accessReviewDefinitionSchema),
    accessReviewInstances: model('AccessReviewInstance', accessReviewInstanceSchema),
    accessReviewItems: model('DecisionItem', decisionItemSchema),
    alerts: model('Alert', alertSchema),
    alertIncidents: model('AlertIncident', alertIncidentSchema),
    stepUps: model('PendingStepUp', pendingStepUpSchema),
  };
}

export type Models = ReturnType<typeof modelsOf>;
