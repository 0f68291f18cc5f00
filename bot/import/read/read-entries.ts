import type { z } from 'zod';
import type { FaultLog, Path } from '../import-fault.js';
import { type Entry, type SectionName, sections } from './organisation-file.js';

/** One entry that is in order on its own, and where it stands. */
export type Located<T> = { entry: T; path: Path };
export type Entries = { [S in SectionName]: Located<Entry<S>>[] } & {
  firstAdministrator?: string | undefined;
  /** Every text that may name an entry that is not in order, in lower case: what refers to it is reported already. */
  broken: ReadonlySet<string>;
};

/** Sections and fields that name nothing of their own. */
const REFERS = new Set([
  'eligibilities',
  'assignments',
  'settings',
  'manager',
  'members',
  'owners',
  'scope',
  'actions',
]);
const KNOWN = [...Object.keys(sections), 'firstAdministrator'];

/** Checks every entry of every section on its own, reports what is wrong with it, and returns those in order. */
export function readEntries(value: unknown, faults: FaultLog): Entries {
  const file = asSections(value, faults);
  const broken = new Set<string>();
  const read = <S extends SectionName>(name: S): Located<Entry<S>>[] =>
    entriesOf(file, name, faults).flatMap((raw, index) => {
      const path = [name, index];
      const parsed = sections[name].safeParse(raw, { reportInput: true });
      if (parsed.success) return [{ entry: parsed.data as Entry<S>, path }];
      for (const issue of parsed.error.issues) report(issue, path, faults);
      for (const text of textsIn({ [name]: raw })) broken.add(text.trim().toLowerCase());
      return [];
    });
  const { firstAdministrator } = file;
  if (firstAdministrator !== undefined && typeof firstAdministrator !== 'string') {
    faults.add(['firstAdministrator'], 'must be the user principal name of one person');
  }
  return {
    people: read('people'),
    groups: read('groups'),
    servicePrincipals: read('servicePrincipals'),
    administrativeUnits: read('administrativeUnits'),
    azure: read('azure'),
    customRoles: read('customRoles'),
    eligibilities: read('eligibilities'),
    assignments: read('assignments'),
    settings: read('settings'),
    firstAdministrator: typeof firstAdministrator === 'string' ? firstAdministrator : undefined,
    broken,
  };
}

function asSections(value: unknown, faults: FaultLog): Record<string, unknown> {
  if (!isRecord(value)) {
    faults.add([], `must hold sections, such as “people:”; the sections are ${KNOWN.join(', ')}`);
    return {};
  }
  for (const name of Object.keys(value).filter((key) => !KNOWN.includes(key))) {
    faults.add([name], `is not a section; the sections are ${KNOWN.join(', ')}`);
  }
  return value;
}

/** A section whose heading stands alone, with nothing under it, has no entries. */
function entriesOf(file: Record<string, unknown>, name: SectionName, faults: FaultLog): unknown[] {
  const entries = file[name] ?? [];
  if (Array.isArray(entries)) return entries;
  faults.add([name], 'must be a list, each entry after a dash');
  return [];
}

type Issue = z.core.$ZodIssue;

function report(issue: Issue, base: Path, faults: FaultLog): void {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys)
        faults.add([...path, key], 'is not known here; correct its spelling or take it out');
      return;
    case 'invalid_union': {
      // Of several shapes the one meant is that which got furthest into the value.
      const inner = issue.errors
        .flat()
        .filter(({ path: deeper, code }) => deeper.length > 0 || code === 'unrecognized_keys');
      if (inner.length > 0) for (const deeper of inner) report(deeper, path, faults);
      else faults.add(path, issue.message);
      return;
    }
    case 'invalid_type':
      faults.add(path, issue.input === undefined ? missing(issue) : issue.message);
      return;
    default:
      faults.add(path, issue.message);
  }
}

const missing = ({ message }: Issue) => (message.startsWith('must') ? `is missing; it ${message}` : 'is missing');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => (REFERS.has(field) ? [] : textsIn(inner)));
}
