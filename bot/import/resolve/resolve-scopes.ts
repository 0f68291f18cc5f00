import type { Scope } from '../../../domain/ports/directory.js';
import type { ScopeRecord } from '../../../domain/ports/directory-records.js';
import type { FaultLog, Path } from '../import-fault.js';
import type { Known } from '../organisation.js';
import type { Entry } from '../read/organisation-file.js';
import type { Entries } from '../read/read-entries.js';
import { type NameIndex, nameIndex } from './name-index.js';
import { derivedId } from './resolve-principals.js';

type AzureEntry = Entry<'azure'>;
export type ScopeIndex = Record<Scope['kind'], NameIndex<ScopeRecord>>;

const LEVELS = ['managementGroup', 'subscription', 'resourceGroup', 'resource'] as const;
type AzureLevel = (typeof LEVELS)[number];

/** What each level stands in. Source: Azure Resource Manager's scope hierarchy. */
const STANDS_IN: Record<AzureLevel, readonly (AzureLevel | undefined)[]> = {
  managementGroup: [undefined, 'managementGroup'],
  subscription: [undefined, 'managementGroup'],
  resourceGroup: ['subscription'],
  resource: ['resourceGroup'],
};
const IN_WORDS: Record<AzureLevel, string> = {
  managementGroup: 'a management group stands at the top or in another management group',
  subscription: 'a subscription stands at the top or in a management group',
  resourceGroup: 'a resource group stands in a subscription',
  resource: 'a resource stands in a resource group',
};

/** Makes records of administrative units and of the Azure tree, with their ids as the directory writes them. */
export function resolveScopes(
  entries: Entries,
  known: Known,
  faults: FaultLog,
): { records: ScopeRecord[]; index: ScopeIndex } {
  const units = entries.administrativeUnits.map(({ entry: { id, name } }) => unit(id, name, known));
  const records = [...units, ...entries.azure.flatMap(({ entry, path }) => tree(entry, undefined, path, faults))];
  reportTwice(records, faults);
  const written = new Set(records.map(keyOf));
  const all = [...records, ...known.scopes.filter((scope) => !written.has(keyOf(scope)))];
  const ofKind = (kind: Scope['kind'], what: string) => {
    const index = nameIndex<ScopeRecord>(what, ({ id }) => id, entries.broken, faults);
    for (const scope of all.filter((one) => one.kind === kind)) index.add(scope, scope.id, scope.displayName);
    return index;
  };
  return {
    records,
    index: { directory: ofKind('directory', 'administrative units'), azure: ofKind('azure', 'Azure scopes') },
  };
}

const keyOf = ({ kind, id }: Scope) => `${kind}:${id.toLowerCase()}`;

function unit(id: string | undefined, name: string, { scopes }: Known): ScopeRecord {
  const sameName = scopes.find(
    ({ type, displayName }) => type === 'administrativeUnit' && displayName.toLowerCase() === name.toLowerCase(),
  );
  const own = id === undefined ? sameName?.id : undefined;
  return {
    kind: 'directory',
    type: 'administrativeUnit',
    id: own ?? `/administrativeUnits/${id ?? derivedId('administrativeUnit', name)}`,
    displayName: name,
  };
}

function tree(entry: AzureEntry, parent: ScopeRecord | undefined, path: Path, faults: FaultLog): ScopeRecord[] {
  const levels = LEVELS.filter((level) => entry[level] !== undefined);
  const [type] = levels;
  if (type === undefined || levels.length > 1) {
    faults.add(path, `must be exactly one of ${LEVELS.join(', ')}`);
    return [];
  }
  const own = entry[type] ?? '';
  if (!STANDS_IN[type].includes(parent?.type as AzureLevel | undefined)) faults.add([...path, type], IN_WORDS[type]);
  const record: ScopeRecord = {
    kind: 'azure',
    type,
    id: idOf(type, own, parent),
    displayName: entry.name ?? own.slice(own.lastIndexOf('/') + 1),
    parentId: parent?.id,
  };
  const inside = entry.contains ?? [];
  return [record, ...inside.flatMap((child, index) => tree(child, record, [...path, 'contains', index], faults))];
}

function idOf(type: AzureLevel, own: string, parent: ScopeRecord | undefined): string {
  switch (type) {
    case 'managementGroup':
      return `/providers/Microsoft.Management/managementGroups/${own}`;
    case 'subscription':
      return `/subscriptions/${own}`;
    case 'resourceGroup':
      return `${parent?.id}/resourceGroups/${own}`;
    case 'resource':
      return `${parent?.id}/providers/${own}`;
  }
}

function reportTwice(records: readonly ScopeRecord[], faults: FaultLog): void {
  const seen = new Set<string>();
  for (const record of records) {
    const key = keyOf(record);
    if (seen.has(key)) {
      const section = record.kind === 'azure' ? 'azure' : 'administrativeUnits';
      faults.add([section], `“${record.displayName}” is in the file twice; keep one of the entries`);
    }
    seen.add(key);
  }
}
