import type { StageDecision } from '../../domain/approval/stage.js';
import type { EndCause } from '../../domain/assignment/schedule.js';
import type { Expiration } from '../../domain/assignment/schedule-request.js';
import type { Instant } from '../../domain/time.js';
import type { Action } from '../actions.js';
import type { Button, Fact, Tone } from '../card.js';
import { canceledBy } from '../words/cancellation-words.js';
import { formatDuration, formatInstant, formatInstantWithOffset, type When } from '../words/format-time.js';
import type { RequestFacts, Viewer } from './request-facts.js';
import type { RequestPhase } from './request-phase.js';

/** Says a moment for one viewer. */
export type Say = (moment: Instant) => string;

/** Times in the viewer's zone; with the offset where others see the card, or who asks reads another time. */
export const sayFor = ({ part, timeZone }: Viewer, facts: Pick<RequestFacts, 'requestorZone'>, now: Instant): Say =>
  part === 'admins' ? sayAt({ timeZone, now }, true) : sayAbout(facts, { timeZone, now });

/** Times of a request, as seen from `when`; with the offset where who asks reads another time. */
export const sayAbout = ({ requestorZone }: Pick<RequestFacts, 'requestorZone'>, when: When): Say =>
  sayAt({ ...when, alsoIn: requestorZone === undefined ? when.alsoIn : [requestorZone] });

/** Times as seen from `when`. */
export const sayAt =
  (when: When, withOffset = false): Say =>
  (moment) =>
    withOffset ? formatInstantWithOffset(moment, when) : formatInstant(moment, when);

/** A role with its scope: `Reader on Production`. */
export const roleTitle = ({ roleName, scopeName }: Pick<RequestFacts, 'roleName' | 'scopeName'>): string =>
  scopeName === undefined ? roleName : `${roleName} on ${scopeName}`;

/** At most three names: `Ada Lovelace, Grace Hopper and 4 others`. */
export function nameSome(names: readonly string[]): string {
  const [first, second, third] = names;
  if (names.length > 3) return `${first}, ${second} and ${names.length - 2} others`;
  if (third !== undefined) return `${first}, ${second} and ${third}`;
  return names.join(' and ');
}

/** How long it is for, as it was asked: `2 h`, `until 17:30`. */
export function lengthWords(expiration: Expiration, say: Say): string {
  switch (expiration.type) {
    case 'afterDuration':
      return formatDuration(expiration.duration);
    case 'afterDateTime':
      return `until ${say(expiration.endDateTime)}`;
    case 'noExpiration':
      return 'without an end';
  }
}

/** The latest review that shortened what was asked, if one did. */
const shorteningOf = (facts: RequestFacts): StageDecision | undefined =>
  decisionsOf(facts).findLast(({ shortenedTo }) => shortenedTo !== undefined);

/** `Shortened to 1 h by Grace Hopper`; undefined where nobody has shortened it. */
export function shortenedWords(facts: RequestFacts): string | undefined {
  const decision = shorteningOf(facts);
  return (
    decision?.shortenedTo && `Shortened to ${formatDuration(decision.shortenedTo)} by ${deciderName(facts, decision)}`
  );
}

/** How long it is for by now, and who has shortened it, if somebody has: `1 h, shortened by Grace Hopper`. */
export function durationWords(facts: RequestFacts, say: Say): string {
  const decision = shorteningOf(facts);
  const length = lengthWords(facts.request.scheduleInfo.expiration, say);
  return decision ? `${length}, shortened by ${deciderName(facts, decision)}` : length;
}

/** ` at 16:02` for a time of day alone, ` yesterday 16:02` as it is, nothing for no time: to stand after a word. */
export const at = (moment: Instant | undefined, say: Say): string => {
  if (moment === undefined) return '';
  const said = say(moment);
  return /^\d/.test(said) ? ` at ${said}` : ` ${said}`;
};

/** The name of whoever made a review. */
const deciderName = ({ deciderNames }: RequestFacts, { reviewedBy }: StageDecision): string =>
  deciderNames[reviewedBy] ?? 'somebody who has left';

/** `Approved by Grace Hopper at 14:02`. */
export const stageDecisionWords = (facts: RequestFacts, decision: StageDecision, say: Say): string =>
  `${decision.reviewResult === 'Approve' ? 'Approved' : 'Denied'} by ${deciderName(facts, decision)}${at(decision.reviewedDateTime, say)}`;

