import type { CheckFault, TenantCheck } from '../compose/compose-cloud.js';
import type { DirectorySettings } from '../config/directory-variables.js';

/** Entra ID's numbers for what keeps an application from signing in (learn.microsoft.com, reference-error-codes). */
const signInFaults: Readonly<Record<string, string>> = {
  AADSTS90002: 'There is no such tenant in this cloud. Check ENTRA_TENANT_ID and AZURE_CLOUD.',
  AADSTS900023: 'There is no such tenant in this cloud. Check ENTRA_TENANT_ID and AZURE_CLOUD.',
  AADSTS700016: 'The tenant has no such application. Check ENTRA_CLIENT_ID, and consent to it in the tenant.',
  AADSTS7000215: 'The client secret is wrong. Set ENTRA_CLIENT_SECRET to the secret’s value, not its id.',
  AADSTS7000222: 'The client secret has expired. Make a new one and set ENTRA_CLIENT_SECRET.',
  AADSTS700027: 'The application doesn’t know this certificate. Upload it under Certificates & secrets.',
  AADSTS700024: 'The signed assertion is out of time. Set this machine’s clock.',
  AADSTS70021: 'No federated credential matches the platform’s token. Compare its issuer and subject.',
  AADSTS700213: 'No federated credential matches the platform’s token. Compare its issuer and subject.',
  AADSTS53003: 'A Conditional Access policy for workload identities blocks the application.',
};

const ways: Readonly<Record<DirectorySettings['credential']['kind'], string>> = {
  secret: 'client secret',
  certificate: 'certificate',
  federated: 'federated token',
  'managed-identity': 'managed identity',
};

const aDay = 24 * 60 * 60 * 1000;

export type DirectoryCheckReport = {
  lines: string[];
  /** False where something that isn't optional doesn't work. */
  isGood: boolean;
};

/** Puts a check of the tenant into words for the operator. `now` is in milliseconds since 1970. */
export function directoryCheckReport(
  settings: DirectorySettings,
  check: TenantCheck,
  now: number,
): DirectoryCheckReport {
  const { cloud, tenantId, clientId, credential } = settings;
  const { name, certificateExpires, signIn } = check;
  const expiry = certificateExpires === undefined ? '' : `, ${expiryInWords(certificateExpires, now)}`;
  const lines = [
    `Tenant: ${name ? `${name} (${tenantId})` : tenantId}, cloud ${cloud}`,
    `Application: ${clientId ?? 'the machine’s own'}, by ${ways[credential.kind]}${expiry}`,
    signIn ? `Sign-in: failed. ${faultInWords(signIn)}` : 'Sign-in: works',
  ];
  if (signIn) return { lines, isGood: false };
  const isLacking = check.features.some(({ isOptional, missing }) => !isOptional && missing.length > 0);
  return {
    lines: [...lines, ...reachLines(check), '', ...permissionLines(check)],
    isGood: !isLacking && check.graph === undefined && check.azure === undefined,
  };
}

function reachLines({ graph, azure, subscriptions }: TenantCheck): string[] {
  const seen = subscriptions.slice(0, 5).join(', ') + (subscriptions.length > 5 ? ', …' : '');
  const visible =
    subscriptions.length > 0
      ? `subscriptions visible: ${subscriptions.length} (${seen})`
      : 'no subscriptions visible. For Azure roles, give the application Reader and Role Based Access Control Administrator';
  return [
    graph ? `Microsoft Graph: failed. ${faultInWords(graph)}` : 'Microsoft Graph: answers',
    azure ? `Azure: failed. ${faultInWords(azure)}` : `Azure: answers; ${visible}`,
  ];
}

function permissionLines({ features }: TenantCheck): string[] {
  const width = Math.max(0, ...features.map(({ name }) => name.length));
  return [
    'Permissions of Microsoft Graph (application permissions, with admin consent):',
    ...features.map(({ name, isOptional, missing }) => {
      const state =
        missing.length === 0 ? 'granted' : `missing: ${missing.join(', ')}${isOptional ? ' (optional)' : ''}`;
      return `  ${name.padEnd(width)}  ${state}`;
    }),
  ];
}

/** Says when the certificate expires, and in how many whole days. */
function expiryInWords(expires: number, now: number): string {
  const date = new Date(expires).toISOString().slice(0, 10);
  const days = Math.floor((expires - now) / aDay);
  return expires <= now ? `expired on ${date}` : `expires on ${date} (${days} ${days === 1 ? 'day' : 'days'} left)`;
}

function faultInWords({ message, reason, requestId, clientRequestId }: CheckFault): string {
  const known = signInFaults[reason ?? ''];
  const ids = [
    ...(requestId ? [`request-id ${requestId}`] : []),
    ...(clientRequestId ? [`client-request-id ${clientRequestId}`] : []),
  ];
  return `${known ? `${known} (${message})` : `${message}.`}${ids.length > 0 ? ` For Microsoft’s support: ${ids.join(', ')}.` : ''}`;
}
