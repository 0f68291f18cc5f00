import type { Schedule } from '../domain/assignment/schedule.js';
import type { Instant } from '../domain/time.js';
import type { Button, Card, Row } from './card.js';
import type { When } from './format-time.js';
import { type Say, sayAt } from './request-words.js';

/** One thing that somebody has, or has been promised: whose it is, or which role, with what can be done about it. */
export type AssignmentRow = { title: string; schedule: Schedule; buttons: readonly Button[] };

export type AssignmentList = {
  /** Of which role or of whom. */
  title: string;
  /** Said where there is nothing. */
  none: string;
  rows: readonly AssignmentRow[];
  /** How to see the rest of a list that is too long. */
  more: string;
};

/** Who has a role, or what somebody has: eligible and active, for good or until when. */
export function assignmentsCard({ title, none, rows, more }: AssignmentList, when: When): Card {
  const say = sayAt(when);
  const eligible = rows.filter(({ schedule }) => schedule.level === 'eligibility').length;
  return {
    kind: 'card',
    name: 'assignments',
    title,
    body: rows.length === 0 ? [none] : [],
    facts: [],
    rows: rows.map(
      (each): Row => ({ title: each.title, subtitle: standing(each.schedule, say, when.now), buttons: each.buttons }),
    ),
    more,
    buttons: [],
    page: '/assignments',
    summary: rows.length === 0 ? `${title}: none` : `${title}: ${eligible} eligible, ${rows.length - eligible} active`,
  };
}

function standing(schedule: Schedule, say: Say, now: Instant): string {
  const { level, assignmentType, startDateTime, endDateTime } = schedule;
  const what = level === 'eligibility' ? 'Eligible' : assignmentType === 'activated' ? 'Active, activated' : 'Active';
  const from = startDateTime > now ? `from ${say(startDateTime)} ` : '';
  const end = endDateTime === undefined ? 'permanently' : `until ${say(endDateTime)}`;
  return `${what}${assignmentType === 'activated' ? ',' : ''} ${from}${end}`;
}
