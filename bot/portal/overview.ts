import type { Schedule } from '../../domain/assignment/schedule.js';
import { isLive } from '../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../domain/ids.js';
import { type Role, roleKey } from '../../domain/role/role.js';
import { type Duration, days, duration, hours, type Instant, instant, minutes } from '../../domain/time.js';
import { lookThroughHistory } from '../../domain/usecases/approval/request-history.js';
import { onlyPermitted } from '../../domain/usecases/common/authority.js';
import type { CommandDeps } from '../commands/command.js';
import { groupBy } from '../views/group-by.js';
import { fullName } from '../views/my-roles-in-words.js';
import { readPeople } from '../views/read-names.js';
import { readWordsOfRoles } from '../views/read-request-facts.js';
import type { Holding } from './holding-reads.js';

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
  heldNow: HeldLine[];
  /** Who is eligible for what and has never activated it. */
  neverUsed: HeldLine[];
  /** Where there is more than was looked at: how many requests were counted, and how much of each list was gone through. */
  onlyOf: { requests?: number | undefined; held?: number | undefined; eligible?: number | undefined };
};

type HeldLine = Pick<Holding, 'holder' | 'holderAddress' | 'role' | 'schedule'>;

const shownDays = 30;
/** Requests are counted in steps, and no more of them than this. */
const step = 500;
const mostCounted = 4_000;
const listed = 100;
const mostRoles = 12;

/** How privileged roles were used of late, as far as the actor may view it. */
export const readOverview =
  (deps: CommandDeps) =>
  async (actor: PrincipalId): Promise<Overview> => {
    const now = deps.clock.now();
    const since = instant(Math.max(0, dayOf(now) - days(shownDays - 1)));
    const found = await activationsSince(deps, actor, since);
    const { asked } = found;
    const roles = await viewableRoles(deps, actor, now);
    const [held, eligible] = await Promise.all([
      firstToEnd(deps, actor, { level: 'assignment', roles }, now),
      firstToEnd(deps, actor, { level: 'eligibility', roles }, now),
    ]);
    const unused = await neverActivated(deps, eligible.schedules);
    const [perRole, heldNow, neverUsed] = await Promise.all([
      countRoles(deps, asked),
      named(deps, held.schedules),
      named(deps, unused),
    ]);
    const onlyOf = {
      requests: found.hasMore ? mostCounted : undefined,
      held: held.hasMore ? listed : undefined,
      eligible: eligible.hasMore ? listed : undefined,
    };
    return { perDay: countDays(asked, since), perRole, toApprove: approvalTimes(asked), heldNow, neverUsed, onlyOf };
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
  const wordsOf = await readWordsOfRoles(
    directory,
    groups.flatMap(([first]) => first?.role ?? []),
  );
  return groups.flatMap((group) =>
    group.slice(0, 1).map(({ role }) => ({ label: fullName(wordsOf(role)), count: group.length })),
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
  const decisions = stages.flatMap(({ decisions }) => decisions);
  const isApproved = decisions.length > 0 && decisions.every(({ reviewResult }) => reviewResult === 'Approve');
  if (!isApproved) return [];
  return [duration(Math.max(0, ...decisions.map(({ reviewedDateTime }) => reviewedDateTime - createdDateTime)))];
}

async function activationsSince(deps: CommandDeps, actor: PrincipalId, since: Instant) {
  const asked: ScheduleRequest[] = [];
  for (let skip = 0; skip < mostCounted; skip += step) {
    const found = await lookThroughHistory(deps)({ since, skip, limit: step, actions: ['selfActivate'] }, actor);
    if (!found.ok) break;
    asked.push(...found.value.viewable);
    if (found.value.looked.length < step) return { asked, hasMore: false };
  }
  return { asked, hasMore: true };
}

async function viewableRoles({ store, directory }: CommandDeps, actor: PrincipalId, now: Instant): Promise<Role[]> {
  const counts = await store.read.schedules.countByRole(now);
  const viewable = await onlyPermitted({ directory, reads: store.read, now }, 'view', actor, counts);
  return viewable.map(({ role }) => role);
}

/** The first few to end: of these roles, and of one's own. */
async function firstToEnd(
  { store }: CommandDeps,
  actor: PrincipalId,
  { level, roles }: { level: Schedule['level']; roles: readonly Role[] },
  now: Instant,
): Promise<{ schedules: Schedule[]; hasMore: boolean }> {
  const query = { level, statuses: ['Provisioned'] as const, limit: listed + 1 };
  const found = await Promise.all([
    store.read.schedules.list({ ...query, principalIds: [actor] }),
    roles.length === 0 ? [] : store.read.schedules.list({ ...query, roles }),
  ]);
  const all = new Map(found.flat().map((each) => [each.id, each]));
  const live = [...all.values()].filter((each) => isLive(each, now));
  return { schedules: live.slice(0, listed), hasMore: live.length > listed };
}

async function neverActivated({ store }: CommandDeps, eligible: readonly Schedule[]): Promise<Schedule[]> {
  const uses = await Promise.all(
    eligible.map(({ principalId, role }) =>
      store.read.requests.list({ principalId, role, actions: ['selfActivate'], limit: 1 }),
    ),
  );
  return eligible.filter((_, index) => uses[index]?.length === 0);
}

async function named({ directory }: CommandDeps, schedules: readonly Schedule[]): Promise<HeldLine[]> {
  const people = await readPeople(
    directory,
    schedules.map(({ principalId }) => principalId),
  );
  const wordsOf = await readWordsOfRoles(
    directory,
    schedules.map(({ role }) => role),
  );
  const all = schedules.map((schedule) => ({
    schedule,
    holder: people.bareName(schedule.principalId),
    holderAddress: people.of(schedule.principalId)?.userPrincipalName,
    role: fullName(wordsOf(schedule.role)),
  }));
  return all.sort((one, other) => one.holder.localeCompare(other.holder) || one.role.localeCompare(other.role));
}
