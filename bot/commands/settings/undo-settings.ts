import type { Action } from '../../../cards/actions.js';
import { type RuleId, ruleLabels, ruleWords } from '../../../cards/settings/settings-words.js';
import { readSettingsFacts } from '../../views/settings-facts.js';
import type { Answer, CommandDeps } from '../command.js';
import { changedCard, refused, type SettingsCaller } from './carry-out-settings.js';

const named: readonly RuleId[] = [
  'Enablement_EndUser_Assignment',
  'AuthenticationContext_EndUser_Assignment',
  'Approval_EndUser_Assignment',
  'Expiration_EndUser_Assignment',
];

/**
 * Puts back what a change of a role's settings lowered, named by the role's ids and the version it made. Answers with
 * what is so now: what was put back, or, where the settings have been changed since, how they are.
 */
export async function pressUndo(
  deps: CommandDeps,
  { by }: Pick<SettingsCaller, 'by'>,
  { role, version }: Extract<Action, { do: 'undo-settings' }>,
): Promise<Answer> {
  const facts = await readSettingsFacts(deps, role);
  const outcome = await deps.undoSettings(facts.role, version, by);
  if (outcome.ok) return { kind: 'card', card: await changedCard(deps, facts, outcome.value) };
  if (outcome.refusal.code !== 'SETTINGS_CHANGED_MEANWHILE') return refused(outcome.refusal);
  const now = named.map((rule) => `${ruleLabels[rule]}: ${ruleWords(rule, facts.policy.rules, facts.names)}`);
  const text = `These settings have been changed since, so nothing was undone. They are now: ${now.join('. ')}.`;
  return { kind: 'refused', text };
}
