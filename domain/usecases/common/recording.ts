import type { Schedule } from '../../assignment/schedule.js';
import type { ScheduleRequest } from '../../assignment/schedule-request.js';
import { categoryOf } from '../../audit/activity.js';
import type { Actor, AuditEvent } from '../../audit/audit-event.js';
import type { DomainEvent } from '../../domain-event.js';
import { type CommandId, type CorrelationId, eventId, type PrincipalId } from '../../ids.js';
import type { Ids } from '../../ports/system.js';
import type { Role } from '../../role/role.js';
import type { Instant } from '../../time.js';

/** On whose behalf a use case runs, by which delivery of which surface. */
export type By = {
  actor: PrincipalId;
  commandId: CommandId;
  correlationId: CorrelationId;
  via: string;
  /** The network address they came from, where it came by the web. */
  address?: string | undefined;
};

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Happening = DistributiveOmit<DomainEvent, 'id' | 'at' | 'requestId' | 'correlationId'>;

/** What happened to an access, before it has an id and a time: about whom, about which role, and how it went. */
export type Entry = Pick<AuditEvent, 'activity' | 'resultReason'> &
  Partial<Pick<AuditEvent, 'result' | 'before' | 'after' | 'requestId' | 'scheduleId' | 'correlationId'>> & {
    /** Missing where it is about nobody in particular. */
    subject?: PrincipalId | undefined;
    /** Missing where it is about no role in particular. */
    role?: Role;
  };

type Act = Pick<By, 'via' | 'address' | 'correlationId'> & { ids: Ids; now: Instant; actor: Actor };

/** Makes audit events of one act by one actor at one moment. */
const recorder =
  ({ ids, now, actor, via, address, correlationId }: Act) =>
  (entry: Entry): AuditEvent => ({
    result: 'success',
    correlationId,
    ...entry,
    id: eventId(ids.next()),
    at: now,
    category: entry.role ? categoryOf(entry.role) : 'RoleManagement',
    actor,
    via,
    ...(address !== undefined && { address }),
  });

/** The recorder of what a person does. */
export const recorderFor = (ids: Ids, now: Instant, { actor, ...by }: By) =>
  recorder({ ...by, ids, now, actor: { kind: 'person', principalId: actor } });

/** The recorder of what Latchkey does on its own: because of time, or of what the directory says. */
export const ownRecorder = (ids: Ids, now: Instant, { correlationId }: Pick<Schedule, 'correlationId'>) =>
  recorder({ ids, now, actor: { kind: 'latchkey' }, via: 'system', correlationId });

/** The outbox row of something that happened to a request. */
export const eventOf = (
  ids: Ids,
  now: Instant,
  { id, correlationId }: Pick<ScheduleRequest, 'id' | 'correlationId'>,
  happening: Happening,
): DomainEvent => ({ ...happening, id: eventId(ids.next()), at: now, requestId: id, correlationId }) as DomainEvent;

/** What sends a schedule that has begun to the directory; nothing for one that begins later. */
export const dueEvents = (
  ids: Ids,
  now: Instant,
  request: Pick<ScheduleRequest, 'id' | 'correlationId'>,
  { principalId, role, status }: Schedule,
): DomainEvent[] =>
  status === 'PendingProvisioning'
    ? [eventOf(ids, now, request, { type: 'access.due', access: { principalId, role } })]
    : [];

/**
 * The parts of a request that its audit events carry. Its correlation id is among them: whoever acts on a request, by
 * whatever delivery, joins the one thread that began when it was asked for.
 */
export const aboutRequest = ({ id, principalId, role, correlationId }: ScheduleRequest) => ({
  requestId: id,
  subject: principalId,
  role,
  correlationId,
});
