import { type EndWarning, endWarnings, leadOf, warningsOf } from '../../assignment/end-warnings.js';
import type { AssignmentType, Schedule } from '../../assignment/schedule.js';
import type { DomainEvent } from '../../domain-event.js';
import { eventId, scheduleId } from '../../ids.js';
import type { EndPlace, Store } from '../../ports/store.js';
import type { Clock } from '../../ports/system.js';
import type { WalkStep, Walks } from '../../ports/walks.js';
import { after, type Duration, type Instant, instant } from '../../time.js';

export type WarnOfEndsDeps = { store: Store; walks: Walks; clock: Clock };

const walk = 'end-warnings';

/** How far each warning has come: behind the last end, and schedule of that end, that it was given of. */
type Reached = Record<EndWarning, EndPlace>;

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
    let step = await deps.walks.take(walk, now, pause);
    while (step) step = await warnOnce(deps, step, limit, now);
  };

/** Carries out one step; returns the next where there is more to do at once, and it is still ours to do. */
async function warnOnce(
  { store, walks }: WarnOfEndsDeps,
  step: WalkStep,
  limit: number,
  now: Instant,
): Promise<WalkStep | undefined> {
  const from = placesIn(step.place, now);
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
  const place = wordsOf(to);
  if (events.length === 0 && !isMore) await walks.finish(walk, step, place);
  else if (!(await tell(store, step, place, events))) return undefined;
  return isMore ? { number: step.number + 1, place } : undefined;
}

const tell = (store: Store, step: WalkStep, place: string, events: readonly DomainEvent[]): Promise<boolean> =>
  store.transaction(async (tx) => {
    const isOurs = await tx.walks.finish(walk, step, place);
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
function placesIn(place: string | undefined, now: Instant): Reached {
  const parts = new Map((place ?? '').split(' ').map((part) => [part.slice(0, part.indexOf('=')), part]));
  const read = endWarnings.map((warning): [EndWarning, EndPlace] => {
    const [end, id] =
      parts
        .get(warning)
        ?.slice(warning.length + 1)
        .split('/') ?? [];
    const known = { end: instant(Number(end)), ...(id && { id: scheduleId(id) }) };
    return [warning, end ? known : { end: after(now, leadOf[warning]) }];
  });
  return Object.fromEntries(read) as Reached;
}

/** `14-days=1772442000000 1-day=1772442000000/0199a000-…`: as it is kept. */
const wordsOf = (places: Reached): string =>
  endWarnings
    .map((warning) => `${warning}=${[places[warning].end, places[warning].id ?? []].flat().join('/')}`)
    .join(' ');
