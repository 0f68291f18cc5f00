import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../domain/ports/system.js';
import { seconds } from '../../domain/time.js';
import { whyClockIsOff } from '../jobs/clock-watcher.js';
import { type DeliveryQueue, priority } from '../outbox/delivery.js';
import { failingBefore } from '../outbox/removal-alarm.js';

type ReadinessDeps = {
  isReachable(): Promise<boolean>;
  queue: Pick<DeliveryQueue, 'failing'>;
  /** `offset`: how far the database's time is ahead of this machine's, in milliseconds. */
  clock: Clock & { offset(): number };
  /** What does not go well with the audit log, in words. */
  auditTroubles(): Promise<readonly string[]>;
  /** Where the process stands: working unless given. */
  phase?: (() => Phase) | undefined;
  /** What is away outside, in words. */
  farTroubles?: (() => readonly string[]) | undefined;
};

/** Where a process stands between its start and its end. */
export type Phase = 'starting' | 'working' | 'stopping';
/** `unavailable`, `starting` and `stopping` take a process out of rotation, nothing else does. */
export type Readiness = {
  status: 'ready' | 'degraded' | 'unavailable' | 'starting' | 'stopping';
  reasons: readonly string[];
};

const unreachable: Readiness = { status: 'unavailable', reasons: ['the database cannot be reached'] };

/** Beyond this many it says no more than that there are so many. */
const counted = 100;

/** Whoever asks does not wait longer, and a driver may: it waits for a silent connection as long as for a busy one. */
const timeouts = seconds(2);

/**
 * Whether this process can work, and everything about it that is not well, within 2 s. Removals of access that do not
 * get through, a record that does not, and whatever else is away outside degrade it: the fault is elsewhere, and taking
 * the process out of rotation would fix nothing.
 */
export const readiness = (deps: ReadinessDeps) => (): Promise<Readiness> =>
  Promise.race([look(deps), setTimeout(timeouts, unreachable, { ref: false })]);

async function look(deps: ReadinessDeps): Promise<Readiness> {
  const phase = deps.phase?.() ?? 'working';
  if (phase !== 'working') return { status: phase, reasons: [] };
  const { isReachable, queue, clock, auditTroubles, farTroubles } = deps;
  if (!(await isReachable())) return unreachable;
  const stuck = await queue.failing(priority.removal, failingBefore(clock.now()), counted).catch(() => undefined);
  if (stuck === undefined) return unreachable;
  const troubles = await auditTroubles().catch(() => []);
  const reasons = [...reasonsOf(stuck.length), ...troubles, ...(farTroubles?.() ?? [])];
  const off = whyClockIsOff(clock.offset());
  if (off !== undefined) return { status: 'unavailable', reasons: [off, ...reasons] };
  return { status: reasons.length === 0 ? 'ready' : 'degraded', reasons };
}

function reasonsOf(stuck: number): string[] {
  if (stuck === 0) return [];
  const count = stuck < counted ? String(stuck) : `${counted} or more`;
  return [`removals of access that the directory has not taken for over a minute: ${count} (type “stuck” to see them)`];
}
