import { type EndWarning, endWarnings, leadOf, warningsOf } from '../../assignment/end-warnings.js';
import type { AssignmentType, Schedule } from '../../assignment/schedule.js';
import type { DomainEvent } from '../../domain-event.js';
import { eventId, scheduleId } from '../../ids.js';
import type { CheckpointStep, Checkpoints } from '../../ports/checkpoints.js';
import type { EndCursor, Store } from '../../ports/store.js';
import type { Clock } from '../../ports/system.js';
import { after, type Duration, type Instant, instant } from '../../time.js';

export type WarnOfEndsDeps = { store: Store; checkpoints: Checkpoints; clock: Clock };

const walk = 'end-warnings';

/** How far each warning has come: behind the last end, and schedule of that end, that it was given of. */
type WarnedUntil = Record<EndWarning, EndCursor>;

/**
 * Gives every warning whose moment the clock has passed since somebody looked last, unless that was less than `pause`
 * ago. How far it has come is kept with the events that say so, in one transaction, `limit` of each warning at a time:
 * however often it is cut off or run at once, each warning of an end is given once. What did not exist at its moment is
 * not warned of then, for the first look of all begins at the present.
 */
export const warnOfEnds =
  (deps: WarnOfEndsDeps) =>
  async (limit: number, pause: Duration): Promise<void> => {
    const now = deps.clock.now();
    let step = await deps.checkpoints.take(walk, now, pause);
    while (step) step = await warnOnce(deps, step, limit, now);
  };

/** Carries out one step; returns the next where there is more to do at once, and it is still ours to do. */
async function warnOnce(
  { store, checkpoints }: WarnOfEndsDeps,
  step: CheckpointStep,
  limit: number,
  now: Instant,
): Promise<CheckpointStep | undefined> {
  const from = cursorsIn(step.cursor, now);
  const to = { ...from };
  const events: DomainEvent[] = [];
  let isMore = false;
  for (const warning of endWarnings) {
    const until = after(now, leadOf[warning]);
    const found = await store.read.schedules.ending(typeWarned[warning], from[warning], until, limit);
    const last = found.length === limit ? found.at(-1) : undefined;
    to[warning] = last?.endDateTime
      ? { end: last.endDateTime, id: last.id }
      : { end: latest(from[warning].end, until) };
    isMore ||= last !== undefined;
    events.push(...found.flatMap((schedule) => warningEvents(schedule, warning, now)));
  }
  const cursor = wordsOf(to);
  if (events.length === 0 && !isMore) await checkpoints.finish(walk, step, cursor);
  else if (!(await tell(store, step, cursor, events))) return undefined;
  return isMore ? { number: step.number + 1, cursor } : undefined;
}

const tell = (store: Store, step: CheckpointStep, cursor: string, events: readonly DomainEvent[]): Promise<boolean> =>
  store.transaction(async (tx) => {
    const isOurs = await tx.checkpoints.finish(walk, step, cursor);
    if (isOurs) await tx.outbox.append(...events);
    return isOurs;
  });

const typeWarned: Record<EndWarning, AssignmentType> = {
  '14-days': 'assigned',
  '1-day': 'assigned',
  '15-minutes': 'activated',
  '5-minutes': 'activated',
};

/** Named for what it says, so that it stays one event whatever says it. */
function warningEvents(schedule: Schedule, warning: EndWarning, now: Instant): DomainEvent[] {
  const { id, endDateTime, createdUsing: requestId, correlationId } = schedule;
  if (endDateTime === undefined || !warningsOf(schedule).includes(warning)) return [];
  const named = eventId(`${warning}|${id}|${endDateTime}`);
  return [
    { type: 'schedule.ending', id: named, at: now, requestId, correlationId, scheduleId: id, warning, endDateTime },
  ];
}

const latest = (one: Instant, other: Instant): Instant => instant(Math.max(one, other));

/** Where each warning begins: at the first look of all, and for one that is new, at the present. */
function cursorsIn(cursor: string | undefined, now: Instant): WarnedUntil {
  const parts = new Map((cursor ?? '').split(' ').map((part) => [part.slice(0, part.indexOf('=')), part]));
  const read = endWarnings.map((warning): [EndWarning, EndCursor] => {
    const [end, id] =
      parts
        .get(warning)
        ?.slice(warning.length + 1)
        .split('/') ?? [];
    const known = { end: instant(Number(end)), ...(id && { id: scheduleId(id) }) };
    return [warning, end ? known : { end: after(now, leadOf[warning]) }];
  });
  return Object.fromEntries(read) as WarnedUntil;
}

/** `14-days=1772442000000 1-day=1772442000000/0199a000-…`: as it is kept. */
const wordsOf = (places: WarnedUntil): string =>
  endWarnings
    .map((warning) => `${warning}=${[places[warning].end, places[warning].id ?? []].flat().join('/')}`)
    .join(' ');
