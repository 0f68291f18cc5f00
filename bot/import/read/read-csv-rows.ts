import { CsvError, parse } from 'csv-parse/sync';
import { ok, type Result, refuse } from '../../../domain/result.js';
import type { ImportFault } from '../import-fault.js';
import { knownHeadings } from './csv-columns.js';

/** One row that says something: its cells without the spaces and marks of spreadsheets, and the line it ends on. */
type CsvRow = { cells: readonly string[]; line: number };

/** A table with its headings, and what was passed over above them. */
export type CsvTable = { headings: readonly string[]; headingLine: number; rows: readonly CsvRow[] };

const SEPARATORS = [',', ';', '\t'] as const;
const SEPARATOR_NAMES: Readonly<Record<string, string>> = { ',': 'a comma', ';': 'a semicolon', '\t': 'a tab' };

/** Lines that programs write above the headings: Excel's separator, PowerShell's type, the version of Entra's templates. */
const SEPARATOR_LINE = /^\s*"?sep=(.)"?[\s,;]*$/i;
const PREAMBLE = /^\s*"?(?:#TYPE\b|version:\s*v?[\d.]+)/i;
const BLANK = /^[\s,;"]*$/;

/**
 * Reads the rows of a list as spreadsheets and PowerShell write it: commas, semicolons or tabs, one of them in the whole
 * file, decided from the headings (or from `sep=`). Passes over blank rows and what stands above the headings; a column
 * that is empty throughout is no column. Refuses rows that do not have a field for each heading, with their lines.
 */
export function readCsvRows(text: string): Result<CsvTable, readonly ImportFault[]> {
  const { line, separator, heading } = findHeading(text);
  if (heading === undefined) return refuse([{ place: '', message: empty }]);
  const delimiter = separator ?? separatorOf(heading);
  const parsed = parseRows(text, delimiter, line);
  if (!parsed.ok) return parsed;
  const [first, ...rest] = parsed.value;
  const rows = rest.filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (!first || rows.length === 0) return refuse([{ place: '', message: empty }]);
  const headings = withoutEmptyEnd(first.cells);
  const faults = [
    ...unnamedColumns(headings, first.line),
    ...rows.flatMap((row) => countFault(row, headings.length, delimiter)),
    ...rows.flatMap(spreadsheetErrors),
  ];
  return faults.length > 0 ? refuse(faults) : ok({ headings, headingLine: first.line, rows });
}

const empty = 'holds no rows; a header row comes first, then one row for each entry';

/** The line of the headings, and the separator where the file names one. */
function findHeading(text: string): { line: number; separator?: string; heading?: string } {
  let separator: string | undefined;
  let line = 0;
  for (const content of text.split(/\r\n|\r|\n/)) {
    line += 1;
    const named = SEPARATOR_LINE.exec(content)?.[1];
    if (named !== undefined) separator = named;
    else if (!PREAMBLE.test(content) && !BLANK.test(content)) {
      return { line, heading: content, ...(separator !== undefined && { separator }) };
    }
  }
  return { line };
}

/** The separator under which most headings are known; of equals the one that stands there most often. */
function separatorOf(heading: string): string {
  const ranked = SEPARATORS.map((separator) => {
    const cells = heading.split(separator).map(bare);
    return { separator, known: knownHeadings(cells), count: cells.length };
  }).sort((one, other) => other.known - one.known || other.count - one.count);
  return ranked[0]?.separator ?? ',';
}

function parseRows(text: string, delimiter: string, from: number): Result<CsvRow[], readonly ImportFault[]> {
  try {
    const rows = parse(text, {
      delimiter,
      from_line: from,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return ok(rows.map(({ record, info }) => ({ cells: record.map(bare), line: info.lines })));
  } catch (fault) {
    if (!(fault instanceof CsvError)) throw fault;
    const message = `is not CSV with a header row: ${fault.message}`;
    return refuse([{ line: Number(fault.lines), place: '', message }]);
  }
}

/** A cell without the marks by which spreadsheets keep it from being a number (`="0042"`, `'0042`), and without spaces. */
function bare(cell: string): string {
  const text = cell.trim();
  const quoted = /^=?"([^"]*)"$/.exec(text)?.[1] ?? text;
  return quoted.replace(/^'(?=.)/, '').trim();
}

const withoutEmptyEnd = (cells: readonly string[]) => cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);

const unnamedColumns = (headings: readonly string[], line: number): ImportFault[] =>
  headings.flatMap((heading, index) =>
    heading === '' ? [{ line, place: '', message: `column ${index + 1} has no heading; name it or take it out` }] : [],
  );

function countFault({ cells, line }: CsvRow, expected: number, delimiter: string): ImportFault[] {
  const isLonger = cells.slice(expected).some((cell) => cell !== '');
  if (cells.length >= expected && !isLonger) return [];
  const separator = SEPARATOR_NAMES[delimiter] ?? `“${delimiter}”`;
  const has = `has ${cells.length} fields, and the header row ${expected}`;
  const message = `${has}. Fields are separated by ${separator} here: put a field that holds one in quotation marks, and keep the separators of empty fields`;
  return [{ line, place: '', message }];
}

/** `#N/A` and its like: a formula came to nothing, so what was meant is not in the file. */
const spreadsheetErrors = ({ cells, line }: CsvRow): ImportFault[] =>
  cells
    .filter((cell) => /^#(?:N\/A|REF!|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/.test(cell))
    .map((cell) => ({ line, place: '', message: `holds “${cell}”, a spreadsheet’s error. Write what is meant` }));
