import type { ReviewResult } from '../approval/stage.js';
import type { PrincipalId } from '../ids.js';
import type { ApprovalRefusal, AssignmentRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import type { Instant } from '../time.js';
import { type AssignmentFacts, decideAssignment } from './decide-assignment.js';
import { decideChange } from './decide-change.js';
import type { AdminAsk, Terms } from './decide-terms.js';
import { isAssigned, type Schedule } from './schedule.js';
import type { Level, ScheduleInfo, ScheduleRequest } from './schedule-request.js';

/** What an administrator says to a request to extend or renew, and what they change of it. */
export type ExtensionDecision = {
  /** Of the request, as it was seen. */
  revision: number;
  reviewResult: ReviewResult;
  justification: string;
  changes?: Partial<ScheduleInfo> & { level?: Level | undefined };
};

/** What comes of it: nothing, a schedule with other times, or a new one, in place of one at the other level. */
export type ExtensionOutcome =
  | { kind: 'denied'; request: ScheduleRequest }
  | { kind: 'moved'; request: ScheduleRequest; before: Schedule; after: Schedule }
  | { kind: 'given'; request: ScheduleRequest; terms: Terms; ending: Schedule | undefined };

type Refusal = ApprovalRefusal | AssignmentRefusal;

/**
 * Decides an administrator's answer to a request to extend or renew. Nobody decides on their own; what they agree to
 * meets the policy as anything does that an administrator gives, and never ends sooner than what is there now
 * (NOT_LATER). Source: Entra PIM, the approver may change start, end and type.
 */
export function decideExtensionApproval(
  request: ScheduleRequest,
  decision: ExtensionDecision & { reviewedBy: PrincipalId },
  facts: AssignmentFacts,
  now: Instant,
): Result<ExtensionOutcome, Refusal> {
  const { id: requestId, status } = request;
  if (status !== 'PendingAdminDecision') return refuse({ code: 'NOT_PENDING', status, requestId });
  if ([request.principalId, request.createdBy].includes(decision.reviewedBy)) return refuse({ code: 'SELF_APPROVAL' });
  if (!facts.mayManage) return refuse({ code: 'NOT_PERMITTED', permission: 'manage' });
  if (decision.revision !== request.revision) return refuse({ code: 'STALE_CARD', requestId });
  const { reviewResult, reviewedBy, justification } = decision;
  const decided = { ...request, decision: { reviewResult, reviewedBy, justification, reviewedDateTime: now } };
  if (reviewResult === 'Deny') {
    return ok({ kind: 'denied', request: { ...decided, status: 'Denied', completedDateTime: now } });
  }
  return agree(decided, decision.changes ?? {}, facts, now);
}

function agree(
  request: ScheduleRequest,
  { level = request.level, ...times }: NonNullable<ExtensionDecision['changes']>,
  facts: AssignmentFacts,
  now: Instant,
): Result<ExtensionOutcome, AssignmentRefusal> {
  const { justification, ticketInfo } = request;
  const scheduleInfo: ScheduleInfo = {
    startDateTime: times.startDateTime ?? request.scheduleInfo.startDateTime,
    expiration: times.expiration ?? request.scheduleInfo.expiration,
  };
  const ask: AdminAsk = { justification, ticketInfo, scheduleInfo };
  const agreed: ScheduleRequest = { ...request, level, scheduleInfo, status: 'Provisioned', completedDateTime: now };
  const before = facts.schedules.find(isAssigned(request.level, now));
  if (before && level === request.level) {
    const changed = decideChange('adminExtend', level, ask, facts, now);
    return changed.ok ? ok({ kind: 'moved', request: agreed, before, after: changed.value }) : changed;
  }
  const terms = decideAssignment(level, ask, facts, now);
  return terms.ok ? ok({ kind: 'given', request: agreed, terms: terms.value, ending: before }) : terms;
}
