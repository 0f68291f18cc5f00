import type { SettingKey } from '../../../cards/settings/settings-sections.js';
import { switches } from '../../../cards/settings/settings-values.js';
import { defaultRules } from '../../../domain/policy/default-policy.js';
import type {
  ApprovalStagePolicy,
  ApproverSet,
  EnabledRule,
  PolicyChanges,
  PolicyRules,
} from '../../../domain/policy/policy.js';
import { changedRules } from '../../../domain/policy/policy-changes.js';
import type { NotificationRuleId } from '../../../domain/policy/settings-conflict.js';
import type { RoleKind } from '../../../domain/role/role.js';
import type { SettingsArguments, StageArguments } from './settings-arguments.js';

/** A stage's arguments whose approvers are known. */
export type ResolvedStage = Omit<StageArguments, 'approvers' | 'escalateTo'> & {
  approvers?: readonly ApproverSet[];
  escalateTo?: readonly ApproverSet[];
};

export type ResolvedStages = { first: ResolvedStage; further?: readonly ResolvedStage[] };

/** What the arguments make of the rules in force: whole rules, and only those that come out different. */
export function settingsChanges(
  args: SettingsArguments,
  stages: ResolvedStages,
  rules: PolicyRules,
  kind: RoleKind,
): PolicyChanges {
  const { context, maximum } = args;
  return changedRules(rules, {
    ...(maximum !== undefined && {
      Expiration_EndUser_Assignment: { ...rules.Expiration_EndUser_Assignment, maximumDuration: maximum },
    }),
    ...(context !== undefined && {
      AuthenticationContext_EndUser_Assignment: { isEnabled: context !== '', claimValue: context },
    }),
    ...enablement(args.switches, rules),
    Approval_EndUser_Assignment: approval(args, stages, rules, kind),
    Expiration_Admin_Eligibility: longest(args.longestEligibility, rules.Expiration_Admin_Eligibility),
    Expiration_Admin_Assignment: longest(args.longestAssignment, rules.Expiration_Admin_Assignment),
    ...notifications(args, rules),
  });
}

/** In Graph's order, so that the same rules always read the same. */
const inOrder: readonly EnabledRule[] = ['MultiFactorAuthentication', 'Justification', 'Ticketing'];
const enablements = [
  'Enablement_EndUser_Assignment',
  'Enablement_Admin_Eligibility',
  'Enablement_Admin_Assignment',
] as const;

function enablement(desired: SettingsArguments['switches'], rules: PolicyRules): PolicyChanges {
  const asked = Object.entries(desired).map(([key, isOn]) => ({ of: switches[key as SettingKey], isOn }));
  const touched = enablements.filter((name) => asked.some(({ of }) => of?.[0] === name));
  return Object.fromEntries(
    touched.map((name) => {
      const isOn = (rule: EnabledRule) =>
        asked.find(({ of }) => of?.[0] === name && of[1] === rule)?.isOn ?? rules[name].enabledRules.includes(rule);
      return [name, { enabledRules: inOrder.filter(isOn) }];
    }),
  );
}

type ApprovalRule = PolicyRules['Approval_EndUser_Assignment'];

function approval(args: SettingsArguments, stages: ResolvedStages, rules: PolicyRules, kind: RoleKind): ApprovalRule {
  const present = rules.Approval_EndUser_Assignment;
  const [first, ...others] = present.stages;
  const [fresh] = defaultRules(kind).Approval_EndUser_Assignment.stages;
  const begun = first ?? fresh;
  if (!begun || !fresh) return present;
  return {
    isApprovalRequired: args.approval ?? present.isApprovalRequired,
    stages: [
      withArguments(begun, stages.first),
      ...(stages.further?.map((stage) => withArguments(fresh, stage)) ?? others),
    ],
  };
}

function withArguments(stage: ApprovalStagePolicy, args: ResolvedStage): ApprovalStagePolicy {
  const { escalationTime: present, isApproverMultiFactorRequired: asked, ...rest } = stage;
  const desired = args.escalateAfter ?? present;
  return {
    ...rest,
    primaryApprovers: args.approvers ?? stage.primaryApprovers,
    escalationApprovers: args.escalateTo ?? stage.escalationApprovers,
    approvalsRequired: args.approvals ?? stage.approvalsRequired,
    timeOut: args.window ?? stage.timeOut,
    isApproverJustificationRequired: args.approverReason ?? stage.isApproverJustificationRequired,
    ...((args.approverSecondFactor ?? asked) && { isApproverMultiFactorRequired: true }),
    ...(desired !== undefined && desired !== 'never' && { escalationTime: desired }),
  };
}

function longest(
  desired: SettingsArguments['longestEligibility'],
  present: PolicyRules['Expiration_Admin_Eligibility'],
): PolicyRules['Expiration_Admin_Eligibility'] {
  if (desired === undefined) return present;
  return desired === 'permanent'
    ? { ...present, isExpirationRequired: false }
    : { isExpirationRequired: true, maximumDuration: desired };
}

const notifications = (args: SettingsArguments, rules: PolicyRules): PolicyChanges =>
  Object.fromEntries(
    (Object.keys(args.notifications) as NotificationRuleId[]).map((name) => [
      name,
      { ...rules[name], ...args.notifications[name] },
    ]),
  );
