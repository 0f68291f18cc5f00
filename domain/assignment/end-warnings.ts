import { type Duration, days, hours, type Instant, instant, minutes } from '../time.js';
import { hasBegun, type Schedule } from './schedule.js';

/** The moments before a schedule's end at which its holder is told of it. */
export const endWarnings = ['14-days', '1-day', '15-minutes', '5-minutes'] as const;

export type EndWarning = (typeof endWarnings)[number];

/** How long before the end each comes. Source of the days: Entra PIM's mails; the minutes are Latchkey's own. */
export const leadOf: Readonly<Record<EndWarning, Duration>> = {
  '14-days': days(14),
  '1-day': days(1),
  '15-minutes': minutes(15),
  '5-minutes': minutes(5),
};

/** An activation shorter than this is over before a warning would help. */
const shortestWarned = minutes(15);
/** One that lasts less is warned of later, so that most of it has gone by. */
const ordinary = hours(1);

type Ending = Pick<Schedule, 'assignmentType' | 'startDateTime' | 'endDateTime'>;

/** Which warnings a schedule has: days before what was given ends, minutes before what was activated does. */
export function warningsOf({ assignmentType, startDateTime, endDateTime }: Ending): EndWarning[] {
  if (endDateTime === undefined) return [];
  const length = endDateTime - startDateTime;
  if (assignmentType === 'activated') {
    if (length < shortestWarned) return [];
    return [length < ordinary ? '5-minutes' : '15-minutes'];
  }
  // One that is shorter would begin with its warning.
  return (['14-days', '1-day'] as const).filter((warning) => length > leadOf[warning]);
}

/** When an activation's holder is warned of its end, and may plan the next one; undefined where it is too short. */
export function warnedAt(schedule: Ending): Instant | undefined {
  const [warning] = schedule.assignmentType === 'activated' ? warningsOf(schedule) : [];
  const { endDateTime } = schedule;
  return warning && endDateTime !== undefined ? instant(endDateTime - leadOf[warning]) : undefined;
}

/**
 * True while a warning of a schedule's end says something that is so and new: its moment has come, its end has not, and
 * no nearer warning has taken its place, as after an outage.
 */
export function isStillWarned(schedule: Schedule, warning: EndWarning, now: Instant): boolean {
  const { endDateTime } = schedule;
  if (endDateTime === undefined || !hasBegun(schedule) || !warningsOf(schedule).includes(warning)) return false;
  const left = endDateTime - now;
  const isReplaced = warning === '14-days' && left <= leadOf['1-day'];
  return left > 0 && left <= leadOf[warning] && !isReplaced;
}
