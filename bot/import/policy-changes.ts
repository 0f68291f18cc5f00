import { isDeepStrictEqual } from 'node:util';
import type { EnabledRule, Policy, PolicyChanges } from '../../domain/policy/policy.js';
import { days } from '../../domain/time.js';
import type { DesiredSettings } from './organisation.js';

/** What the settings of a file change of a policy: whole rules, and only those that come out different. */
export function policyChanges(settings: DesiredSettings, { rules }: Policy): PolicyChanges {
  const desired = desiredRules(settings, rules);
  const names = Object.keys(desired) as Touched[];
  return Object.fromEntries(
    names.filter((name) => !isDeepStrictEqual(desired[name], rules[name])).map((name) => [name, desired[name]]),
  );
}

function desiredRules({ asks, approvers }: DesiredSettings, rules: Policy['rules']) {
  return {
    Expiration_EndUser_Assignment: {
      ...rules.Expiration_EndUser_Assignment,
      ...(asks.maximumActivation !== undefined && { maximumDuration: asks.maximumActivation }),
    },
    Enablement_EndUser_Assignment: {
      enabledRules: enabledRules(asks, rules.Enablement_EndUser_Assignment.enabledRules),
    },
    Approval_EndUser_Assignment: approvalRule(asks, approvers, rules.Approval_EndUser_Assignment),
    Expiration_Admin_Eligibility: longest(asks.longestEligibility, rules.Expiration_Admin_Eligibility),
    Expiration_Admin_Assignment: longest(asks.longestAssignment, rules.Expiration_Admin_Assignment),
  };
}

type Touched = keyof ReturnType<typeof desiredRules>;

const inWords: Record<Touched, string> = {
  Expiration_EndUser_Assignment: 'maximumActivation',
  Enablement_EndUser_Assignment: 'what is asked for',
  Approval_EndUser_Assignment: 'approval',
  Expiration_Admin_Eligibility: 'longestEligibility',
  Expiration_Admin_Assignment: 'longestAssignment',
};

/** What changes touch, in the words of the file. */
export const settingsTouched = (changes: PolicyChanges): string[] =>
  Object.entries(inWords).flatMap(([rule, words]) => (rule in changes ? [words] : []));

type Asks = DesiredSettings['asks'];

/** In Graph's order, so that the same rules always read the same. */
function enabledRules(asks: Asks, present: readonly EnabledRule[]): EnabledRule[] {
  const asked: [EnabledRule, boolean | undefined][] = [
    ['MultiFactorAuthentication', asks.multiFactorAuthentication],
    ['Justification', asks.justification],
    ['Ticketing', asks.ticket],
  ];
  return asked.filter(([rule, isAsked]) => isAsked ?? present.includes(rule)).map(([rule]) => rule);
}

type ApprovalRule = Policy['rules']['Approval_EndUser_Assignment'];

function approvalRule({ approval }: Asks, approvers: DesiredSettings['approvers'], now: ApprovalRule): ApprovalRule {
  if (approval === undefined) return now;
  if (approval === false) return { ...now, isApprovalRequired: false };
  const [stage, ...others] = now.stages;
  const { approvalsRequired, approverJustification, approverMultiFactor, timeOut } = approval;
  const { isApproverMultiFactorRequired: asked, ...present } = stage ?? {};
  return {
    isApprovalRequired: true,
    stages: [
      {
        ...present,
        primaryApprovers: approval.approvers === undefined ? (stage?.primaryApprovers ?? []) : approvers,
        escalationApprovers: stage?.escalationApprovers ?? [],
        approvalsRequired: approvalsRequired ?? stage?.approvalsRequired ?? 1,
        timeOut: timeOut ?? stage?.timeOut ?? days(1),
        isApproverJustificationRequired: approverJustification ?? stage?.isApproverJustificationRequired ?? true,
        ...((approverMultiFactor ?? asked) && { isApproverMultiFactorRequired: true }),
      },
      ...others,
    ],
  };
}

function longest(
  asked: Asks['longestEligibility'],
  present: Policy['rules']['Expiration_Admin_Eligibility'],
): Policy['rules']['Expiration_Admin_Eligibility'] {
  if (asked === undefined) return present;
  return asked === 'permanent'
    ? { ...present, isExpirationRequired: false }
    : { isExpirationRequired: true, maximumDuration: asked };
}
