import type { PrincipalId } from '../../domain/ids.js';
import { hearingOf, isAsking, isAskingOfReview } from '../../domain/notification/notice-table.js';
import type { Principal } from '../../domain/ports/directory.js';
import type { Instant } from '../../domain/time.js';
import type { ClaimedDelivery } from '../outbox/delivery.js';
import type { ReadDeps } from '../views/read-request-facts.js';
import { zoneOf } from '../views/zone-of.js';
import { addressees } from './deliver-mail.js';
import type { Post } from './mail-post.js';
import { quietUntil } from './quiet-hours.js';

export type HoldBackDeps = ReadDeps & {
  /** Missing where no mail is sent. */
  post?: Post | undefined;
};

type Effect = ClaimedDelivery['effect'];

/**
 * Whether a delivery has to be left out, or to wait, as its recipient prefers now. Preferences concern what only
 * informs: what asks somebody to act comes at once, and everywhere. Returns `go`, `never`, or when to look again.
 */
export async function heldBack(
  deps: HoldBackDeps,
  { effect, lane }: Pick<ClaimedDelivery, 'effect' | 'lane'>,
): Promise<'go' | 'never' | { again: Instant }> {
  const who = whomItInforms(effect);
  if (!who) return 'go';
  const { channels, quietHours } = await deps.store.read.preferences.of(who);
  if (channels === 'both' && !quietHours) return 'go';
  const person = await deps.directory.principal(who);
  const hasChoice = effect.kind !== 'note' || hearingOf(effect.what, effect.as)?.by.includes('mail');
  if (hasChoice && !isWanted(channels, lane, deps.post !== undefined && hasAddress(person))) return 'never';
  const again = quietHours && quietUntil(quietHours, await zoneOf(deps, who), deps.clock.now());
  return again === undefined ? 'go' : { again };
}

/** Who has no address hears by chat whatever they have chosen: otherwise they would hear nothing at all. */
function isWanted(channels: 'chat' | 'mail' | 'both', lane: ClaimedDelivery['lane'], hasMail: boolean): boolean {
  if (channels === 'both' || !hasMail) return true;
  return (channels === 'mail') === (lane === 'mail');
}

const hasAddress = (person: Principal | undefined) => person !== undefined && addressees([person]).length > 0;

/** Whom a delivery only informs; undefined for what asks, what answers, and what goes to no person. */
function whomItInforms(effect: Effect): PrincipalId | undefined {
  if (!isInforming(effect) || !('recipient' in effect) || effect.recipient.kind !== 'person') return undefined;
  return effect.recipient.principalId;
}

function isInforming(effect: Effect): boolean {
  switch (effect.kind) {
    case 'note':
    case 'mail':
      return !isAsking(effect.what, effect.as);
    case 'access-review':
      return !isAskingOfReview(effect.what);
    case 'reply':
      return effect.informs === true;
    default:
      return false;
  }
}
