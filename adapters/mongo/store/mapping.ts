import { approverIdsOf } from '../../../domain/approval/approvers.js';
import { nextTimeoutAt } from '../../../domain/approval/decide-timeout.js';
import { nextTransitionAt, type Schedule } from '../../../domain/assignment/schedule.js';
import { barsOthers, type ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { AuditEvent } from '../../../domain/audit/audit-event.js';
import { accessKey, roleKey } from '../../../domain/role/role.js';
import { isCurrent } from './schedule-filters.js';

/** A domain value as it is stored: `_id` for `id`, and the derived fields that queries find it by. */
export function toRequestDocument({ id, ...request }: ScheduleRequest) {
  const approverIds = approverIdsOf(request);
  return {
    _id: id as string,
    ...request,
    roleKey: roleKey(request.role),
    accessKey: accessKey(request),
    isOpen: barsOthers(request) || undefined,
    approverIds: approverIds.length > 0 ? approverIds : undefined,
    nextTransitionAt: nextTimeoutAt({ id, ...request }),
  };
}

export function toScheduleDocument({ id, ...schedule }: Schedule) {
  return {
    _id: id as string,
    ...schedule,
    roleKey: roleKey(schedule.role),
    accessKey: accessKey(schedule),
    isCurrent: isCurrent(schedule.status) || undefined,
    nextTransitionAt: nextTransitionAt({ id, ...schedule }),
  };
}

export const toAuditDocument = ({ id, ...event }: AuditEvent) => ({
  _id: id as string,
  ...event,
  roleKey: event.role && roleKey(event.role),
});

type Stored = { _id: string } & Record<string, unknown>;

/** The derived fields are left behind: the domain derives them again whenever it needs them. */
export function fromRequestDocument(document: unknown): ScheduleRequest {
  const {
    _id,
    roleKey: _r,
    accessKey: _a,
    isOpen: _o,
    approverIds: _i,
    nextTransitionAt: _n,
    ...request
  } = document as Stored;
  return { id: _id, ...request } as unknown as ScheduleRequest;
}

export function fromScheduleDocument(document: unknown): Schedule {
  const { _id, roleKey: _r, accessKey: _a, isCurrent: _s, nextTransitionAt: _n, ...schedule } = document as Stored;
  return { id: _id, ...schedule } as unknown as Schedule;
}

export function fromAuditDocument(document: unknown): AuditEvent {
  const { _id, roleKey: _r, ...event } = document as Stored;
  return { id: _id, ...event } as unknown as AuditEvent;
}
