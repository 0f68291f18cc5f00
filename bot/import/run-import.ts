import { readFile } from 'node:fs/promises';
import type { Difference } from './diff-organisation.js';
import { faultText } from './import-fault.js';
import { carryOutImport, type ImportDeps, prepareImport } from './import-organisation.js';
import { readSource } from './read-source.js';

/** How to import: the file's `encoding` where its bytes do not say it, and whether only to `check` it. */
export type ImportOptions = { encoding?: string | undefined; check?: boolean };

export type ImportTalk = {
  say(line: string): void;
  /** True to go on and write. */
  confirm(question: string): Promise<boolean>;
};

const shown = 200;

/**
 * Imports one file: shows what would change, asks, writes, and says what was done; with `check` it only shows. Returns
 * the exit code: 0 when it was imported, was the same already, was declined or only checked; 1 when the file has faults,
 * all of which are named.
 */
export async function runImport(
  deps: ImportDeps,
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
  for (const line of [...notesOf(source), ...inWords(difference)]) say(line);
  if (difference.changes.length === 0) return 0;
  if (check) {
    say('This was a check: nothing was written.');
    return 0;
  }
  if (!(await confirm(`Write ${count(difference.changes.length, 'change')}?`))) {
    say('Nothing was written.');
    return 0;
  }
  await carryOutImport(deps, difference);
  say(`Wrote ${count(difference.changes.length, 'change')}.`);
  return 0;
}

const notesOf = (source: ReturnType<typeof readSource>) => (source.ok ? (source.value.notes ?? []) : []);

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

function inWords({ changes, unchanged, left }: Difference): string[] {
  const lines = changes.slice(0, shown).map(({ kind, what }) => `${kind === 'added' ? '+' : '~'} ${what}`);
  const more = changes.length > shown ? [`… and ${changes.length - shown} more`] : [];
  const summary = `${count(changes.length, 'change')}, ${unchanged} already as in the file`;
  const kept = left.length > 0 ? [`Left alone, for the file does not name them: ${nameSome(left)}`] : [];
  return [
    ...lines,
    ...more,
    changes.length === 0 ? `Nothing to change: ${unchanged} already as in the file` : summary,
    ...kept,
  ];
}

const nameSome = (names: readonly string[]) =>
  names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');
