import { readFile } from 'node:fs/promises';
import { CloudError } from '../cloud-error.js';
import type { CloudHosts } from '../cloud-hosts.js';
import { certificateAssertion } from './certificate-assertion.js';
import type { CloudApplication } from './credential.js';

/** What is sent to get a token. */
export type TokenRequest = {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: URLSearchParams | undefined;
};

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Builds the request for a token for `audience`, the origin of an API, by the application's credential. `id` is a new
 * GUID and `now` the present in milliseconds, both for a signed assertion. Throws CloudError `unauthorised` where a
 * file that it needs can't be used.
 */
export async function tokenRequest(
  { tenantId, clientId, credential }: CloudApplication,
  hosts: CloudHosts,
  audience: string,
  { id, now }: { id: string; now: number },
): Promise<TokenRequest> {
  if (credential.kind === 'managed-identity')
    return managedIdentityRequest(credential.service, clientId, hosts, audience);
  const url = new URL(`/${tenantId}/oauth2/v2.0/token`, hosts.login);
  const client = clientId ?? '';
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client,
    scope: `${audience}/.default`,
  });
  if (credential.kind === 'secret') body.set('client_secret', credential.secret);
  else {
    const { file } = credential;
    const assertion =
      credential.kind === 'certificate'
        ? certificateAssertion({ file, clientId: client, audience: url.href, id, now })
        : platformToken(file);
    body.set('client_assertion_type', jwtBearer);
    body.set('client_assertion', await assertion);
  }
  return { method: 'POST', url, headers: {}, body };
}

function managedIdentityRequest(
  service: { endpoint: string; header: string } | undefined,
  clientId: string | undefined,
  hosts: CloudHosts,
  audience: string,
): TokenRequest {
  const url = new URL(service?.endpoint ?? '/metadata/identity/oauth2/token', hosts.metadata);
  url.searchParams.set('api-version', service ? '2019-08-01' : '2018-02-01');
  url.searchParams.set('resource', `${audience}/`);
  if (clientId) url.searchParams.set('client_id', clientId);
  const headers: Record<string, string> = service ? { 'x-identity-header': service.header } : { metadata: 'true' };
  return { method: 'GET', url, headers };
}

/** Read each time: the platform replaces it within the hour. */
async function platformToken(file: string): Promise<string> {
  const token = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (token) return token;
  throw new CloudError('unauthorised', 'The file that ENTRA_FEDERATED_TOKEN_FILE names is empty or can’t be read');
}
