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
import type { SettingsWish, StageWish } from './settings-wish.js';

/** A stage's wish whose approvers are known. */
export type ResolvedStage = Omit<StageWish, 'approvers' | 'escalateTo'> & {
  approvers?: readonly ApproverSet[];
  escalateTo?: readonly ApproverSet[];
};

export type ResolvedStages = { first: ResolvedStage; further?: readonly ResolvedStage[] };

/** What a wish makes of the rules in force: whole rules, and only those that come out different. */
export function settingsChanges(
  wish: SettingsWish,
  stages: ResolvedStages,
  rules: PolicyRules,
  kind: RoleKind,
): PolicyChanges {
  const { context, maximum } = wish;
  return changedRules(rules, {
    ...(maximum !== undefined && {
      Expiration_EndUser_Assignment: { ...rules.Expiration_EndUser_Assignment, maximumDuration: maximum },
    }),
    ...(context !== undefined && {
      AuthenticationContext_EndUser_Assignment: { isEnabled: context !== '', claimValue: context },
    }),
    ...enablement(wish.switches, rules),
    Approval_EndUser_Assignment: approval(wish, stages, rules, kind),
    Expiration_Admin_Eligibility: longest(wish.longestEligibility, rules.Expiration_Admin_Eligibility),
    Expiration_Admin_Assignment: longest(wish.longestAssignment, rules.Expiration_Admin_Assignment),
    ...notifications(wish, rules),
  });
}

/** In Graph's order, so that the same rules always read the same. */
const inOrder: readonly EnabledRule[] = ['MultiFactorAuthentication', 'Justification', 'Ticketing'];
const enablements = [
  'Enablement_EndUser_Assignment',
  'Enablement_Admin_Eligibility',
  'Enablement_Admin_Assignment',
] as const;

function enablement(wanted: SettingsWish['switches'], rules: PolicyRules): PolicyChanges {
  const asked = Object.entries(wanted).map(([key, isOn]) => ({ of: switches[key as SettingKey], isOn }));
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

function approval(wish: SettingsWish, stages: ResolvedStages, rules: PolicyRules, kind: RoleKind): ApprovalRule {
  const present = rules.Approval_EndUser_Assignment;
  const [first, ...others] = present.stages;
  const [fresh] = defaultRules(kind).Approval_EndUser_Assignment.stages;
  const begun = first ?? fresh;
  if (!begun || !fresh) return present;
  return {
    isApprovalRequired: wish.approval ?? present.isApprovalRequired,
    stages: [withWish(begun, stages.first), ...(stages.further?.map((stage) => withWish(fresh, stage)) ?? others)],
  };
}

function withWish(stage: ApprovalStagePolicy, wish: ResolvedStage): ApprovalStagePolicy {
  const { escalationTime: present, isApproverMultiFactorRequired: asked, ...rest } = stage;
  const wanted = wish.escalateAfter ?? present;
  return {
    ...rest,
    primaryApprovers: wish.approvers ?? stage.primaryApprovers,
    escalationApprovers: wish.escalateTo ?? stage.escalationApprovers,
    approvalsRequired: wish.approvals ?? stage.approvalsRequired,
    timeOut: wish.window ?? stage.timeOut,
    isApproverJustificationRequired: wish.approverReason ?? stage.isApproverJustificationRequired,
    ...((wish.approverSecondFactor ?? asked) && { isApproverMultiFactorRequired: true }),
    ...(wanted !== undefined && wanted !== 'never' && { escalationTime: wanted }),
  };
}

function longest(
  wanted: SettingsWish['longestEligibility'],
  present: PolicyRules['Expiration_Admin_Eligibility'],
): PolicyRules['Expiration_Admin_Eligibility'] {
  if (wanted === undefined) return present;
  return wanted === 'permanent'
    ? { ...present, isExpirationRequired: false }
    : { isExpirationRequired: true, maximumDuration: wanted };
}

const notifications = (wish: SettingsWish, rules: PolicyRules): PolicyChanges =>
  Object.fromEntries(
    (Object.keys(wish.notifications) as NotificationRuleId[]).map((name) => [
      name,
      { ...rules[name], ...wish.notifications[name] },
    ]),
  );
