import { type EndingPart, endingListCard } from '../../cards/assignment/ending-list-card.js';
import { digestCard } from '../../cards/operations/digest-card.js';
import { correlationId } from '../../domain/ids.js';
import type { Checkpoints } from '../../domain/ports/checkpoints.js';
import type { DigestReads } from '../../domain/ports/digest-reads.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Clock, Ids } from '../../domain/ports/system.js';
import { after, days, type Instant, instant, minutes } from '../../domain/time.js';
import type { DigestSettings } from '../config/digest-variables.js';
import type { Delivery, DeliveryQueue, MessageLane } from '../outbox/delivery.js';
import { readNames } from '../views/read-names.js';
import { readRoleWords, readWordsOfRoles } from '../views/read-request-facts.js';
import { dailyMoments, startOfDay, weeklyMoment } from './digest-moments.js';
import { tellAdmins } from './tell-admins.js';

export type DigestDeps = {
  digests: DigestReads;
  directory: Directory;
  checkpoints: Checkpoints;
  queue: Pick<DeliveryQueue, 'enqueue'>;
  clock: Clock;
  ids: Ids;
  settings: DigestSettings;
  surfaces: () => readonly MessageLane[];
};

/** A process that died with the work in hand is followed by another one after this long. */
const pause = minutes(1);
/** So many of those that end in one time can be named on a card. */
const named = 12;

/**
 * Tells the administrators what the calendar has come to: the list of what ends soon, once a day, and the digest, once a
 * week. What was missed is not made up for day by day: the last of each is told, and the list then reaches from where it
 * had got to. The first look of all tells nothing. Returns when to look again.
 */
export const tellDigests = (deps: DigestDeps) => async (): Promise<Instant> => {
  const { clock, settings } = deps;
  const now = clock.now();
  const { last, next } = dailyMoments(settings, now);
  await once(deps, 'daily-list', last, (before) => dailyList(deps, last, before));
  const week = weeklyMoment(settings, now);
  if (week) await once(deps, 'weekly-digest', week.last, () => weeklyDigest(deps, week));
  return next;
};

/** Does it for this moment unless that is done. Dying before it is noted repeats deliveries that have the same keys. */
async function once(
  { checkpoints, queue, clock }: DigestDeps,
  name: string,
  moment: Instant,
  tell: (before: Instant) => Promise<Delivery[]>,
): Promise<void> {
  const step = await checkpoints.take(name, clock.now(), pause);
  if (!step) return;
  const before = step.cursor === undefined ? undefined : instant(Number(step.cursor));
  if (before !== undefined && moment <= before) return;
  const told = before === undefined ? [] : await tell(before);
  for (const delivery of told) await queue.enqueue(delivery, clock.now());
  await checkpoints.finish(name, step, String(moment));
}

/** In chat alone: by mail each of them is told by the rules of its role. */
async function dailyList(deps: DigestDeps, moment: Instant, before: Instant): Promise<Delivery[]> {
  const { ids, settings, surfaces, clock } = deps;
  const { timeZone } = settings;
  const day = (number: number) => startOfDay(moment, number, timeZone);
  // From the day after the one that was told last, and never what is told as tomorrow's.
  const fortnight = instant(Math.max(startOfDay(before, 15, timeZone), day(2)));
  const parts = await Promise.all([
    partOf(deps, 'today', moment, day(1)),
    partOf(deps, 'tomorrow', day(1), day(2)),
    partOf(deps, 'in 14 days', fortnight, day(15)),
  ]);
  if (parts.every(({ count }) => count === 0)) return [];
  const card = endingListCard(parts, { timeZone, now: clock.now() });
  const lanes = surfaces().filter((lane) => lane !== 'mail');
  return tellAdmins(`ending-list|${moment}`, card, correlationId(ids.next()), lanes);
}

async function partOf(
  { digests, directory }: DigestDeps,
  when: EndingPart['when'],
  from: Instant,
  until: Instant,
): Promise<EndingPart> {
  const { count, first } = await digests.endsIn(from, until, named);
  const names = await readNames(
    directory,
    first.map(({ principalId }) => principalId),
  );
  const wordsOf = await readWordsOfRoles(
    directory,
    first.map(({ role }) => role),
  );
  return {
    when,
    count,
    first: first.flatMap(({ principalId, role, level, endDateTime }) => {
      const name = names[principalId] ?? principalId;
      return endDateTime === undefined ? [] : [{ ...wordsOf(role), name, level, endDateTime }];
    }),
  };
}

async function weeklyDigest(
  { digests, directory, ids, settings, surfaces }: DigestDeps,
  { last, from }: { last: Instant; from: Instant },
): Promise<Delivery[]> {
  const [counts, next, openAlerts] = await Promise.all([
    digests.period(from, last),
    digests.endsIn(last, after(last, days(7)), 0),
    digests.openAlerts(),
  ]);
  const topRoles = await Promise.all(
    counts.topRoles.map(async ({ role, activations }) => ({ ...(await readRoleWords(directory, role)), activations })),
  );
  const { roles, ...rest } = counts;
  const week = {
    ...rest,
    topRoles,
    otherRoles: roles - topRoles.length,
    from,
    until: last,
    endsNext: next.count,
    openAlerts,
  };
  const card = digestCard(week, settings.timeZone);
  return tellAdmins(`digest|${last}`, card, correlationId(ids.next()), surfaces());
}
