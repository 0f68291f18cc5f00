import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** One file for each rule that breaks it and no other file that does; what it imports exists. */
const violations: Readonly<Record<string, { at: string; imports: string }>> = {
  'domain-is-closed': { at: 'domain/policy/closed.ts', imports: '../../cards/a-card.js' },
  'decisions-see-no-ports': { at: 'domain/policy/decides.ts', imports: '../ports/a-port.js' },
  'cards-see-only-domain': { at: 'cards/sees.ts', imports: '../bot/a-part.js' },
  'adapters-do-not-drive': { at: 'adapters/mail/drives.ts', imports: '../../domain/usecases/a-use-case.js' },
  'adapters-are-strangers': { at: 'adapters/mail/knows.ts', imports: '../slack/an-adapter.js' },
  'only-compose-wires': { at: 'bot/wires.ts', imports: '../adapters/slack/an-adapter.js' },
  'language-and-config-and-chat-look-down': { at: 'bot/language/up.ts', imports: '../outbox/a-part.js' },
  'outbox-and-import-look-down': { at: 'bot/outbox/up.ts', imports: '../views/a-part.js' },
  'views-look-down': { at: 'bot/views/up.ts', imports: '../commands/a-part.js' },
  'commands-look-down': { at: 'bot/commands/words/up.ts', imports: '../../turns/a-part.js' },
  'turns-and-platform-packages-look-down': { at: 'bot/turns/up.ts', imports: '../notify/a-part.js' },
  'notify-and-portal-and-jobs-look-down': { at: 'bot/jobs/up.ts', imports: '../compose/a-part.js' },
  'compose-and-demo-look-down': { at: 'bot/demo/up.ts', imports: '../bin/a-part.js' },
  'no-test-in-product': { at: 'bot/tests.ts', imports: '../test/a-support.js' },
  'no-circular': { at: 'bot/round-again.ts', imports: './round.js' },
  'mongoose|mongodb-only-in-its-home': { at: 'bot/stores.ts', imports: 'mongoose' },
  '@slack/[^/]+-only-in-its-home': { at: 'bot/slacks.ts', imports: '@slack/bolt' },
  'botbuilder[^/]*-only-in-its-home': { at: 'bot/teams.ts', imports: 'botbuilder' },
  'adaptivecards-templating-only-in-its-home': { at: 'bot/expands.ts', imports: 'adaptivecards-templating' },
  'openid-client-only-in-its-home': { at: 'bot/signs-in.ts', imports: 'openid-client' },
  '@simplewebauthn/[^/]+|otpauth|qrcode-only-in-its-home': { at: 'bot/proves.ts', imports: 'otpauth' },
  'express-session-only-in-its-home': { at: 'bot/keeps-sessions.ts', imports: 'express-session' },
  'connect-mongo-only-in-its-home': { at: 'bot/stores-sessions.ts', imports: 'connect-mongo' },
  'hono-only-in-its-home': { at: 'bot/renders.ts', imports: 'hono' },
  'nodemailer-only-in-its-home': { at: 'bot/mails.ts', imports: 'nodemailer' },
};

const harmless = [
  'domain/ports/a-port.ts',
  'domain/usecases/a-use-case.ts',
  'cards/a-card.ts',
  'bot/a-part.ts',
  ...['outbox', 'views', 'commands', 'turns', 'notify', 'compose', 'bin'].map((folder) => `bot/${folder}/a-part.ts`),
  'adapters/slack/an-adapter.ts',
  'test/a-support.ts',
];

type Violation = { rule: { name: string }; from: string };

const config: { forbidden: { name: string }[] } = createRequire(import.meta.url)('./dependency-cruiser.cjs');
let tree: string;
let found: Violation[];

function write(path: string, text: string) {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'latchkey-imports-'));
  for (const path of harmless) write(path, 'export const value = 1;\n');
  for (const { at, imports } of Object.values(violations)) write(at, `import '${imports}';\nexport const value = 1;\n`);
  write('bot/round.ts', "import './round-again.js';\n");
  for (const file of ['tsconfig.json', 'package.json', 'test/dependency-cruiser.cjs']) cpSync(file, join(tree, file));
  symlinkSync(join(process.cwd(), 'node_modules'), join(tree, 'node_modules'));
  const run = spawnSync(
    join(process.cwd(), 'node_modules/.bin/depcruise'),
    ['bot', 'cards', 'domain', 'adapters', '--config', 'test/dependency-cruiser.cjs', '--output-type', 'json'],
    { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  found = JSON.parse(run.stdout).summary.violations;
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('When the import rules are broken on purpose', () => {
  it('then every rule has a file here that breaks it', () => {
    expect(Object.keys(violations).sort()).toEqual(config.forbidden.map(({ name }) => name).sort());
  });

  it.each(Object.entries(violations))('then %s is reported', (name, { at }) => {
    expect(found.filter(({ rule }) => rule.name === name).map(({ from }) => from)).toContain(at);
  });
});