/** Every review so far, in the order they came. */
export const decisionsOf = ({ request }: RequestFacts): readonly StageDecision[] =>
  request.stages.flatMap(({ decisions }) => decisions);

/** The review that denied a request, if one did. */
export const denialOf = (facts: RequestFacts): StageDecision | undefined =>
  decisionsOf(facts).find(({ reviewResult }) => reviewResult === 'Deny');

/** Why a group keeps an owner whose time is over. */
export const lastOwnerStays = 'Stays for now: the group would have no other owner';

const ends: Record<EndCause, string> = {
  deactivated: 'Given back',
  expired: 'Expired',
  removed: 'Removed',
  failed: 'Ended by a fault',
};

const endingWords = ({ schedule }: RequestFacts): { text: string; tone: Tone } =>
  schedule?.refusedSince === undefined
    ? { text: 'Being taken back', tone: 'neutral' }
    : { text: lastOwnerStays, tone: 'warning' };

/** For who sees a request that waits for others: they were asked before, or never. */
export const notAskedWords = 'Waiting for approval. You are not asked to decide this now';

/** Where a request stands, in a few words. */
export function statusWords(facts: RequestFacts, phase: RequestPhase, say: Say): { text: string; tone: Tone } {
  const approved = decisionsOf(facts).length > 0;
  switch (phase.kind) {
    case 'waiting':
      return { text: 'Waiting for approval', tone: 'neutral' };
    case 'activating':
      return { text: approved ? 'Approved, being activated' : 'Being activated', tone: 'neutral' };
    case 'scheduled':
      return { text: `${approved ? 'Approved. ' : ''}Starts ${say(phase.start)}`, tone: 'good' };
    case 'active':
      return { text: phase.end === undefined ? 'Active' : `Active until ${say(phase.end)}`, tone: 'good' };
    case 'ending':
      return endingWords(facts);
    case 'ended':
      // What somebody still holds has neither expired nor been given back: only this lease is over.
      return { text: `${facts.stillHeld ? 'This one ended' : ends[phase.cause]}${at(phase.at, say)}`, tone: 'neutral' };
    case 'denied': {
      const denial = denialOf(facts);
      return { text: denial ? stageDecisionWords(facts, denial, say) : `Denied${at(phase.at, say)}`, tone: 'bad' };
    }
    case 'canceled':
      return { text: `Cancelled${canceledBy(facts)}${at(phase.at, say)}`, tone: 'neutral' };
    case 'timed-out':
      return { text: `Timed out${at(phase.at, say)}: nobody decided in time`, tone: 'warning' };
    case 'failed':
      return { text: 'Could not be activated', tone: 'bad' };
  }
}

/** Where the role holds. A directory role without a scope of its own holds everywhere, which has to be said. */
const scopeWords = ({ request, scopeName }: RequestFacts): string | undefined =>
  scopeName ?? (request.role.kind === 'directory' ? 'Whole directory' : undefined);

/**
 * What was asked for: scope, length, start and ticket, those that there are. Times that somebody typed are said back
 * with the zone's offset (`exactly`), so that a misunderstanding shows.
 */
export function termsOf(facts: RequestFacts, exactly: Say): Fact[] {
  const { request } = facts;
  const scope = scopeWords(facts);
  const { startDateTime } = request.scheduleInfo;
  const { ticketNumber, ticketSystem } = request.ticketInfo;
  const ticket = ticketSystem ? `${ticketNumber ?? ''} (${ticketSystem})`.trim() : ticketNumber;
  return [
    ...(scope === undefined ? [] : [{ label: 'Scope', value: scope }]),
    { label: 'Duration', value: durationWords(facts, exactly) },
    ...(startDateTime === undefined ? [] : [{ label: 'Starts', value: exactly(startDateTime) }]),
    ...(ticket ? [{ label: 'Ticket', value: ticket }] : []),
  ];
}

/** What the requestor can still do about a request where it stands. */
export function requestorButtons({ request }: RequestFacts, phase: RequestPhase): Button[] {
  const act = (title: string, action: Action): Button[] => [{ title, style: 'default', action }];
  switch (phase.kind) {
    case 'waiting':
    case 'scheduled':
      return act('Cancel', { do: 'cancel', requestId: request.id });
    case 'active':
      return act('Give back', { do: 'deactivate', requestId: request.id });
    default:
      return [];
  }
}
