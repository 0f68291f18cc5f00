import { describe } from 'vitest';
import { endingListCard } from '../../cards/assignment/ending-list-card.js';
import type { Card } from '../../cards/card.js';
import { digestCard } from '../../cards/operations/digest-card.js';
import { noteCard } from '../../cards/request/note-card.js';
import { days, after as later } from '../../domain/time.js';
import { admins, approver, aStage, at, grace, now, requestor, someFacts, states } from './facts.js';
import { isAsItWas } from './golden-files.js';

const given = (
  end: string,
  over: Parameters<typeof someFacts>[2] = {},
  level: 'eligibility' | 'assignment' = 'eligibility',
) =>
  someFacts(
    { action: 'adminAssign', level, status: 'Provisioned', stages: [], createdBy: grace },
    { level, assignmentType: 'assigned', startDateTime: at('2026-09-01T08:00Z'), endDateTime: at(end) },
    { createdByName: 'Grace Hopper', ...over },
  );
const asked = someFacts(
  {
    action: 'selfExtend',
    level: 'eligibility',
    status: 'PendingAdminDecision',
    justification: 'The audit goes on',
    scheduleInfo: { expiration: { type: 'afterDuration', duration: days(60) } },
    stages: [],
  },
  undefined,
  { approverIds: [grace], approverNames: ['Grace Hopper'], target: given('2026-11-20T17:00Z').schedule },
);
const waiting = someFacts({ stages: [aStage({}, {})] }, undefined, { approverIds: [grace] });
const manyAsked = someFacts({}, undefined, { approverNames: [] });

const ends = (name: string, end: string) => ({
  name,
  roleName: 'Security Reader',
  level: 'eligibility' as const,
  endDateTime: at(end),
});
const nothing = {
  activations: 0,
  activatedBy: 0,
  assigned: 0,
  assignedPermanently: 0,
  outside: 0,
  denied: 0,
  timedOut: 0,
  endsNext: 0,
  openAlerts: 0,
};
const week = {
  from: at('2026-11-09T07:00Z'),
  until: at('2026-11-16T07:00Z'),
  activations: 31,
  activatedBy: 12,
  otherRoles: 4,
  topRoles: [
    { roleName: 'Security Reader', activations: 20 },
    { roleName: 'Contributor', scopeName: 'Production', activations: 1 },
  ],
  assigned: 4,
  assignedPermanently: 1,
  outside: 2,
  denied: 3,
  timedOut: 1,
  endsNext: 5,
  openAlerts: 2,
};

/** What time alone brings people, as each of them sees it. */
const notes: Record<string, Card> = {
  'time-ends-in-14-days': noteCard('ends-in-14-days', given('2026-11-30T09:00Z'), requestor, now),
  'time-ends-in-1-day': noteCard(
    'ends-in-1-day',
    given('2026-11-17T12:30Z', { scopeName: 'Production' }, 'assignment'),
    requestor,
    now,
  ),
  'time-ends-soon': noteCard('ends-soon', states.active, requestor, at('2026-11-16T14:46:00Z')),
  'time-expired': noteCard('expired', given('2026-11-16T13:00Z'), requestor, now),
  'time-reminder': noteCard('reminded', waiting, approver, now),
  'time-reminder-extension': noteCard('reminded', asked, approver, later(now, days(3))),
  'time-still-waiting': noteCard('escalated', waiting, requestor, now),
  'time-still-waiting-extension': noteCard('escalated', asked, requestor, later(now, days(21))),
  'time-overlooked': noteCard('unanswered', waiting, admins, now),
  'time-overlooked-by-nobody': noteCard('unanswered', manyAsked, admins, now),
  'ending-list': endingListCard(
    [
      { when: 'today', count: 1, first: [{ ...ends('Ada Lovelace', '2026-11-16T17:00Z'), level: 'assignment' }] },
      { when: 'tomorrow', count: 0, first: [] },
      {
        when: 'in 14 days',
        count: 40,
        first: [ends('Grace Hopper', '2026-11-30T09:00Z'), ends('Alan Turing', '2026-11-30T23:00Z')],
      },
    ],
    { timeZone: 'Europe/Berlin', now },
  ),
  digest: digestCard(week, 'Europe/Berlin'),
  'digest-quiet': digestCard({ ...nothing, from: week.from, until: week.until, topRoles: [], otherRoles: 0 }, 'UTC'),
};

describe.each(Object.entries(notes))('When time brings about the note %s, then it', isAsItWas);
