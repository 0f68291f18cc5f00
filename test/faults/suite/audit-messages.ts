import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { Aftermath, Kept } from './aftermath.js';
import { grouped } from './grouped.js';

/**
 * What people see in Slack against what the outbox was to bring about: messages there twice under one key (alerts
 * apart: without the right to read their channel a lost answer doubles them), not there at all, or showing what is no
 * longer so. `shows` gives the text that somebody's card of a request has to show now.
 */
export async function auditMessages(
  { deliveries, messages, adminChannel, requests, schedules }: Aftermath,
  shows: (request: ScheduleRequest) => Promise<string | undefined>,
) {
  const byKey = grouped(messages, ({ key }) => key);
  const slack = deliveries.filter(({ lane }) => lane === 'slack');
  const twice = [...byKey.values()].filter(({ length }) => length > 1);
  const isAlert = (same: typeof messages) => same[0]?.channel === adminChannel;
  const known = new Set(slack.map(({ key }) => key));
  return {
    checked: messages.length,
    doubled: [
      ...twice.filter((same) => !isAlert(same)).map((same) => `${same[0]?.key}: ${same.length} times`),
      ...[...byKey.keys()].filter((key) => !known.has(key)).map((key) => `${key}: nobody has asked for it`),
    ],
    doubledAlerts: twice.filter(isAlert).length,
    missing: [
      ...slack.filter(({ key, isSent }) => isSent && !byKey.has(key)).map(({ key }) => `${key} is not in Slack`),
      ...slack
        .filter((each) => !each.isSent && isOwed(each))
        .map(({ key, isParked }) => `${key} ${isParked ? 'parked' : 'unsent'}`),
      ...requests.flatMap((request) => unasked(request, slack, wasIn(schedules, request))),
    ],
    stale: await staleCards(requests, byKey, shows),
  };
}

/** What is shown of a request must be there; an alert may be over before it could be told. */
const isOwed = ({ effect: { kind } }: Kept): boolean => kind === 'card' || kind === 'note' || kind === 'reply';

const wasIn = (schedules: Aftermath['schedules'], { id }: ScheduleRequest): boolean =>
  schedules.some(({ createdUsing, provisionedDateTime }) => createdUsing === id && provisionedDateTime !== undefined);

const cardKey = ({ id, principalId }: ScheduleRequest) => `card|${id}|${principalId}|slack`;

/** What a request's story must have made the outbox send to its requestor, each once. */
function unasked(request: ScheduleRequest, slack: readonly Kept[], isActive: boolean): string[] {
  if (request.action !== 'selfActivate') return [];
  const notes = slack.flatMap(({ effect }) =>
    effect.kind === 'note' && effect.requestId === request.id ? [effect.note as string] : [],
  );
  const wanted = [
    ...(isActive ? ['ended'] : []),
    ...(isActive && request.stages.length > 0 ? ['active'] : []),
    ...(request.status === 'Denied' ? ['denied'] : []),
    ...(request.status === 'TimedOut' ? ['timed-out'] : []),
    ...(request.status === 'Failed' ? ['failed'] : []),
  ];
  const isRight = notes.toSorted().join() === wanted.toSorted().join();
  const hasCard = slack.some(({ key }) => key === cardKey(request));
  return [
    ...(hasCard ? [] : [`${request.id} ${request.status}: its requestor got no card`]),
    ...(isRight ? [] : [`${request.id} ${request.status}: told ${notes.join()} and not ${wanted.join()}`]),
  ];
}

async function staleCards(
  requests: readonly ScheduleRequest[],
  byKey: ReadonlyMap<string, { text: string }[]>,
  shows: (request: ScheduleRequest) => Promise<string | undefined>,
): Promise<string[]> {
  const stale: string[] = [];
  for (const request of requests) {
    const shown = byKey.get(cardKey(request))?.at(0)?.text;
    const now = shown === undefined ? undefined : await shows(request);
    if (shown !== now) stale.push(`${request.id} ${request.status} shows “${shown}” and not “${now}”`);
  }
  return stale;
}
