import { hasBegun, isLive, type Schedule } from '../../domain/assignment/schedule.js';
import { isExtension, type RequestAction, type ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { Instant } from '../../domain/time.js';
import { activateButton } from '../activation/activate-button.js';
import type { Card, Fact } from '../card.js';
import type { RequestFacts } from '../request/request-facts.js';
import { at, lastOwnerStays, roleTitle, type Say } from '../request/request-words.js';
import { whoAsks } from '../words/who.js';
import { stillHeldWords } from './still-held-words.js';

type NoteContent = Pick<Card, 'title' | 'status'> & Partial<Card>;

/**
 * What somebody is told once of what an administrator gave them, changed, prolonged or took: by whom, until when, why.
 * One that comes late says how things are now.
 */
export function changedNote(facts: RequestFacts, say: Say, now: Instant): NoteContent {
  const { request, decision, createdByName } = facts;
  // What a request became, else what it changed.
  const schedule = facts.schedule ?? facts.target;
  const isRemoval = request.action === 'adminRemove';
  const by = decision?.name ?? createdByName;
  const reason = isExtension(request) ? decision?.justification : request.justification;
  const isBegun = schedule !== undefined && schedule.startDateTime <= now;
  const mayActivate = request.level === 'eligibility' && !isRemoval && schedule !== undefined && isLive(schedule, now);
  return {
    title: titleOf(request, roleTitle(facts), isBegun),
    status: isRemoval || !schedule ? undefined : standingWords(schedule, say, now),
    body: stillHeldWords(facts, 'You', say),
    facts: by === undefined ? [] : [{ label: 'By', value: by } satisfies Fact],
    quote: reason ? { label: 'Reason', text: reason } : undefined,
    buttons: mayActivate ? [activateButton(request.role)] : [],
  };
}

/** From when until when somebody has something, or when it ended. */
export function standingWords(schedule: Schedule, say: Say, now: Instant): NonNullable<Card['status']> {
  const { status, endDateTime, startDateTime, endedDateTime } = schedule;
  const isPast = endDateTime !== undefined && endDateTime <= now;
  if (isPast || !(hasBegun(schedule) || status === 'Granted')) {
    const never = status === 'Canceled' || status === 'Failed';
    return {
      text: `${never ? 'Cancelled' : 'Ended'}${at(endedDateTime ?? (isPast ? endDateTime : undefined), say)}`,
      tone: 'neutral',
    };
  }
  const end = endDateTime === undefined ? 'without an end' : `until ${say(endDateTime)}`;
  return { text: startDateTime <= now ? capital(end) : `From ${say(startDateTime)}, ${end}`, tone: 'good' };
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

type Titles = { eligibility: (role: string) => string; assignment: (role: string) => string };

const extended: Titles = {
  eligibility: (role) => `Your eligibility for ${role} was extended`,
  assignment: (role) => `Your time with ${role} was extended`,
};
const renewed: Titles = {
  eligibility: (role) => `You are eligible for ${role} again`,
  assignment: (role) => `${role} is yours again`,
};
const given: Titles = {
  eligibility: (role) => `You are eligible for ${role}`,
  assignment: (role) => `${role} is assigned to you`,
};
const promised: Titles = { ...given, eligibility: (role) => `You will be eligible for ${role}` };

const titles: Partial<Record<RequestAction, Titles>> = {
  adminRemove: {
    eligibility: (role) => `You are no longer eligible for ${role}`,
    assignment: (role) => `${role} was taken from you`,
  },
  adminUpdate: {
    eligibility: (role) => `Your eligibility for ${role} was changed`,
    assignment: (role) => `Your time with ${role} was changed`,
  },
  adminExtend: extended,
  selfExtend: extended,
  adminRenew: renewed,
  selfRenew: renewed,
};

const titleOf = ({ action, level }: ScheduleRequest, role: string, isBegun: boolean): string =>
  (titles[action] ?? (isBegun ? given : promised))[level](role);

/** What an extension that was refused, or that nobody decided, comes to for whoever asked. */
export function unextendedNote(
  notice: 'extension-denied' | 'extension-timed-out',
  facts: RequestFacts,
  say: Say,
): NoteContent {
  const { request, decision, target } = facts;
  const what = `${request.action === 'selfRenew' ? 'Renewing' : 'Extending'} ${roleTitle(facts)}`;
  const end = target?.endDateTime;
  const stays = end === undefined || request.action === 'selfRenew' ? [] : [`You have it until ${say(end)}.`];
  if (notice === 'extension-timed-out')
    return { title: `${what}: nobody decided in time`, status: undefined, body: stays };
  return {
    title: `${what} was denied`,
    status: {
      text: `Denied by ${decision?.name ?? 'an administrator'}${at(request.completedDateTime, say)}`,
      tone: 'bad',
    },
    body: stays,
    quote: decision?.justification ? { label: 'Reason', text: decision.justification } : undefined,
  };
}

/** Why something stays although its end has come, for its holder and for the administrators. */
type RemovalBlockedNote = 'kept-administrator' | 'kept-owner';

/** Says that something stays although its end has come, and what fixes it. */
export function removalBlockedNote(
  note: RemovalBlockedNote,
  facts: RequestFacts,
  isHolder: boolean,
  { say, now }: { say: Say; now: Instant },
): NoteContent {
  const role = roleTitle(facts);
  const { schedule } = facts;
  const isTried = schedule?.status === 'PendingRevocation' && schedule.refusedSince !== undefined;
  if (schedule && !isTried && !isLive(schedule, now)) return { title: role, status: standingWords(schedule, say, now) };
  const who = isHolder ? 'You keep' : `${whoAsks(facts)} keeps`;
  const others = note === 'kept-owner' ? 'active owner of this group' : 'administrator of the directory';
  if (isTried) {
    return {
      title: `${who} ${role} for now`,
      status: { text: lastOwnerStays, tone: 'warning' },
      body: ['Latchkey tries to remove it again for 30 days. Make someone else an owner of the group.'],
    };
  }
  return {
    title: `${who} ${role} although its end has come`,
    status: { text: 'Active without an end', tone: 'warning' },
    body: [`Nobody else would be left as ${others}. Assign somebody else, then remove this.`],
  };
}
