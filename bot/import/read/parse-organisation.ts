import { ok, type Result, refuse } from '../../../domain/result.js';
import { type FaultLog, faultLog, type ImportFault } from '../import-fault.js';
import type { Known, Organisation } from '../organisation.js';
import { resolveCustomRoles, withRoles } from '../resolve/resolve-custom-roles.js';
import { type PrincipalIndex, resolvePrincipals } from '../resolve/resolve-principals.js';
import { roleIndex } from '../resolve/resolve-roles.js';
import { resolveSchedules } from '../resolve/resolve-schedules.js';
import { resolveScopes } from '../resolve/resolve-scopes.js';
import { resolveSettings } from '../resolve/resolve-settings.js';
import { type Entries, readEntries } from './read-entries.js';
import type { Source } from './source.js';

/**
 * Makes an organisation of what a file says: every entry checked, every name resolved in the file and in what the
 * directory knows already. Returns it, or every fault at once, each with its line and its fix.
 */
export function parseOrganisation(source: Source, known: Known): Result<Organisation, ImportFault[]> {
  const { organisation, faults } = readOrganisation(source, known);
  return faults.length > 0 ? refuse(faults) : ok(organisation);
}

/** What could be read of a file, and its faults: with any, the organisation lacks parts and is for looking at alone. */
export type ReadOrganisation = { organisation: Organisation; faults: ImportFault[] };

/** The same, with what could be read beside the faults, so that what follows from it can be told at once, too. */
export function readOrganisation({ value, lineOf }: Source, known: Known): ReadOrganisation {
  const faults = faultLog(lineOf);
  const entries = readEntries(value, faults);
  const principals = resolvePrincipals(entries, known, faults);
  const scopes = resolveScopes(entries, known, faults);
  const customRoles = resolveCustomRoles(entries, scopes.index, known, faults);
  const names = {
    definitions: roleIndex(withRoles(known, customRoles), entries.broken, faults),
    principals: principals.index,
    scopes: scopes.index,
    faults,
  };
  const organisation: Organisation = {
    principals: principals.records,
    scopes: scopes.records,
    customRoles,
    schedules: resolveSchedules(entries, names),
    settings: resolveSettings(entries, names),
    firstAdministrator: firstAdministrator(entries, principals.index, faults),
  };
  return { organisation, faults: faults.faults() };
}

function firstAdministrator({ firstAdministrator: name }: Entries, index: PrincipalIndex, faults: FaultLog) {
  if (name === undefined) return undefined;
  const place = ['firstAdministrator'];
  const found = index.find(name, place);
  if (!found) return undefined;
  if (found.type === 'user' && found.accountEnabled && found.userType === 'Member') return found.id;
  faults.add(place, `“${name}” must be a person of the organisation whose account is enabled, and no guest`);
  return undefined;
}
