import type { SettingsConflict } from '../../domain/policy/settings-conflict.js';
import type { SettingsRefusal } from '../../domain/refusal.js';
import { unprovenText } from '../account/proof-refusal-text.js';
import { formatDuration } from '../words/format-time.js';

/** Says why settings are not changed, and what fixes it. */
export function settingsRefusalText(refusal: SettingsRefusal): string {
  switch (refusal.code) {
    case 'NOT_PERMITTED':
      return refusal.permission === 'manage'
        ? 'You may not change the settings of this role. Ask one of those who manage it.'
        : 'You may not see the settings of this role. Ask one of those who manage it.';
    case 'ADMINISTRATION_UNPROVEN':
      return unprovenText;
    case 'ROLE_NOT_FOUND':
      return 'The directory has no such role or scope, so it has no settings. Look up its name and try again.';
    case 'ASSIGNEE_FORBIDDEN':
      return refusal.reason === 'dynamic-group'
        ? 'The members of this group follow a rule, so its settings would govern nothing. Change the rule instead.'
        : 'This group is managed in the local directory, so its settings would govern nothing. Change its members there.';
    case 'NOTHING_TO_CHANGE':
      return 'The settings are so already, so nothing was changed.';
    case 'SETTINGS_CHANGED_MEANWHILE':
      return 'Somebody else has just changed these settings, so yours were not written over theirs. Look at them as they are now, and change them again.';
    case 'SETTINGS_CONFLICT':
      return refusal.conflicts.map(conflictText).join(' ');
  }
}

/** Says what about wanted settings cannot be so, and what can. */
export function conflictText(found: SettingsConflict): string {
  switch (found.conflict) {
    case 'MfaAndAcrsConflict':
      return 'A role can ask for a second factor or for an authentication context, not for both. Turn one of them off.';
    case 'CONTEXT_ID':
      return 'An authentication context is one of c1 to c99. Write one of them, or “off”.';
    case 'ACTIVATION_MAXIMUM':
      return `A role can be activated for at most 30 min to 24 h, in steps of half an hour. ${formatDuration(found.maximumDuration)} is none of them.`;
    case 'LONGEST':
      return `The longest ${found.rule === 'Expiration_Admin_Eligibility' ? 'eligibility' : 'assignment'} is between 5 min, for nothing shorter can be given, and 10 years. For no end at all, write “permanent”.`;
    case 'STAGE_COUNT':
      return found.count === 0
        ? 'Approval needs somebody who approves. Name them, or turn approval off.'
        : `Approval has at most 5 stages, and these are ${found.count}. Take some out.`;
    case 'NOTIFICATION_LEVEL':
      return `Mail is sent for “all”, “critical” or “none”. “${found.notificationLevel}” is none of them.`;
    case 'RECIPIENT':
      return `“${found.recipient}” is no mail address. Write it like name@organisation.example.`;
    default:
      return stageText(found);
  }
}

type StageConflict = Extract<SettingsConflict, { stageId: number }>;

function stageText(found: StageConflict): string {
  const where = found.stageId === 0 ? '' : ` in stage ${found.stageId + 1}`;
  switch (found.conflict) {
    case 'NO_APPROVERS':
      return `Nobody is named who approves${where}, and only directory roles have approvers by default. Name a person or a group.`;
    case 'APPROVALS_REQUIRED':
      return `The number of approvals${where} must be a whole number, at least 1.`;
    case 'TOO_FEW_APPROVERS':
      return `${found.approvalsRequired} approvals are asked for${where}, and only ${found.named === 1 ? 'one person is' : `${found.named} people are`} named who could give one. Name more, or ask for fewer.`;
    case 'APPROVAL_WINDOW':
      return `The time to approve${where} is between 5 min and 30 days.`;
    case 'ESCALATION_TIME':
      return `Escalation${where} has to come before the time to approve is over, which is ${formatDuration(found.timeOut)}.`;
    case 'ESCALATION_INCOMPLETE':
      return found.missing === 'time'
        ? `After how long are the others asked as well${where}? Write a time, like 2h.`
        : `Whom to ask as well after that time${where}? Name a person or a group.`;
    case 'APPROVER_TWICE':
      return `Somebody is named twice${where}. Name everybody once.`;
  }
}
