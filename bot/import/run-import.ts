import { readFile } from 'node:fs/promises';
import type { Difference } from './diff-organisation.js';
import { faultText } from './import-fault.js';
import { carryOutImport, type ImportDeps, prepareImport } from './import-organisation.js';
import { readSource } from './read/read-source.js';

/** How to import: the file's `encoding` where its bytes do not say it, and whether only to `check` it. */
export type ImportOptions = { encoding?: string | undefined; check?: boolean };

export type ImportTalk = {
  say(line: string): void;
  /** True to go on and write. */
  confirm(question: string): Promise<boolean>;
};

/** Where it is noted that an import is under way, so that one that was cut short is known afterwards. */
type ImportMark = {
  read(): Promise<{ unfinishedImport?: string | undefined } | undefined>;
  importBegun(fileName: string): Promise<void>;
  importEnded(fileName: string): Promise<void>;
};
type Deps = ImportDeps & { mark?: ImportMark | undefined };

const shown = 200;

/**
 * Imports one file: shows what would change, asks, writes, and says what was done; with `check` it only shows. Returns
 * the exit code: 0 when it was imported, was the same already, was declined or only checked; 1 when the file has faults,
 * all of which are named.
 */
export async function runImport(
  deps: Deps,
  fileName: string,
  { say, confirm }: ImportTalk,
  { encoding, check = false }: ImportOptions = {},
): Promise<0 | 1> {
  const bytes = await readFile(fileName).catch((fault: Error) => fault);
  if (bytes instanceof Error) {
    say(`${fileName} cannot be read: ${bytes.message}`);
    return 1;
  }
  const source = readSource(fileName, bytes, encoding);
  const prepared = source.ok ? await prepareImport(deps, source.value) : source;
  if (!prepared.ok) {
    say(`Nothing was written. Correct these in ${fileName}:`);
    for (const fault of prepared.refusal) say(`  - ${faultText(fault)}`);
    return 1;
  }
  const difference = prepared.value;
  const notes = [...notesOf(source), ...(await unfinishedNote(deps.mark)), ...inWords(difference)];
  for (const line of notes) say(line);
  if (difference.changes.length > 0 && check) say('This was a check: nothing was written.');
  if (check) return 0;
  if (difference.changes.length > 0 && !(await confirm(`Write ${count(difference.changes.length, 'change')}?`))) {
    say('Nothing was written.');
    return 0;
  }
  return carryOut(deps, fileName, difference, source, say);
}

/** Writes it all, and notes meanwhile that it is not complete. Says what came of it, and returns the exit code. */
async function carryOut(
  deps: Deps,
  fileName: string,
  difference: Difference,
  source: ReturnType<typeof readSource>,
  say: ImportTalk['say'],
): Promise<0 | 1> {
  const { length } = difference.changes;
  try {
    if (length > 0) await deps.mark?.importBegun(fileName);
    if (length > 0) await carryOutImport(deps, difference);
  } catch (fault) {
    for (const line of await whatIsStored(deps, difference, source, fault)) say(line);
    return 1;
  }
  await deps.mark?.importEnded(fileName);
  if (length > 0) say(`Wrote ${count(length, 'change')}.`);
  return 0;
}

async function unfinishedNote(mark: ImportMark | undefined): Promise<string[]> {
  const unfinished = (await mark?.read())?.unfinishedImport;
  if (unfinished === undefined) return [];
  return [`An earlier import of ${unfinished} did not finish. What it stored stays; what this file adds is below.`];
}

/** What an import that stopped half-way has stored, found by comparing the file once more, and how to go on. */
async function whatIsStored(
  deps: ImportDeps,
  { changes }: Difference,
  source: ReturnType<typeof readSource>,
  fault: unknown,
): Promise<string[]> {
  const why = `The import stopped: ${fault instanceof Error ? fault.message : String(fault)}`;
  const goOn = 'Run the same import again: what is stored stays, and it goes on with the rest.';
  const again = source.ok ? await prepareImport(deps, source.value).catch(() => undefined) : undefined;
  if (!again?.ok) return [why, `How much of it is stored cannot be read now. ${goOn}`];
  const { changes: missing } = again.value;
  return [
    why,
    `${Math.max(0, changes.length - missing.length)} of ${count(changes.length, 'change')} are stored. Not stored:`,
    ...missing.slice(0, shown).map(({ what }) => `  - ${what}`),
    ...(missing.length > shown ? [`  … and ${missing.length - shown} more, which the next run shows`] : []),
    goOn,
  ];
}

const notesOf = (source: ReturnType<typeof readSource>) => (source.ok ? (source.value.notes ?? []) : []);

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

function inWords({ changes, unchanged, left, warnings }: Difference): string[] {
  const lines = changes.slice(0, shown).map(({ kind, what }) => `${kind === 'added' ? '+' : '~'} ${what}`);
  const more = changes.length > shown ? [`… and ${changes.length - shown} more`] : [];
  const summary = `${count(changes.length, 'change')}, ${unchanged} already as in the file`;
  const kept = left.length > 0 ? [`Left alone, for the file does not name them: ${nameSome(left)}`] : [];
  return [
    ...lines,
    ...more,
    changes.length === 0 ? `Nothing to change: ${unchanged} already as in the file` : summary,
    ...kept,
    ...warnings.map((warning) => `Look at this: ${warning}`),
  ];
}

const nameSome = (names: readonly string[]) =>
  names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');
