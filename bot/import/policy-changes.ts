import type { EnabledRule, Policy, PolicyChanges } from '../../domain/policy/policy.js';
import { days } from '../../domain/time.js';
import type { WantedSettings } from './organisation.js';

/** What the settings of a file change of a policy: whole rules, and only those that come out different. */
export function policyChanges({ asks, approvers }: WantedSettings, { rules }: Policy): PolicyChanges {
  const wanted: PolicyChanges = {
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
  const names = Object.keys(wanted) as (keyof PolicyChanges)[];
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(wanted[name]) !== JSON.stringify(rules[name]))
      .map((name) => [name, wanted[name]]),
  );
}

type Asks = WantedSettings['asks'];

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

function approvalRule({ approval }: Asks, approvers: WantedSettings['approvers'], present: ApprovalRule): ApprovalRule {
  if (approval === undefined) return present;
  if (approval === false) return { ...present, isApprovalRequired: false };
  const [stage] = present.stages;
  const { approvalsRequired, approverJustification, timeOut } = approval;
  return {
    isApprovalRequired: true,
    stages: [
      {
        primaryApprovers: approvers,
        escalationApprovers: stage?.escalationApprovers ?? [],
        approvalsRequired: approvalsRequired ?? stage?.approvalsRequired ?? 1,
        timeOut: timeOut ?? stage?.timeOut ?? days(1),
        isApproverJustificationRequired: approverJustification ?? stage?.isApproverJustificationRequired ?? true,
      },
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
