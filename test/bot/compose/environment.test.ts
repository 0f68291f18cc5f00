import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readEnvironment } from '../../../bot/compose/environment.js';
import { faultsOfNew } from '../../../bot/compose/faults-of-new.js';
import { InvalidConfig } from '../../../bot/config/config.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'organisation-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

function fileOf(text: string): string {
  const file = join(folder, 'ours.yaml');
  writeFileSync(file, text);
  return file;
}

/** What an operator reads who starts a demo of this organisation beside these settings. */
function faultsOf(organisation: string, settings: Record<string, string>): readonly string[] {
  for (const [name, value] of Object.entries({ DATA_FOLDER: folder, ...settings })) vi.stubEnv(name, value);
  try {
    readEnvironment({ fileName: fileOf(organisation), faultsOf: faultsOfNew });
    return [];
  } catch (fault) {
    if (fault instanceof InvalidConfig) return fault.faults;
    throw fault;
  }
}

const sound = `people: [{name: Wilma Buoy, userPrincipalName: wilma@harbour.example}]
firstAdministrator: wilma@harbour.example
`;
const faulty = `people: [{name: Wilma Buoy, userPrincipalName: wilma@harbour.example}]
eligibilities:
  - {principal: tom@harbour.example, role: Security Reader, permanent: true}
settings:
  - role: Security Reader
    maximumActivation: 25 min
  - {role: Securty Administrator}
`;
const ofTheFile = [
  expect.stringMatching(/ours\.yaml, line 3, eligibilities\[1\]\.principal: “tom@harbour\.example”/),
  expect.stringMatching(/ours\.yaml, line 6, settings\[1\]\.maximumActivation: .*in steps of half an hour/),
  expect.stringMatching(/ours\.yaml, line 7, settings\[2\]\.role: “Securty Administrator”/),
];
const besideReal = expect.stringContaining('--organisation: makes a demo, where anybody can be anybody');

describe('When an operator starts a demo of their own organisation', () => {
  it('and all is sound, then nothing is said', () => {
    expect(faultsOf(sound, {})).toEqual([]);
  });

  it('and both the settings and the file have faults, then all are told in one round', () => {
    expect(faultsOf(faulty, { PORT: 'web', LOG_LEVEL: 'loud' })).toEqual([
      expect.stringContaining('PORT:'),
      expect.stringContaining('LOG_LEVEL:'),
      ...ofTheFile,
    ]);
  });

  it.each<[string, Record<string, string>]>([
    ['Slack', { SLACK_BOT_TOKEN: 'wrong' }],
    ['Teams', { TEAMS_APP_ID: 'wrong' }],
    ['sign-in', { OIDC_ISSUER: 'wrong' }],
    ['a word', { DEMO: 'false' }],
  ])(
    'and their settings are real by %s and wrong, then that they are real is told in the same round',
    (_, settings) => {
      const faults = faultsOf(faulty, { PORT: 'web', ...settings });
      expect(faults).toEqual(expect.arrayContaining([expect.stringContaining('PORT:'), besideReal, ...ofTheFile]));
      expect(faultsOf(sound, settings)).toContainEqual(besideReal);
    },
  );

  it('and settings of a demo are wrong, then they are not called real', () => {
    expect(faultsOf(sound, { PORT: 'web', DEMO: 'perhaps' })).not.toContainEqual(besideReal);
  });
});
