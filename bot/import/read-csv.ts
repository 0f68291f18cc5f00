import { CsvError, parse } from 'csv-parse/sync';
import { ok, type Result, refuse } from '../../domain/result.js';
import type { ImportFault } from './import-fault.js';
import type { Source } from './source.js';

type Row = { record: Record<string, string>; info: { lines: number } };

const PEOPLE = [
  'userPrincipalName',
  'name',
  'id',
  'mail',
  'timeZone',
  'jobTitle',
  'manager',
  'lastSignIn',
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
export function readCsv(text: string): Result<Source, readonly ImportFault[]> {
  let rows: Row[];
  let header: string[] = [];
  try {
    rows = parse(text, {
      bom: true,
      columns: (names: string[]) => {
        header = names.map((name) => name.trim());
        return header;
      },
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
  if (rows.length === 0) {
    return refuse([{ place: '', message: 'holds no rows; a header row comes first, then one row for each entry' }]);
  }
  if (header.includes('userPrincipalName'))
    return refusalOf([...strange(header, PEOPLE), ...twoFirst(rows), ...oddFirst(rows)]) ?? ok(people(rows));
  if (header.includes('principal'))
    return refusalOf([...strange(header, ROLES), ...oddLevels(rows)]) ?? ok(roles(rows));
  const message = 'the header row needs the column userPrincipalName (a list of people) or principal (a list of roles)';
  return refuse([{ line: 1, place: '', message }]);
}

const refusalOf = (faults: readonly ImportFault[]) => (faults.length > 0 ? refuse([...faults]) : undefined);

/** Of two columns of one name the last would win in silence. */
const strange = (columns: readonly string[], known: readonly string[]): ImportFault[] =>
  columns.flatMap((column, index) => {
    if (!known.includes(column))
      return [
        {
          line: 1,
          place: '',
          message: `the column “${column}” is not known; the columns of this list are ${known.join(', ')}`,
        },
      ];
    const isSecond = columns.indexOf(column) < index;
    return isSecond ? [{ line: 1, place: '', message: `the column “${column}” is there twice; keep one of them` }] : [];
  });

const twoFirst = (rows: readonly Row[]): ImportFault[] =>
  rows
    .filter(({ record }) => YES.test(record.firstAdministrator ?? ''))
    .slice(1)
    .map(({ info }) => ({
      line: info.lines,
      place: 'firstAdministrator',
      message: 'only one person can be the first administrator; leave the others empty',
    }));

const oddFirst = (rows: readonly Row[]): ImportFault[] =>
  rows
    .filter(({ record }) => typeof flagOf(record.firstAdministrator || 'no') === 'string')
    .map(({ info }) => ({
      line: info.lines,
      place: 'firstAdministrator',
      message: 'must be yes or no; empty means no',
    }));

const oddLevels = (rows: readonly Row[]): ImportFault[] =>
  rows
    .filter(({ record }) => !/^(?:active|eligible)?$/i.test(record.level ?? ''))
    .map(({ info }) => ({
      line: info.lines,
      place: 'level',
      message: 'must be eligible (may activate the role) or active (holds it); empty means eligible',
    }));

function people(rows: readonly Row[]): Source {
  const entries = rows.map(({ record }) => filled(record));
  const first = entries.findIndex(({ firstAdministrator }) => firstAdministrator === true);
  return {
    value: {
      people: entries.map(({ firstAdministrator: _, ...person }) => person),
      ...(first >= 0 && { firstAdministrator: entries[first]?.userPrincipalName }),
    },
    lineOf: ([section, index]) => rows[section === 'firstAdministrator' ? first : Number(index)]?.info.lines,
  };
}

function roles(rows: readonly Row[]): Source {
  const isActive = ({ record }: Row) => /^active$/i.test(record.level ?? '');
  const sections: Record<string, Row[]> = {
    eligibilities: rows.filter((row) => !isActive(row)),
    assignments: rows.filter(isActive),
  };
  const entry = ({ record }: Row) => {
    const { level: _, until, ...rest } = filled(record);
    const end = /^permanent$/i.test(String(until)) ? { permanent: true } : { until };
    return { ...rest, ...(until !== undefined && end) };
  };
  return {
    value: { eligibilities: sections.eligibilities?.map(entry), assignments: sections.assignments?.map(entry) },
    lineOf: ([section, index]) => sections[String(section)]?.[Number(index)]?.info.lines,
  };
}

/** The fields that say something; yes and no as such. */
const filled = (record: Record<string, string>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, FLAGS.has(name) ? flagOf(value) : value]),
  );

/** What is neither stays as it is, and is reported for not being true or false. */
const flagOf = (value: string) => (YES.test(value) ? true : NO.test(value) ? false : value);
