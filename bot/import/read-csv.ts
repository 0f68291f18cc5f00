import { CsvError, parse } from 'csv-parse/sync';
import { ok, type Result, refuse } from '../../domain/result.js';
import type { ImportFault } from './import-fault.js';
import type { Source } from './read-source.js';

type Row = { record: Record<string, string>; info: { lines: number } };

const PEOPLE = [
  'userPrincipalName',
  'name',
  'id',
  'mail',
  'timeZone',
  'jobTitle',
  'manager',
  'guest',
  'disabled',
  'firstAdministrator',
];
const ROLES = ['principal', 'level', 'role', 'azureRole', 'group', 'access', 'scope', 'from', 'until', 'justification'];
const FLAGS = new Set(['guest', 'disabled', 'firstAdministrator']);
const YES = /^(?:true|yes|y|1)$/i;
const NO = /^(?:false|no|n|0)$/i;

/**
 * Reads a CSV with a header row, comma or semicolon between fields. With a column `userPrincipalName` it lists people,
 * with a column `principal` it lists who may have or has which role. An empty field says nothing. Returns the rows in
 * the shape of an organisation file, or what keeps them from being read.
 */
export function readCsv(text: string): Result<Source, ImportFault[]> {
  let rows: Row[];
  try {
    rows = parse(text, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim()),
      delimiter: [',', ';'],
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as Row[];
  } catch (fault) {
    if (!(fault instanceof CsvError)) throw fault;
    return refuse([
      { line: Number(fault.lines), place: '', message: `is not CSV with a header row: ${fault.message}` },
    ]);
  }
  const [first] = rows;
  if (first === undefined) {
    return refuse([{ place: '', message: 'holds no rows; a header row comes first, then one row for each entry' }]);
  }
  const columns = Object.keys(first.record);
  if (columns.includes('userPrincipalName')) return checked(columns, PEOPLE) ?? ok(people(rows));
  if (columns.includes('principal')) return checked(columns, ROLES) ?? ok(roles(rows));
  const message = 'the header row needs the column userPrincipalName (a list of people) or principal (a list of roles)';
  return refuse([{ line: 1, place: '', message }]);
}

function checked(columns: readonly string[], known: readonly string[]) {
  const strange = columns.filter((column) => !known.includes(column));
  if (strange.length === 0) return undefined;
  const mend = `the columns of this list are ${known.join(', ')}`;
  return refuse(
    strange.map((column) => ({ line: 1, place: '', message: `the column “${column}” is not known; ${mend}` })),
  );
}

function people(rows: readonly Row[]): Source {
  const entries = rows.map(({ record }) => filled(record));
  const isFirst = entries.findIndex(({ firstAdministrator }) => firstAdministrator === true);
  return {
    value: {
      people: entries.map(({ firstAdministrator: _, ...person }) => person),
      ...(isFirst >= 0 && { firstAdministrator: entries[isFirst]?.userPrincipalName }),
    },
    lineOf: ([section, index]) =>
      section === 'firstAdministrator' ? rows[isFirst]?.info.lines : rows[Number(index)]?.info.lines,
  };
}

function roles(rows: readonly Row[]): Source {
  const entries = rows.map(({ record, info }) => ({ ...filled(record), line: info.lines }));
  const of = (isActive: boolean) => entries.filter(({ level }) => isAssignment(level) === isActive);
  const sections: Record<string, Record<string, unknown>[]> = { eligibilities: of(false), assignments: of(true) };
  const bare = ({ line: _l, level, until, ...entry }: Record<string, unknown>) => ({
    ...entry,
    ...(isPermanent(until) ? { permanent: true } : until !== undefined && { until }),
    // A level that is neither of the two is left in, so that it is reported.
    ...(isAssignment(level) || isEligibility(level) ? {} : { level }),
  });
  return {
    value: { eligibilities: sections.eligibilities?.map(bare), assignments: sections.assignments?.map(bare) },
    lineOf: ([section, index]) => sections[String(section)]?.[Number(index)]?.line as number | undefined,
  };
}

const isAssignment = (level: unknown) => /^active$/i.test(String(level));
const isEligibility = (level: unknown) => level === undefined || /^eligible$/i.test(String(level));
const isPermanent = (until: unknown) => /^permanent$/i.test(String(until));

/** The fields that say something; yes and no as such. */
const filled = (record: Record<string, string>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, FLAGS.has(name) ? flagOf(value) : value]),
  );

/** What is neither stays as it is, and is reported for not being true or false. */
const flagOf = (value: string) => (YES.test(value) ? true : NO.test(value) ? false : value);
