import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandDescriptions } from '../../bot/commands/registry.js';
import { commandTable } from '../../bot/platform-packages/command-table.js';

const readme = readFileSync('README.md', 'utf8');

it('When somebody reads the README, then it lists the commands that there are', () => {
  expect(readme).toContain(commandTable(commandDescriptions));
});

it('When somebody sets Latchkey up, then .env.example names every setting there is', () => {
  const files = ['config', 'mail-settings', 'digest-settings', 'web-settings'];
  const read = files.map((file) => readFileSync(`bot/${file}.ts`, 'utf8')).join('\n');
  const settings = read.match(/^ {2}[A-Z][A-Z_]+(?=:)/gm) ?? [];
  const example = readFileSync('.env.example', 'utf8');
  expect(settings.length).toBeGreaterThan(10);
  for (const setting of settings) expect(example).toContain(`${setting.trim()}=`);
});
