import { decideApproval } from '../../domain/approval/decide-approval.js';
import { decideActivation } from '../../domain/assignment/decide-activation.js';
import { decideAssignment } from '../../domain/assignment/decide-assignment.js';
import { decideProvisioning } from '../../domain/assignment/decide-provisioning.js';
import { decideTransition } from '../../domain/assignment/decide-transition.js';
import { decideGuard } from '../../domain/assignment/guard.js';
import { scheduleId } from '../../domain/ids.js';
import { rolesThatMay } from '../../domain/permissions.js';
import { decideSettings } from '../../domain/policy/decide-settings.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import { days, hours, after as later, minutes } from '../../domain/time.js';
import {
  alice,
  anAsk,
  anEligibility,
  aPendingRequest,
  aPerson,
  aPolicy,
  approvedBy,
  aRequest,
  aRole,
  aSchedule,
  aStagePolicy,
  bob,
  carol,
  monday as now,
  principal,
} from '../support/builders.js';
import { microseconds } from './pure-calls.js';
import type { Figure } from './report.js';

const settings = { minimumDuration: minutes(5), earliestGiveBack: minutes(5) };
const policy = aPolicy(approvedBy(aStagePolicy()));
const proofs = { multiFactor: false, authenticationContexts: [] };
const role = aRole();
const eligibilities = [anEligibility()];
const administrators = aRole(wellKnownRole.globalAdministrator);
const holders = Array.from({ length: 20 }, (_, number) =>
  aSchedule({
    id: scheduleId(`holder-${number}`),
    principalId: principal(`h${number}`),
    role: administrators,
    assignmentType: 'assigned',
    endDateTime: undefined,
  }),
);
const [ending] = holders;
if (!ending) throw new Error('nobody holds it');

const decisions: Record<string, () => unknown> = {
  'decide an activation': () =>
    decideActivation(
      anAsk(),
      {
        requestor: aPerson(alice),
        rolesAround: [role],
        isScopeKnown: true,
        eligibilities,
        schedules: [],
        policy,
        proofs,
        approvers: [[bob, carol]],
        settings,
      },
      now,
    ),
  'decide a review': () =>
    decideApproval(
      aPendingRequest(),
      { stageId: 0, revision: 0, reviewedBy: bob, reviewResult: 'Approve', justification: 'known work' },
      { approvers: new Set([bob, carol]), minimumDuration: settings.minimumDuration, proofs },
      now,
    ),
  'decide a provisioning': () =>
    decideProvisioning(
      aRequest(),
      { requestor: aPerson(alice), eligibilities, policy, newScheduleId: scheduleId('new') },
      now,
    ),
  'decide an assignment': () =>
    decideAssignment(
      'eligibility',
      {
        justification: 'new on the team',
        ticketInfo: {},
        scheduleInfo: { expiration: { type: 'afterDuration', duration: days(90) } },
      },
      {
        mayManage: true,
        isKnown: true,
        role,
        assignee: { principalId: bob, type: 'user', isEnabled: true, isGuest: false, isAssignableToRole: false },
        schedules: [],
        policy,
        proofs,
        settings,
      },
      now,
    ),
  'decide what time has made of a schedule': () => decideTransition(aSchedule(), later(now, hours(3))),
  'decide a guard over 20 holders': () =>
    decideGuard(ending, holders, new Set(holders.map(({ principalId }) => principalId)), now),
  'decide a change of settings': () =>
    decideSettings(policy, role, { Enablement_EndUser_Assignment: { enabledRules: ['Justification', 'Ticketing'] } }),
  'look a permission up': () => rolesThatMay('manage', { role, scopeIdsAround: [], isAssignableToRole: false }),
};

const longest = 50;

/** What each of the pure decisions costs, its facts at hand. */
export const decisionFigures = (): Figure[] =>
  Object.entries(decisions).map(([name, decide]) => {
    const value = microseconds(decide, 2_000);
    return { name, value, unit: 'µs CPU', aim: `≤ ${longest} µs`, ok: value <= longest };
  });
