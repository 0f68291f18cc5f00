import type { RequestFacts, Viewer } from '../../cards/request/request-facts.js';
import type { Stage, StageDecision } from '../../domain/approval/stage.js';
import type { Schedule } from '../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import { correlationId, principalId, requestId, scheduleId } from '../../domain/ids.js';
import { days, hours, instant } from '../../domain/time.js';

export const at = (iso: string) => instant(Date.parse(iso));

const ada = principalId('00000000-0000-4000-8000-00000000000a');
export const grace = principalId('00000000-0000-4000-8000-00000000000b');
export const alan = principalId('00000000-0000-4000-8000-00000000000c');

/** Monday, 14:02 in Berlin. */
export const now = at('2026-11-16T13:02:00Z');
export const when = { timeZone: 'Europe/Berlin', now };
export const requestor: Viewer = { part: 'requestor', principalId: ada, timeZone: 'Europe/Berlin' };
export const approver: Viewer = { part: 'approver', principalId: grace, timeZone: 'Europe/Berlin' };
export const admins: Viewer = { part: 'admins', timeZone: 'UTC' };

const role = {
  kind: 'directory',
  roleDefinitionId: '5d6b6bb7-de71-4623-b4af-96380a352509',
  directoryScopeId: '/',
} as const;

export const aStage = (over: Partial<Stage> = {}, asks: Partial<Stage['asks']> = {}): Stage => ({
  stageId: 0,
  status: 'InProgress',
  asks: {
    primaryApprovers: [{ type: 'singleUser', userId: grace }],
    escalationApprovers: [],
    approvalsRequired: 1,
    timeOut: days(1),
    isApproverJustificationRequired: false,
    ...asks,
  },
  timesOutAt: at('2026-11-17T13:00:00Z'),
  decisions: [],
  ...over,
});

export const aReview = (over: Partial<StageDecision> = {}): StageDecision => ({
  reviewedBy: grace,
  reviewResult: 'Approve',
  justification: '',
  reviewedDateTime: at('2026-11-16T13:01:00Z'),
  ...over,
});

const aRequest = (over: Partial<ScheduleRequest> = {}): ScheduleRequest => ({
  id: requestId('0199a000-0000-7000-8000-000000000001'),
  version: 0,
  revision: 0,
  level: 'assignment',
  action: 'selfActivate',
  principalId: ada,
  role,
  status: 'PendingApproval',
  justification: 'INC-42: mailbox of the board unreachable',
  ticketInfo: {},
  scheduleInfo: { expiration: { type: 'afterDuration', duration: hours(2) } },
  stages: [aStage()],
  createdBy: ada,
  createdDateTime: at('2026-11-16T13:00:00Z'),
  correlationId: correlationId('0199a000-0000-7000-8000-0000000000c0'),
  ...over,
});

export const aSchedule = (over: Partial<Schedule> = {}): Schedule => ({
  id: scheduleId('0199a000-0000-7000-8000-000000000002'),
  version: 0,
  level: 'assignment',
  assignmentType: 'activated',
  principalId: ada,
  role,
  status: 'Provisioned',
  startDateTime: at('2026-11-16T13:01:00Z'),
  endDateTime: at('2026-11-16T15:01:00Z'),
  createdUsing: requestId('0199a000-0000-7000-8000-000000000001'),
  provisionedDateTime: at('2026-11-16T13:01:30Z'),
  correlationId: correlationId('0199a000-0000-7000-8000-0000000000c0'),
  ...over,
});

export const someFacts = (
  request: Partial<ScheduleRequest> = {},
  schedule?: Partial<Schedule>,
  over: Partial<RequestFacts> = {},
): RequestFacts => ({
  request: aRequest(request),
  schedule: schedule && aSchedule(schedule),
  requestorName: 'Ada Lovelace',
  roleName: 'Security Reader',
  approverNames: ['Alan Turing', 'Grace Hopper'],
  deciderNames: { [grace]: 'Grace Hopper', [alan]: 'Alan Turing' },
  ...over,
});

const approvedStages = [aStage({ status: 'Completed', decisions: [aReview()] })];

