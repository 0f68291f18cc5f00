import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';

/** Where a word of the column *not* may stand all the same, and why. */
const allowed: readonly { name: RegExp; file: RegExp; why: string }[] = [
  { name: /^[rR]eviewResult$/, file: /./, why: "Graph's own field and its type" },
  { name: /./, file: /^test\/fixtures\//, why: 'data of tests, named as what it shows' },
];

type Rule = { word: readonly string[]; under: string };

/** The words of a name, in lower case: `lastOwners` and `last-owners` are both `last owners`. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '');

/** The column *not* of the glossary: each word, and the folder it counts in. */
function readRules(markdown: string): Rule[] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| word '));
  return rows.flatMap((row) => {
    const cell = row.split('|')[4]?.trim() ?? '';
    return cell === '' ? [] : cell.split(', ').map(toRule);
  });
}

function toRule(text: string): Rule {
  const [, word = text, under = ''] = /^(.*?)(?: \((.*)\))?$/.exec(text) ?? [];
  return { word: wordsOf(word), under };
}

const holds = (words: readonly string[], { word }: Rule): boolean =>
  words.some((_, at) => word.every((each, index) => words[at + index] === each));

/** The names that a file declares, as they stand in it. */
function declaredIn(file: string): Set<string> {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, false, kind);
  const names = new Set<string>();
  const see = (node: ts.Node): void => {
    const name = 'name' in node ? (node.name as ts.Node | undefined) : undefined;
    if (name && ts.isIdentifier(name) && !ts.isPropertyAccessExpression(node)) names.add(name.text);
    ts.forEachChild(node, see);
  };
  see(source);
  return names;
}

/** Each name that breaks a rule, with its file. */
function faultsOf(file: string, names: Iterable<string>, rules: readonly Rule[]): string[] {
  const here = rules.filter(({ under }) => file.startsWith(under));
  return [...names].flatMap((name) => {
    const broken = here.find((rule) => holds(wordsOf(name), rule));
    const isAllowed = allowed.some((each) => each.name.test(name) && each.file.test(file));
    return broken && !isAllowed ? [`${file}: ${name} (not: ${broken.word.join(' ')})`] : [];
  });
}

const rules = readRules(readFileSync('.docs/glossary.md', 'utf8'));

it('When something is named in the product or its tests, then by the words of the glossary', () => {
  expect(rules.length).toBeGreaterThan(10);
  const listed = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { encoding: 'utf8' });
  const files = listed.split('\n').filter((file) => file !== '');
  const faults = files.flatMap((file) => faultsOf(file, [file, ...declaredIn(file)], rules));
  expect(faults).toEqual([]);
});

it('When a name or a file uses a word that the glossary has another for, then it is named', () => {
  expect(faultsOf('bot/turns/turn.ts', ['readWish', 'wishFrom', 'swished', 'heldTurnsAt'], rules)).toEqual([
    'bot/turns/turn.ts: readWish (not: wish)',
    'bot/turns/turn.ts: wishFrom (not: wish)',
  ]);
  expect(faultsOf('domain/approval/stage.ts', ['reviewOf', 'withReview', 'reviewResult'], rules)).toEqual([
    'domain/approval/stage.ts: reviewOf (not: review)',
    'domain/approval/stage.ts: withReview (not: review)',
  ]);
  expect(faultsOf('bot/jobs/errand.ts', ['bot/jobs/errand.ts'], rules)).toHaveLength(1);
});
