import type { Schedule } from '../../domain/assignment/schedule.js';
import type { Instant } from '../../domain/time.js';
import type { Button, Card, Row } from '../card.js';
import { lastOwnerStays, type Say, sayAt } from '../request/request-words.js';
import type { When } from '../words/format-time.js';

/** One thing that somebody has, or has been promised: whose it is, or which role, with what can be done about it. */
export type AssignmentRow = { title: string; schedule: Schedule; buttons: readonly Button[] };

export type AssignmentList = {
  /** Of which role or of whom. */
  title: string;
  /** Said where there is nothing. */
  none: string;
  rows: readonly AssignmentRow[];
};

/** Who has a role, or what somebody has: eligible and active, for good or until when. */
export function assignmentsCard({ title, none, rows }: AssignmentList, when: When): Card {
  const say = sayAt(when);
  return {
    kind: 'card',
    name: 'assignments',
    title,
    body: rows.length === 0 ? [none] : [],
    facts: [],
    rows: rows.map(
      (each): Row => ({
        title: each.title,
        subtitle: standing(each.schedule, say, when.now),
        buttons: each.buttons,
        key: each.schedule.id,
      }),
    ),
    buttons: [],
    page: '/assignments',
    summary: rows.length === 0 ? `${title}: none` : `${title}: ${countWords(rows)}`,
  };
}

/** `3 eligible, 1 active`, `3 eligible, 0 active, 2 planned`: what begins later is not active yet. */
function countWords(rows: readonly AssignmentRow[]): string {
  const eligible = rows.filter(({ schedule }) => schedule.level === 'eligibility').length;
  const planned = rows.filter(
    ({ schedule: { level, status } }) => level === 'assignment' && status === 'Granted',
  ).length;
  const active = rows.length - eligible - planned;
  return `${eligible} eligible, ${active} active${planned === 0 ? '' : `, ${planned} planned`}`;
}

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
