import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileFaults, readDotEnv } from '../../../bot/config/variable-files.js';
import { faultsOf } from '../../support/config-faults.js';

const guid = '0f5cf8bb-3b2a-4b68-9a6e-0d5a3c1f0001';
const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'shhh', SLACK_MATCH_BY_MAIL: 'true' };
const signIn = {
  OIDC_ISSUER: 'https://id.example',
  OIDC_CLIENT_ID: 'latchkey',
  OIDC_CLIENT_SECRET: 'shhh',
  SESSION_SECRET: 'a secret that signs cookies in tests and is long',
};

describe('When the name of a setting is misspelt', () => {
  it.each([
    ['SLACK_BOTTOKEN', 'SLACK_BOT_TOKEN'],
    ['slack_bot_token', 'SLACK_BOT_TOKEN'],
    ['Slack_Bot_Token', 'SLACK_BOT_TOKEN'],
    ['SLACK-BOT_TOKEN', 'SLACK_BOT_TOKEN'],
    ['SLACK_BOT_TOKNE', 'SLACK_BOT_TOKEN'],
    ['SLACK_TOKEN', 'SLACK_BOT_TOKEN or SLACK_APP_TOKEN'],
    ['SLACK_SIGNIN_SECRET', 'SLACK_SIGNING_SECRET'],
    ['TEAMS_PASSWORD', 'TEAMS_APP_PASSWORD'],
    ['TEAMS_TENANTID', 'TEAMS_TENANT_ID'],
    ['OIDC_SECRET', 'OIDC_CLIENT_SECRET'],
    ['MONGODB_URL', 'MONGODB_URI'],
    ['MONGO_URI', 'MONGODB_URI'],
    ['SMTP_PASS', 'SMTP_PASSWORD'],
    ['SMTP_USERNAME', 'SMTP_USER'],
    ['DATAFOLDER_', 'DATA_FOLDER'],
    ['AUDIT_WEBHOOK_URI', 'AUDIT_WEBHOOK_URL'],
  ])('then %s is answered with %s, and its value is not repeated', (name, meant) => {
    expect(faultsOf({ [name]: 'hunter2' })).toEqual([`${name}: is no setting. Did you mean ${meant}?`]);
  });

  it.each([
    'SESSION_MANAGER',
    'TIME_STYLE',
    'SLACK_WEBHOOK_URL',
    'MAIL',
    'LOGNAME',
    'HOSTNAME',
    'NODE_ENV',
    'DATA_DIR',
    'XDG_SESSION_ID',
    'SESSION_ID',
    'npm_config_user_agent',
    'PUBLIC_KEY',
  ])('then another program’s variable keeps nothing from starting: %s', (name) => {
    expect(faultsOf({ [name]: 'x' })).toEqual([]);
  });

  it('then nothing is said where the setting itself is set', () => {
    expect(faultsOf({ ...slack, SLACK_TOKEN: 'of another program', SLACK_APP_TOKEN: 'xapp-1' })).toEqual([]);
  });
});

describe('When nobody could ever enter', () => {
  it.each<[string, Record<string, string>, string]>([
    ['no demo, and no way in', { DEMO: 'false' }, 'DEMO: is false, and nobody could enter'],
    [
      'Slack whose people cannot be linked',
      { ...slack, SLACK_MATCH_BY_MAIL: 'false' },
      'SLACK_MATCH_BY_MAIL: nobody in Slack could be linked',
    ],
    ['Teams of no tenant', { TEAMS_APP_ID: guid, TEAMS_APP_PASSWORD: 'shhh' }, 'TEAMS_TENANT_ID: is missing. Set it'],
    ['a channel of Slack alone', { SLACK_ADMIN_CHANNEL: 'C0123456789' }, 'SLACK_BOT_TOKEN: is missing'],
    ['a channel of Teams alone', { TEAMS_ADMIN_CHANNEL: '19:a@thread.tacv2' }, 'TEAMS_APP_ID: is missing'],
  ])('then it does not start, and says what to set: %s', (_what, environment, fault) => {
    expect(faultsOf(environment)).toEqual([expect.stringContaining(fault)]);
  });

  it('then Slack with sign-in will do, for people link themselves', () => {
    expect(faultsOf({ ...slack, ...signIn, SLACK_MATCH_BY_MAIL: 'false' })).toEqual([]);
  });
});

