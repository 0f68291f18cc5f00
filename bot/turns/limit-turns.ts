import type { RateLimits } from '../../domain/ports/rate-limits.js';
import type { Log } from '../../domain/ports/system.js';
import { hours, minutes } from '../../domain/time.js';
import type { HandleTurn } from './turn.js';

/** Over an hour, on average: a tenth of what one may say in a hurry. */
const minutesWorth = 10;

/**
 * Lets one person say and press so many things in a minute, and ten times as many in an hour, by whatever surface, and
 * handles nothing beyond that: they are told to wait. What could not be counted is not handled either (AdapterError
 * `unavailable`).
 */
export const limitTurns =
  (handle: HandleTurn, { limits, perMinute, log }: { limits: RateLimits; perMinute: number; log: Log }): HandleTurn =>
  async (turn) => {
    const waits = await Promise.all([
      limits.exceeded({ name: 'turns', times: perMinute, per: minutes(1) }, turn.actor),
      limits.exceeded({ name: 'turns-hour', times: perMinute * minutesWorth, per: hours(1) }, turn.actor),
    ]);
    const wait = Math.max(...waits.map((each) => each ?? 0));
    if (wait === 0) return handle(turn);
    log.warn('turn.too-often', { commandId: turn.commandId, actor: turn.actor });
    const count = Math.ceil(wait / minutes(1));
    const time = count === 1 ? 'a minute' : `${count} minutes`;
    return { kind: 'said', text: `That was too often in a short time, so I have not done it. Please wait ${time}.` };
  };
