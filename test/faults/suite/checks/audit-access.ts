import { groupBy } from '../../../../bot/views/group-by.js';
import type { Schedule } from '../../../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../../../domain/assignment/schedule-request.js';
import { activity, activityOfAction } from '../../../../domain/audit/activity.js';
import { accessKey } from '../../../../domain/role/role.js';
import type { Aftermath } from '../aftermath.js';
import type { Effect } from '../far-ends/far-directory.js';

/** From when until when, in milliseconds: half-open. */
type Span = { from: number; until: number };
/** A schedule with when what it justifies was over: by its end, or because it was given back or taken. */
type Lease = Span & { schedule: Schedule; request: ScheduleRequest | undefined };

/** How far the product's clock may be from this process's: the vaguest sample it takes, in milliseconds. */
const clockDoubt = 500;

const takingActivities: readonly string[] = [
  activity.deactivationRequested,
  activity.activationRemoved,
  activityOfAction.adminRemove.assignment,
];

/** What was wrong with anybody's access, in words, one line each; and how long access outlasted its end at most. */
export function auditAccess(aftermath: Aftermath) {
  const leases = leasesOf(aftermath);
  const spans = heldSpans(aftermath.effects);
  const overstays = [...spans].flatMap(([key, held]) =>
    held.map((span) => ({ key, ...longestOutside(span, leases.get(key) ?? []) })),
  );
  const longest = overstays.reduce((most, { length }) => Math.max(most, length), 0);
  return {
    checked: aftermath.effects.length,
    undecided: aftermath.effects.flatMap((effect) => undecidedGrant(effect, leases.get(effect.key) ?? [])),
    doubled: [...leases.values()].flatMap(overlapping),
    early: [...leases].flatMap(([key, mine]) => mine.flatMap((lease) => endedEarly(lease, spans.get(key) ?? []))),
    left: aftermath.held.filter((key) => !leases.get(key)?.some(({ until }) => until === Number.POSITIVE_INFINITY)),
    longest,
  };
}

function leasesOf({ schedules, requests, audit }: Aftermath): Map<string, Lease[]> {
  const requestsById = new Map(requests.map((request) => [request.id, request]));
  const taken = new Map(
    audit
      .filter(({ activity: what, result }) => result === 'success' && takingActivities.includes(what))
      .map(({ scheduleId, at }) => [scheduleId, at]),
  );
  const leases = schedules
    .filter(({ level }) => level === 'assignment')
    .map((schedule): Lease => {
      const end = schedule.endDateTime ?? Number.POSITIVE_INFINITY;
      const failed = schedule.status === 'Failed' ? schedule.endedDateTime : undefined;
      const until = Math.min(end, taken.get(schedule.id) ?? failed ?? end);
      return { schedule, request: requestsById.get(schedule.createdUsing), from: schedule.startDateTime, until };
    });
  return groupBy(leases, ({ schedule }) => accessKey(schedule));
}

/** When the directory held each access. */
function heldSpans(effects: readonly Effect[]): Map<string, Span[]> {
  const spans = new Map<string, Span[]>();
  for (const { key, at, held } of effects) {
    const mine = spans.get(key) ?? [];
    const last = mine.at(-1);
    const isIn = last?.until === Number.POSITIVE_INFINITY;
    if (held && !isIn) mine.push({ from: at, until: Number.POSITIVE_INFINITY });
    if (!held && last && isIn) last.until = at;
    spans.set(key, mine);
  }
  return spans;
}

/** The longest stretch of a span that no lease justifies. What is still held is counted until now. */
function longestOutside(span: Span, leases: readonly Span[]): { length: number } {
  const end = Math.min(span.until, Date.now());
  let covered = span.from;
  let length = 0;
  for (const { from, until } of leases.toSorted((one, other) => one.from - other.from)) {
    if (from > covered) length = Math.max(length, Math.min(from, end) - covered);
    covered = Math.max(covered, until);
    if (covered >= end) break;
  }
  return { length: Math.max(length, end - covered) };
}

/** A grant must have a lease of just this end that had begun, of a request that had been decided by then. */
function undecidedGrant({ key, at, held }: Effect, leases: readonly Lease[]): string[] {
  if (!held) return [];
  const isJustified = leases.some(
    ({ schedule, request, from }) =>
      from <= at + clockDoubt && schedule.endDateTime === held.endDateTime && isDecided(request, at + clockDoubt),
  );
  return isJustified ? [] : [`${key} was granted at ${at} until ${held.endDateTime}`];
}

/** Every stage was approved by as many as it asks, none of them the requestor, by then. */
const isDecided = (request: ScheduleRequest | undefined, by: number): boolean =>
  request?.stages.every(({ decisions, asks }) => {
    const approvals = decisions.filter(
      ({ reviewResult, reviewedBy, reviewedDateTime }) =>
        reviewResult === 'Approve' && reviewedBy !== request.principalId && reviewedDateTime <= by,
    );
    return approvals.length >= asks.approvalsRequired;
  }) ?? false;

/** Two activations of one access at one time, or two of one request. */
function overlapping(leases: readonly Lease[]): string[] {
  const activated = leases.filter(({ schedule }) => schedule.assignmentType === 'activated');
  const sorted = activated.toSorted((one, other) => one.from - other.from);
  return sorted.flatMap(({ schedule, from }, index) => {
    const before = sorted
      .slice(0, index)
      .find((one) => one.until > from || one.schedule.createdUsing === schedule.createdUsing);
    return before ? [`${schedule.id} beside ${before.schedule.id}`] : [];
  });
}

/** What was confirmed must have been held until the lease was over. */
function endedEarly({ schedule, until }: Lease, held: readonly Span[]): string[] {
  const { provisionedDateTime } = schedule;
  if (provisionedDateTime === undefined || provisionedDateTime >= until) return [];
  const latest = Math.min(until, Date.now());
  const span = held.find(
    ({ from, until: end }) => from <= provisionedDateTime + clockDoubt && end > provisionedDateTime,
  );
  const missed = latest - (span?.until ?? provisionedDateTime);
  return missed > clockDoubt ? [`${schedule.id} ended ${missed} ms early`] : [];
}