describe('When much is wrong', () => {
  const all = {
    PORT: 'web',
    LOG_LEVEL: 'loud',
    DEMO: 'False',
    SLACK_BOT_TOKEN: 'xoxp-hunter2',
    SLACK_ADMIN_CHANNEL: '#admins',
    TEAMS_APP_ID: 'latchkey',
    TEAMS_ADMIN_CHANNEL: 'General',
    OIDC_ISSUER: 'http://id.example',
    SESSION_SECRET: 'hunter2',
    SMTP_HOST: 'smtp://mail.example',
    SMTP_PASSWORD: 'hunter2',
    AUDIT_WEBHOOK_URL: 'siem',
    AUDIT_RETENTION: 'long',
    TRUSTED_PROXIES: 'proxy.example',
    TURNS_PER_MINUTE: '0',
    TIME_ZONE: 'Berlin',
    OIDC_CLIENTID: 'latchkey',
  };

  it('then all of it is told in one round: of single settings, of settings together, of names', () => {
    const names = faultsOf(all).map((fault) => fault.split(/[: ]/)[0]);
    // Of settings together, told though one of the two is wrong itself.
    const together = [
      'SLACK_SIGNING_SECRET',
      'TEAMS_TENANT_ID',
      'TEAMS_APP_PASSWORD',
      'OIDC_CLIENT_ID',
      'OIDC_CLIENT_SECRET',
      'SMTP_USER',
      'AUDIT_WEBHOOK_SECRET',
    ];
    const { SMTP_PASSWORD: _fine, ...wrong } = all;
    expect(names).toEqual(expect.arrayContaining([...Object.keys(wrong), ...together]));
  });

  it('then each fault is one sentence or more that name what to do, and none repeats a secret', () => {
    for (const fault of faultsOf(all)) {
      expect(fault).toMatch(/^[A-Z][\w_]*[^:]*: .+[.?]$/);
      expect(fault).not.toMatch(/hunter2|Invalid|expected|NaN/);
    }
  });

  it('then a fixed setting leaves the others as they are: nothing new comes up', () => {
    const { PORT: _port, ...rest } = all;
    expect(faultsOf(rest)).toEqual(faultsOf(all).filter((fault) => !fault.startsWith('PORT:')));
  });

  it.each([
    ['SLACK_BOT_TOKEN', 'xoxp-1', 'starts with xoxp-, so it is a user token. Use the Bot User OAuth Token'],
    ['SLACK_APP_TOKEN', 'xoxb-1', 'starts with xoxb-, so it is a bot token. Use the app-level token'],
    ['SLACK_BOT_TOKEN', '"xoxb-1"', 'is in quotes. Remove them'],
    ['DEMO', 'yes', 'must be true or false'],
    ['PORT', '70000', 'must be a whole number from 0 to 65535'],
    ['SMTP_HOST', 'mail.example:587', 'must be the name of a server alone'],
    ['TRUSTED_PROXIES', '10.0.0.0/99', 'must be addresses or ranges'],
  ])('then %s=%s is told so', (name, value, problem) => {
    expect(faultsOf({ ...slack, [name]: value })).toContainEqual(expect.stringContaining(`${name}: ${problem}`));
  });
});

describe('When a setting names a folder or file', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'));
    writeFileSync(at('file'), '');
    writeFileSync(at('plain'), '', { mode: 0o600 });
    chmodSync(at('plain'), 0o600);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('then one that can be used, or made, is fine', () => {
    expect(fileFaults({ DATA_FOLDER: folder })).toEqual([]);
    expect(fileFaults({ DATA_FOLDER: at('a/b/c'), AUDIT_CHECKPOINTS: at('d/e.jsonl') })).toEqual([]);
    expect(fileFaults({ DATA_FOLDER: at('file'), MONGODB_URI: 'mongodb://x', AUDIT_CHECKPOINTS: at('x') })).toEqual([]);
  });

  it('then each that cannot is named, with what to do', () => {
    expect(
      fileFaults({ DATA_FOLDER: at('file'), AUDIT_CHECKPOINTS: folder, MONGOMS_SYSTEM_BINARY: at('plain') }),
    ).toEqual([
      `DATA_FOLDER: ${at('file')} is a file, not a folder. Name a folder that Latchkey's user may write to.`,
      `AUDIT_CHECKPOINTS: ${folder} is a folder. Name a file in it.`,
      `MONGOMS_SYSTEM_BINARY: ${at('plain')} may not be run. Name a mongod (6.0 or later), or remove the setting.`,
    ]);
    expect(fileFaults({ DATA_FOLDER: at('file/below') })).toEqual([expect.stringContaining('is a file, not a folder')]);
    expect(fileFaults({ MONGOMS_SYSTEM_BINARY: at('none') })).toEqual([expect.stringContaining('is no file')]);
  });

  it('then a .env that cannot be read as text is a fault, for without it a start would be a demo', () => {
    writeFileSync(at('utf16.env'), Buffer.from('\ufeffDEMO=false\n', 'utf16le'));
    expect(readDotEnv(at('utf16.env'))).toEqual({ fault: expect.stringContaining('Save it again as UTF-8') });
    expect(readDotEnv(folder)).toEqual({ fault: expect.stringContaining('is no file') });
    writeFileSync(at('bom.env'), '\ufeffDEMO=false\r\nPORT="80"\n');
    expect(readDotEnv(at('bom.env'))).toEqual({ variables: { DEMO: 'false', PORT: '80' } });
    expect(readDotEnv(at('none.env'))).toEqual({ variables: {} });
  });
});
