import type { PrincipalId } from '../ids.js';
import type { Duration } from '../time.js';

/** Who is asked to approve: one person, or whoever is a member (through nested groups too) when the decision lands. */
export type ApproverSet = { type: 'singleUser'; userId: PrincipalId } | { type: 'groupMembers'; groupId: PrincipalId };

export type EnabledRule = 'MultiFactorAuthentication' | 'Justification' | 'Ticketing';
type NotificationLevel = 'None' | 'Critical' | 'All';

/** One stage of approval as policy asks for it. PIM knows one stage with one approval; more of both is Latchkey's own. */
export type ApprovalStagePolicy = {
  primaryApprovers: readonly ApproverSet[];
  /** Asked as well once `escalationTime` has gone by without an outcome. */
  escalationApprovers: readonly ApproverSet[];
  escalationTime?: Duration | undefined;
  approvalsRequired: number;
  timeOut: Duration;
  isApproverJustificationRequired: boolean;
  /** Whoever decides has to prove with a second factor, there and then, that it is them. Missing: no. */
  isApproverMultiFactorRequired?: boolean | undefined;
};

type ExpirationRule = { isExpirationRequired: boolean; maximumDuration: Duration };
type EnablementRule = { enabledRules: readonly EnabledRule[] };
type ApprovalRule = { isApprovalRequired: boolean; stages: readonly ApprovalStagePolicy[] };
type AuthenticationContextRule = { isEnabled: boolean; claimValue: string };
export type NotificationRule = {
  notificationLevel: NotificationLevel;
  isDefaultRecipientsEnabled: boolean;
  notificationRecipients: readonly string[];
};

type NotificationRuleId =
  `Notification_${'Admin' | 'Requestor' | 'Approver'}_${'Admin_Eligibility' | 'Admin_Assignment' | 'EndUser_Assignment'}`;

/** The 17 rules of a role management policy under Microsoft Graph's immutable ids. */
export type PolicyRules = {
  Expiration_EndUser_Assignment: ExpirationRule;
  Enablement_EndUser_Assignment: EnablementRule;
  Approval_EndUser_Assignment: ApprovalRule;
  AuthenticationContext_EndUser_Assignment: AuthenticationContextRule;
  Expiration_Admin_Eligibility: ExpirationRule;
  Enablement_Admin_Eligibility: EnablementRule;
  Expiration_Admin_Assignment: ExpirationRule;
  Enablement_Admin_Assignment: EnablementRule;
} & Record<NotificationRuleId, NotificationRule>;

/** What an organisation has changed of a role's policy; every other rule is the default of the role's kind. */
export type PolicyChanges = Partial<PolicyRules>;

/** The rules in force for one role. `version` rises with every change, 0 where nothing was ever changed. */
export type Policy = {
  key: string;
  rules: PolicyRules;
  version: number;
  /** What puts back what the change to this version lowered, where it lowered anything. */
  undo?: PolicyChanges | undefined;
};
