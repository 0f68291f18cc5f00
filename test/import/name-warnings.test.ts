import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runImport } from '../../bot/import/run-import.js';
import { migratedDatabase } from '../support/parts/migrated-database.js';
import { importFixture } from './import-fixture.js';

const database = migratedDatabase();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'names-'));
});
afterAll(() => rm(folder, { recursive: true }));

const person = (displayName: string, address: string) =>
  `  - name: "${displayName}"\n    userPrincipalName: ${address}@contoso.example\n`;

async function shown(text: string, isCheck: boolean): Promise<string[]> {
  const file = join(folder, 'people.yaml');
  await writeFile(file, text);
  const lines: string[] = [];
  const talk = { say: (line: string) => void lines.push(line), confirm: async () => true };
  expect(await runImport(importFixture(database).deps, file, talk, { check: isCheck })).toBe(0);
  return lines.filter((line) => line.startsWith('Look at this'));
}

it('When two people of a file cannot be told apart by name, then the operator hears of it, in a check as well', async () => {
  const people = `people:\n${person('Ada Lovelace', 'ada')}${person('Ada Lovelace', 'ada2')}${person('Grace', 'grace')}`;
  const said =
    'Look at this: “Ada Lovelace” (ada@contoso.example), “Ada Lovelace” (ada2@contoso.example) have the same name: cards tell them apart by user principal name.';
  expect(await shown(people, true)).toEqual([said]);
  expect(await shown(people, false)).toEqual([said]);
});

it('When somebody looks like one who is there already, then the operator hears of it', async () => {
  await shown(`people:\n${person('Ada Lovelace', 'ada')}`, false);
  expect(await shown(`people:\n${person('Аda Lovelace', 'mallory')}`, true)).toEqual([
    'Look at this: “Аda Lovelace” (mallory@contoso.example), “Ada Lovelace” (ada@contoso.example) look the same: cards tell them apart by user principal name.',
    'Look at this: “Аda Lovelace” (mallory@contoso.example) is written with look-alike or unseen letters.',
  ]);
  expect(await shown(`people:\n${person('Grace', 'grace')}`, true)).toEqual([]);
});
