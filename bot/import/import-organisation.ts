import { settingsRefusalText } from '../../cards/settings/settings-refusal-text.js';
import type { Schedule } from '../../domain/assignment/schedule.js';
import { type CorrelationId, correlationId } from '../../domain/ids.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { DirectoryRecords } from '../../domain/ports/directory-records.js';
import { ok, type Result, refuse } from '../../domain/result.js';
import { accessKey, policyKey } from '../../domain/role/role.js';
import {
  type AdoptDeps,
  adoptSchedule,
  adoptSettings,
  logDirectoryChanges,
} from '../../domain/usecases/assignment/adopt.js';
import { type Difference, diffOrganisation, type Present, withAdministrator } from './diff-organisation.js';
import type { ImportFault } from './import-fault.js';
import type { Known, Organisation } from './organisation.js';
import { organisationFaults } from './organisation-faults.js';
import { readOrganisation } from './read/parse-organisation.js';
import type { Source } from './read/source.js';

export type ImportDeps = AdoptDeps & { records: DirectoryRecords; directory: Directory };

/** Reads what a file means and what importing it would change. Writes nothing. */
export async function prepareImport(
  deps: ImportDeps,
  source: Source,
): Promise<Result<Difference, readonly ImportFault[]>> {
  const known = await readKnown(deps);
  const read = readOrganisation(source, known);
  const policies = await readPolicies(deps, read.organisation);
  const faults = organisationFaults(read, policies, source);
  if (faults.length > 0) return refuse(faults);
  const schedules = await readSchedules(deps, read.organisation);
  return ok(diffOrganisation(read.organisation, { ...known, schedules, policies, now: deps.clock.now() }));
}

/** Reads everything that an organisation's file may refer to. */
export async function readKnown({ records, directory }: ImportDeps): Promise<Known> {
  const [principals, scopes, entra, azure] = await Promise.all([
    records.principals.all(),
    records.scopes.all(),
    directory.roleDefinitions('directory'),
    directory.roleDefinitions('azure'),
  ]);
  return { principals, scopes, roleDefinitions: [...entra, ...azure] };
}

async function readSchedules({ store }: ImportDeps, organisation: Organisation): Promise<Present['schedules']> {
  const schedules = new Map<string, readonly Schedule[]>();
  for (const { access } of withAdministrator(organisation)) {
    schedules.set(accessKey(access), await store.read.schedules.ofAccess(access));
  }
  return schedules;
}

async function readPolicies({ store }: ImportDeps, { settings }: Organisation): Promise<Present['policies']> {
  const policies = new Map<string, Policy>();
  for (const { role } of settings) policies.set(policyKey(role), await store.read.policies.of(role));
  return policies;
}

/**
 * Writes a difference: people, groups and scopes first, then settings, then who has which role, so that nobody can
 * activate under settings that are about to be stricter. A run that is broken
 * off is fixed by running it again, for what is there already is left alone.
 */
export async function carryOutImport(deps: ImportDeps, { writes, logged }: Difference): Promise<CorrelationId> {
  const correlation = correlationId(deps.ids.next());
  // First logged, then done: the directory is no part of the store's transactions, and nothing may change unlogged.
  await logDirectoryChanges(deps)(logged, correlation);
  await deps.records.principals.save(writes.principals);
  await deps.records.scopes.save(writes.scopes);
  await deps.records.customRoles.save(writes.customRoles);
  for (const { desired, changes } of writes.settings) {
    const adopted = await adoptSettings(deps)(desired.role, changes, correlation);
    // Only where they were changed since the file was compared with them: then it has to be compared again.
    if (!adopted.ok) throw new Error(`the settings of ${desired.label}: ${settingsRefusalText(adopted.refusal)}`);
  }
  for (const desired of writes.schedules) await adoptSchedule(deps)(desired, correlation);
  return correlation;
}
