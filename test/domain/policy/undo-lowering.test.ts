import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRules } from '../../../domain/policy/default-policy.js';
import type { PolicyChanges, PolicyRules } from '../../../domain/policy/policy.js';
import { settingsLowerings } from '../../../domain/policy/settings-lowering.js';
import { undoOf } from '../../../domain/policy/undo-lowering.js';
import { days, hours } from '../../../domain/time.js';
import { approvedBy, aStagePolicy, asks, bob, carol, dave } from '../../support/builders.js';

const rules = (changes: PolicyChanges): PolicyRules => ({ ...defaultRules('directory'), ...changes });

const maybe = fc.boolean();
const some = <T>(...all: T[]) => fc.subarray(all);
const stage = fc.record({
  one: maybe,
  who: fc.constantFrom([bob], [bob, carol], [dave], []),
  just: maybe,
  mfa: maybe,
  esc: maybe,
});
const anyRules: fc.Arbitrary<PolicyRules> = fc
  .record({
    hours: fc.integer({ min: 1, max: 24 }),
    activating: some('MultiFactorAuthentication' as const, 'Justification' as const, 'Ticketing' as const),
    assigning: some('MultiFactorAuthentication' as const, 'Justification' as const, 'Ticketing' as const),
    context: fc.constantFrom('', '', 'c1', 'c2'),
    ends: maybe,
    longest: fc.integer({ min: 1, max: 365 }),
    approval: maybe,
    stages: fc.array(stage, { minLength: 1, maxLength: 3 }),
    level: fc.constantFrom('None' as const, 'Critical' as const, 'All' as const),
    byDefault: maybe,
    to: some('a@contoso.example', 'b@contoso.example'),
  })
  .map((any) => ({
    ...rules({}),
    Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(any.hours) },
    Enablement_EndUser_Assignment: {
      enabledRules: any.activating.filter((rule) => any.context === '' || rule !== 'MultiFactorAuthentication'),
    },
    Enablement_Admin_Assignment: { enabledRules: any.assigning },
    AuthenticationContext_EndUser_Assignment: { isEnabled: any.context !== '', claimValue: any.context },
    Expiration_Admin_Eligibility: { isExpirationRequired: any.ends, maximumDuration: days(any.longest) },
    Approval_EndUser_Assignment: {
      isApprovalRequired: any.approval,
      stages: any.stages.map(({ one, who, just, mfa, esc }) =>
        aStagePolicy({
          primaryApprovers: asks(...who),
          approvalsRequired: one ? 1 : 2,
          isApproverJustificationRequired: just,
          isApproverMultiFactorRequired: mfa,
          ...(esc && { escalationApprovers: asks(dave), escalationTime: hours(2) }),
        }),
      ),
    },
    Notification_Admin_EndUser_Assignment: {
      notificationLevel: any.level,
      isDefaultRecipientsEnabled: any.byDefault,
      notificationRecipients: any.to,
    },
  }));

describe('When what a change lowered is put back', () => {
  it('then it asks for no less than before the change, whatever was changed', () => {
    fc.assert(
      fc.property(anyRules, anyRules, (before, after) => {
        const undone = { ...after, ...undoOf(before, after) };
        expect(settingsLowerings(before, undone)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('then it asks for no less than after the change, but for who decides and which context', () => {
    const other = ['approvers', 'escalation', 'authentication-context'];
    fc.assert(
      fc.property(anyRules, anyRules, (before, after) => {
        const undone = { ...after, ...undoOf(before, after) };
        const lower = settingsLowerings(after, undone).filter(({ what }) => !other.includes(what));
        expect(lower).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('then nothing is put back of what lowered nothing', () => {
    fc.assert(
      fc.property(anyRules, anyRules, (before, after) => {
        fc.pre(settingsLowerings(before, after).length === 0);
        expect(undoOf(before, after)).toEqual({});
      }),
    );
    expect(undoOf(rules({}), rules({}))).toEqual({});
  });

  it('then what the same change raised stays', () => {
    const before = rules(approvedBy(aStagePolicy({ approvalsRequired: 1, isApproverJustificationRequired: true })));
    const after = rules(approvedBy(aStagePolicy({ approvalsRequired: 2 })));
    expect(undoOf(before, after).Approval_EndUser_Assignment?.stages).toMatchObject([
      { approvalsRequired: 2, isApproverJustificationRequired: true },
    ]);
  });
});
