import type { Card } from '../../cards/card.js';
import type { RequestFacts } from '../../cards/request/request-facts.js';
import { cancelable, isTheirs } from '../../domain/assignment/decide-cancellation.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import { type PrincipalId, requestId } from '../../domain/ids.js';
import type { RequestQuery } from '../../domain/ports/store.js';
import { type HistoryQuery, lookThroughHistory } from '../../domain/usecases/approval/request-history.js';
import { onlyPermitted } from '../../domain/usecases/common/authority.js';
import { listWaiting } from '../commands/approval/waiting.js';
import type { CommandDeps } from '../commands/command.js';
import { fullRequestFacts } from '../commands/requests/request-list.js';
import { presentCard } from '../views/present-card.js';
import { readListFacts } from '../views/read-list-facts.js';
import { sightingOf, sightingsIn } from '../views/sightings.js';
import { isAbout } from './is-about.js';

/** A request in a list, and whether the viewer may cancel it. */
export type ListedRequest = { facts: RequestFacts; mayCancel: boolean };

/** One page of a list: `next` tells where the next begins, counted from the newest; without, there is none. */
export type RequestPage = { requests: ListedRequest[]; next?: number | undefined };

/** What is looked for in a history: `from` leaves out so many of the newest, `text` are words said about a request. */
export type HistoryInput = HistoryQuery & { text?: string | undefined; from?: number | undefined };

/** As many requests as one page shows. */
const listed = 50;
/** For one page of a history, no more than this are looked through. */
const mostLooked = 500;
/** One person has no more open than this: one of a role. */
const mostOpen = 500;
const asked = ['selfActivate', 'selfExtend', 'selfRenew'] as const;

/** What the portal shows of requests, each as far as the actor may see it. */
export const requestReads = (deps: CommandDeps) => ({
  /** What somebody has asked for themself, newest first: all of it, page by page. */
  async mine(principalId: PrincipalId, from: number): Promise<RequestPage> {
    const query = { principalId, actions: asked, skip: from, limit: listed + 1 };
    const found = await deps.store.read.requests.list(query);
    const requests = await ownInList(deps, found.slice(0, listed));
    return { requests, next: found.length > listed ? from + listed : undefined };
  },
  /** What of it waits or begins later. */
  async mineWaiting(principalId: PrincipalId): Promise<ListedRequest[]> {
    const query: RequestQuery = { principalId, actions: asked, statuses: cancelable, limit: mostOpen };
    return ownInList(deps, await deps.store.read.requests.list(query));
  },
  /** What waits for somebody's decision, with everything that helps to decide; `next` as of any list. */
  async waiting(actor: PrincipalId, from: number): Promise<{ waiting: RequestFacts[]; next?: number | undefined }> {
    // Twice as many as are shown: one's own, which nobody decides for themself, are among them.
    const found = await listWaiting(deps, actor, from + 2 * listed);
    const waiting = await fullRequestFacts(deps, found.slice(from, from + listed));
    return { waiting, next: found.length > from + listed ? from + listed : undefined };
  },
  /** Notes that a page has shown the actor these to decide, as they are: from then on typing may decide them. */
  noteShown: (requests: readonly ScheduleRequest[], actor: PrincipalId): Promise<void> =>
    deps.sightings.saw(actor, requests.map(sightingOf), deps.clock.now()),
  /** Notes the same of a request's own page. */
  noteCard: (card: Card, actor: PrincipalId): Promise<void> =>
    deps.sightings.saw(actor, sightingsIn(card, 'web'), deps.clock.now()),
  /** The present card of a request; undefined where there is none that concerns the actor. */
  request: (id: string, actor: PrincipalId): Promise<Card | undefined> => presentCard(deps, requestId(id), actor),
  /**
   * What was asked for the roles the actor may view, or for one, newest first; undefined where they may not view it.
   * A page may show few or none and still not be the last: so many are looked through at once, and no more.
   */
  async history({ text = '', from = 0, ...query }: HistoryInput, actor: PrincipalId): Promise<RequestPage | undefined> {
    const found = await lookThrough(deps, { ...query, text, from }, actor);
    if (!found) return undefined;
    const { fitting, next } = found;
    const mayCancel = await cancelableAmong(
      deps,
      fitting.map(({ request }) => request),
      actor,
    );
    return { requests: fitting.map((facts) => ({ facts, mayCancel: mayCancel.has(facts.request) })), next };
  },
});

type Step = { fitting: RequestFacts[]; next?: number | undefined };

/** Goes on step by step until a page is full, enough was looked through or nothing is left. */
async function lookThrough(
  deps: CommandDeps,
  { text, from, ...query }: HistoryQuery & { text: string; from: number },
  actor: PrincipalId,
): Promise<Step | undefined> {
  const fitting: RequestFacts[] = [];
  let next: number | undefined = from;
  while (next !== undefined && next < from + mostLooked && fitting.length < listed) {
    const step = await lookOn(deps, query, { text, skip: next, most: listed - fitting.length }, actor);
    if (!step) return undefined;
    fitting.push(...step.fitting);
    next = step.next;
  }
  return { fitting, next };
}

type Part = { text: string; skip: number; most: number };

/** The next few of a history, no more than `most` that fit; and where to go on, which is after the last of these. */
async function lookOn(
  deps: CommandDeps,
  query: HistoryQuery,
  { text, skip, most }: Part,
  actor: PrincipalId,
): Promise<Step | undefined> {
  const step = await lookThroughHistory(deps)({ ...query, skip, limit: listed }, actor);
  if (!step.ok) return undefined;
  const { looked, viewable } = step.value;
  const facts = await readListFacts(deps, viewable);
  const fitting = facts.filter((each) => isAbout(text, ...saidAbout(each))).slice(0, most);
  const last = fitting.length === most ? fitting.at(-1)?.request.id : undefined;
  const done = last === undefined ? looked.length : looked.findIndex(({ id }) => id === last) + 1;
  const isEnd = looked.length < listed && done === looked.length;
  return { fitting, next: isEnd ? undefined : skip + done };
}

async function ownInList(deps: CommandDeps, requests: readonly ScheduleRequest[]): Promise<ListedRequest[]> {
  const facts = await readListFacts(deps, requests);
  return facts.map((each) => ({ facts: each, mayCancel: cancelable.includes(each.request.status) }));
}

const saidAbout = ({ requestorName, roleName, scopeName = '', request }: RequestFacts) =>
  [requestorName, roleName, scopeName, request.justification, request.ticketInfo.ticketNumber ?? ''] as const;

async function cancelableAmong(
  { store, directory, clock }: CommandDeps,
  all: readonly ScheduleRequest[],
  actor: PrincipalId,
): Promise<ReadonlySet<ScheduleRequest>> {
  const waiting = all.filter(({ status }) => cancelable.includes(status));
  const reach = { directory, reads: store.read, now: clock.now() };
  const managed = await onlyPermitted(reach, 'manage', actor, waiting);
  return new Set([...managed, ...waiting.filter((request) => isTheirs(request, actor))]);
}
