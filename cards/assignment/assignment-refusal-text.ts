import type {
  AssignmentRefusal,
  ExtensionRefusal,
  ForbiddenAssignee,
  RemovalRefusal,
  RevokeAllRefusal,
  RuleFailure,
} from '../../domain/refusal.js';
import { unprovenText } from '../account/proof-refusal-text.js';
import { at, type Say } from '../request/request-words.js';
import { formatDuration } from '../words/format-time.js';

/** Every way of saying no to whoever administers roles, or asks to keep one. */
export type AdministrationRefusal = AssignmentRefusal | RemovalRefusal | ExtensionRefusal | RevokeAllRefusal;

/** The refusals that only they get; the others have sentences of their own for whoever activates a role. */
export type OnlyAdministration = Exclude<AdministrationRefusal, { code: Shared }>;

type Shared =
  | 'POLICY_RULES_FAILED'
  | 'DURATION_TOO_SHORT'
  | 'ENDS_BEFORE_START'
  | 'REQUESTOR_NOT_ENABLED'
  | 'REQUEST_PENDING';

/** Says to whoever administers roles, or asks to keep one, why it is refused, and what fixes it. */
export function assignmentRefusalText(refusal: AdministrationRefusal, say: Say): string {
  switch (refusal.code) {
    case 'POLICY_RULES_FAILED':
      return refusal.failures.map(ruleText).join(' ');
    case 'DURATION_TOO_SHORT':
      return `A role is given for at least ${formatDuration(refusal.minimum)}. Choose a later end.`;
    case 'ENDS_BEFORE_START':
      return 'That ends before it begins. Choose a later end.';
    case 'REQUESTOR_NOT_ENABLED':
      return 'Only enabled members of the organisation can ask for that. Ask an administrator about your account.';
    case 'REQUEST_PENDING':
      return 'You have asked for this already, and that request is still open. Cancel it first to ask for something else.';
    default:
      return onlyAdministrationText(refusal, say);
  }
}

/** Says the refusals that only administration has. */
export function onlyAdministrationText(refusal: OnlyAdministration, say: Say): string {
  switch (refusal.code) {
    case 'NOT_PERMITTED':
      return refusal.permission === 'manage'
        ? 'You cannot manage this role. Ask somebody who does: its administrators, or the owners of its resource or group.'
        : 'You cannot see who has this role. Ask somebody who manages it.';
    case 'ADMINISTRATION_UNPROVEN':
      return unprovenText;
    case 'LAST_ADMINISTRATOR':
      return refusal.level === 'assignment'
        ? 'Nobody else would be left who administers the directory. Assign the role to somebody else first.'
        : 'Nobody else would be left who could administer the directory. Make somebody else eligible first.';
    case 'ROLE_NOT_FOUND':
      return 'This role, its scope or its group is not in the directory any more. Look it up and name it anew.';
    case 'PRINCIPAL_NOT_FOUND':
      return 'They are not in the directory any more. Look them up and name them anew.';
    case 'PRINCIPAL_DISABLED':
      return 'Their account is disabled. Enable it in the directory first, or choose somebody else.';
    case 'ASSIGNEE_FORBIDDEN':
      return forbidden[refusal.reason];
    case 'NOTHING_TO_REVOKE':
      return 'They hold nothing and wait for nothing, so there is nothing to end.';
    default:
      return timeText(refusal, say);
  }
}

type TimeRefusal = Extract<
  AdministrationRefusal,
  {
    code:
      | 'ALREADY_ASSIGNED'
      | 'NOT_ASSIGNED'
      | 'ALREADY_BEGUN'
      | 'NOT_LATER'
      | 'NOT_RENEWABLE'
      | 'TOO_EARLY_TO_EXTEND'
      | 'HELD_THROUGH_GROUP'
      | 'NO_MANAGER';
  }
>;

function timeText(refusal: TimeRefusal, say: Say): string {
  switch (refusal.code) {
    case 'ALREADY_ASSIGNED': {
      const what = refusal.level === 'eligibility' ? 'eligible for this role' : 'assigned this role';
      const end = refusal.endDateTime === undefined ? ' without an end' : ` until ${say(refusal.endDateTime)}`;
      return `They are ${what} already,${end}. Use “update” or “extend” for other times.`;
    }
    case 'NOT_ASSIGNED':
      return refusal.level === 'eligibility'
        ? 'Nobody made them eligible for this role, or it has ended. Use “assign” to make them so.'
        : 'This role is not assigned to them, or it has ended. Use “assign” to give it.';
    case 'ALREADY_BEGUN':
      return `It began${at(refusal.startDateTime, say)}, so its start stays. Leave the start out.`;
    case 'NOT_LATER':
      return refusal.endDateTime === undefined
        ? 'It has no end, so there is nothing to extend.'
        : `It ends${at(refusal.endDateTime, say)} already. Choose a later end.`;
    case 'NOT_RENEWABLE':
      return `Nothing of this ran out within the last ${formatDuration(refusal.within)}. Use “assign” to give it anew.`;
    case 'TOO_EARLY_TO_EXTEND':
      return `It lasts until ${say(refusal.endDateTime)}. You can ask to extend it from ${say(refusal.from)} on.`;
    case 'HELD_THROUGH_GROUP':
      return 'You have this role through a group. Ask whoever manages the role to extend it for the group.';
    case 'NO_MANAGER':
      return 'Nobody but you could decide on this now. Ask another administrator to be assigned first.';
  }
}

const forbidden: Record<ForbiddenAssignee, string> = {
  'service-principal-eligible':
    'An application or managed identity cannot activate a role, so it cannot be eligible. Assign it active, for a time.',
  'service-principal-permanent':
    'An application or managed identity can be assigned this only for a time. Say until when.',
  'guest-eligible': 'Guests cannot activate roles here, so they cannot be eligible. Choose a member.',
  'group-not-role-assignable':
    'Directory roles can be given only to groups that are assignable to roles. Choose such a group, or its people.',
  'group-in-itself': 'A group cannot be a member of itself. Choose somebody else.',
  'group-as-owner': 'A group cannot own a group. Choose people or applications.',
  'group-active-in-role-assignable-group':
    'A group that is assignable to roles takes no groups as active members. Make the group eligible, or choose its people.',
  'dynamic-group': 'The members of this group follow a rule, so nobody can be put in by hand. Change the rule instead.',
  'synced-group': 'This group is kept in the local directory. Change its members there.',
};

function ruleText(failure: RuleFailure): string {
  switch (failure.rule) {
    case 'ExpirationRule': {
      const what = failure.of === 'eligibility' ? 'Eligibility for this role' : 'This role, assigned active,';
      return `${what} may last at most ${formatDuration(failure.maximumDuration)}. Choose an end within that.`;
    }
    case 'JustificationRule':
      return 'This needs a reason. Add “because” and why.';
    case 'TicketingRule':
      return 'This needs a ticket. Add “ticket” and its number.';
    case 'MfaRule':
      return 'This needs a fresh sign-in with a second factor. Sign in to the portal and do it there.';
    case 'AcrsRule':
      return 'This needs a stronger sign-in than chat can give. Sign in to the portal and do it there.';
    case 'EligibilityRule':
      return 'They are not eligible for this role.';
  }
}
