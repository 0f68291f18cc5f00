import { checkTenant, type TenantCheck } from '../../adapters/directory/cloud/check-tenant.js';
import { cloudClient } from '../../adapters/directory/cloud/cloud-client.js';
import { type CloudHosts, cloudHosts } from '../../adapters/directory/cloud/cloud-hosts.js';
import { type CloudTimer, cloudTimer } from '../../adapters/directory/cloud/cloud-timer.js';
import { callLanes } from '../../adapters/directory/cloud/limits/call-lanes.js';
import { acquireToken } from '../../adapters/directory/cloud/sign-in/acquire-token.js';
import { tokenCache } from '../../adapters/directory/cloud/sign-in/token-cache.js';
import { systemIds } from '../../adapters/system/ids.js';
import { pinoLog } from '../../adapters/system/log.js';
import type { Log } from '../../domain/ports/system.js';
import { instant } from '../../domain/time.js';
import type { DirectorySettings } from '../config/directory-variables.js';

export type { CheckFault, TenantCheck } from '../../adapters/directory/cloud/check-tenant.js';

/** Tests pass their own hosts and time; a program that only prints logs nothing. */
export type CloudOptions = { log?: Log; hosts?: CloudHosts; timer?: CloudTimer };

const systemTimer = cloudTimer({ now: () => instant(Date.now()) });

/** Everything that calls the organisation's tenant, as its settings say. The hosts are those of the cloud named there. */
function openCloud(settings: DirectorySettings, options: CloudOptions) {
  const { log = pinoLog('silent'), hosts = cloudHosts(settings.cloud), timer = systemTimer } = options;
  const { random } = Math;
  const acquire = acquireToken(settings, hosts, timer, systemIds);
  const tokens = tokenCache({ acquire, timer, log, random });
  const lanes = callLanes(timer);
  const client = cloudClient({ hosts, tokens, lanes, timer, ids: systemIds, log, random });
  return { application: settings, hosts, tokens, client };
}

/** Looks what Latchkey can do in the tenant of these settings, without changing anything. */
export const checkDirectory = (settings: DirectorySettings, options: CloudOptions = {}): Promise<TenantCheck> =>
  checkTenant(openCloud(settings, options));
