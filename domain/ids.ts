type Branded<B extends string> = string & { readonly __brand: B };

/** A user, group, service principal or managed identity: its directory object id (a GUID in lower case). */
export type PrincipalId = Branded<'PrincipalId'>;
export type RequestId = Branded<'RequestId'>;
export type ScheduleId = Branded<'ScheduleId'>;
export type IncidentId = Branded<'IncidentId'>;
export type EventId = Branded<'EventId'>;
/** An access review as it was set up, one occurrence of it, and one access that is to be decided in an occurrence. */
export type ReviewId = Branded<'ReviewId'>;
export type ReviewInstanceId = Branded<'ReviewInstanceId'>;
export type DecisionItemId = Branded<'DecisionItemId'>;
/** The platform's own id of one delivery (message, press). A redelivery carries the same one. */
export type CommandId = Branded<'CommandId'>;
/** One thread of work from the platform's delivery to the last effect. */
export type CorrelationId = Branded<'CorrelationId'>;

export const principalId = (id: string) => id.toLowerCase() as PrincipalId;
export const requestId = (id: string) => id as RequestId;
export const scheduleId = (id: string) => id as ScheduleId;
export const reviewId = (id: string) => id as ReviewId;
export const reviewInstanceId = (id: string) => id as ReviewInstanceId;
export const decisionItemId = (id: string) => id as DecisionItemId;
export const incidentId = (id: string) => id as IncidentId;
export const eventId = (id: string) => id as EventId;
export const commandId = (id: string) => id as CommandId;
export const correlationId = (id: string) => id as CorrelationId;
