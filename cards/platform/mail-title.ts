import type { Level, RequestAction } from '../../domain/assignment/schedule-request.js';
import type { RequestNotice } from '../../domain/notification/notice.js';
import type { RequestFacts } from '../request/request-facts.js';
import type { RequestPhase } from '../request/request-phase.js';
import { whoAsks } from '../words/who.js';
import { oneLine } from './plain-text.js';

type TitleFacts = { facts: RequestFacts; phase: RequestPhase; isOwn: boolean };

/** How a title speaks of whose it is: `You were …, your …`, `Ann was …, Ann’s …`. */
type Person = { who: string; whose: string; was: string; is: string; keeps: string };

/**
 * What a mail about a request is called, in the manner of Entra PIM's subjects: `Review Ann’s request to activate the
 * Security Reader role`, `Ann was permanently assigned the Backup Reader role`.
 */
export function mailTitle(what: RequestNotice, { facts, phase, isOwn }: TitleFacts): string {
  const { who, whose, keeps } = personOf(facts, isOwn);
  const role = roleWords(facts);
  const asked = `request to ${verbs[facts.request.action] ?? 'activate'} ${role}`;
  switch (what) {
    case 'approval-asked':
    case 'extension-asked':
      return `Review ${whose} ${asked}`;
    case 'reminded':
      return `Reminder: review ${whose} ${asked}`;
    case 'unanswered':
      return `${whose} ${asked} still waits: nobody has decided`;
    case 'approved':
      return `${whose} ${asked} was approved`;
    case 'denied':
    case 'extension-denied':
      return `${whose} ${asked} was denied`;
    case 'timed-out':
    case 'extension-timed-out':
      return `${whose} ${asked} timed out`;
    case 'canceled':
      return `${whose} ${asked} was cancelled`;
    case 'failed':
      return `${whose} ${asked} could not be carried out`;
    case 'activated':
      return `${who} activated ${role}`;
    case 'ended':
      return phase.kind === 'ended' && phase.cause === 'deactivated' && !facts.stillHeld
        ? `${who} gave back ${role}`
        : `${whose} activation of ${role} has ended`;
    case 'kept-administrator':
    case 'kept-owner':
      return `${who} ${keeps} ${role} ${facts.schedule?.refusedSince === undefined ? 'although its end has come' : 'for now'}`;
    default:
      return changes[kindOf(what, facts.request.action)][facts.request.level](facts, personOf(facts, isOwn), role);
  }
}

/**
 * What all mails about one request are about, whatever has become of it and whoever reads it: `Ann’s request to activate
 * the Security Reader role`, `Ann’s assignment of the Backup Reader role`.
 */
export function mailTopic(facts: Pick<RequestFacts, 'request' | 'requestorName' | 'roleName' | 'scopeName'>): string {
  const { request, requestorName } = facts;
  const verb = asks[request.action];
  const level = request.level === 'eligibility' ? 'eligibility for' : 'assignment of';
  const what = verb === undefined ? level : `request to ${verb}`;
  return `PIM: ${oneLine(`${requestorName}’s ${what} ${roleWords(facts)}`, mostOfTopic)}`;
}

const mostOfTopic = 200;

const asks: Partial<Record<RequestAction, string>> = {
  selfActivate: 'activate',
  selfExtend: 'extend',
  selfRenew: 'renew',
};

const verbs: Partial<Record<RequestAction, string>> = { selfExtend: 'extend', selfRenew: 'renew' };

const personOf = (facts: RequestFacts, isOwn: boolean): Person =>
  isOwn
    ? { who: 'You', whose: 'Your', was: 'were', is: 'are', keeps: 'keep' }
    : { who: whoAsks(facts), whose: `${whoAsks(facts)}’s`, was: 'was', is: 'is', keeps: 'keeps' };

/** `the Security Reader role on Berlin office`, `Member of Bridge Crew`. */
function roleWords({ request, roleName, scopeName }: Pick<RequestFacts, 'request' | 'roleName' | 'scopeName'>): string {
  const name = request.role.kind === 'group' ? roleName : `the ${roleName} role`;
  return scopeName === undefined ? name : `${name} on ${scopeName}`;
}

type Change = 'given' | 'moved' | 'taken' | 'expiring' | 'expired';

function kindOf(what: RequestNotice, action: RequestAction): Change {
  if (what === 'expired') return what;
  if (what === 'ends-in-14-days' || what === 'ends-in-1-day') return 'expiring';
  if (action === 'adminRemove') return 'taken';
  return action in moves ? 'moved' : 'given';
}

const moves: Partial<Record<RequestAction, string>> = {
  adminUpdate: 'changed',
  adminExtend: 'extended',
  selfExtend: 'extended',
  adminRenew: 'renewed',
  selfRenew: 'renewed',
};
const moved = ({ request }: RequestFacts) => moves[request.action] ?? 'changed';
const permanently = ({ schedule, target }: RequestFacts) =>
  (schedule ?? target)?.endDateTime === undefined ? 'permanently ' : '';

type Say = (facts: RequestFacts, person: Person, role: string) => string;

const changes: Record<Change, Record<Level, Say>> = {
  given: {
    eligibility: (facts, { who, was }, role) => `${who} ${was} made ${permanently(facts)}eligible for ${role}`,
    assignment: (facts, { who, was }, role) => `${who} ${was} ${permanently(facts)}assigned ${role}`,
  },
  moved: {
    eligibility: (facts, { whose }, role) => `${whose} eligibility for ${role} was ${moved(facts)}`,
    assignment: (facts, { whose }, role) => `${whose} assignment of ${role} was ${moved(facts)}`,
  },
  taken: {
    eligibility: (_facts, { who, is }, role) => `${who} ${is} no longer eligible for ${role}`,
    assignment: (_facts, { who, was }, role) => `${who} ${was} removed from ${role}`,
  },
  expiring: {
    eligibility: (_facts, { whose }, role) => `${whose} eligibility for ${role} ends soon`,
    assignment: (_facts, { whose }, role) => `${whose} assignment of ${role} ends soon`,
  },
  expired: {
    eligibility: (_facts, { whose }, role) => `${whose} eligibility for ${role} has ended`,
    assignment: (_facts, { whose }, role) => `${whose} assignment of ${role} has ended`,
  },
};
