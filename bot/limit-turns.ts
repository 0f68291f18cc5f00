import type { RateLimits } from '../domain/ports/rate-limits.js';
import type { Log } from '../domain/ports/system.js';
import { minutes } from '../domain/time.js';
import type { HandleTurn } from './turn.js';

/**
 * Lets one person say and press so many things in a minute, by whatever surface, and handles nothing beyond that: they
 * are told to wait. What could not be counted is not handled either (AdapterError `unavailable`).
 */
export const limitTurns =
  (handle: HandleTurn, { limits, perMinute, log }: { limits: RateLimits; perMinute: number; log: Log }): HandleTurn =>
  async (turn) => {
    const wait = await limits.exceeded({ name: 'turns', times: perMinute, per: minutes(1) }, turn.actor);
    if (wait === undefined) return handle(turn);
    log.warn('turn.too-often', { commandId: turn.commandId, actor: turn.actor });
    return { kind: 'said', text: 'That was too often in a short time, so I have not done it. Please wait a minute.' };
  };
