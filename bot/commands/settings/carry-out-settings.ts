import type { Action } from '../../../cards/actions.js';
import { type SettingsFacts, settingsChangedCard } from '../../../cards/settings/settings-card.js';
import { mostInputs, settingsForm } from '../../../cards/settings/settings-form.js';
import { conflictText, settingsRefusalText } from '../../../cards/settings/settings-refusal-text.js';
import { type SettingKey, settingKeys } from '../../../cards/settings/settings-sections.js';
import type { RuleId } from '../../../cards/settings/settings-words.js';
import type { SettingsConflict } from '../../../domain/policy/settings-conflict.js';
import type { SettingsRefusal } from '../../../domain/refusal.js';
import type { SettingsChange } from '../../../domain/usecases/assignment/change-settings.js';
import { may } from '../../../domain/usecases/common/authority.js';
import { readApproverNames } from '../../views/settings-facts.js';
import { askProof, settingsIntent, settingsWords } from '../assignment/admin-proof.js';
import type { Answer, CommandContext, CommandDeps } from '../command.js';
import { resolveStages } from '../words/resolve-approvers.js';
import { readSettings } from './settings-arguments.js';
import { settingsChanges } from './settings-changes.js';
import type { Written } from './settings-text.js';

export type SettingsCaller = Pick<CommandContext, 'by' | 'actor' | 'timeZone' | 'proofsFor'>;

/** What was written, typed or in a form; `shown`: which settings that form showed; `reopen` shows it again. */
export type RequestedChanges = Written & { shown?: readonly SettingKey[]; reopen: Action };

/**
 * Changes a role's settings to what was written, made from the policy of `facts`. Answers with what was changed,
 * before and after; with the form, where something of it could not be read or cannot be; or with the refusal.
 */
export async function carryOut(
  deps: CommandDeps,
  caller: SettingsCaller,
  facts: SettingsFacts,
  desired: RequestedChanges,
): Promise<Answer> {
  const when = { timeZone: caller.timeZone, now: deps.clock.now() };
  const { args, problems } = readSettings(desired.written, when);
  // Who may not change them has nobody looked up: it is refused below, in the audit log.
  const isAllowed = await maySettings(deps, 'manage', facts, caller);
  const { stages, problems: unknown } = isAllowed ? await resolveStages(deps.directory, args) : nobodyLookedUp;
  const unread = { ...desired.doubts, ...problems, ...unknown };
  if (Object.keys(unread).length + desired.notes.length > 0) return askAgain(deps, caller, facts, desired, unread);

  const { policy, role } = facts;
  const changes = settingsChanges(args, stages, policy.rules, role.kind);
  const intent = settingsIntent(role, policy.version);
  const proofs = caller.proofsFor(intent);
  const outcome = await deps.changeSettings(role, changes, { drawnFrom: policy.version }, proofs, caller.by);
  if (outcome.ok) return { kind: 'card', card: await changedCard(deps, facts, outcome.value) };
  const { refusal } = outcome;
  const prove = askProof(refusal, intent, settingsWords(facts, Object.keys(changes)));
  if (prove) return prove;
  if (refusal.code !== 'SETTINGS_CONFLICT') return refused(refusal);
  return askAgain(deps, caller, facts, desired, problemsOf(refusal.conflicts));
}

const nobodyLookedUp: Awaited<ReturnType<typeof resolveStages>> = { stages: { first: {} }, problems: {} };

/** The answer that settings may not be shown or changed so. */
export const refused = (refusal: SettingsRefusal): Answer => ({ kind: 'refused', text: settingsRefusalText(refusal) });

/** Whether the caller may change, or only see, the settings of a role. */
export const maySettings = (
  { directory, store, clock }: CommandDeps,
  permission: 'manage' | 'view',
  { role }: Pick<SettingsFacts, 'role'>,
  { actor }: Pick<SettingsCaller, 'actor'>,
): Promise<boolean> => may({ directory, reads: store.read, now: clock.now() }, permission, role, actor);