/** Of somebody whose name another bears too. */
export const aTwin = {
  userPrincipalName: 'ada.lovelace2@contoso.example',
  jobTitle: 'Security Engineer',
  isUnclear: true,
} as const;

/** One request in every state it can be in. */
export const states = {
  waiting: someFacts({ ticketInfo: { ticketNumber: 'INC-42', ticketSystem: 'ServiceNow' } }),
  'waiting-for-second': someFacts({ stages: [aStage({ decisions: [aReview()] }, { approvalsRequired: 2 })] }),
  'waiting-with-reason-required': someFacts({ stages: [aStage({}, { isApproverJustificationRequired: true })] }),
  approved: someFacts(
    { status: 'PendingProvisioning', stages: approvedStages },
    { status: 'PendingProvisioning', provisionedDateTime: undefined },
  ),
  activating: someFacts(
    { status: 'PendingProvisioning', stages: [] },
    { status: 'PendingProvisioning', provisionedDateTime: undefined },
  ),
  active: someFacts({ status: 'Provisioned', stages: approvedStages }, {}),
  shortened: someFacts(
    {
      status: 'Provisioned',
      scheduleInfo: { expiration: { type: 'afterDuration', duration: hours(1) } },
      stages: [aStage({ status: 'Completed', decisions: [aReview({ shortenedTo: hours(1) })] })],
    },
    { endDateTime: at('2026-11-16T14:01:00Z') },
  ),
  'shortened-waiting': someFacts({
    revision: 1,
    scheduleInfo: { expiration: { type: 'afterDuration', duration: hours(1) } },
    stages: [aStage({ decisions: [aReview({ shortenedTo: hours(1) })] }, { approvalsRequired: 2 })],
  }),
  scheduled: someFacts(
    {
      status: 'Granted',
      stages: approvedStages,
      scheduleInfo: {
        startDateTime: at('2026-11-17T08:00:00Z'),
        expiration: { type: 'afterDateTime', endDateTime: at('2026-11-17T10:00:00Z') },
      },
    },
    {
      status: 'Granted',
      startDateTime: at('2026-11-17T08:00:00Z'),
      endDateTime: at('2026-11-17T10:00:00Z'),
      provisionedDateTime: undefined,
    },
    { scopeName: 'Berlin office' },
  ),
  'being-taken-back': someFacts(
    { status: 'Provisioned', stages: approvedStages },
    { status: 'PendingRevocation', endedBy: 'deactivated' },
  ),
  'given-back': someFacts(
    { status: 'Provisioned', stages: approvedStages },
    { status: 'Revoked', endedBy: 'deactivated', endedDateTime: at('2026-11-16T13:02:00Z') },
  ),
  expired: someFacts(
    { status: 'Provisioned', stages: [] },
    {
      status: 'Revoked',
      endedBy: 'expired',
      startDateTime: at('2026-11-15T13:01:00Z'),
      endDateTime: at('2026-11-15T15:01:00Z'),
      endedDateTime: at('2026-11-15T15:01:00Z'),
    },
  ),
  removed: someFacts(
    { status: 'Provisioned', stages: approvedStages },
    { status: 'Revoked', endedBy: 'removed', endedDateTime: at('2026-11-16T13:02:00Z') },
  ),
  denied: someFacts({
    status: 'Denied',
    completedDateTime: at('2026-11-16T13:01:00Z'),
    stages: [
      aStage({
        status: 'Completed',
        decisions: [aReview({ reviewResult: 'Deny', justification: 'The help desk can do that for you.' })],
      }),
    ],
  }),
  cancelled: someFacts({ status: 'Canceled', completedDateTime: at('2026-11-16T13:01:00Z') }),
  'timed-out': someFacts({
    status: 'TimedOut',
    completedDateTime: at('2026-11-16T13:00:00Z'),
    stages: [aStage({ status: 'Expired' })],
  }),
  failed: someFacts({
    status: 'Failed',
    failure: 'ELIGIBILITY_GONE',
    completedDateTime: at('2026-11-16T13:01:00Z'),
    stages: approvedStages,
  }),
} satisfies Record<string, RequestFacts>;
