import type { Action } from '../../cards/actions.js';
import { type SettingsFacts, settingsChangedCard } from '../../cards/settings/settings-card.js';
import { settingsMeaning } from '../../cards/settings/settings-meaning.js';
import { isSettingKey } from '../../cards/settings/settings-sections.js';
import type { RuleId } from '../../cards/settings/settings-words.js';
import type { PrincipalId } from '../../domain/ids.js';
import { decideSettings } from '../../domain/policy/decide-settings.js';
import type { Role } from '../../domain/role/role.js';
import { may } from '../../domain/usecases/common/authority.js';
import type { CommandDeps, Fields } from '../commands/command.js';
import { readSettings } from '../commands/settings/settings-arguments.js';
import { settingsChanges } from '../commands/settings/settings-changes.js';
import { touched } from '../commands/settings/settings-form-press.js';
import { resolveStages } from '../commands/words/resolve-approvers.js';
import { readApproverNames, readSettingsFacts } from '../views/settings-facts.js';

type RequestedChanges = Extract<Action, { do: 'change-settings' }>;
/** What a change would come to: each rule as it is and as it would be, in words, and what that means. */
export type SettingsForesight = { title: string; rules: { title: string; words: string; meaning: string[] }[] };

/** What the portal shows of a role's settings, as far as the actor may see them. */
export const settingsReads = (deps: CommandDeps) => ({
  /** The settings of a role; undefined where the actor may not view them. */
  async settings(role: Role, actor: PrincipalId): Promise<{ facts: SettingsFacts; mayChange: boolean } | undefined> {
    const facts = await readSettingsFacts(deps, role);
    const mayChange = await mayDo(deps, 'manage', facts.role, actor);
    if (!mayChange && !(await mayDo(deps, 'view', facts.role, actor))) return undefined;
    return { facts, mayChange };
  },
  /**
   * What a filled-in form would change, for those who may. Undefined where it would change nothing or could not be:
   * sending it says why.
   */
  async foresee(
    { role, version, keys }: RequestedChanges,
    fields: Fields,
    { actor, timeZone }: { actor: PrincipalId; timeZone: string },
  ): Promise<SettingsForesight | undefined> {
    const facts = await readSettingsFacts(deps, role);
    if (facts.policy.version !== version || !(await mayDo(deps, 'manage', facts.role, actor))) return undefined;
    const written = touched(facts, keys.filter(isSettingKey), fields);
    const { args, problems } = readSettings(written, { timeZone, now: deps.clock.now() });
    const { stages, problems: unknown } = await resolveStages(deps.directory, args);
    if (Object.keys(problems).length + Object.keys(unknown).length > 0) return undefined;
    const { policy } = facts;
    const changes = settingsChanges(args, stages, policy.rules, facts.role.kind);
    const decided = decideSettings(policy, facts.role, changes);
    return decided.ok
      ? inWords(deps, facts, { ...policy.rules, ...decided.value }, Object.keys(decided.value))
      : undefined;
  },
});

const mayDo = ({ directory, store, clock }: CommandDeps, what: 'manage' | 'view', role: Role, actor: PrincipalId) =>
  may({ directory, reads: store.read, now: clock.now() }, what, role, actor);

async function inWords(
  { directory }: CommandDeps,
  facts: SettingsFacts,
  after: SettingsFacts['policy']['rules'],
  changed: readonly string[],
): Promise<SettingsForesight> {
  const names = await readApproverNames(directory, facts.policy.rules, after);
  const rules = changed as RuleId[];
  const policy = { ...facts.policy, rules: after };
  const card = settingsChangedCard({ ...facts, names, policy }, { rules, before: facts.policy.rules });
  return {
    title: card.title,
    rules: card.rows.flatMap(({ title, subtitle = '' }, index) => {
      const id = rules[index];
      return id === undefined
        ? []
        : [{ title, words: subtitle, meaning: settingsMeaning(id, facts.policy.rules, after) }];
    }),
  };
}
