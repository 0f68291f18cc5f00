import type { When } from '../../cards/words/format-time.js';
import type { Clock } from '../../domain/ports/system.js';
import type { Recipient } from '../outbox/messenger.js';
import { type ZoneDeps, zoneOf } from './zone-of.js';

/**
 * From where and when a recipient reads times: a person in their own zone, a channel in the organisation's, where each
 * time is said with its offset.
 */
export async function whenReadBy(deps: ZoneDeps & { clock: Clock }, recipient: Recipient): Promise<When> {
  const now = deps.clock.now();
  if (recipient.kind === 'channel') return { timeZone: deps.zones.home, now, alsoIn: 'anywhere' };
  return { timeZone: await zoneOf(deps, recipient.principalId), now };
}
