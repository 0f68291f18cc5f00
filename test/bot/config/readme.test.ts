import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandDescriptions } from '../../../bot/commands/registry.js';
import { settingNames } from '../../../bot/config/config.js';
import { commandTable } from '../../../bot/platform-packages/command-table.js';

const readme = readFileSync('README.md', 'utf8');

it('When somebody reads the README, then it lists the commands that there are', () => {
  expect(readme).toContain(commandTable(commandDescriptions));
});

it('When somebody sets Latchkey up, then .env.example names every setting there is', () => {
  const example = readFileSync('.env.example', 'utf8');
  expect(settingNames.length).toBeGreaterThan(10);
  for (const setting of settingNames) expect(example).toContain(`${setting}=`);
});
