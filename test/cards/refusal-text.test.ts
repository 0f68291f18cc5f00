import { describe, expect, it } from 'vitest';
import { refusalText } from '../../cards/refusal-text.js';
import { requestId } from '../../domain/ids.js';
import type { Refusal } from '../../domain/refusal.js';
import { days, hours, minutes } from '../../domain/time.js';
import { at, when } from './facts.js';

const id = requestId('request-1');
const later = at('2026-11-16T15:01:00Z');

/** One of each; a code that is missing here fails the compile. */
const refusals: { [Code in Refusal['code']]: Extract<Refusal, { code: Code }> } = {
  ADMINISTRATION_UNPROVEN: { code: 'ADMINISTRATION_UNPROVEN' },
  REQUESTOR_NOT_ENABLED: { code: 'REQUESTOR_NOT_ENABLED' },
  POLICY_RULES_FAILED: {
    code: 'POLICY_RULES_FAILED',
    failures: [
      { rule: 'EligibilityRule' },
      { rule: 'ExpirationRule', maximumDuration: hours(8) },
      { rule: 'JustificationRule' },
      { rule: 'TicketingRule' },
      { rule: 'MfaRule' },
      { rule: 'AcrsRule', claimValue: 'c1' },
    ],
  },
  ASSIGNMENT_EXISTS: { code: 'ASSIGNMENT_EXISTS', requestId: id, startDateTime: when.now, endDateTime: later },
  REQUEST_PENDING: { code: 'REQUEST_PENDING', requestId: id, status: 'Granted', startDateTime: later },
  SCOPE_NOT_FOUND: { code: 'SCOPE_NOT_FOUND' },
  DURATION_TOO_SHORT: { code: 'DURATION_TOO_SHORT', minimum: minutes(5) },
  ELIGIBILITY_NOT_BEGUN: { code: 'ELIGIBILITY_NOT_BEGUN', eligibilityStarts: later },
  ENDS_BEFORE_START: { code: 'ENDS_BEFORE_START' },
  STARTS_AFTER_ELIGIBILITY: { code: 'STARTS_AFTER_ELIGIBILITY', eligibilityEnds: later },
  NO_APPROVER: { code: 'NO_APPROVER', stageId: 0, required: 2, available: 1 },
  REQUEST_NOT_FOUND: { code: 'REQUEST_NOT_FOUND' },
  NOT_PENDING: { code: 'NOT_PENDING', status: 'Canceled', requestId: id },
  STALE_CARD: { code: 'STALE_CARD', requestId: id },
  SELF_APPROVAL: { code: 'SELF_APPROVAL' },
  NOT_AN_APPROVER: { code: 'NOT_AN_APPROVER' },
  ALREADY_DECIDED: { code: 'ALREADY_DECIDED', requestId: id },
  STAGE_TIMED_OUT: { code: 'STAGE_TIMED_OUT', timedOutAt: later },
  APPROVAL_JUSTIFICATION_REQUIRED: { code: 'APPROVAL_JUSTIFICATION_REQUIRED' },
  APPROVAL_PROOF_REQUIRED: { code: 'APPROVAL_PROOF_REQUIRED' },
  DURATION_NOT_SHORTER: { code: 'DURATION_NOT_SHORTER', asked: hours(2) },
  DURATION_WITH_DENIAL: { code: 'DURATION_WITH_DENIAL' },
  NOT_ACTIVE: { code: 'NOT_ACTIVE', status: 'PendingApproval', requestId: id },
  NOT_YOURS: { code: 'NOT_YOURS' },
  ACTIVE_TOO_SHORT: { code: 'ACTIVE_TOO_SHORT', earliest: later },
  NOT_CANCELABLE: { code: 'NOT_CANCELABLE', status: 'Provisioned', requestId: id },
  ELIGIBILITY_GONE: { code: 'ELIGIBILITY_GONE' },
  REQUESTOR_GONE: { code: 'REQUESTOR_GONE' },
  TIME_PASSED: { code: 'TIME_PASSED' },
  TICKET_NOW_REQUIRED: { code: 'TICKET_NOW_REQUIRED' },
  PROOF_NOW_REQUIRED: { code: 'PROOF_NOW_REQUIRED' },
  POLICY_TIGHTENED: { code: 'POLICY_TIGHTENED', maximumDuration: hours(1) },
  NOT_PERMITTED: { code: 'NOT_PERMITTED', permission: 'manage' },
  NOT_DIRECTORY_ADMINISTRATOR: { code: 'NOT_DIRECTORY_ADMINISTRATOR' },
  NOT_STUCK: { code: 'NOT_STUCK' },
  REMOVAL_NOT_DROPPED: { code: 'REMOVAL_NOT_DROPPED' },
  THRESHOLD_OUT_OF_RANGE: {
    code: 'THRESHOLD_OUT_OF_RANGE',
    alert: 'StaleSignInAlert',
    faults: [{ key: 'duration', least: days(1), most: days(365) }, { key: 'share' }],
  },
  INCIDENT_NOT_FOUND: { code: 'INCIDENT_NOT_FOUND' },
  INCIDENT_OVER: { code: 'INCIDENT_OVER' },
  ALREADY_DISMISSED: { code: 'ALREADY_DISMISSED' },
  ACCOUNT_NOT_LINKED: { code: 'ACCOUNT_NOT_LINKED' },
  PASS_OWN: { code: 'PASS_OWN' },
  PASS_NOT_NEEDED: { code: 'PASS_NOT_NEEDED' },
  PASS_NOT_SHOWN: { code: 'PASS_NOT_SHOWN' },
  PASS_REFUSED: { code: 'PASS_REFUSED' },
  PASS_NOT_FOR_YOU: { code: 'PASS_NOT_FOR_YOU' },
  NOT_DISMISSED: { code: 'NOT_DISMISSED' },
  ALERT_OF_OPERATOR: { code: 'ALERT_OF_OPERATOR' },
  DISMISSAL_NEEDS_REASON: { code: 'DISMISSAL_NEEDS_REASON' },
  NOT_REMEDIABLE: { code: 'NOT_REMEDIABLE', alert: 'DuplicateRoleCreated' },
  LAST_ADMINISTRATOR: { code: 'LAST_ADMINISTRATOR', level: 'assignment' },
  ROLE_NOT_FOUND: { code: 'ROLE_NOT_FOUND' },
  PRINCIPAL_NOT_FOUND: { code: 'PRINCIPAL_NOT_FOUND' },
  PRINCIPAL_DISABLED: { code: 'PRINCIPAL_DISABLED' },
  ASSIGNEE_FORBIDDEN: { code: 'ASSIGNEE_FORBIDDEN', reason: 'service-principal-eligible' },
  ALREADY_ASSIGNED: { code: 'ALREADY_ASSIGNED', level: 'eligibility', startDateTime: when.now, endDateTime: later },
  NOT_ASSIGNED: { code: 'NOT_ASSIGNED', level: 'assignment' },
  ALREADY_BEGUN: { code: 'ALREADY_BEGUN', startDateTime: when.now },
  NOT_LATER: { code: 'NOT_LATER', endDateTime: later },
  NOT_RENEWABLE: { code: 'NOT_RENEWABLE', within: days(30) },
  TOO_EARLY_TO_EXTEND: { code: 'TOO_EARLY_TO_EXTEND', from: when.now, endDateTime: later },
  HELD_THROUGH_GROUP: { code: 'HELD_THROUGH_GROUP' },
  NO_MANAGER: { code: 'NO_MANAGER' },
  NOTHING_TO_REVOKE: { code: 'NOTHING_TO_REVOKE' },
  SETTINGS_CONFLICT: { code: 'SETTINGS_CONFLICT', conflicts: [{ conflict: 'MfaAndAcrsConflict' }] },
  NOTHING_TO_CHANGE: { code: 'NOTHING_TO_CHANGE' },
  SETTINGS_CHANGED_MEANWHILE: { code: 'SETTINGS_CHANGED_MEANWHILE' },
  CODE_WRONG: { code: 'CODE_WRONG', left: 4 },
  CODE_USED: { code: 'CODE_USED' },
  PROOF_LOCKED: { code: 'PROOF_LOCKED', until: later },
  NO_CODE_APP: { code: 'NO_CODE_APP' },
  PASSKEY_REFUSED: { code: 'PASSKEY_REFUSED' },
  CHALLENGE_OVER: { code: 'CHALLENGE_OVER' },
  SIGN_IN_TOO_OLD: { code: 'SIGN_IN_TOO_OLD' },
  SET_UP_ELSEWHERE: { code: 'SET_UP_ELSEWHERE' },
  FRESH_PROOF_REQUIRED: { code: 'FRESH_PROOF_REQUIRED' },
  PASSKEY_KNOWN: { code: 'PASSKEY_KNOWN' },
  TOO_MANY_PASSKEYS: { code: 'TOO_MANY_PASSKEYS', most: 10 },
  SET_UP_OVER: { code: 'SET_UP_OVER' },
  FIRST_CODE_WRONG: { code: 'FIRST_CODE_WRONG' },
  NOTHING_TO_RECOVER: { code: 'NOTHING_TO_RECOVER' },
  NO_SUCH_AUTHENTICATOR: { code: 'NO_SUCH_AUTHENTICATOR' },
  RESET_NOT_PERMITTED: { code: 'RESET_NOT_PERMITTED' },
  RESET_OWN: { code: 'RESET_OWN' },
  NOTHING_TO_RESET: { code: 'NOTHING_TO_RESET' },
  RESET_PROOF_REQUIRED: { code: 'RESET_PROOF_REQUIRED' },
  ACCESS_REVIEW_TERMS: {
    code: 'ACCESS_REVIEW_TERMS',
    faults: [
      { kind: 'no-reviewers' },
      { kind: 'no-fallback' },
      { kind: 'fallback-removed' },
      { kind: 'reviewer-unable', ids: [] },
      { kind: 'too-many-reviewers', most: 50 },
      { kind: 'length', most: 27, pattern: { type: 'absoluteMonthly', interval: 1 } },
      { kind: 'inactive-range', most: 730 },
      { kind: 'look-back-range', most: 365 },
      { kind: 'starts-in-past' },
      { kind: 'ends-before-start' },
      { kind: 'occurrences', most: 1000 },
      ...(['self', 'manager', 'inactive', 'eligible'] as const).map(
        (not) => ({ kind: 'of-applications', not }) as const,
      ),
    ],
  },
  ACCESS_REVIEW_NOT_FOUND: { code: 'ACCESS_REVIEW_NOT_FOUND' },
  ACCESS_REVIEW_STATE: { code: 'ACCESS_REVIEW_STATE', status: 'InProgress', act: 'apply' },
  NOT_A_REVIEWER: { code: 'NOT_A_REVIEWER' },
  OWN_ACCESS: { code: 'OWN_ACCESS' },
  DECISION_NEEDS_REASON: { code: 'DECISION_NEEDS_REASON' },
  NOTHING_RECOMMENDED: { code: 'NOTHING_RECOMMENDED' },
};

describe.each(Object.values(refusals))('When $code is said', (refusal) => {
  it('then it is a whole sentence, calm, without codes or numbers of milliseconds', () => {
    const text = refusalText(refusal, when);
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(text).not.toMatch(/!|undefined|NaN|[A-Z]{2,}_|\d{5,}/);
  });
});

it('When times matter, then they are said in the reader’s zone', () => {
  expect(refusalText(refusals.ACTIVE_TOO_SHORT, when)).toContain('at 16:01');
  expect(refusalText(refusals.POLICY_TIGHTENED, when)).toContain('at most 1 h');
});
