import type { CustomRole } from '../../../domain/ports/directory-records.js';
import type { FaultLog } from '../import-fault.js';
import type { Known } from '../organisation.js';
import type { Entry } from '../read/organisation-file.js';
import type { Entries } from '../read/read-entries.js';
import { derivedId } from './resolve-principals.js';
import type { ScopeIndex } from './resolve-scopes.js';

/** To write these is to decide who may do what. */
const GRANTS = /^(?:\*|Microsoft\.Authorization\/)/i;

/** Makes records of the Azure roles that the organisation has made itself. */
export function resolveCustomRoles(
  { customRoles }: Entries,
  scopes: ScopeIndex,
  { roleDefinitions }: Known,
  faults: FaultLog,
): CustomRole[] {
  const seen = new Set<string>();
  return customRoles.flatMap(({ entry, path }) => {
    const scope = scopes.azure.find(entry.scope, [...path, 'scope']);
    const sameName = roleDefinitions.filter(
      ({ kind, displayName }) => kind === 'azure' && displayName.toLowerCase() === entry.name.toLowerCase(),
    );
    const own = sameName.find(({ assignableScope }) => assignableScope !== undefined);
    if (sameName.length > 0 && !own) faults.add([...path, 'name'], 'is the name of a built-in role; give it another');
    const id = entry.id ?? own?.id ?? derivedId('customRole', entry.name);
    if (seen.has(id)) faults.add(path, `“${entry.name}” is in the file twice; keep one of the entries`);
    seen.add(id);
    return scope ? [roleOf(entry, id, scope.id)] : [];
  });
}

function roleOf(entry: Entry<'customRoles'>, id: string, assignableScope: string): CustomRole {
  const { name, description = '', actions = [], notActions = [], dataActions = [], notDataActions = [] } = entry;
  return {
    kind: 'azure',
    id,
    displayName: name,
    description,
    isPrivileged: actions.some((action) => GRANTS.test(action) && !/\/read$/i.test(action)),
    permissions: { actions, notActions, dataActions, notDataActions },
    assignableScope,
  };
}

/** What is known, with these roles as the file says them. */
export const withRoles = (known: Known, customRoles: readonly CustomRole[]): Known => {
  const ids = new Set(customRoles.map(({ id }) => id));
  return {
    ...known,
    roleDefinitions: [...known.roleDefinitions.filter(({ id }) => !ids.has(id)), ...customRoles],
  };
};
