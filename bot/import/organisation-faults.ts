import { effectivePolicy } from '../../domain/policy/default-policy.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { RoleDefinition } from '../../domain/ports/directory.js';
import { policyKey } from '../../domain/role/role.js';
import { type ImportFault, placeOf } from './import-fault.js';
import type { DesiredSettings } from './organisation.js';
import { policyChanges } from './policy-changes.js';
import { type ReadOrganisation, readOrganisation } from './read/parse-organisation.js';
import { settingsFaults } from './read/settings-faults.js';
import type { Source } from './read/source.js';

/**
 * Returns every fault of a file that was read, in the order of its lines: of its entries, and of the settings of roles
 * that could not stand beside the policies in force. Settings with a fault of their own are not looked at twice.
 */
export function organisationFaults(
  { organisation, faults }: ReadOrganisation,
  policies: ReadonlyMap<string, Policy>,
  source: Pick<Source, 'lineOf'>,
): ImportFault[] {
  const settings = organisation.settings.flatMap((desired) => {
    const policy = policies.get(policyKey(desired.role));
    return policy && isWhole(desired, faults) ? [{ desired, changes: policyChanges(desired, policy) }] : [];
  });
  const all = [...faults, ...settingsFaults(settings, policies, source)];
  return all.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
}

/** Returns every fault of a file that begins a directory, where nothing but these role definitions is known. */
export function faultsOfBeginning(source: Source, roleDefinitions: readonly RoleDefinition[]): ImportFault[] {
  const read = readOrganisation(source, { principals: [], scopes: [], roleDefinitions });
  const policies = read.organisation.settings.map(({ role }): [string, Policy] => {
    const key = policyKey(role);
    return [key, effectivePolicy(key, role.kind, {}, 0)];
  });
  return organisationFaults(read, new Map(policies), source);
}

function isWhole({ path, asks, approvers }: DesiredSettings, faults: readonly ImportFault[]): boolean {
  const own = placeOf(path);
  const named = asks.approval ? (asks.approval.approvers ?? []) : [];
  const isFaulty = faults.some(({ place }) => place === own || place.startsWith(`${own}.`));
  return !isFaulty && named.length === approvers.length;
}
