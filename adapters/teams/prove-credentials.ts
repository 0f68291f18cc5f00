import { AdapterError } from '../../domain/ports/system.js';
import { callFault, tokenFault } from './errors.js';
import type { AuthenticatedTeams } from './teams-config.js';

const SCOPE = 'https://api.botframework.com/.default';

/**
 * Proves the bot's secret by asking Microsoft Entra for a token, which is thrown away; takes at most `timeout`
 * milliseconds. A managed identity has no secret to prove. Throws AdapterError: `unauthorised` for a secret or an app
 * that is refused, others where Entra cannot be reached or asks to wait.
 */
export async function proveCredentials(config: AuthenticatedTeams, timeout: number): Promise<void> {
  const { appId, appPassword, tenantId, standIn } = config;
  if (appPassword === undefined || (standIn && !standIn.tokenUrl)) return;
  const url = standIn?.tokenUrl ?? `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: appId,
    client_secret: appPassword,
    scope: SCOPE,
  });
  try {
    const signal = AbortSignal.timeout(timeout);
    const { ok, status } = await fetch(url, { method: 'POST', body, redirect: 'error', signal });
    if (!ok) throw tokenFault(status);
  } catch (fault) {
    throw fault instanceof AdapterError ? fault : callFault(fault);
  }
}
