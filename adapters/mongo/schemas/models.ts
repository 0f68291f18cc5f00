import type { Connection, Model, Schema } from 'mongoose';
import { alertIncidentSchema, alertSchema } from './alert-schemas.js';
import { auditBlockSchema, auditCursorSchema, auditUnsealedSchema } from './audit-schemas.js';
import { lastZoneSchema, preferencesSchema } from './notification-schemas.js';
import { authenticatorsSchema, heldTurnSchema } from './proof-schemas.js';
import { decisionItemSchema, reviewDefinitionSchema, reviewInstanceSchema } from './review-schemas.js';
import {
  auditSchema,
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
  walkSchema,
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
    walks: model('Walk', walkSchema),
    preferences: model('NotificationPreferences', preferencesSchema),
    lastZones: model('LastZone', lastZoneSchema),
    authenticators: model('Authenticators', authenticatorsSchema),
    reviewDefinitions: model('ReviewDefinition', reviewDefinitionSchema),
    reviewInstances: model('ReviewInstance', reviewInstanceSchema),
    reviewItems: model('DecisionItem', decisionItemSchema),
    alerts: model('Alert', alertSchema),
    alertIncidents: model('AlertIncident', alertIncidentSchema),
    heldTurns: model('HeldTurn', heldTurnSchema),
  };
}

export type Models = ReturnType<typeof modelsOf>;
