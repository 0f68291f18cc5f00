import type { RequestNotice } from '../../domain/notification/notice.js';
import type { Instant } from '../../domain/time.js';
import { againButton } from '../activation/again-button.js';
import { changedNote, removalBlockedNote, unextendedNote } from '../assignment/assignment-note.js';
import { stillHeldWords } from '../assignment/still-held-words.js';
import type { Card } from '../card.js';
import { requestPage } from '../platform/portal-page.js';
import { canceledBy, cancellationReason, cancellationWords } from '../words/cancellation-words.js';
import { failureText } from '../words/failure-text.js';
import { isTimeNote, timeNote } from '../words/time-note.js';
import type { RequestFacts, Viewer } from './request-facts.js';
import { phaseOf, type RequestPhase } from './request-phase.js';
import { at, denialOf, roleTitle, type Say, sayFor, shortenedWords, statusWords } from './request-words.js';

type NoteContent = Pick<Card, 'title' | 'status'> & Partial<Card>;

/** A short message about a request, apart from its card. One that comes late says how things are now, not how they were. */
export function noteCard(what: RequestNotice, facts: RequestFacts, viewer: Viewer, now: Instant): Card {
  const phase = phaseOf(facts, now);
  const told = isTimeNote(what)
    ? timeNote(what, facts, viewer, now)
    : (administered(what, facts, viewer, now) ?? tell(what, facts, phase, sayFor(viewer, facts, now)));
  const summary = [told.title, told.status?.text].filter((part) => part !== undefined).join(': ');
  const page = requestPage(facts.request.id);
  return { kind: 'card', name: 'note', body: [], facts: [], rows: [], buttons: [], page, summary, ...told };
}

/** What is told of what administrators give, and of what they are asked to prolong; undefined for an activation. */
function administered(what: RequestNotice, facts: RequestFacts, viewer: Viewer, now: Instant): NoteContent | undefined {
  const say = sayFor(viewer, facts, now);
  switch (what) {
    case 'changed':
    case 'extended':
      return changedNote(facts, say, now);
    case 'canceled':
      return canceledNote(facts, say);
    case 'kept-administrator':
    case 'kept-owner':
      return removalBlockedNote(what, facts, viewer.part === 'requestor', { say, now });
    case 'extension-denied':
    case 'extension-timed-out':
      return unextendedNote(what, facts, say);
    default:
      return undefined;
  }
}

/** Somebody else cancelled it, or what it stood on is gone. */
function canceledNote(facts: RequestFacts, say: Say): NoteContent {
  const { request } = facts;
  const verb = { selfExtend: 'to extend ', selfRenew: 'to renew ' }[String(request.action)] ?? 'for ';
  const what = facts.schedule ? 'planned activation of ' : `request ${verb}`;
  const reason = cancellationReason(facts);
  return {
    title: `Your ${what}${roleTitle(facts)} was cancelled`,
    status: { text: `Cancelled${canceledBy(facts)}${at(request.completedDateTime, say)}`, tone: 'neutral' },
    body: cancellationWords(facts),
    quote: reason === undefined ? undefined : { label: 'Reason', text: reason },
  };
}

function tell(what: RequestNotice, facts: RequestFacts, phase: RequestPhase, say: Say): NoteContent {
  const role = roleTitle(facts);
  const status = statusWords(facts, phase, say);
  switch (what) {
    case 'activated':
      return {
        title: phase.kind === 'active' ? `${role} is active` : `${role} was activated`,
        status,
        body: shortenedWords(facts) === undefined ? [] : [`${shortenedWords(facts)}.`],
      };
    case 'ended':
      // What was taken from somebody is not theirs to take again.
      return {
        title: facts.stillHeld ? `Your activation of ${role} has ended` : endedTitle(role, phase),
        status,
        body: stillHeldWords(facts, 'You', say),
        buttons: phase.kind === 'ended' && phase.cause === 'removed' ? [] : [againButton(facts)],
      };
    case 'denied':
      return deniedNote(role, facts, status);
    case 'nobody-reached':
      return noReachableApprover(role, phase, status);
    case 'timed-out':
      return { title: `Nobody decided about ${role} in time`, status, buttons: [againButton(facts)] };
    case 'failed':
      return {
        title: `${role} could not be activated`,
        status: undefined,
        body: [failureText(phase.kind === 'failed' ? phase.code : undefined)],
      };
    default:
      return { title: role, status };
  }
}

function deniedNote(role: string, facts: RequestFacts, status: Card['status']): NoteContent {
  const justification = denialOf(facts)?.justification;
  const quote = justification ? { label: 'Reason', text: justification } : undefined;
  return { title: `${role} was denied`, status, quote };
}

/** Once it does not wait any more, how it stands is all that there is to say. */
function noReachableApprover(role: string, phase: RequestPhase, status: Card['status']): NoteContent {
  if (phase.kind !== 'waiting') return { title: role, status };
  return {
    title: `Nobody who could approve ${role} can be reached`,
    status,
    body: ['The administrators have been told. If it is urgent, speak to one of them, or to whoever approves it.'],
  };
}

function endedTitle(role: string, phase: RequestPhase): string {
  if (phase.kind !== 'ended') return `${role} is no longer active`;
  switch (phase.cause) {
    case 'deactivated':
      return `${role} was given back`;
    case 'expired':
      return `${role} has expired`;
    case 'removed':
    case 'failed':
      return `${role} was taken back`;
  }
}
