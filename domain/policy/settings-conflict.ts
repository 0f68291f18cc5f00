import type { Duration } from '../time.js';
import type { PolicyRules } from './policy.js';

/** The rules that say who is told of what. */
export type NotificationRuleId = Extract<keyof PolicyRules, `Notification_${string}`>;

/** A stage's place among the stages, from 0. */
type OfStage = { stageId: number };

/** One thing about wanted settings that cannot be so. */
export type SettingsConflict =
  /** A second factor and an authentication context exclude each other; the name is Entra's. */
  | { conflict: 'MfaAndAcrsConflict' }
  | { conflict: 'CONTEXT_ID'; claimValue: string }
  | { conflict: 'ACTIVATION_MAXIMUM'; maximumDuration: Duration }
  | {
      conflict: 'LONGEST';
      rule: 'Expiration_Admin_Eligibility' | 'Expiration_Admin_Assignment';
      maximumDuration: Duration;
    }
  | { conflict: 'STAGE_COUNT'; count: number }
  /** Nobody is asked, and only directory roles have approvers by default. */
  | ({ conflict: 'NO_APPROVERS' } & OfStage)
  | ({ conflict: 'APPROVALS_REQUIRED'; approvalsRequired: number } & OfStage)
  | ({ conflict: 'TOO_FEW_APPROVERS'; approvalsRequired: number; named: number } & OfStage)
  | ({ conflict: 'APPROVAL_WINDOW'; timeOut: Duration } & OfStage)
  | ({ conflict: 'ESCALATION_TIME'; timeOut: Duration } & OfStage)
  | ({ conflict: 'ESCALATION_INCOMPLETE'; missing: 'approvers' | 'time' } & OfStage)
  | ({ conflict: 'APPROVER_TWICE' } & OfStage)
  | { conflict: 'RECIPIENT'; rule: NotificationRuleId; recipient: string }
  | { conflict: 'NOTIFICATION_LEVEL'; rule: NotificationRuleId; notificationLevel: string };
