import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandDescriptions } from '../bot/commands/registry.js';
import { settingNames } from '../bot/config/config.js';
import { commandTable } from '../bot/platform-packages/command-table.js';
import packageJson from '../package.json' with { type: 'json' };

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && !path.startsWith('test/fixtures/'));
const textOf = (path: string) => readFileSync(path, 'utf8');
/** What a document sets as code in a line, as `npm test`. */
const codeIn = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
const folders = /^(?:bot|cards|domain|adapters|test|\.docs)\//;
/** What the tools and the platforms read, and which is no setting of Latchkey's. */
const ofOthers = new Set(['SOAK_MINUTES']);

it('When somebody opens the README, then it can be read to its end', () => {
  expect(statSync('README.md').size).toBeLessThan(8 * 1024);
});

it('When somebody looks for a command, then the table of commands lists those there are', () => {
  expect(textOf('bot/commands/README.md')).toContain(commandTable(commandDescriptions));
});

it('When somebody sets Latchkey up, then .env.example names every setting there is', () => {
  const example = textOf('.env.example');
  expect(settingNames.length).toBeGreaterThan(10);
  for (const setting of settingNames) expect(example).toContain(`${setting}=`);
});

describe.each(documents)('When somebody follows %s', (path) => {
  const text = textOf(path);

  it('then every link leads somewhere', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const within = links.filter((target) => !/^[a-z]+:/.test(target)).map((target) => target.replace(/#.*$/, ''));
    expect(within.filter((target) => !existsSync(normalize(join(dirname(path), target))))).toEqual([]);
  });

  it('then the files it names are there', () => {
    const named = codeIn(text).filter((code) => folders.test(code) && !/[<*{ ]/.test(code));
    expect(named.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('then the scripts it names can be run', () => {
    const scripts = [...text.matchAll(/npm run (?:--silent |-s )?([a-z][a-z:-]*)/g)].map(([, name = '']) => name);
    expect(scripts.filter((name) => !(name in packageJson.scripts))).toEqual([]);
  });

  it('then the settings it names are settings', () => {
    const named = codeIn(text).flatMap((code) => /^([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)(?:=.*)?$/.exec(code)?.[1] ?? []);
    expect(named.filter((name) => !settingNames.includes(name) && !ofOthers.has(name))).toEqual([]);
  });
});
