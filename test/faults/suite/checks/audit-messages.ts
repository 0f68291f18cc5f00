import { groupBy } from '../../../../bot/views/group-by.js';
import type { ScheduleRequest } from '../../../../domain/assignment/schedule-request.js';
import type { Aftermath, Kept, Message } from '../aftermath.js';

type Platform = keyof Aftermath['messages'];
/** The text that somebody's card of a request has to show now on a platform. */
type Shows = (request: ScheduleRequest, platform: Platform) => Promise<string | undefined>;

/**
 * What people see on one platform against what the outbox was to bring about: messages there twice, not there at all,
 * or showing what is no longer so. `isHere`: who is reached on it. Where a lost answer may double a message, which is
 * in Teams and among alerts in Slack (without the right to read their channel), that is counted apart.
 */
export async function auditMessages(
  { deliveries, messages, requests, schedules }: Aftermath,
  platform: Platform,
  isHere: (principalId: string) => boolean,
  shows: Shows,
) {
  const here = messages[platform];
  const mine = deliveries.filter((delivery) => delivery.lane === platform && reaches(delivery, isHere));
  const byKey = groupBy(here, ({ key }) => key ?? '');
  const requestsHere = requests.filter(({ principalId }) => isHere(principalId));
  return {
    checked: here.length,
    ...doublesIn(byKey, mine, platform),
    missing: [
      ...mine.filter(({ key, ref }) => ref && !byKey.has(key)).map(({ key }) => `${key} is not there`),
      ...mine
        .filter((each) => !each.ref && isOwed(each))
        .map(({ key, isDead }) => `${key} ${isDead ? 'parked' : 'unsent'}`),
      ...requestsHere.flatMap((request) => unasked(request, platform, mine, wasIn(schedules, request))),
    ],
    stale: await staleCards(requestsHere, platform, byKey, shows),
  };
}

function reaches({ effect }: Kept, isHere: (principalId: string) => boolean): boolean {
  if (effect.kind === 'access' || effect.kind === 'mail') return false;
  return effect.recipient.kind === 'channel' || isHere(effect.recipient.principalId);
}

/** In Slack the key of a message tells which is there twice; in Teams nobody knows of the one whose answer was lost. */
function doublesIn(byKey: ReadonlyMap<string, Message[]>, mine: readonly Kept[], platform: Platform) {
  const known = new Set(mine.map(({ key }) => key));
  const twice = [...byKey].filter(([, { length }]) => length > 1);
  const isAlert = ([, same]: [string, Message[]]) => same[0]?.isAlert;
  if (platform === 'teams') return { doubled: [], doubledInDoubt: byKey.get('')?.length ?? 0 };
  return {
    doubled: [
      ...twice.filter((each) => !isAlert(each)).map(([key, { length }]) => `${key}: ${length} times`),
      ...[...byKey.keys()].filter((key) => !known.has(key)).map((key) => `${key}: nobody has asked for it`),
    ],
    doubledInDoubt: twice.filter(isAlert).length,
  };
}

/** What time brings hangs on how long a platform was away, and so does whether nobody was reached: it may be over by then. */
const passing: readonly string[] = [
  ...['reminded', 'escalated', 'unanswered', 'nobody-reached'],
  ...['ends-in-14-days', 'ends-in-1-day', 'ends-soon', 'expired'],
];

/** That something is active is not told once it is over: its end is. */
const mayBeOver: readonly string[] = [...passing, 'activated'];

/** What is shown of a request must be there; an alert may be over before it could be told. */
const isOwed = ({ effect }: Kept): boolean =>
  effect.kind === 'card' || effect.kind === 'reply' || (effect.kind === 'note' && !mayBeOver.includes(effect.what));

const wasIn = (schedules: Aftermath['schedules'], { id }: ScheduleRequest): boolean =>
  schedules.some(({ createdUsing, provisionedDateTime }) => createdUsing === id && provisionedDateTime !== undefined);

const cardKey = ({ id, principalId }: ScheduleRequest, platform: Platform) => `card|${id}|${principalId}|${platform}`;

/** What a request's story must have made the outbox send to its requestor, each once. */
function unasked(request: ScheduleRequest, platform: Platform, mine: readonly Kept[], isActive: boolean): string[] {
  if (request.action !== 'selfActivate') return [];
  const notes = mine.flatMap(({ effect }) =>
    effect.kind === 'note' && effect.requestId === request.id && !passing.includes(effect.what)
      ? [effect.what as string]
      : [],
  );
  const desired = [
    ...(isActive ? ['ended'] : []),
    ...(isActive && request.stages.length > 0 ? ['activated'] : []),
    ...(request.status === 'Denied' ? ['denied'] : []),
    ...(request.status === 'TimedOut' ? ['timed-out'] : []),
    ...(request.status === 'Failed' ? ['failed'] : []),
  ];
  const isRight = notes.toSorted().join() === desired.toSorted().join();
  const hasCard = mine.some(({ key }) => key === cardKey(request, platform));
  return [
    ...(hasCard ? [] : [`${request.id} ${request.status}: its requestor got no card`]),
    ...(isRight ? [] : [`${request.id} ${request.status}: told ${notes.join()} and not ${desired.join()}`]),
  ];
}

async function staleCards(
  requests: readonly ScheduleRequest[],
  platform: Platform,
  byKey: ReadonlyMap<string, Message[]>,
  shows: Shows,
): Promise<string[]> {
  const stale: string[] = [];
  for (const request of requests) {
    const shown = byKey.get(cardKey(request, platform))?.at(0)?.text;
    const now = shown === undefined ? undefined : await shows(request, platform);
    if (shown !== now) stale.push(`${request.id} ${request.status} shows “${shown}” and not “${now}”`);
  }
  return stale;
}
