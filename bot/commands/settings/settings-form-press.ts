import type { Action } from '../../../cards/actions.js';
import type { SettingsFacts } from '../../../cards/settings/settings-card.js';
import { settingsForm } from '../../../cards/settings/settings-form.js';
import {
  isSettingKey,
  notificationRuleOf,
  type SettingKey,
  sectionNames,
  settingsSections,
} from '../../../cards/settings/settings-sections.js';
import { settingValue, switches } from '../../../cards/settings/settings-values.js';
import { readSettingsFacts } from '../../views/settings-facts.js';
import type { Answer, CommandDeps, Fields } from '../command.js';
import { askAgain, carryOut, maySettings, refused, type SettingsCaller } from './carry-out-settings.js';
import { readSettings } from './settings-arguments.js';
import type { Written } from './settings-text.js';

/** The form for one part of a role's settings, with what is so at present, for those who may change it. */
export async function askSettings(
  deps: CommandDeps,
  caller: SettingsCaller,
  action: Extract<Action, { do: 'ask-settings' }>,
): Promise<Answer> {
  const facts = await readSettingsFacts(deps, action.role);
  if (!(await maySettings(deps, 'manage', facts, caller))) {
    return refused({ code: 'NOT_PERMITTED', permission: 'manage' });
  }
  const { keys } = settingsSections[action.section];
  return {
    kind: 'form',
    form: settingsForm({ facts, keys, written: {}, problems: {}, notes: [], reopen: action }),
  };
}

/** The form with what was written for a role's settings, for those who may change them. */
export async function fillSettings(
  deps: CommandDeps,
  caller: SettingsCaller,
  action: Extract<Action, { do: 'fill-settings' }>,
): Promise<Answer> {
  const facts = await readSettingsFacts(deps, action.role);
  const { problems } = readSettings(action.written, { timeZone: caller.timeZone, now: deps.clock.now() });
  return askAgain(deps, caller, facts, { ...action, reopen: action }, { ...problems, ...action.problems });
}

/** Carries out a filled-in form: what was left as it was drawn is left alone. */
export async function submitSettings(
  deps: CommandDeps,
  caller: SettingsCaller,
  { role, version, keys }: Extract<Action, { do: 'change-settings' }>,
  fields: Fields,
): Promise<Answer> {
  const facts = await readSettingsFacts(deps, role);
  if (facts.policy.version !== version) return refused({ code: 'SETTINGS_CHANGED_MEANWHILE' });
  const shown = keys.filter(isSettingKey);
  const section = sectionNames.find((name) => shown[0] && isIn(shown[0], settingsSections[name].keys)) ?? 'activation';
  const reopen = { do: 'ask-settings' as const, role, section };
  return carryOut(deps, caller, facts, {
    written: touched(facts, shown, fields),
    doubts: {},
    notes: [],
    shown,
    reopen,
  });
}

const isIn = (key: SettingKey, keys: readonly SettingKey[]) => keys.includes(key);

/** What of a filled-in form differs from what is so at present. */
export function touched(
  { policy, names }: SettingsFacts,
  shown: readonly SettingKey[],
  fields: Fields,
): Written['written'] {
  const entries = shown.map((key) => [key, (fields[key] ?? '').replace(/\r\n?/g, '\n').trim()] as const);
  return Object.fromEntries(
    entries.filter(([key, text]) => {
      const isUnchosen = text === '' && isChoice(key);
      return !isUnchosen && text !== settingValue(key, policy.rules, names);
    }),
  );
}

/** Platforms leave out a list in which nothing was chosen; an emptied text says “none”. */
const isChoice = (key: SettingKey): boolean =>
  switches[key] !== undefined ||
  key === 'approval' ||
  key === 'approverReason' ||
  key === 'approverSecondFactor' ||
  notificationRuleOf(key) === key;
