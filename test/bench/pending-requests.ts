import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { mongoStore } from '../../adapters/mongo/store/store.js';
import type { ChatPeople } from '../../bot/chat/chat-wire.js';
import { begin } from '../../domain/approval/decide-approval.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import { correlationId, type PrincipalId, requestId, scheduleId } from '../../domain/ids.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { Role } from '../../domain/role/role.js';
import { hours, instant, minutes } from '../../domain/time.js';

export type Press = {
  as: string;
  action: { do: 'review'; requestId: string; stageId: 0; revision: 0; reviewResult: 'Approve' };
  fields: Record<string, string>;
  message: string;
};

const securityReader = '5d6b6bb7-de71-4623-b4af-96380a352509';

/**
 * Puts requests into the product's database that wait for the demo's approvers by turns, each at an administrative unit of
 * its own, with the eligibility it stands on. Returns the presses that approve them.
 */
export async function pendingRequests(
  connection: Connection,
  { opening }: ChatPeople,
  count: number,
): Promise<Press[]> {
  const [asker, ...approvers] = opening.slice(0, 3) as [PrincipalId, PrincipalId, PrincipalId];
  const store = mongoStore(connection, { deadline: 10_000, onCommit: () => undefined });
  const presses: Press[] = [];
  for (let index = 0; index < count; index += 1) {
    const role: Role = {
      kind: 'directory',
      roleDefinitionId: securityReader,
      directoryScopeId: `/administrativeUnits/${randomUUID()}`,
    };
    const policy = await store.read.policies.of(role);
    const request = waiting(asker, role, policy);
    await store.transaction(async (tx) => {
      await tx.requests.insert(request);
      await tx.schedules.insert({
        id: scheduleId(String(request.activatedUsing)),
        version: 0,
        level: 'eligibility',
        assignmentType: 'assigned',
        principalId: asker,
        role,
        status: 'Provisioned',
        startDateTime: instant(0),
        createdUsing: requestId(randomUUID()),
        correlationId: request.correlationId,
      });
    });
    const approver = approvers[index % approvers.length] as PrincipalId;
    presses.push({
      as: approver,
      action: { do: 'review', requestId: request.id, stageId: 0, revision: 0, reviewResult: 'Approve' },
      fields: {},
      message: `card|${request.id}|${approver}|web`,
    });
  }
  return presses;
}

function waiting(asker: PrincipalId, role: Role, { rules }: Policy): ScheduleRequest {
  const now = instant(Date.now() - minutes(1));
  const [asks] = rules.Approval_EndUser_Assignment.stages;
  if (!asks) throw new Error('nobody has to approve this role in the demo');
  return {
    id: requestId(randomUUID()),
    version: 0,
    revision: 0,
    level: 'assignment',
    action: 'selfActivate',
    principalId: asker,
    role,
    status: 'PendingApproval',
    justification: 'INC-42',
    ticketInfo: {},
    scheduleInfo: { expiration: { type: 'afterDuration', duration: hours(2) } },
    activatedUsing: scheduleId(randomUUID()),
    stages: [begin({ stageId: 0, status: 'Initializing', asks, decisions: [] }, now)],
    createdBy: asker,
    createdDateTime: now,
    correlationId: correlationId(randomUUID()),
  };
}
