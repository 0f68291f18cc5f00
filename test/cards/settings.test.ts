import { describe, expect, it } from 'vitest';
import type { View } from '../../cards/card.js';
import { renderAdaptiveCard } from '../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../cards/platform/block-kit.js';
import { renderModal } from '../../cards/platform/block-kit-modal.js';
import { renderPlain } from '../../cards/platform/plain.js';
import { linked } from '../../cards/platform/portal-page.js';
import { type SettingsFacts, settingsCard, settingsChangedCard } from '../../cards/settings/settings-card.js';
import { settingsForm } from '../../cards/settings/settings-form.js';
import { type LoweredFacts, settingsLoweredCard } from '../../cards/settings/settings-lowered-card.js';
import { conflictText, settingsRefusalText } from '../../cards/settings/settings-refusal-text.js';
import { type SectionName, sectionNames, settingsSections } from '../../cards/settings/settings-sections.js';
import { defaultRules } from '../../domain/policy/default-policy.js';
import type { PolicyChanges } from '../../domain/policy/policy.js';
import type { SettingsConflict } from '../../domain/policy/settings-conflict.js';
import type { Role } from '../../domain/role/role.js';
import { days, hours, minutes } from '../../domain/time.js';
import {
  aPolicy,
  approvedBy,
  approversGroup,
  aRole,
  aStagePolicy,
  asks,
  bob,
  carol,
  dave,
} from '../support/builders.js';
import { adaptiveCardFaults } from '../support/platforms/adaptive-card-limits.js';
import { blockKitFaults } from '../support/platforms/block-kit-limits.js';

const names = { [bob]: 'Bob', [carol]: 'Carol', [dave]: 'Dave', [approversGroup]: 'Research, Development' };
const atScope: Role = {
  kind: 'azure',
  roleDefinitionId: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  directoryScopeId: `/subscriptions/0d3e0000-0000-4000-8000-00000000a001/resourceGroups/${'web-shop-'.repeat(10)}`,
};

const facts = (changes: PolicyChanges = {}, role = aRole()): SettingsFacts => ({
  role,
  roleName: role.kind === 'azure' ? 'Reader' : 'Security Reader',
  ...(role.kind === 'azure' && { scopeName: 'web-shop' }),
  policy: aPolicy(changes, role),
  defaults: defaultRules(role.kind),
  names,
});

const twoStages = approvedBy(
  aStagePolicy({ primaryApprovers: asks(bob, carol), approvalsRequired: 2, timeOut: hours(4) }),
  aStagePolicy({
    primaryApprovers: [{ type: 'groupMembers', groupId: approversGroup }],
    escalationApprovers: asks(dave),
    escalationTime: hours(2),
    isApproverJustificationRequired: true,
  }),
);
const changed: PolicyChanges = {
  ...twoStages,
  Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(4) },
  Notification_Admin_EndUser_Assignment: {
    notificationLevel: 'Critical',
    isDefaultRecipientsEnabled: false,
    notificationRecipients: ['soc@contoso.example'],
  },
};
const form = (section: SectionName, over: Partial<Parameters<typeof settingsForm>[0]> = {}) =>
  settingsForm({
    facts: facts(changed),
    keys: settingsSections[section].keys,
    written: {},
    problems: {},
    notes: [],
    reopen: { do: 'ask-settings', role: aRole(), section },
    ...over,
  });

const lowered: LoweredFacts = {
  ...facts(changed),
  what: 'lowered',
  undoable: 'yes',
  changedBy: 'Quentin',
  version: 7,
  rules: ['Expiration_EndUser_Assignment', 'Approval_EndUser_Assignment'],
  before: facts(changed).policy.rules,
  after: aPolicy({}).rules,
};

const views: Record<string, View> = {
  settings: settingsCard(facts(changed), true),
  'settings-to-look-at': settingsCard(facts(undefined, atScope), false),
  'settings-changed': settingsChangedCard(facts(changed), {
    rules: ['Expiration_EndUser_Assignment', 'Approval_EndUser_Assignment', 'Notification_Admin_EndUser_Assignment'],
    before: aPolicy().rules,
  }),
  'settings-lowered': settingsLoweredCard(lowered),
  'settings-lowered-to-know': settingsLoweredCard({ ...lowered, undoable: 'to-know' }),
  'settings-lowered-over': settingsLoweredCard({ ...lowered, undoable: 'over' }),
  'settings-undone': settingsLoweredCard({
    ...lowered,
    undoable: 'to-know',
    what: 'undone',
    changedBy: 'Olga',
    before: lowered.after,
    after: lowered.before,
  }),
  'settings-form-activation': form('activation', {
    written: { maximum: '25h' },
    problems: { maximum: 'A role can be activated for at most 30 min to 24 h.' },
    notes: ['I could not place “qwerty”.'],
  }),
  'settings-form-approval': form('approval'),
  'settings-form-mail': form('mailActivated'),
};

const golden = (name: string) => `../fixtures/golden/${name}`;
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

