import { ok, type Result, refuse } from '../../../domain/result.js';
import type { ImportFault } from '../import-fault.js';
import { fieldOf, type ListKind, type ListRow, listKind, nearestHeading, ownHeadings } from './csv-columns.js';
import { peopleOf } from './people-list.js';
import { readCsvRows } from './read-csv-rows.js';
import { rolesOf } from './roles-list.js';
import type { Source } from './source.js';

/**
 * Reads a list of people (with a column `userPrincipalName`) or of who may have or has which role (with `principal`),
 * in Latchkey's own headings or those of Microsoft's exports. Returns the rows in the shape of an organisation file, with
 * notes on what was left out; or every fault that keeps it from being read.
 */
export function readCsv(text: string): Result<Source, readonly ImportFault[]> {
  const table = readCsvRows(text);
  if (!table.ok) return table;
  const { headings, headingLine, rows } = table.value;
  const kind = listKind(headings);
  if (kind === undefined) {
    const message =
      'the header row needs the column userPrincipalName (a list of people) or principal (a list of roles)';
    return refuse([{ line: headingLine, place: '', message }]);
  }
  const fields = headings.map((heading) => fieldOf(kind, heading));
  const strange = headingFaults(kind, headings, fields, headingLine);
  if (strange.length > 0) return refuse(strange);
  const list = rows.map(({ cells, line }) => ({ line, fields: filled(fields, cells) }));
  const read = kind === 'people' ? peopleOf(withoutExamples(list)) : rolesOf(list);
  if (!read.ok) return read;
  return ok({
    ...read.value,
    notes: [...leftColumns(headings, fields), ...exampleNotes(list), ...notesOf(read.value)],
  });
}

const notesOf = ({ notes = [] }: Source) => notes;

/** Of two columns of one field the last would win in silence. */
function headingFaults(
  kind: ListKind,
  headings: readonly string[],
  fields: readonly (string | undefined)[],
  line: number,
): ImportFault[] {
  return headings.flatMap((heading, index) => {
    const field = fields[index];
    if (field === undefined) return [{ line, place: '', message: unknownHeading(kind, heading) }];
    const isSecond = field !== 'left' && fields.indexOf(field) < index;
    return isSecond ? [{ line, place: '', message: `the column “${heading}” is there twice; keep one of them` }] : [];
  });
}

function unknownHeading(kind: ListKind, heading: string): string {
  const near = nearestHeading(kind, heading);
  const known = `the columns of this list are ${ownHeadings[kind].join(', ')}`;
  return `the column “${heading}” is not known; ${near === undefined ? known : `did you mean ${near}?`}`;
}

const filled = (fields: readonly (string | undefined)[], cells: readonly string[]) =>
  Object.fromEntries(
    fields.flatMap((field, index) => {
      const cell = cells[index] ?? '';
      return field === undefined || field === 'left' || cell === '' ? [] : [[field, cell] as const];
    }),
  );

/** Entra's templates hold a row of examples under their headings. */
const isExample = ({ fields }: ListRow) => /^example:/i.test(fields.userPrincipalName ?? fields.name ?? '');
const withoutExamples = (list: readonly ListRow[]) => list.filter((row) => !isExample(row));
const exampleNotes = (list: readonly ListRow[]) =>
  list.filter(isExample).map(({ line }) => `Line ${line} is the template’s example and is not imported.`);

function leftColumns(headings: readonly string[], fields: readonly (string | undefined)[]): string[] {
  const left = headings.filter((_, index) => fields[index] === 'left');
  return left.length === 0 ? [] : [`Latchkey does not keep these columns: ${left.join(', ')}.`];
}
