import type { Clock, Log } from '../../domain/ports/system.js';
import { type Instant, minutes } from '../../domain/time.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';

export type DigestSweeperDeps = {
  /** Tells what the calendar has come to, and returns when it has to again. */
  tellDigests(): Promise<Instant>;
  clock: Clock;
  log: Log;
};

/** Another process may have died with it in hand. */
const safetyPoll = minutes(15);

/** Wakes whoever tells the administrators by the calendar. It owns no rule. */
export const digestSweeper = ({ tellDigests, clock, log }: DigestSweeperDeps): Wakeable =>
  wakeable({ name: 'digests', run: tellDigests, clock, log, safetyPoll });