describe.each(Object.entries(views))('%s', (name, seen) => {
  const view = linked(seen, 'https://latchkey.example');

  it('reads in a terminal as it did', async () => {
    await expect(`${renderPlain(view)}\n`).toMatchFileSnapshot(golden(`${name}.txt`));
  });

  it('is the Slack message and the Adaptive Card it was, and one that they take', async () => {
    const message = renderBlockKit(view);
    expect(blockKitFaults(message.blocks)).toEqual([]);
    await expect(json(message)).toMatchFileSnapshot(golden(`${name}.block-kit.json`));
    const card = renderAdaptiveCard(view);
    expect(adaptiveCardFaults(card)).toEqual([]);
    await expect(json(card)).toMatchFileSnapshot(golden(`${name}.adaptive.json`));
  });

  it.runIf(view.kind === 'form')('is the modal it was, and one Slack takes', async () => {
    if (view.kind !== 'form') throw new Error('no form');
    const modal = renderModal(view);
    expect(blockKitFaults(modal.blocks, 'modal')).toEqual([]);
    await expect(json(modal)).toMatchFileSnapshot(golden(`${name}.modal.json`));
  });
});

describe('When settings are as many as they can be', () => {
  const many = approvedBy(
    ...Array.from({ length: 5 }, () =>
      aStagePolicy({ primaryApprovers: asks(bob, carol), escalationApprovers: asks(dave), escalationTime: hours(1) }),
    ),
  );
  const card = settingsCard(facts(many, atScope), true);

  it('then every part is shown, and can be changed, on every surface', () => {
    expect(card.rows).toHaveLength(12);
    for (const shown of [JSON.stringify(renderBlockKit(card)), JSON.stringify(renderAdaptiveCard(card))]) {
      for (const { title } of card.rows) expect(shown).toContain(title);
      for (const section of sectionNames) expect(shown).toContain(section);
    }
  });

  it('then each form asks everything of its part on every surface', () => {
    for (const section of sectionNames) {
      const asked = form(section, { facts: facts(many, atScope) });
      const { keys } = settingsSections[section];
      expect(renderModal(asked).blocks.filter(({ type }) => type === 'input')).toHaveLength(keys.length);
      expect(renderModal(asked).private_metadata).not.toBe('');
      for (const key of keys) expect(JSON.stringify(renderAdaptiveCard(asked))).toContain(`"id":"${key}"`);
    }
  });
});

/** One of each; one that is missing here fails the compile. */
const conflicts: { [Name in SettingsConflict['conflict']]: Extract<SettingsConflict, { conflict: Name }> } = {
  MfaAndAcrsConflict: { conflict: 'MfaAndAcrsConflict' },
  CONTEXT_ID: { conflict: 'CONTEXT_ID', claimValue: 'c0' },
  ACTIVATION_MAXIMUM: { conflict: 'ACTIVATION_MAXIMUM', maximumDuration: hours(25) },
  LONGEST: { conflict: 'LONGEST', rule: 'Expiration_Admin_Eligibility', maximumDuration: minutes(1) },
  STAGE_COUNT: { conflict: 'STAGE_COUNT', count: 6 },
  NO_APPROVERS: { conflict: 'NO_APPROVERS', stageId: 0 },
  APPROVALS_REQUIRED: { conflict: 'APPROVALS_REQUIRED', stageId: 1, approvalsRequired: 0 },
  TOO_FEW_APPROVERS: { conflict: 'TOO_FEW_APPROVERS', stageId: 0, approvalsRequired: 2, named: 1 },
  APPROVAL_WINDOW: { conflict: 'APPROVAL_WINDOW', stageId: 0, timeOut: days(31) },
  ESCALATION_TIME: { conflict: 'ESCALATION_TIME', stageId: 2, timeOut: hours(1) },
  ESCALATION_INCOMPLETE: { conflict: 'ESCALATION_INCOMPLETE', stageId: 0, missing: 'time' },
  APPROVER_TWICE: { conflict: 'APPROVER_TWICE', stageId: 0 },
  RECIPIENT: { conflict: 'RECIPIENT', rule: 'Notification_Admin_EndUser_Assignment', recipient: 'x' },
  NOTIFICATION_LEVEL: {
    conflict: 'NOTIFICATION_LEVEL',
    rule: 'Notification_Admin_EndUser_Assignment',
    notificationLevel: 'x',
  },
};

describe.each(Object.values(conflicts))('When $conflict is said', (found) => {
  it('then it is whole sentences, calm, without codes or numbers of milliseconds', () => {
    const text = conflictText(found);
    expect(text).toMatch(/^[A-Z0-9“].*\.$/);
    expect(text).not.toMatch(/!|undefined|NaN|[A-Z]{2,}_|\d{5,}/);
  });
});

it('When several things cannot be, then all of them are said', () => {
  const all = settingsRefusalText({ code: 'SETTINGS_CONFLICT', conflicts: Object.values(conflicts) });
  for (const found of Object.values(conflicts)) expect(all).toContain(conflictText(found));
  expect(conflictText(conflicts.ESCALATION_TIME)).toContain('in stage 3');
});
