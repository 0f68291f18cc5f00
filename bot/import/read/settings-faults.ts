import { conflictText } from '../../../cards/settings/settings-refusal-text.js';
import { decideSettings } from '../../../domain/policy/decide-settings.js';
import type { Policy } from '../../../domain/policy/policy.js';
import type { SettingsConflict } from '../../../domain/policy/settings-conflict.js';
import { policyKey } from '../../../domain/role/role.js';
import type { Difference } from '../diff-organisation.js';
import { faultLog, type ImportFault } from '../import-fault.js';
import type { Source } from './source.js';

/** What the settings of a file would make of the present ones and cannot be, each where the file says it. */
export function settingsFaults(
  settings: Difference['writes']['settings'],
  policies: ReadonlyMap<string, Policy>,
  { lineOf }: Pick<Source, 'lineOf'>,
): ImportFault[] {
  const faults = faultLog(lineOf);
  for (const { desired, changes } of settings) {
    const policy = policies.get(policyKey(desired.role));
    const decision = policy && decideSettings(policy, desired.role, changes);
    if (!decision || decision.ok || decision.refusal.code !== 'SETTINGS_CONFLICT') continue;
    for (const found of decision.refusal.conflicts) {
      faults.add([...desired.path, fieldOf(found)], `“${desired.label}”: ${conflictText(found).replace(/\.$/, '')}`);
    }
  }
  return faults.faults();
}

/** The field of the file that says it. What a file cannot say can only have been there before: it is shown all the same. */
function fieldOf(found: SettingsConflict): string {
  switch (found.conflict) {
    case 'ACTIVATION_MAXIMUM':
      return 'maximumActivation';
    case 'LONGEST':
      return found.rule === 'Expiration_Admin_Eligibility' ? 'longestEligibility' : 'longestAssignment';
    case 'MfaAndAcrsConflict':
    case 'CONTEXT_ID':
      return 'multiFactorAuthentication';
    default:
      return 'approval';
  }
}
