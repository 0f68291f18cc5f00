import type { AlertReads } from '../../domain/ports/alerts.js';
import type { Checkpoints } from '../../domain/ports/checkpoints.js';
import type { Clock, Log } from '../../domain/ports/system.js';
import { after, type Duration, duration, type Instant, instant, minutes } from '../../domain/time.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';

export type AlertSweeperDeps = {
  /** Looks for every alert, and brings its incidents to what is so: the use case. */
  sweep(): Promise<void>;
  /** What is on file of when alerts were looked for. */
  kept: AlertReads['kept'];
  checkpoints: Checkpoints;
  clock: Clock;
  log: Log;
  /** How long after the start, or after something has changed, alerts are looked for; and the least between two looks. */
  pause: Duration;
};

/** What nobody has changed is looked at this often, by whatever process: what time alone brings about comes no sooner. */
const every = minutes(5);
/** A look that takes long is followed by a rest that is so many times as long. */
const restFor = 10;

/**
 * Looks for alerts soon after the start, soon after something has changed, and every few minutes. Of several processes
 * one looks at a time. It owns no rule.
 */
export function alertSweeper({ sweep, kept, checkpoints, clock, log, pause }: AlertSweeperDeps): Wakeable {
  let isChanged = true;
  let notBefore: Instant = after(clock.now(), pause);

  async function look(): Promise<Instant> {
    const step = await checkpoints.take('alerts', clock.now(), pause);
    if (!step) return after(clock.now(), pause);
    isChanged = false;
    const begun = clock.now();
    try {
      await sweep();
    } catch (fault) {
      isChanged = true;
      throw fault;
    }
    await checkpoints.finish('alerts', step, undefined);
    const now = clock.now();
    notBefore = after(now, duration(Math.max(pause, restFor * (now - begun))));
    return after(now, every);
  }

  const sweeper = wakeable({
    name: 'alerts',
    async run() {
      const now = clock.now();
      if (isChanged && now < notBefore) return notBefore;
      const due = isChanged ? now : after(await lastLook(kept), every);
      return due > now ? due : look();
    },
    clock,
    log,
    safetyPoll: every,
  });
  return {
    ...sweeper,
    wake() {
      if (isChanged) return;
      isChanged = true;
      notBefore = instant(Math.max(notBefore, after(clock.now(), pause)));
      sweeper.wake();
    },
  };
}

/** The oldest of the last looks for each alert; the beginning of time where one was never looked for. */
async function lastLook(kept: AlertReads['kept']): Promise<Instant> {
  const looks = (await kept()).map(({ sweptAt }) => sweptAt ?? instant(0));
  return instant(looks.length === 0 ? 0 : Math.min(...looks));
}
