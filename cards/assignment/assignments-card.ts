import type { Schedule } from '../../domain/assignment/schedule.js';
import type { Instant } from '../../domain/time.js';
import type { Button, Card, Row } from '../card.js';
import { lastOwnerStays, type Say, sayAbout } from '../request/request-words.js';
import type { When } from '../words/format-time.js';

/**
 * One thing that somebody has, or has been promised: whose it is, or which role, with what can be done about it. `zone`:
 * in which its holder reads times, where that is known.
 */
export type AssignmentRow = {
  title: string;
  schedule: Schedule;
  zone?: string | undefined;
  buttons: readonly Button[];
};

export type AssignmentList = {
  /** Of which role or of whom. */
  title: string;
  /** Said where there is nothing. */
  none: string;
  rows: readonly AssignmentRow[];
  /** How many there are in all, where that is more than can be listed. */
  counted?: Record<'eligible' | 'active' | 'planned', number> | undefined;
};

/** Who has a role, or what somebody has: eligible and active, permanently or until when. */
export function assignmentsCard({ title, none, rows, counted }: AssignmentList, when: When): Card {
  const { eligible, active, planned } = counted ?? countOf(rows);
  const count = eligible + active + planned;
  return {
    kind: 'card',
    name: 'assignments',
    title,
    body: rows.length === 0 ? [none] : notAll(rows.length, count),
    facts: [],
    rows: rows.map(
      (each): Row => ({
        title: each.title,
        subtitle: standing(each.schedule, sayAbout({ requestorZone: each.zone }, when), when.now),
        buttons: each.buttons,
        key: each.schedule.id,
      }),
    ),
    buttons: [],
    page: '/assignments',
    summary: rows.length === 0 ? `${title}: none` : `${title}: ${countWords({ eligible, active, planned })}`,
  };
}

/** What ends first is listed, and a name finds the others. */
const notAll = (listed: number, count: number): string[] =>
  listed < count
    ? [`${count} in all. The ${listed} that end first are listed. To find the others, say whose: “assignments of Ada”.`]
    : [];

type Counted = NonNullable<AssignmentList['counted']>;

/** What begins later is not active yet. */
function countOf(rows: readonly AssignmentRow[]): Counted {
  const eligible = rows.filter(({ schedule }) => schedule.level === 'eligibility').length;
  const planned = rows.filter(
    ({ schedule: { level, status } }) => level === 'assignment' && status === 'Granted',
  ).length;
  return { eligible, planned, active: rows.length - eligible - planned };
}

/** `3 eligible, 1 active`, `3 eligible, 0 active, 2 planned`. */
const countWords = ({ eligible, active, planned }: Counted): string =>
  `${eligible} eligible, ${active} active${planned === 0 ? '' : `, ${planned} planned`}`;

const levelWords = (assignmentType: Schedule['assignmentType'], isPlanned: boolean): string => {
  if (isPlanned) return assignmentType === 'activated' ? 'Planned activation' : 'Planned';
  return assignmentType === 'activated' ? 'Active, activated' : 'Active';
};

function standing(schedule: Schedule, say: Say, now: Instant): string {
  const { level, assignmentType, status, startDateTime, endDateTime, refusedSince } = schedule;
  if (refusedSince !== undefined) return `Active. ${lastOwnerStays}`;
  const isPlanned = status === 'Granted';
  const what = level === 'eligibility' ? 'Eligible' : levelWords(assignmentType, isPlanned);
  const from = startDateTime > now ? `from ${say(startDateTime)} ` : '';
  const end = endDateTime === undefined ? 'permanently' : `until ${say(endDateTime)}`;
  return `${what}${assignmentType === 'activated' ? ',' : ''} ${from}${end}`;
}
