import { begin } from '../../domain/approval/decide-approval.js';
import type { Stage } from '../../domain/approval/stage.js';
import type { ActivationAsk } from '../../domain/assignment/decide-activation.js';
import type { Schedule } from '../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import { commandId, correlationId, type PrincipalId, principalId, requestId, scheduleId } from '../../domain/ids.js';
import { effectivePolicy } from '../../domain/policy/default-policy.js';
import type { ApprovalStagePolicy, ApproverSet, Policy, PolicyChanges } from '../../domain/policy/policy.js';
import type { Proofs } from '../../domain/proof/proofs.js';
import type { Person } from '../../domain/refusal.js';
import { policyKey, type Role } from '../../domain/role/role.js';
import { after, days, hours, type Instant, instant } from '../../domain/time.js';
import type { By } from '../../domain/usecases/common/recording.js';

/** The instant of an ISO date and time, in UTC unless it says otherwise. */
export const at = (iso: string): Instant => instant(Date.parse(iso));

/** The moment most stories begin. */
export const monday = at('2026-03-02T09:00Z');

/** The object id of a person or group known by a name: its first six letters tell it from others. */
export const principal = (name: string): PrincipalId =>
  principalId(`00000000-0000-4000-8000-${Buffer.from(name).toString('hex').slice(0, 12).padStart(12, '0')}`);

export const alice = principal('alice');
export const bob = principal('bob');
export const carol = principal('carol');
export const dave = principal('dave');
export const approversGroup = principal('apprgp');

/** A fresh proof of who acts, for acts that ask for one. */
export const proven: Proofs = { multiFactor: true, authenticationContexts: [] };

export const aPerson = (id: PrincipalId = alice, over: Partial<Person> = {}): Person => ({
  principalId: id,
  isEnabledMember: true,
  ...over,
});

export const aRole = (roleDefinitionId = '5d6b6bb7-de71-4623-b4af-96380a352509', directoryScopeId = '/'): Role => ({
  kind: 'directory',
  roleDefinitionId,
  directoryScopeId,
});

export const aGroupRole = (groupId = principal('database')): Role => ({ kind: 'group', groupId, accessId: 'member' });

export const asks = (...people: PrincipalId[]): ApproverSet[] =>
  people.map((userId) => ({ type: 'singleUser', userId }));

export const aStagePolicy = (over: Partial<ApprovalStagePolicy> = {}): ApprovalStagePolicy => ({
  primaryApprovers: asks(bob, carol),
  escalationApprovers: [],
  approvalsRequired: 1,
  timeOut: days(1),
  isApproverJustificationRequired: false,
  ...over,
});

/** Policy changes that ask these stages to approve. */
export const approvedBy = (...stages: ApprovalStagePolicy[]): PolicyChanges => ({
  Approval_EndUser_Assignment: { isApprovalRequired: true, stages },
});

/** What most stories' roles ask for: a reason, and nobody's approval. */
export const justificationOnly: PolicyChanges = { Enablement_EndUser_Assignment: { enabledRules: ['Justification'] } };

export const aPolicy = (changes: PolicyChanges = {}, role: Role = aRole()): Policy =>
  effectivePolicy(policyKey(role), role.kind, { ...justificationOnly, ...changes }, 1);

export const aSchedule = (over: Partial<Schedule> = {}): Schedule => ({
  id: scheduleId('schedule-1'),
  version: 0,
  level: 'assignment',
  assignmentType: 'activated',
  principalId: alice,
  role: aRole(),
  status: 'Provisioned',
  startDateTime: monday,
  endDateTime: after(monday, hours(2)),
  createdUsing: requestId('request-1'),
  correlationId: correlationId('correlation-1'),
  ...over,
});

export const anEligibility = (over: Partial<Schedule> = {}): Schedule =>
  aSchedule({
    id: scheduleId('eligibility-1'),
    level: 'eligibility',
    assignmentType: 'assigned',
    startDateTime: after(monday, days(-30)),
    endDateTime: undefined,
    createdUsing: requestId('eligibility-request-1'),
    ...over,
  });

export const aStage = (over: Partial<Stage> = {}): Stage => ({
  stageId: 0,
  status: 'Initializing',
  asks: aStagePolicy(),
  decisions: [],
  ...over,
});

/** A request whose first stage is being decided since monday. */
export function aPendingRequest(over: Partial<ScheduleRequest> = {}, ...stages: Stage[]): ScheduleRequest {
  const [first = aStage(), ...rest] = stages;
  return {
    id: requestId('request-1'),
    version: 0,
    revision: 0,
    level: 'assignment',
    action: 'selfActivate',
    principalId: alice,
    role: aRole(),
    status: 'PendingApproval',
    justification: 'INC-42',
    ticketInfo: {},
    scheduleInfo: { expiration: { type: 'afterDuration', duration: hours(2) } },
    stages: [begin(first, monday), ...rest],
    createdBy: alice,
    createdDateTime: monday,
    correlationId: correlationId('correlation-1'),
    ...over,
  };
}

/** A request that nobody has to approve any more, and that is on its way. */
export const aRequest = (over: Partial<ScheduleRequest> = {}): ScheduleRequest => ({
  ...aPendingRequest(),
  stages: [],
  status: 'PendingProvisioning',
  ...over,
});

export const anAsk = (over: Partial<ActivationAsk> = {}): ActivationAsk => ({
  justification: 'INC-42',
  ticketInfo: {},
  scheduleInfo: { expiration: { type: 'afterDuration', duration: hours(2) } },
  ...over,
});

let deliveries = 0;

/** One delivery of one person's words or press, unlike every other one. */
export function by(actor: PrincipalId = alice, over: Partial<By> = {}): By {
  deliveries += 1;
  const name = `delivery-${deliveries}`;
  return { actor, commandId: commandId(name), correlationId: correlationId(name), via: 'web', ...over };
}
