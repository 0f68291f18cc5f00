import type { ScheduleId } from '../ids.js';
import type { Policy } from '../policy/policy.js';
import type { Person, ProvisioningRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import { sameRole } from '../role/role.js';
import { type Instant, instant } from '../time.js';
import { activationEnd, bestEligibility, lengthOf } from './decide-activation.js';
import type { Schedule } from './schedule.js';
import { governingRole, type ScheduleRequest } from './schedule-request.js';

export type ProvisioningFacts = {
  requestor: Person;
  /** Every eligibility for the role that reaches the requestor now; those that other settings govern do not count. */
  eligibilities: readonly Schedule[];
  policy: Policy;
  newScheduleId: ScheduleId;
};

/**
 * Decides whether a request that nobody has to approve any more may become an activation: eligibility and policy are
 * read again at this moment, not at the one it was asked. Its time counts from now where no start was asked, or where
 * the asked start has gone by while it waited. Source: Entra PIM rewrites a past start to the provisioning time.
 */
export function decideProvisioning(
  request: ScheduleRequest,
  { requestor, eligibilities, policy, newScheduleId }: ProvisioningFacts,
  now: Instant,
): Result<{ request: ScheduleRequest; schedule: Schedule }, ProvisioningRefusal> {
  if (!requestor.isEnabledMember) return refuse({ code: 'REQUESTOR_GONE' });
  const { startDateTime, expiration } = request.scheduleInfo;
  const start = instant(Math.max(now, startDateTime ?? now));
  const governing = governingRole(request);
  const governed = eligibilities.filter(({ role }) => sameRole(role, governing));
  const eligibility = bestEligibility(governed, request.principalId, start);
  if (!eligibility) return refuse({ code: 'ELIGIBILITY_GONE' });
  const { maximumDuration } = policy.rules.Expiration_EndUser_Assignment;
  const length = lengthOf(expiration, start);
  if (length === undefined || length > maximumDuration) return refuse({ code: 'POLICY_TIGHTENED', maximumDuration });
  const { enabledRules } = policy.rules.Enablement_EndUser_Assignment;
  if (enabledRules.includes('Ticketing') && !request.ticketInfo.ticketNumber?.trim()) {
    return refuse({ code: 'TICKET_NOW_REQUIRED' });
  }
  if (enabledRules.includes('MultiFactorAuthentication') && !request.isProven) {
    return refuse({ code: 'PROOF_NOW_REQUIRED' });
  }
  const end = activationEnd(expiration, start, eligibility.endDateTime);
  if (end <= start) return refuse({ code: 'TIME_PASSED' });

  const status = start > now ? 'Granted' : 'PendingProvisioning';
  const schedule: Schedule = {
    id: newScheduleId,
    version: 0,
    level: 'assignment',
    assignmentType: 'activated',
    principalId: request.principalId,
    role: request.role,
    status,
    startDateTime: start,
    endDateTime: end,
    createdUsing: request.id,
    activatedUsing: eligibility.id,
    correlationId: request.correlationId,
  };
  return ok({ request: { ...request, status, activatedUsing: eligibility.id }, schedule });
}
