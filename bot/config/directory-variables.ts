import type { z } from 'zod';
import { oneOf, text } from './variable-types.js';

/** The machine itself, and the networks that a platform keeps its token service in. */
const nearby = /^(localhost|127\.|169\.254\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;
const ownService = text.refine((value) => URL.canParse(value) && nearby.test(new URL(value).hostname), {
  message: 'must be the address that App Service or Container Apps sets. Don’t set it yourself',
});

/** The settings that concern Microsoft Entra ID and Azure, by their names in the environment. `guid` and `flag` read one of theirs. */
export const directoryEnvironment = <G extends z.ZodType<string>, F extends z.ZodType<boolean>>(guid: G, flag: F) => ({
  ENTRA_TENANT_ID: guid.optional(),
  ENTRA_CLIENT_ID: guid.optional(),
  ENTRA_CLIENT_SECRET: text.optional(),
  ENTRA_CERTIFICATE: text.optional(),
  ENTRA_FEDERATED_TOKEN_FILE: text.optional(),
  ENTRA_MANAGED_IDENTITY: flag.optional(),
  AZURE_CLOUD: oneOf('global', 'usgov', 'usgovdod', 'china').optional(),
  IDENTITY_ENDPOINT: ownService.optional(),
  IDENTITY_HEADER: text.optional(),
});

type Parsed = {
  ENTRA_TENANT_ID?: string | undefined;
  ENTRA_CLIENT_ID?: string | undefined;
  ENTRA_CLIENT_SECRET?: string | undefined;
  ENTRA_CERTIFICATE?: string | undefined;
  ENTRA_FEDERATED_TOKEN_FILE?: string | undefined;
  ENTRA_MANAGED_IDENTITY?: boolean | undefined;
  AZURE_CLOUD?: 'global' | 'usgov' | 'usgovdod' | 'china' | undefined;
  IDENTITY_ENDPOINT?: string | undefined;
  IDENTITY_HEADER?: string | undefined;
};

type Credential =
  | { kind: 'secret'; secret: string }
  | { kind: 'certificate' | 'federated'; file: string }
  | { kind: 'managed-identity'; service?: { endpoint: string; header: string } | undefined };

/** The application that Latchkey is in the organisation's tenant. */
export type DirectorySettings = {
  cloud: 'global' | 'usgov' | 'usgovdod' | 'china';
  tenantId: string;
  /** Absent where a machine's own managed identity is used. */
  clientId?: string | undefined;
  credential: Credential;
};

const choices = 'ENTRA_CLIENT_SECRET, ENTRA_CERTIFICATE, ENTRA_FEDERATED_TOKEN_FILE or ENTRA_MANAGED_IDENTITY=true';

/** Rules that concern several of these settings, each with whether it is broken. */
export function directoryRules(env: Parsed): [boolean, string][] {
  const { ENTRA_TENANT_ID: tenant, ENTRA_CLIENT_ID: client, ENTRA_MANAGED_IDENTITY: managed } = env;
  const ways = credentialsIn(env).length;
  const isUsed = tenant !== undefined || client !== undefined || ways > 0;
  return [
    [isUsed && tenant === undefined, 'ENTRA_TENANT_ID: is missing. Set it to the directory (tenant) id of your tenant'],
    [
      isUsed && client === undefined && !managed,
      'ENTRA_CLIENT_ID: is missing. Set it to the application (client) id of the registered application',
    ],
    [isUsed && ways === 0, `ENTRA_CLIENT_SECRET: is missing. Set one of ${choices}`],
    [ways > 1, `ENTRA_CLIENT_SECRET: is one of several ways to sign in. Keep one of ${choices}`],
    [
      !isUsed && env.AZURE_CLOUD !== undefined,
      'ENTRA_TENANT_ID: is missing beside AZURE_CLOUD. Set it with the settings beside it, or remove AZURE_CLOUD',
    ],
  ];
}

/** These settings as the product reads them; undefined where there is no tenant. */
export function toDirectorySettings(env: Parsed): DirectorySettings | undefined {
  const [credential] = credentialsIn(env);
  if (!env.ENTRA_TENANT_ID || !credential) return undefined;
  const { ENTRA_TENANT_ID: tenantId, ENTRA_CLIENT_ID: clientId, AZURE_CLOUD: cloud = 'global' } = env;
  return { cloud, tenantId: tenantId.toLowerCase(), clientId: clientId?.toLowerCase(), credential };
}

function credentialsIn(env: Parsed): Credential[] {
  const { ENTRA_CLIENT_SECRET: secret, ENTRA_CERTIFICATE: certificate, ENTRA_FEDERATED_TOKEN_FILE: federated } = env;
  const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header } = env;
  const service = endpoint && header ? { endpoint, header } : undefined;
  return [
    ...(secret ? [{ kind: 'secret', secret } as const] : []),
    ...(certificate ? [{ kind: 'certificate', file: certificate } as const] : []),
    ...(federated ? [{ kind: 'federated', file: federated } as const] : []),
    ...(env.ENTRA_MANAGED_IDENTITY ? [{ kind: 'managed-identity', service } as const] : []),
  ];
}
