import { isLive, type Schedule } from '../domain/assignment/schedule.js';
import type { Instant } from '../domain/time.js';
import type { Button, Card, Row } from './card.js';
import type { When } from './format-time.js';
import { activateCommand, roleTitle, type Say, sayAt } from './request-words.js';

/** One role of somebody's: the eligibility they may activate, or the assignment they hold. */
export type MyRole = { roleName: string; scopeName?: string | undefined; schedule: Schedule };

/** What somebody holds, will, or is losing, and what they may activate, each with what can be done about it. */
export function myRolesCard(
  { eligible, active }: { eligible: readonly MyRole[]; active: readonly MyRole[] },
  when: When,
): Card {
  const say = sayAt(when);
  const held = new Set(active.filter(({ schedule }) => schedule.assignmentType === 'activated').map(roleTitle));
  const free = eligible.filter((role) => !held.has(roleTitle(role)));
  const none = eligible.length + active.length === 0;
  return {
    kind: 'card',
    name: 'my-roles',
    title: 'Your roles',
    body: none ? ['You have no role to activate. Ask an administrator to make you eligible for the one you need.'] : [],
    facts: [],
    rows: [...active.map((role) => activeRow(role, say, when)), ...free.map((role) => eligibleRow(role, say))],
    more: 'type “activate” and the name of a role',
    buttons: [],
    summary: `Your roles: ${active.length} held, ${free.length} to activate`,
  };
}

function activeRow(role: MyRole, say: Say, { now }: When): Row {
  const { schedule } = role;
  return { title: roleTitle(role), subtitle: heldWords(schedule, say, now), buttons: heldButtons(schedule, now) };
}

function heldButtons(schedule: Schedule, now: Instant): Button[] {
  const { createdUsing: requestId, assignmentType, status } = schedule;
  if (assignmentType !== 'activated') return [];
  if (status === 'Granted') return [{ title: 'Cancel', style: 'default', action: { do: 'cancel', requestId } }];
  return isLive(schedule, now)
    ? [{ title: 'Give back', style: 'default', action: { do: 'deactivate', requestId } }]
    : [];
}

function heldWords(schedule: Schedule, say: Say, now: Instant): string {
  const { status, startDateTime, endDateTime } = schedule;
  if (status === 'Granted') return `Starts ${say(startDateTime)}`;
  if (!isLive(schedule, now)) return 'Being taken back';
  if (status === 'PendingProvisioning') return 'Being activated';
  return endDateTime === undefined ? 'Active' : `Active until ${say(endDateTime)}`;
}

function eligibleRow(role: MyRole, say: Say): Row {
  const { endDateTime } = role.schedule;
  return {
    title: roleTitle(role),
    subtitle: endDateTime === undefined ? 'Eligible' : `Eligible until ${say(endDateTime)}`,
    buttons: [{ title: 'Activate', style: 'default', action: { do: 'run', text: activateCommand(role) } }],
  };
}
