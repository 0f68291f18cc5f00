import type { ApprovalOutcome } from '../../domain/approval/decide-approval.js';
import { isExtension, stageInProgress } from '../../domain/assignment/schedule-request.js';
import type { RequestFacts } from '../request/request-facts.js';
import { at, durationWords, type Say } from '../request/request-words.js';
import { failureText } from './failure-text.js';
import { calledForCertain, whoAsks } from './who.js';

/** A role and where it holds, said even where that is everywhere: `Reader on Production`, `Reader in the whole directory`. */
function placedRole({ roleName, scopeName, request }: RequestFacts): string {
  if (scopeName !== undefined) return `${roleName} on ${scopeName}`;
  return request.role.kind === 'directory' ? `${roleName} in the whole directory` : roleName;
}

/** For how long, and from when where that was asked: `for 2 h`, `until 17:30, from tomorrow 9:00`. */
function spanWords(facts: RequestFacts, say: Say): string {
  const length = durationWords(facts, say);
  const { startDateTime } = facts.request.scheduleInfo;
  const span = /^\d/.test(length) ? `for ${length}` : length;
  return startDateTime === undefined ? span : `${span}, from ${say(startDateTime)}`;
}

/** Who wants what, where and for how long: `Ada Lovelace, Security Reader in the whole directory, for 2 h`. */
export const askedInFull = (facts: RequestFacts, say: Say): string =>
  `${whoAsks(facts)}, ${placedRole(facts)}, ${spanWords(facts, say)}`;

/** What somebody is told whose decision counted: who, what, where and for how long, and what comes of it. */
export function decisionSaid(facts: RequestFacts, outcome: ApprovalOutcome | 'failed', say: Say): string {
  const asked = askedInFull(facts, say);
  switch (outcome) {
    case 'approved':
      return `Approved: ${asked}. ${isPlanned(facts) ? 'It begins then.' : 'It is being activated.'}`;
    case 'denied':
      return `Denied: ${asked}. The requestor is told, with your reason.`;
    case 'waiting':
      return `Your approval is in: ${asked}. ${stillNeeded(facts)}`;
    case 'next-stage':
      return `Approved: ${asked}. The next approvers are asked now.`;
    case 'failed':
      return `Approved, but not activated: ${asked}. ${failureText(facts.request.failure)}`;
  }
}

const isPlanned = ({ schedule }: RequestFacts) => schedule?.status === 'Granted';

/** How many approvals a request still waits for. */
function stillNeeded({ request }: RequestFacts): string {
  const stage = stageInProgress(request);
  if (!stage) return 'More approvals were needed.';
  const missing = stage.asks.approvalsRequired - stage.decisions.length;
  return missing === 1 ? 'One more approval is needed.' : `${missing} more approvals are needed.`;
}

/** The same of an answer to who asked to extend or renew: until when they have it now. */
export function extensionSaid(facts: RequestFacts, outcome: 'approved' | 'denied', say: Say): string {
  const { request, target, schedule } = facts;
  const as = request.level === 'eligibility' ? 'eligible' : 'active';
  const what = `${whoAsks(facts)}, ${placedRole(facts)}, ${as}`;
  if (outcome === 'denied') return `Denied: ${what}. They are told, with your reason.`;
  const held = schedule ?? target;
  const until =
    held?.endDateTime === undefined ? 'without an end' : `until${at(held.endDateTime, say).replace(/^ at/, '')}`;
  return `Approved: ${what} ${until}. They are told.`;
}

/** What somebody is told who has cancelled a request, their own or another's. */
export function cancellationSaid(facts: RequestFacts, isOwn: boolean, say: Say): string {
  const what = `${placedRole(facts)}, ${spanWords(facts, say)}`;
  return isOwn ? `Cancelled: your request for ${what}.` : `Cancelled: ${whoAsks(facts)}, ${what}. They are told.`;
}

/** What became of a request that the reader has decided before, and what is still possible. */
export function decidedBefore(facts: RequestFacts, decided: string, status: string): string {
  const what = `${decided}: ${whoAsks(facts)}, ${placedRole(facts)}. It is ${status.charAt(0).toLowerCase()}${status.slice(1)}.`;
  return isExtension(facts.request) ? what : `${what}${stillPossible(facts)}`;
}

function stillPossible(facts: RequestFacts): string {
  const { roleName, request, schedule } = facts;
  const who = whoAsks(facts);
  const isHeld = schedule?.status === 'Provisioned' || schedule?.status === 'PendingProvisioning';
  if (isHeld) {
    return ` A decision stands. ${who} can give it back; whoever manages the role can type “remove ${roleName} from ${calledForCertain(facts)}”.`;
  }
  const isAhead = schedule?.status === 'Granted';
  if (isAhead) {
    return ` A decision stands. ${who} can cancel it, and so can whoever manages the role: “cancel ${request.id}”.`;
  }
  return ' A decision stands.';
}
