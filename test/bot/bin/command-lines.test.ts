import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandDescriptions } from '../../../bot/commands/registry.js';
import { slackManifest } from '../../../bot/platform-packages/slack-manifest.js';
import { freshDatabaseUri } from '../../support/parts/database.js';
import { buildShipped } from '../../support/products/built-product.js';
import { sizeOf, unzipped } from '../../support/unzipped.js';

let built: string;
/** Where an operator types, with nothing of the product beside them. */
let desk: string;

beforeAll(async () => {
  built = await buildShipped();
  desk = await mkdtemp(join(tmpdir(), 'latchkey-desk-'));
});
afterAll(() => rm(desk, { recursive: true, force: true }));

type Ended = { code: number; printed: string; complained: string };

/** Runs a command line as its npm script does once all is built, with these settings and no others. */
function typed(entry: string, words: readonly string[], settings: Record<string, string> = {}): Promise<Ended> {
  return new Promise((done) => {
    const file = join(built, `${entry}.js`);
    const child = execFile(process.execPath, [file, ...words], { cwd: desk, env: settings }, (_fault, out, err) =>
      done({ code: child.exitCode ?? -1, printed: out, complained: err }),
    );
  });
}

describe('When an operator makes the Teams app', () => {
  const appId = '99999999-8888-4777-8666-555555555555';

  it('then the package that is written holds the manifest for their bot, and both icons', async () => {
    const words = ['--app-id', appId, '--website', 'https://contoso.example', '--out', 'app.zip'];
    expect(await typed('teams-package', words)).toMatchObject({ code: 0, complained: '' });
    const files = await unzipped(await readFile(join(desk, 'app.zip')));
    expect([...files.keys()].sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
    expect(JSON.parse(String(files.get('manifest.json')))).toMatchObject({ id: appId, bots: [{ botId: appId }] });
    expect([sizeOf(files.get('color.png')), sizeOf(files.get('outline.png'))]).toEqual([
      [192, 192],
      [32, 32],
    ]);
  });

  it('then without the bot’s id it says how it is typed, and writes nothing', async () => {
    const { code, complained } = await typed('teams-package', ['--website', 'https://contoso.example']);
    expect(code).toBe(1);
    expect(complained).toContain('npm run teams:package -- --app-id');
    expect(existsSync(join(desk, 'latchkey-teams.zip'))).toBe(false);
  });
});

describe('When an operator makes the Slack app', () => {
  it('then the manifest is printed, or written where they say', async () => {
    const { code, printed } = await typed('slack-manifest', ['--socket-mode']);
    expect([code, JSON.parse(printed)]).toEqual([0, plain(slackManifest(commandDescriptions, { socketMode: true }))]);
    const url = 'https://latchkey.contoso.example';
    expect(await typed('slack-manifest', ['--url', url, '--out', 'slack.json'])).toMatchObject({
      code: 0,
      printed: '',
    });
    const written: unknown = JSON.parse(await readFile(join(desk, 'slack.json'), 'utf8'));
    expect(written).toEqual(plain(slackManifest(commandDescriptions, { url, socketMode: false })));
  });
});

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Settings of a real Latchkey, on a database of its own. */
const real = () => ({
  MONGODB_URI: freshDatabaseUri(),
  OIDC_ISSUER: 'http://localhost:9',
  OIDC_CLIENT_ID: 'latchkey',
  OIDC_CLIENT_SECRET: 'secret',
  SESSION_SECRET: 'a secret that signs cookies in tests and is long',
});

async function rowsIn(uri: string): Promise<number> {
  const client = await mongo.MongoClient.connect(uri);
  try {
    return await client.db().collection('directoryPrincipals').countDocuments();
  } finally {
    await client.close();
  }
}

describe('When an operator fills the directory', () => {
  const file = resolve('test/fixtures/organisation.example.yaml');

  it('then --check tells what would come in and writes nothing, and --yes writes it', async () => {
    const settings = real();
    const checked = await typed('import', [file, '--check'], settings);
    expect(checked).toMatchObject({ code: 0, complained: '' });
    expect(checked.printed).toContain('+ Tom Tiller: may activate Security Reader');
    expect(checked.printed).toContain('This was a check: nothing was written.');
    expect(await rowsIn(settings.MONGODB_URI)).toBe(0);
    expect(await typed('import', [file, '--yes'], settings)).toMatchObject({ code: 0, complained: '' });
    expect(await rowsIn(settings.MONGODB_URI)).toBeGreaterThan(0);

    const verified = await typed('verify-audit', [], settings);
    expect(verified).toMatchObject({ code: 0, complained: '' });
    expect(verified.printed).toContain('This is the audit log of a real directory.');
  });

  it('then without a terminal to ask on it writes nothing, and says what to add', async () => {
    const settings = real();
    const { code, printed } = await typed('import', [file], settings);
    expect([code, printed]).toEqual([1, expect.stringContaining('Add --yes to write without asking')]);
    expect(await rowsIn(settings.MONGODB_URI)).toBe(0);
  });
});

it('When an operator resets a folder that holds no database of Latchkey’s, then nothing in it is touched', async () => {
  const folder = await mkdtemp(join(desk, 'photos-'));
  await writeFile(join(folder, 'cat.jpg'), 'a cat');
  const { code, printed } = await typed('reset', ['--data', folder, '--yes', '--real']);
  expect([code, printed]).toEqual([1, expect.stringContaining('holds no database of Latchkey')]);
  expect(await readdir(folder)).toEqual(['cat.jpg']);
});

it('When an operator verifies the audit log of no database, then that is told, with a code of its own', async () => {
  const { code, complained } = await typed('verify-audit', [], { ...real(), MONGODB_URI: 'mongodb://' });
  expect([code, complained]).toEqual([2, expect.stringContaining('could not be verified: ')]);
  expect(complained).toContain('MONGODB_URI: is no connection string.');
});
