import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { featureStates } from '../../../adapters/directory/cloud/needed-permissions.js';
import { checkDirectory } from '../../../bot/compose/compose-cloud.js';
import type { DirectorySettings } from '../../../bot/config/directory-variables.js';
import { directoryCheckReport } from '../../../bot/directory-check/directory-check-report.js';
import { refusal } from '../../support/clouds/cloud-resource.js';
import { type CloudStory, cloudStory } from '../../support/clouds/cloud-story.js';

let story: CloudStory;
beforeEach(async () => {
  story = await cloudStory();
});
afterEach(() => story.clouds.close());

/** What the operator reads. */
async function check(over: Partial<DirectorySettings> = {}) {
  const { clouds, timer } = story;
  const { tenantId, clientId, secret } = clouds.application;
  const settings: DirectorySettings = {
    cloud: 'global',
    tenantId,
    clientId,
    credential: { kind: 'secret', secret },
    ...over,
  };
  const checked = await checkDirectory(settings, { hosts: clouds.hosts, timer });
  const { lines, isGood } = directoryCheckReport(settings, checked, timer.now());
  return { text: lines.join('\n'), isGood };
}

const enough = [
  'User.Read.All',
  'Group.Read.All',
  'Application.Read.All',
  'AdministrativeUnit.ReadWrite.All',
  'RoleManagement.Read.Directory',
  'RoleAssignmentSchedule.ReadWrite.Directory',
  'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
];

describe('When an operator checks the directory', () => {
  it('and everything needed is granted, then it is said so, and nothing is changed', async () => {
    story.clouds.permissions.splice(0, 1, ...enough);
    story.clouds.subscriptions.push({ subscriptionId: '1', displayName: 'Production' });
    const { text, isGood } = await check();
    expect(text).toContain('Tenant: Contoso (10000000-0000-4000-8000-000000000001), cloud global');
    expect(text).toContain('Azure: answers; subscriptions visible: 1 (Production)');
    expect(text).toMatch(/Activate Entra roles +granted/);
    expect(text).toMatch(/Show last sign-ins +missing: AuditLog\.Read\.All \(optional\)/);
    expect(isGood).toBe(true);
    expect(story.clouds.calls.filter(({ method, url }) => method !== 'GET' && !/token$/.test(url.pathname))).toEqual(
      [],
    );
  });

  it('and permissions are missing, then each is named at the feature that needs it', async () => {
    const { text, isGood } = await check();
    expect(text).toMatch(/Read people and their managers +granted/);
    expect(text).toMatch(/Activate Entra roles +missing: RoleAssignmentSchedule\.ReadWrite\.Directory\n/);
    expect(text).toContain('no subscriptions visible');
    expect(isGood).toBe(false);
  });

  it('and may not even read the tenant’s name, then Graph still answers', async () => {
    story.clouds.permissions.splice(0);
    expect((await check()).text).toMatch(
      /Tenant: 10000000\S+, cloud global\n.*\nSign-in: works\nMicrosoft Graph: answers/,
    );
  });

  it('and the secret is wrong, then it is said what to do, with the id for Microsoft, and not the secret', async () => {
    const { text, isGood } = await check({ credential: { kind: 'secret', secret: 'hunter3' } });
    expect(text).toContain('Sign-in: failed. The client secret is wrong.');
    expect(text).toContain('AADSTS7000215');
    expect(text).toMatch(/client-request-id [0-9a-f-]{36}/);
    expect(text).not.toContain('hunter3');
    expect(isGood).toBe(false);
  });

  it('and Azure does not answer, then that is said beside what works', async () => {
    story.clouds.knobs.next(/subscriptions/, { kind: 'answer', reply: refusal(503, 'ServiceUnavailable') }, 3);
    const { text, isGood } = await check();
    expect(text).toContain(
      'Microsoft Graph: answers\nAzure: failed. GET /subscriptions answered 503 ServiceUnavailable.',
    );
    expect(isGood).toBe(false);
  });
});

it('When a certificate is near its end, then the days that are left are told', () => {
  const day = 24 * 60 * 60 * 1000;
  const settings = {
    cloud: 'usgov',
    tenantId: 't',
    clientId: 'c',
    credential: { kind: 'certificate', file: 'f' },
  } as const;
  const report = (certificateExpires: number) =>
    directoryCheckReport(settings, { certificateExpires, features: [], subscriptions: [] }, 0).lines[1];
  expect(report(31.5 * day)).toBe('Application: c, by certificate, expires on 1970-02-01 (31 days left)');
  expect(report(-day)).toBe('Application: c, by certificate, expired on 1969-12-31');
});

it('When an operator registers the application, then the documentation names what each feature needs', () => {
  const readme = readFileSync('adapters/directory/cloud/README.md', 'utf8');
  for (const { name, isOptional, missing } of featureStates([]))
    for (const permission of missing)
      expect(readme).toContain(`| ${name}${isOptional ? ' (optional)' : ''} | \`${permission}\``);
});
