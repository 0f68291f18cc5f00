import type { DomainEvent } from '../../domain/domain-event.js';
import { AdapterError, type Clock, type Log } from '../../domain/ports/system.js';
import { after, type Instant } from '../../domain/time.js';
import { afterBug, attemptsBeforeDeadLetter, nextAttemptAt } from './backoff.js';
import { claimKeeper } from './claim-keeper.js';
import type { ClaimedDelivery, ClaimedEvent, Delivery, DeliveryQueue, Expansion, Lane } from './delivery.js';
import { laneWorkers } from './lane-workers.js';
import { redrawnBy } from './lowering-cards.js';
import type { MessageRef } from './messenger.js';
import type { RemovalAlarm } from './removal-alarm.js';
import { wakeable } from './wakeable.js';

/** What carrying out a delivery came to: where the message is now and what it shows, where it is a message. */
export type Delivered = {
  ref?: MessageRef | undefined;
  shown?: string | undefined;
  /** When it has to be looked at again, though nobody may have asked for it. */
  again?: Instant | undefined;
};

export type OutboxRelayDeps = {
  queue: DeliveryQueue;
  clock: Clock;
  log: Log;
  /** What an event asks for: reads what it needs, decides by `notices`. */
  expand(event: DomainEvent): Promise<readonly Delivery[]>;
  /** Carries out one delivery from the present state. Throws AdapterError where the far end fails. */
  deliver(claimed: ClaimedDelivery): Promise<Delivered>;
  /** Is told how every delivery went; missing where nobody is to be told of removals that fail. */
  alarm?: RemovalAlarm | undefined;
  /** Whether messages of this lane wait, since their far end is away; missing where none ever does. */
  mustWait?: ((lane: Lane) => boolean) | undefined;
  /** The lanes this process serves, and how many deliveries of each may be under way at once. */
  lanes: ReadonlyMap<Lane, number>;
  /** The longest it waits without looking, in milliseconds: finds what a dead process left. */
  safetyPoll: number;
  /** How long one delivery may take before it counts as failed, in milliseconds: 25 s unless given. */
  timeout?: number | undefined;
  /** A number in [0, 1), for jitter. */
  random(): number;
};

export type OutboxRelay = {
  start(): void;
  /** Something may be due: look now. */
  wake(): void;
  /** Stops claiming, and waits for what is under way. */
  stop(): Promise<void>;
  /** Works until nothing is due at this moment. */
  drain(): Promise<void>;
};

const eventBatch = 100;

/** Turns events into deliveries and carries these out, each lane on its own. */
export function outboxRelay(deps: OutboxRelayDeps): OutboxRelay {
  const { queue, clock, log, safetyPoll } = deps;
  const keeper = claimKeeper(deps);
  let delivered = 0;
  const lanes = [...deps.lanes].map(([lane, width]) =>
    laneWorkers({ width, log: log.with({ lane }) }, async (onClaimed) => {
      const wasDue = await deliverNext({ ...deps, keeper }, lane, onClaimed, () => watch.wake());
      if (wasDue) delivered += 1;
      return wasDue;
    }),
  );
  const wakeLanes = () => {
    for (const lane of lanes) lane.wake();
  };

  async function lookOnce() {
    const now = clock.now();
    const first = await queue.firstDue(now);
    if (first === undefined || first > now) return first; // at rest one question is all that it costs
    // What is due by now is the lanes' affair, even where one of them hangs; what comes after needs another look.
    await expandDue(deps, wakeLanes);
    return queue.nextDue(now);
  }

  let looking: Promise<unknown> = Promise.resolve();
  const run = () => {
    const look = lookOnce();
    looking = look.catch(() => undefined); // told by whoever runs it
    return look;
  };
  const watch = wakeable({ name: 'outbox', run, clock, log, safetyPoll });
  const idle = async () => {
    await looking;
    await Promise.all(lanes.map((lane) => lane.idle()));
  };
  return {
    start: watch.start,
    wake: watch.wake,
    async stop() {
      await watch.stop();
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
    async drain() {
      await idle();
      // What is due in a lane that this process does not serve stays so.
      for (let isMoving = true; isMoving; ) {
        const now = clock.now();
        const first = await queue.firstDue(now);
        if (first === undefined || first > now) return;
        const before = delivered;
        const expanded = await expandDue(deps, wakeLanes);
        await idle();
        isMoving = expanded > 0 || delivered > before;
      }
    },
  };
}

/** Batch by batch, so that after a flood of events the first of them are carried out before the last are looked at. */
async function expandDue(deps: OutboxRelayDeps, wakeLanes: () => void): Promise<number> {
  const { queue, clock } = deps;
  const claimed = await queue.claimEvents(clock.now(), eventBatch);
  const expansions = await Promise.all(claimed.map((each) => expandOne(deps, each)));
  await queue.expand(
    expansions.filter((expansion) => expansion !== undefined),
    clock.now(),
  );
  wakeLanes();
  return claimed.length === eventBatch ? claimed.length + (await expandDue(deps, wakeLanes)) : claimed.length;
}

/** An event that cannot be expanded now is handed back: it is never dropped, for it may take access away. */
async function expandOne(deps: OutboxRelayDeps, { event, attempts }: ClaimedEvent): Promise<Expansion | undefined> {
  try {
    return { event, deliveries: await deps.expand(event), redraws: redrawnBy(event) };
  } catch (fault) {
    const { type, requestId, correlationId } = event;
    deps.log.warn('event.returned', { type, requestId, correlationId, attempts, err: fault });
    await deps.queue.returnEvent(event, nextAttemptAt(fault, attempts, deps.clock.now(), deps.random()), String(fault));
    return undefined;
  }
}

async function deliverNext(
  deps: OutboxRelayDeps & { keeper: ReturnType<typeof claimKeeper> },
  lane: Lane,
  onClaimed: () => void,
  lookAgain: () => void,
): Promise<boolean> {
  const { queue, clock } = deps;
  // Not claimed, not counted: an outage alone never sets a message aside.
  if (deps.mustWait?.(lane)) return false;
  const claimed = await queue.claim(lane, clock.now());
  if (!claimed) return false;
  onClaimed();
  const { key, attempts, correlationId } = claimed;
  const log = deps.log.with({ lane, key, correlationId });
  try {
    const delivered = await deps.keeper.during(claimed, () => deps.deliver(claimed));
    await queue.done(claimed, clock.now(), delivered);
    log.info('delivery.done', { attempts });
    await deps.alarm?.wentWell(claimed, clock.now());
    if (attempts > 0) lookAgain();
  } catch (fault) {
    const next = nextStep(deps, claimed, fault);
    log.warn('deadLetter' in next ? 'delivery.dead-lettered' : 'delivery.failed', { attempts, err: fault });
    const code = fault instanceof AdapterError ? fault.code : undefined;
    await deps.alarm?.failed(claimed, code, clock.now());
    await queue.failed(claimed, next, String(fault), code);
    lookAgain();
  }
  return true;
}

/** What touches the directory is tried without end; a message that will never go through becomes a dead letter. */
function nextStep({ clock, random }: OutboxRelayDeps, { effect, attempts }: ClaimedDelivery, fault: unknown) {
  const now = clock.now();
  const isHopeless = fault instanceof AdapterError && (fault.code === 'rejected' || fault.code === 'not-found');
  if (effect.kind !== 'access' && (isHopeless || attempts + 1 >= attemptsBeforeDeadLetter)) return { deadLetter: now };
  const at = nextAttemptAt(fault, attempts, now, random());
  return { at: fault instanceof AdapterError || at > after(now, afterBug) ? at : after(now, afterBug) };
}