/** What was changed of a role's settings, from `facts` as they were. */
export async function changedCard({ directory }: CommandDeps, facts: SettingsFacts, { before, after }: SettingsChange) {
  const rules = { before: { ...facts.policy.rules, ...before }, after: { ...facts.policy.rules, ...after } };
  const names = await readApproverNames(directory, rules.before, rules.after);
  const changed = Object.keys(after) as RuleId[];
  return settingsChangedCard(
    { ...facts, names, policy: { ...facts.policy, rules: rules.after } },
    { rules: changed, before: rules.before },
  );
}

/** The form with what was understood filled in, for those who may change the settings. */
export async function askAgain(
  deps: CommandDeps,
  caller: SettingsCaller,
  facts: SettingsFacts,
  { written, shown, notes, reopen }: Omit<RequestedChanges, 'doubts'>,
  problems: Partial<Record<SettingKey, string>>,
): Promise<Answer> {
  if (!(await maySettings(deps, 'manage', facts, caller))) {
    return refused({ code: 'NOT_PERMITTED', permission: 'manage' });
  }
  const concerned = settingKeys.filter((key) => written[key] !== undefined || problems[key] !== undefined);
  if (concerned.length === 0) return { kind: 'refused', text: [...notes, whatCanBeSet].join(' ') };
  const inOrder = [...concerned].sort((one, other) => Number(other in problems) - Number(one in problems));
  const keys = shown ?? inOrder.slice(0, mostInputs);
  const hidden = concerned.filter((key) => !keys.includes(key));
  // A conflict may concern what the form does not show: it still has to be told.
  const untold = hidden.flatMap((key) => problems[key] ?? []);
  const isLeft = hidden.some((key) => written[key] !== undefined);
  const rest = isLeft ? ['Not everything fits into one form: type the rest again after it.'] : [];
  return {
    kind: 'form',
    form: settingsForm({ facts, keys, written, problems, notes: [...notes, ...new Set(untold), ...rest], reopen }),
  };
}

const whatCanBeSet =
  'You can set: maximum, reason, ticket, second factor, context; approval by, approvals, approval window, approver reason, approver second factor, escalate to, then by; longest eligibility, longest assignment; notify.';

function problemsOf(conflicts: readonly SettingsConflict[]): Partial<Record<SettingKey, string>> {
  const problems: Partial<Record<SettingKey, string>> = {};
  for (const found of conflicts) {
    for (const key of keysOf(found)) {
      const others = problems[key] === undefined ? '' : `${problems[key]} `;
      problems[key] = `${others}${conflictText(found)}`;
    }
  }
  return problems;
}

/** The settings that fix a conflict. */
function keysOf(found: SettingsConflict): readonly SettingKey[] {
  if ('stageId' in found && found.stageId > 0) return ['furtherStages'];
  switch (found.conflict) {
    case 'MfaAndAcrsConflict':
      return ['secondFactor', 'context'];
    case 'CONTEXT_ID':
      return ['context'];
    case 'ACTIVATION_MAXIMUM':
      return ['maximum'];
    case 'LONGEST':
      return [found.rule === 'Expiration_Admin_Eligibility' ? 'longestEligibility' : 'longestAssignment'];
    case 'STAGE_COUNT':
      return ['furtherStages'];
    case 'RECIPIENT':
      return [`${found.rule}_recipients`];
    case 'NOTIFICATION_LEVEL':
      return [found.rule];
    default:
      return [ofFirstStage[found.conflict]];
  }
}

const ofFirstStage: Record<Extract<SettingsConflict, { stageId: number }>['conflict'], SettingKey> = {
  NO_APPROVERS: 'approvers',
  APPROVER_TWICE: 'approvers',
  APPROVALS_REQUIRED: 'approvals',
  TOO_FEW_APPROVERS: 'approvals',
  APPROVAL_WINDOW: 'window',
  ESCALATION_TIME: 'escalateAfter',
  ESCALATION_INCOMPLETE: 'escalateAfter',
};
