import type { Schedule } from '../../domain/assignment/schedule.js';
import { isExtension } from '../../domain/assignment/schedule-request.js';
import type { Audience, RequestNotice } from '../../domain/notification/notice.js';
import type { Instant } from '../../domain/time.js';
import { stillHeldWords } from '../assignment/still-held-words.js';
import type { Card, Fact } from '../card.js';
import { mailTitle } from '../platform/mail-title.js';
import { requestPage } from '../platform/portal-page.js';
import { canceledBy, cancellationWords } from '../words/cancellation-words.js';
import { failureText } from '../words/failure-text.js';
import { formatInstantInFull } from '../words/format-time.js';
import { whoAsks, whoInFull } from '../words/who.js';
import type { RequestFacts, Viewer } from './request-facts.js';
import { phaseOf, type RequestPhase } from './request-phase.js';
import {
  decisionsOf,
  denialOf,
  lastOwnerStays,
  lengthWords,
  type Say,
  stageDecisionWords,
  statusWords,
  termsOf,
} from './request-words.js';

type Status = NonNullable<Card['status']>;
type Drawn = { facts: RequestFacts; phase: RequestPhase; isOwn: boolean; say: Say };

/**
 * What a mail about a request says, as things are at `now`. Its title makes the mail's subject, in the words of Entra
 * PIM's mails. Times are in the reader's zone, in full, for a mail is read later.
 */
export function requestMail(
  what: RequestNotice,
  as: Audience,
  facts: RequestFacts,
  viewer: Pick<Viewer, 'timeZone'>,
  now: Instant,
): Card {
  const phase = phaseOf(facts, now);
  const say: Say = (moment) => formatInstantInFull(moment, viewer.timeZone);
  const drawn = { facts, phase, isOwn: as === 'Requestor', say };
  const { request } = facts;
  const title = mailTitle(what, drawn);
  const status = request.action === 'selfActivate' ? statusWords(facts, phase, say) : administeredStatus(what, drawn);
  const { justification } = request;
  return {
    kind: 'card',
    name: 'request-mail',
    title,
    ...(status && { status }),
    body: bodyOf(what, drawn),
    facts: factsOf(what, drawn),
    quote: justification ? { label: 'Justification', text: justification } : undefined,
    rows: [],
    buttons: [],
    page: requestPage(request.id),
    summary: title,
  };
}

function administeredStatus(what: RequestNotice, { facts, say }: Drawn): Status | undefined {
  const { request, decision } = facts;
  const by = decision === undefined ? '' : ` by ${decision.name}`;
  switch (what) {
    case 'extension-asked':
      return { text: 'Waiting for an administrator', tone: 'neutral' };
    case 'extension-denied':
      return { text: `Denied${by}`, tone: 'bad' };
    case 'canceled':
      return { text: `Cancelled${canceledBy(facts)}`, tone: 'neutral' };
    case 'extension-timed-out':
      return { text: 'Nobody decided in time', tone: 'warning' };
    case 'kept-administrator':
    case 'kept-owner':
      return facts.schedule?.refusedSince === undefined
        ? { text: 'Active without an end', tone: 'warning' }
        : { text: lastOwnerStays, tone: 'warning' };
    default:
      return request.action === 'adminRemove' || what === 'expired' ? undefined : timesOf(facts, say);
  }
}

function timesOf({ schedule, target }: RequestFacts, say: Say): Status | undefined {
  const there: Schedule | undefined = schedule ?? target;
  if (!there) return undefined;
  return { text: there.endDateTime === undefined ? 'Without an end' : `Until ${say(there.endDateTime)}`, tone: 'good' };
}

function bodyOf(what: RequestNotice, { facts, phase, isOwn, say }: Drawn): string[] {
  switch (what) {
    case 'approval-asked':
    case 'reminded':
    case 'extension-asked':
      return [
        'Decide on the card in chat or in the portal. This mail decides nothing, and neither does an answer to it.',
      ];
    case 'unanswered':
      return [
        'Whoever was asked has not decided. The administrators have been told, and can have somebody else decide.',
      ];
    case 'canceled':
      return cancellationWords(facts);
    case 'ended':
    case 'expired':
    case 'changed':
      return stillHeldWords(facts, isOwn ? 'You' : whoAsks(facts), say);
    case 'failed':
      return [failureText(phase.kind === 'failed' ? phase.code : undefined)];
    case 'kept-administrator':
    case 'kept-owner':
      return [
        `Nobody else would be left to administer it. ${isOwn ? '' : 'Assign somebody else, then remove this.'}`.trim(),
      ];
    default:
      return [];
  }
}

const isOfTime = (what: RequestNotice): boolean =>
  what === 'ends-in-14-days' || what === 'ends-in-1-day' || what === 'expired';

function factsOf(what: RequestNotice, { facts, phase, say }: Drawn): Fact[] {
  const { request, roleName, scopeName, decision, createdByName } = facts;
  const denial = denialOf(facts);
  const stage = phase.kind === 'waiting' ? phase.stage : undefined;
  const terms = request.action === 'selfActivate' ? termsOf(facts, say) : administeredTerms(facts, say);
  const by = isOfTime(what) ? undefined : (decision?.name ?? createdByName);
  return [
    { label: 'Who', value: whoInFull(facts) },
    { label: 'Role', value: roleName },
    ...(scopeName !== undefined && request.action !== 'selfActivate' ? [{ label: 'Scope', value: scopeName }] : []),
    ...terms,
    ...decisionsOf(facts).map((decision) => ({ label: 'Decision', value: stageDecisionWords(facts, decision, say) })),
    ...(denial?.justification ? [{ label: 'Denied because', value: denial.justification }] : []),
    ...(by === undefined ? [] : [{ label: 'By', value: by }]),
    ...(decision?.justification ? [{ label: 'Decided because', value: decision.justification }] : []),
    ...(stage?.timesOutAt === undefined ? [] : [{ label: 'Times out', value: say(stage.timesOutAt) }]),
  ];
}

function administeredTerms({ request, target }: RequestFacts, say: Say): Fact[] {
  const { startDateTime, expiration } = request.scheduleInfo;
  const { ticketNumber } = request.ticketInfo;
  const ends = isExtension(request) && target?.endDateTime !== undefined && request.status === 'PendingAdminDecision';
  return [
    { label: 'As', value: request.level === 'eligibility' ? 'Eligible' : 'Active' },
    ...(ends && target?.endDateTime !== undefined ? [{ label: 'Ends now', value: say(target.endDateTime) }] : []),
    ...(request.action === 'adminRemove' ? [] : [{ label: 'Duration', value: lengthWords(expiration, say) }]),
    ...(startDateTime === undefined ? [] : [{ label: 'Starts', value: say(startDateTime) }]),
    ...(ticketNumber ? [{ label: 'Ticket', value: ticketNumber }] : []),
  ];
}
