import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../bot/config/config.js';
import { faultsOf } from '../../support/config-faults.js';

const guid = '0f5cf8bb-3b2a-4b68-9a6e-0d5a3c1f0001';
const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'shhh', SLACK_MATCH_BY_MAIL: 'true' };
const teams = { TEAMS_APP_ID: guid, TEAMS_APP_PASSWORD: 'shhh', TEAMS_TENANT_ID: guid };

describe('When nothing is set', () => {
  it('then it is the demo on loopback, with PIM’s five-minute floors off', () => {
    expect(readConfig({})).toMatchObject({
      isDemo: true,
      host: '127.0.0.1',
      port: 3978,
      minimumActivation: 0,
      earliestGiveBack: 0,
      slack: undefined,
      teams: undefined,
    });
  });

  it('then empty values count as not set', () => {
    expect(readConfig({ PORT: '', SLACK_BOT_TOKEN: ' ' })).toMatchObject({ isDemo: true, port: 3978 });
  });
});

describe('When a platform is set', () => {
  it('then it is no demo, and PIM’s five-minute floors hold', () => {
    expect(readConfig({ ...slack, ...teams })).toMatchObject({
      isDemo: false,
      minimumActivation: 300_000,
      earliestGiveBack: 300_000,
      slack: { botToken: 'xoxb-1', signingSecret: 'shhh', matchByMail: true },
      teams: { appId: guid, tenantId: guid, appType: 'SingleTenant' },
    });
  });

  it('then the floors are a setting', () => {
    expect(readConfig({ ...slack, MINIMUM_ACTIVATION: 'PT10M', EARLIEST_GIVE_BACK: 'PT0S' })).toMatchObject({
      minimumActivation: 600_000,
      earliestGiveBack: 0,
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['the bot token of Slack', { ...slack, SLACK_BOT_TOKEN: '' }, 'SLACK_BOT_TOKEN'],
    ['how Slack delivers', { ...slack, SLACK_SIGNING_SECRET: '' }, 'SLACK_SIGNING_SECRET'],
    ['the app id of Teams', { TEAMS_TENANT_ID: guid, TEAMS_APP_PASSWORD: 'shhh' }, 'TEAMS_APP_ID'],
    ['the tenant of Teams', { TEAMS_APP_ID: guid, TEAMS_APP_PASSWORD: 'shhh' }, 'TEAMS_TENANT_ID'],
    ['the secret of Teams', { TEAMS_APP_ID: guid, TEAMS_TENANT_ID: guid }, 'TEAMS_APP_PASSWORD'],
  ])('then it does not start without %s', (_what, environment, setting) => {
    expect(faultsOf(environment)).toEqual([expect.stringContaining(setting)]);
  });

  it('then a managed identity needs no secret', () => {
    const { TEAMS_APP_PASSWORD: _none, ...identity } = teams;
    expect(readConfig({ ...identity, TEAMS_APP_TYPE: 'UserAssignedMsi' }).teams?.appType).toBe('UserAssignedMsi');
  });

  it('then a typo in the app type is a fault, not an open door', () => {
    expect(faultsOf({ ...teams, TEAMS_APP_TYPE: 'single-tenant' })).toEqual([
      expect.stringContaining('TEAMS_APP_TYPE'),
    ]);
  });
});

describe('When demo mode is asked for', () => {
  it('then it does not start beside real credentials', () => {
    expect(faultsOf({ ...slack, DEMO: 'true' })).toEqual([expect.stringContaining('DEMO')]);
  });

  it('then it does not start on an address that others reach', () => {
    expect(faultsOf({ HOST: '0.0.0.0' })).toEqual([expect.stringContaining('loopback')]);
  });
});

it('When several settings are wrong, then all are named at once, each with its mend', () => {
  const faults = faultsOf({
    PORT: 'web',
    MONGODB_URI: 'postgres://db',
    LOG_LEVEL: 'loud',
    MINIMUM_ACTIVATION: '5 minutes',
    SLACK_BOT_TOKEN: 'xoxp-1',
  });
  for (const name of ['PORT', 'MONGODB_URI', 'LOG_LEVEL', 'MINIMUM_ACTIVATION', 'SLACK_BOT_TOKEN']) {
    expect(faults).toContainEqual(expect.stringMatching(new RegExp(`^${name}: .+`)));
  }
});

it('When a secret is wrong, then the fault does not repeat it', () => {
  expect(faultsOf({ SLACK_BOT_TOKEN: 'hunter2', SLACK_SIGNING_SECRET: 'shhh' }).join()).not.toContain('hunter2');
});
