import { extendableFor } from '../../domain/assignment/decide-extension.js';
import { isLive, type Schedule } from '../../domain/assignment/schedule.js';
import type { PrincipalId } from '../../domain/ids.js';
import { roleKey } from '../../domain/role/role.js';
import { after, type Instant } from '../../domain/time.js';
import { keepButton } from '../assignment/keep-button.js';
import type { Button, Card, Row } from '../card.js';
import { lastOwnerStays, roleTitle, type Say, sayAt } from '../request/request-words.js';
import type { When } from '../words/format-time.js';
import { activateButton } from './activate-button.js';

/** One role of somebody's: the eligibility they may activate, or the assignment they hold. */
type MyRole = { roleName: string; scopeName?: string | undefined; schedule: Schedule };

type MyRoles = {
  eligible: readonly MyRole[];
  active: readonly MyRole[];
  /** What they may activate from a later time on. */
  planned?: readonly MyRole[];
  /** What ran out lately and can be renewed. */
  ended?: readonly MyRole[];
};

/**
 * What somebody holds, will, or is losing, what they may activate, and what ran out lately, each with what can be done
 * about it. `viewer`: who they are, where it is known.
 */
export function myRolesCard(
  { eligible, active, planned = [], ended = [] }: MyRoles,
  when: When,
  viewer?: PrincipalId,
): Card {
  const say = sayAt(when);
  // By title and key: two scopes may bear one name.
  const keyOf = (role: MyRole) => `${roleTitle(role)}|${roleKey(role.schedule.role)}`;
  const inUse = new Set(active.filter(({ schedule }) => schedule.assignmentType === 'activated').map(keyOf));
  const free = eligible.filter((role) => !inUse.has(keyOf(role)));
  const held = active.filter(({ schedule }) => schedule.status !== 'Granted');
  const toBegin = held.length === active.length ? '' : `${active.length - held.length} planned, `;
  const none = eligible.length + active.length + planned.length + ended.length === 0;
  return {
    kind: 'card',
    name: 'my-roles',
    title: 'Your roles',
    body: none ? ['You have no role to activate. Ask an administrator to make you eligible for the one you need.'] : [],
    facts: [],
    rows: [
      ...active.map((role) => activeRow(role, say, when, viewer)),
      ...free.map((role) => eligibleRow(role, say, when, viewer)),
      ...planned.map((role) => ({
        title: roleTitle(role),
        subtitle: `Eligible from ${say(role.schedule.startDateTime)}`,
        buttons: [],
        key: role.schedule.id,
      })),
      ...ended.map((role) => endedRow(role, say)),
    ],
    buttons: [],
    page: '/my-roles',
    summary: `Your roles: ${held.length} held, ${toBegin}${free.length} to activate`,
  };
}

function activeRow(role: MyRole, say: Say, { now }: When, viewer: PrincipalId | undefined): Row {
  const { schedule } = role;
  const buttons = [...heldButtons(schedule, now), ...extendButtons(role, now, viewer)];
  return { title: roleTitle(role), subtitle: heldWords(schedule, say, now), buttons, key: schedule.id };
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
  if (schedule.refusedSince !== undefined) return lastOwnerStays;
  if (!isLive(schedule, now)) return 'Being taken back';
  if (status === 'PendingProvisioning') return 'Being activated';
  return endDateTime === undefined ? 'Active' : `Active until ${say(endDateTime)}`;
}

function eligibleRow(role: MyRole, say: Say, { now }: When, viewer: PrincipalId | undefined): Row {
  const { endDateTime } = role.schedule;
  return {
    title: roleTitle(role),
    subtitle: endDateTime === undefined ? 'Eligible' : `Eligible until ${say(endDateTime)}`,
    buttons: [activateButton(role.schedule.role), ...extendButtons(role, now, viewer)],
    key: role.schedule.id,
  };
}

/** What was given to the viewer themself can be extended in its last days; what came through a group cannot. */
function extendButtons(role: MyRole, now: Instant, viewer: PrincipalId | undefined): Button[] {
  const { assignmentType, principalId, endDateTime, status } = role.schedule;
  const isOwn = principalId === viewer && assignmentType === 'assigned' && status === 'Provisioned';
  const endsSoon = endDateTime !== undefined && now < endDateTime && endDateTime <= after(now, extendableFor);
  return isOwn && endsSoon ? [keepButton('Extend', role.schedule.role, role.schedule.level)] : [];
}

function endedRow(role: MyRole, say: Say): Row {
  const { level, endedDateTime, endDateTime } = role.schedule;
  const what = level === 'eligibility' ? 'Was eligible' : 'Was active';
  const until = endedDateTime ?? endDateTime;
  return {
    title: roleTitle(role),
    subtitle: until === undefined ? what : `${what} until ${say(until)}`,
    buttons: [keepButton('Renew', role.schedule.role, role.schedule.level)],
    key: role.schedule.id,
  };
}
