import { AdapterError, type Clock, type Log } from '../../domain/ports/system.js';
import { after, type Instant, minutes, seconds } from '../../domain/time.js';
import { nextAttemptAt } from '../outbox/backoff.js';
import type { Lane, MessageLane } from '../outbox/delivery.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';

/** Something outside that the product works with, and without which everything else goes on. */
export type FarEnd = {
  /** What people call it, such as `Slack`. */
  name: string;
  /** The lane of the messages that go through it. */
  lane?: MessageLane | undefined;
  /** Connects where that has not happened yet, and proves the credentials. Throws AdapterError where either fails. */
  prove(): Promise<void>;
};

export type FarEndsDeps = {
  ends: readonly FarEnd[];
  /** Tells the administrators that a far end is away, or that it is back. */
  tell(end: FarEnd, incident: Incident, isOver: boolean): Promise<void>;
  /** A far end is back: what has waited for it may go out. */
  isBack(): void;
  clock: Clock;
  log: Log;
  random(): number;
};

/** A time during which a far end was away. */
export type Incident = { since: Instant; isRefused: boolean };

export type FarEnds = Pick<Wakeable, 'start' | 'stop'> & {
  /** Whether messages of this lane have to wait, since their far end is away or was not reached yet. */
  mustWait(lane: Lane): boolean;
  /** What is away and why, in words for administrators. */
  troubles(): string[];
  /** Resolves when every far end was tried once, whatever came of it. */
  tried(): Promise<unknown>;
};

/** A credential that was revoked is noticed within this time. */
const watchEvery = minutes(5);
/** What cannot be reached for a shorter time is no news. */
const worthTelling = seconds(10);

/**
 * Connects to each far end, again and again at most a minute apart until it is there, and proves it every five minutes
 * from then on. Administrators are told once when one is away and once when it is back; a refused credential at once,
 * anything else after ten seconds.
 */
export function farEnds(deps: FarEndsDeps): FarEnds {
  const watches = deps.ends.map((end) => watchOf(end, deps));
  return {
    start() {
      for (const { watch } of watches) watch.start();
    },
    async stop() {
      await Promise.all(watches.map(({ watch }) => watch.stop()));
    },
    mustWait: (lane) => watches.some(({ end, state }) => end.lane === lane && !state.isThere),
    troubles: () => watches.flatMap(({ end, state }) => (state.away ? [troubleOf(end.name, state.away)] : [])),
    tried: () => Promise.all(watches.map(({ tried }) => tried)),
  };
}

type State = { isThere: boolean; away: Incident | undefined; isTold: boolean; attempts: number };

function watchOf(end: FarEnd, deps: FarEndsDeps) {
  const { clock, log } = deps;
  const state: State = { isThere: false, away: undefined, isTold: false, attempts: 0 };
  let isTried = (): void => undefined;
  const tried = new Promise<void>((resolve) => {
    isTried = resolve;
  });
  const watch = wakeable({
    name: 'far-end',
    async run() {
      try {
        await end.prove();
        await wentWell(end, state, deps);
        return after(clock.now(), watchEvery);
      } catch (fault) {
        // A far end that asks to be left alone is there.
        if (isBusy(fault) && state.isThere) return after(clock.now(), watchEvery);
        await failed(end, state, fault, deps);
        state.attempts += 1;
        return nextAttemptAt(fault, state.attempts, clock.now(), deps.random());
      } finally {
        isTried();
      }
    },
    clock,
    log,
    safetyPoll: watchEvery,
  });
  return { end, state, watch, tried };
}

async function wentWell(end: FarEnd, state: State, { tell, isBack, log }: FarEndsDeps): Promise<void> {
  const { away, isTold, isThere } = state;
  if (away) log.info('far-end.back', { farEnd: end.name });
  if (away && isTold) await tell(end, away, true);
  Object.assign(state, { isThere: true, away: undefined, isTold: false, attempts: 0 });
  if (!isThere) isBack();
}

async function failed(end: FarEnd, state: State, fault: unknown, { tell, clock, log }: FarEndsDeps): Promise<void> {
  const isRefused = fault instanceof AdapterError && fault.code === 'unauthorised';
  log.warn('far-end.away', { farEnd: end.name, isRefused, attempts: state.attempts, err: fault });
  const since = state.away?.since ?? clock.now();
  state.isThere = false;
  state.away = { since, isRefused };
  if (state.isTold || !(isRefused || clock.now() >= after(since, worthTelling))) return;
  await tell(end, state.away, false);
  state.isTold = true;
}

const isBusy = (fault: unknown) => fault instanceof AdapterError && fault.code === 'rate-limited';

const troubleOf = (name: string, { isRefused }: Incident) =>
  isRefused
    ? `${name} refuses Latchkey’s credentials: check its settings`
    : `${name} cannot be reached: Latchkey goes on trying`;
