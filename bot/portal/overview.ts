import type { Schedule } from '../../domain/assignment/schedule.js';
import { isLive } from '../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../domain/ids.js';
import { roleKey } from '../../domain/role/role.js';
import { type Duration, days, duration, hours, type Instant, instant, minutes } from '../../domain/time.js';
import { onlyPermitted } from '../../domain/usecases/authority.js';
import { listRequestHistory } from '../../domain/usecases/request-history.js';
import type { CommandDeps } from '../commands/command.js';
import { fullName } from '../commands/my-roles-in-words.js';
import { readNames, readRoleWords } from '../read-request-facts.js';
import { groupBy } from './group-by.js';

/** One bar of a plot. */
export type Counted = { label: string; count: number };

export type Overview = {
  /** Activations that were asked for on each of the last days, in UTC; the oldest first. */
  perDay: { day: Instant; count: number }[];
  /** Of which roles, the most often asked for first. */
  perRole: Counted[];
  /** How long those took that somebody approved. */
  toApprove: { buckets: Counted[]; median?: Duration | undefined };
  /** Who has what active at this moment. */
  heldNow: { holder: string; role: string; schedule: Schedule }[];
  /** Who is eligible for what and has never activated it. */
  neverUsed: { holder: string; role: string; schedule: Schedule }[];
};

const shownDays = 30;
const looked = 1_000;
const listed = 100;
const mostRoles = 12;

/** How privileged roles were used of late, as far as the actor may view it. */
export const readOverview =
  (deps: CommandDeps) =>
  async (actor: PrincipalId): Promise<Overview> => {
    const now = deps.clock.now();
    const since = instant(Math.max(0, dayOf(now) - days(shownDays - 1)));
    const found = await listRequestHistory(deps)({ since }, actor, looked);
    const asked = found.ok ? found.value.filter(({ action }) => action === 'selfActivate') : [];
    const [held, eligible] = await Promise.all([
      visible(deps, actor, 'assignment', now),
      visible(deps, actor, 'eligibility', now),
    ]);
    const unused = await neverActivated(deps, eligible.slice(0, listed));
    const [perRole, heldNow, neverUsed] = await Promise.all([
      countRoles(deps, asked),
      named(deps, held.slice(0, listed)),
      named(deps, unused),
    ]);
    return { perDay: countDays(asked, since), perRole, toApprove: approvalTimes(asked), heldNow, neverUsed };
  };

const dayOf = (moment: Instant): Instant => instant(moment - (moment % days(1)));

function countDays(asked: readonly ScheduleRequest[], since: Instant): Overview['perDay'] {
  const counts = groupBy(asked, ({ createdDateTime }) => dayOf(createdDateTime));
  return Array.from({ length: shownDays }, (_, index) => {
    const day = instant(since + index * days(1));
    return { day, count: counts.get(day)?.length ?? 0 };
  });
}

async function countRoles({ directory }: CommandDeps, asked: readonly ScheduleRequest[]): Promise<Counted[]> {
  const groups = [...groupBy(asked, ({ role }) => roleKey(role)).values()]
    .sort((one, other) => other.length - one.length)
    .slice(0, mostRoles);
  return Promise.all(
    groups.flatMap((group) =>
      group.slice(0, 1).map(async ({ role }) => ({
        label: fullName(await readRoleWords(directory, role)),
        count: group.length,
      })),
    ),
  );
}

const steps: readonly (readonly [string, Duration])[] = [
  ['up to 5 min', minutes(5)],
  ['up to 15 min', minutes(15)],
  ['up to 1 h', hours(1)],
  ['up to 4 h', hours(4)],
  ['up to 1 day', days(1)],
  ['longer', duration(Number.MAX_SAFE_INTEGER)],
];

function approvalTimes(asked: readonly ScheduleRequest[]): Overview['toApprove'] {
  const times = asked.flatMap(timeToApprove).sort((one, other) => one - other);
  const buckets = steps.map(([label, most], index) => {
    const least = steps[index - 1]?.[1] ?? -1;
    return { label, count: times.filter((time) => time > least && time <= most).length };
  });
  return { buckets, median: times[Math.floor(times.length / 2)] };
}

/** From asking to the last approval; nothing for what nobody approved. */
function timeToApprove({ createdDateTime, stages }: ScheduleRequest): Duration[] {
  const reviews = stages.flatMap(({ reviews }) => reviews);
  const isApproved = reviews.length > 0 && reviews.every(({ reviewResult }) => reviewResult === 'Approve');
  if (!isApproved) return [];
  return [duration(Math.max(0, ...reviews.map(({ reviewedDateTime }) => reviewedDateTime - createdDateTime)))];
}

async function visible(
  { store, directory, clock }: CommandDeps,
  actor: PrincipalId,
  level: Schedule['level'],
  now: Instant,
): Promise<Schedule[]> {
  const all = await store.read.schedules.list({ level, statuses: ['Provisioned'], limit: looked });
  const live = all.filter((each) => isLive(each, now));
  const permitted = new Set(
    await onlyPermitted({ directory, reads: store.read, now: clock.now() }, 'view', actor, live),
  );
  return live.filter((each) => each.principalId === actor || permitted.has(each));
}

async function neverActivated({ store }: CommandDeps, eligible: readonly Schedule[]): Promise<Schedule[]> {
  const uses = await Promise.all(
    eligible.map(({ principalId, role }) =>
      store.read.requests.list({ principalId, role, actions: ['selfActivate'], limit: 1 }),
    ),
  );
  return eligible.filter((_, index) => uses[index]?.length === 0);
}

async function named({ directory }: CommandDeps, schedules: readonly Schedule[]) {
  const names = await readNames(
    directory,
    schedules.map(({ principalId }) => principalId),
  );
  const all = await Promise.all(
    schedules.map(async (schedule) => ({
      schedule,
      holder: names[schedule.principalId] ?? schedule.principalId,
      role: fullName(await readRoleWords(directory, schedule.role)),
    })),
  );
  return all.sort((one, other) => one.holder.localeCompare(other.holder) || one.role.localeCompare(other.role));
}
