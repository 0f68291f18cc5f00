import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../domain/ports/system.js';
import { seconds } from '../domain/time.js';
import { whyClockIsOff } from './clock-watcher.js';
import { type DeliveryQueue, priority } from './delivery.js';
import { stuckBefore } from './removal-alarm.js';

type ReadinessDeps = {
  isReachable(): Promise<boolean>;
  queue: Pick<DeliveryQueue, 'failing'>;
  /** `offset`: how far the database's time is ahead of this machine's, in milliseconds. */
  clock: Clock & { offset(): number };
  /** What does not go well with the record, in words. */
  auditTroubles(): Promise<readonly string[]>;
};

type Readiness = { ready: boolean; reasons: readonly string[] };

const unreachable: Readiness = { ready: false, reasons: ['the database cannot be reached'] };

/** Beyond this many it says no more than that there are so many. */
const counted = 100;

/** Whoever asks does not wait longer, and a driver may: it waits for a silent connection as long as for a busy one. */
const patience = seconds(2);

/**
 * Whether this process can work, and everything about it that is not well, within 2 s. Removals of access that do not
 * get through, and a record that does not, are told and leave it ready: the fault is elsewhere, and taking the process
 * out of rotation would mend nothing.
 */
export const readiness = (deps: ReadinessDeps) => (): Promise<Readiness> =>
  Promise.race([look(deps), setTimeout(patience, unreachable, { ref: false })]);

async function look({ isReachable, queue, clock, auditTroubles }: ReadinessDeps): Promise<Readiness> {
  if (!(await isReachable())) return unreachable;
  const stuck = await queue.failing(priority.removal, stuckBefore(clock.now()), counted).catch(() => undefined);
  if (stuck === undefined) return unreachable;
  const troubles = await auditTroubles().catch(() => []);
  const off = whyClockIsOff(clock.offset());
  return {
    ready: off === undefined,
    reasons: [...(off === undefined ? [] : [off]), ...reasonsOf(stuck.length), ...troubles],
  };
}

function reasonsOf(stuck: number): string[] {
  if (stuck === 0) return [];
  const count = stuck < counted ? String(stuck) : `${counted} or more`;
  return [`removals of access that the directory has not taken for over a minute: ${count} (type “stuck” to see them)`];
}
