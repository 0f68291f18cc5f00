import { cloudClient } from '../../../adapters/directory/cloud/cloud-client.js';
import { callLanes } from '../../../adapters/directory/cloud/limits/call-lanes.js';
import { acquireToken } from '../../../adapters/directory/cloud/sign-in/acquire-token.js';
import type { CloudCredential } from '../../../adapters/directory/cloud/sign-in/credential.js';
import { tokenCache } from '../../../adapters/directory/cloud/sign-in/token-cache.js';
import { systemIds } from '../../../adapters/system/ids.js';
import { pinoLog } from '../../../adapters/system/log.js';
import { startClouds } from './clouds.js';
import { storyTimer } from './story-timer.js';

/** A stand-in of the cloud, and clients that call it as the product does, with everything that they log. */
export async function cloudStory() {
  const timer = storyTimer();
  const clouds = await startClouds(timer);
  const { tenantId, clientId, secret } = clouds.application;
  const logged: string[] = [];
  const log = pinoLog('debug', { write: (line) => void logged.push(line) });
  const sorted = { hosts: clouds.hosts, timer, ids: systemIds, log, random: () => 0.5 };

  /** A client of its own, with a token cache of its own, that signs in so. */
  function signedIn(credential: CloudCredential = { kind: 'secret', secret }, client: string | undefined = clientId) {
    const acquire = acquireToken({ tenantId, clientId: client, credential }, clouds.hosts, timer, systemIds);
    const tokens = tokenCache({ ...sorted, acquire });
    return { ...cloudClient({ ...sorted, tokens, lanes: callLanes(timer) }), tokens };
  }
  /** The calls that came to this path. */
  const callsTo = (path: RegExp) => clouds.calls.filter(({ url }) => path.test(url.pathname));
  return { clouds, timer, logged, signedIn, callsTo };
}

export type CloudStory = Awaited<ReturnType<typeof cloudStory>>;
