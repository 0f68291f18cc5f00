import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../bot/config/config.js';
import { fileFaults } from '../../../bot/config/variable-files.js';
import { faultsOf } from '../../support/config-faults.js';

const guid = '0F5CF8BB-3b2a-4b68-9a6e-0d5a3c1f0001';
const application = { ENTRA_TENANT_ID: guid, ENTRA_CLIENT_ID: guid };
const settings = { ...application, ENTRA_CLIENT_SECRET: 'hunter2' };

describe('When the settings of Entra ID are read', () => {
  it.each([
    ['a secret', { ENTRA_CLIENT_SECRET: 'hunter2' }, { kind: 'secret', secret: 'hunter2' }],
    ['a certificate', { ENTRA_CERTIFICATE: 'app.pem' }, { kind: 'certificate', file: 'app.pem' }],
    ['a federated token', { ENTRA_FEDERATED_TOKEN_FILE: '/run/token' }, { kind: 'federated', file: '/run/token' }],
    ['a managed identity', { ENTRA_MANAGED_IDENTITY: 'true' }, { kind: 'managed-identity', service: undefined }],
  ])('then the application signs in by %s', (_way, credential, read) => {
    const { directory } = readConfig({ ...application, ...credential });
    expect(directory).toEqual({
      cloud: 'global',
      tenantId: guid.toLowerCase(),
      clientId: guid.toLowerCase(),
      credential: read,
    });
  });

  it('then a machine’s own identity needs no client id, and its platform says where its tokens come from', () => {
    const platform = { IDENTITY_ENDPOINT: 'http://localhost:42356/msi/token', IDENTITY_HEADER: 'shhh' };
    const managed = { ENTRA_TENANT_ID: guid, ENTRA_MANAGED_IDENTITY: 'true', AZURE_CLOUD: 'china', ...platform };
    expect(readConfig(managed).directory).toMatchObject({
      cloud: 'china',
      clientId: undefined,
      credential: { service: { endpoint: 'http://localhost:42356/msi/token', header: 'shhh' } },
    });
  });

  it('then without them there is no tenant, whatever a platform sets', () => {
    expect(readConfig({ ENTRA_MANAGED_IDENTITY: 'false' }).directory).toBeUndefined();
    expect(readConfig({ IDENTITY_HEADER: 'shhh' }).directory).toBeUndefined();
  });

  it.each([
    ['no tenant', { ENTRA_TENANT_ID: '' }, 'ENTRA_TENANT_ID'],
    ['no client', { ENTRA_CLIENT_ID: '' }, 'ENTRA_CLIENT_ID'],
    ['a tenant by its domain', { ENTRA_TENANT_ID: 'contoso.com' }, 'ENTRA_TENANT_ID'],
    ['nothing to sign in with', { ENTRA_CLIENT_SECRET: '' }, 'ENTRA_CLIENT_SECRET'],
    ['two ways to sign in', { ENTRA_CERTIFICATE: 'app.pem' }, 'ENTRA_CLIENT_SECRET'],
    ['a cloud that is none', { AZURE_CLOUD: 'germany' }, 'AZURE_CLOUD'],
    ['a token service elsewhere', { IDENTITY_ENDPOINT: 'https://evil.example/token' }, 'IDENTITY_ENDPOINT'],
  ])('with %s, then that is the one fault', (_what, over, setting) => {
    expect(faultsOf({ ...settings, ...over })).toEqual([expect.stringContaining(`${setting}:`)]);
  });

  it('then every fault comes in one round, and none repeats a secret', () => {
    const faults = faultsOf({ ENTRA_CLIENT_SECRET: 'hunter2', ENTRA_CERTIFICATE: 'a.pem', AZURE_CLOUD: 'moon' });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'AZURE_CLOUD',
      'ENTRA_TENANT_ID',
      'ENTRA_CLIENT_ID',
      'ENTRA_CLIENT_SECRET',
    ]);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('then a cloud without a tenant is told', () => {
    expect(faultsOf({ AZURE_CLOUD: 'usgov' })).toEqual([expect.stringContaining('ENTRA_TENANT_ID: is missing')]);
  });

  it('then a file that is not there is told before anything starts', () => {
    expect(fileFaults({ ...application, ENTRA_CERTIFICATE: '/nowhere/app.pem' })).toEqual([
      "ENTRA_CERTIFICATE: /nowhere/app.pem is no file. Name a file that Latchkey's user may read.",
    ]);
  });
});
