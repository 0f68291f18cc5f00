import { groupBy } from '../../../../bot/views/group-by.js';
import type { ScheduleRequest } from '../../../../domain/assignment/schedule-request.js';
import { activity, activityOfAction } from '../../../../domain/audit/activity.js';
import type { AuditEvent } from '../../../../domain/audit/audit-event.js';
import { principal } from '../../../support/builders.js';
import type { Aftermath } from '../aftermath.js';
import { isDenial, type Said } from '../said.js';

/**
 * What was acknowledged and is nowhere, and what was done twice: each line is one thing somebody did. A press that was
 * answered by a word alone has changed nothing and leaves no command.
 */
export function auditRequests({ said, commands, deliveries, requests, schedules }: Aftermath) {
  const replies = new Set(deliveries.map(({ key }) => key));
  const acknowledged = said.filter(({ okays, notStored, told }) => okays > notStored + told().filter(isDenial).length);
  const isKnown = ({ commandId, told }: Said) =>
    commands.has(commandId) || replies.has(`reply|${commandId}`) || told().some((words) => !isDenial(words));
  const activations = requests.filter(({ action }) => action === 'selfActivate');
  const byActivation = groupBy(activations, ({ justification }) => justification);
  return {
    acknowledged: acknowledged.length,
    longestPause: longestPause(said),
    endings: endingsOf(activations, schedules),
    needingApproval: activations.filter(({ stages }) => stages.length > 0).length,
    decided: activations.filter((activation) => decisionsOf(activation).length > 0).length,
    pressed: pressedRequests(said, activations).length,
    lost: acknowledged.filter((each) => !isKnown(each)).map(({ kind, who, words }) => `${kind} of ${who}: ${words}`),
    doubled: [...byActivation]
      .filter(([, same]) => same.length > 1)
      .map(([activation, same]) => `${activation}: ${same.length} times`),
    stuck: requests
      .filter(({ status }) => ['PendingApproval', 'PendingProvisioning', 'Granted'].includes(status))
      .map(({ id, status }) => `${id} ${status}`),
  };
}

const decisionsOf = ({ stages }: ScheduleRequest) => stages.flatMap(({ decisions }) => decisions);

/** Those that were decided by somebody who had pressed a button of theirs. */
function pressedRequests(said: readonly Said[], activations: readonly ScheduleRequest[]): ScheduleRequest[] {
  const presses = said.filter(({ kind }) => kind === 'press');
  const pressed = new Set(presses.map(({ who, words }) => `${JSON.parse(words).requestId} ${principal(who)}`));
  return activations.filter((activation) =>
    decisionsOf(activation).some(({ reviewedBy }) => pressed.has(`${activation.id} ${reviewedBy}`)),
  );
}

/** How many activations ended how, so that what was audited can be seen. */
function endingsOf(activations: readonly ScheduleRequest[], schedules: Aftermath['schedules']): Record<string, number> {
  const ends = new Map(schedules.map(({ createdUsing, endedBy }) => [createdUsing, endedBy]));
  const byEnding = groupBy(activations, ({ id, status }) => ends.get(id) ?? status);
  return Object.fromEntries([...byEnding].map(([ending, same]) => [ending.toLowerCase(), same.length]));
}

/** The longest time in which nothing was acknowledged, in milliseconds. */
function longestPause(said: Aftermath['said']): number {
  const moments = said.flatMap(({ takenAt }) => takenAt ?? []).sort((one, other) => one - other);
  return Math.max(0, ...moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment)));
}

/** Each happening of a request by one letter, in the order of the audit log. */
const letters = new Map<string, string>([
  [activity.activationRequested, 'R'],
  [activity.requestApproved, 'A'],
  [activity.requestDenied, 'D'],
  [activity.requestTimedOut, 'T'],
  [activity.requestCanceled, 'X'],
  [activity.requestFailed, 'F'],
  [activity.activationCompleted, 'C'],
  [activity.deactivationRequested, 'G'],
  [activity.activationRemoved, 'M'],
  [activity.activationExpired, 'E'],
  [activity.deactivationCompleted, 'Z'],
]);

/** The whole story of a request that ended like this. What never came in may have had to be taken out all the same. */
const wholeStories: Partial<Record<ScheduleRequest['status'], RegExp>> = {
  Denied: /^RA?D$/,
  TimedOut: /^RT$/,
  Canceled: /^RX$/,
  Failed: /^RA?FZ?$/,
  Revoked: /^(RA?[GM]Z|RM|RX)$/,
  Provisioned: /^RA?C[GME]Z$/,
};

/** The requests whose record is not whole and in order, with exactly one event for each change. */
export function auditRecord({ requests, audit }: Aftermath): string[] {
  const byRequest = groupBy(audit, ({ requestId }) => requestId);
  return requests.flatMap((request) => {
    const trail = (byRequest.get(request.id) ?? []).filter(isChange);
    if (request.action === 'selfActivate') return brokenStory(request, trail);
    if (request.action === 'selfDeactivate') return trail.length === 0 ? [] : [`${request.id}: ${told(trail)}`];
    const own = trail.filter(({ activity: what }) => administering.has(what));
    return own.length > 0 && own.length === trail.filter(isOnce).length
      ? []
      : [`${request.id} ${request.action}: ${told(trail)}`];
  });
}

const administering: ReadonlySet<string> = new Set([
  ...Object.values(activityOfAction).flatMap((ofLevel) => Object.values(ofLevel)),
]);
/** What an assignment's own provisioning adds to the audit log of the request that made it. */
const isOnce = ({ activity: what }: AuditEvent) => what !== activity.assignmentCompleted;

/** A refusal changes nothing, and says so; that something has failed is a change. */
const isChange = ({ result, activity: what }: AuditEvent) => result === 'success' || what === activity.requestFailed;

const told = (trail: readonly AuditEvent[]) =>
  trail.map(({ activity: what }) => letters.get(what) ?? `(${what})`).join('');

function brokenStory({ id, status }: ScheduleRequest, trail: readonly AuditEvent[]): string[] {
  const story = told(trail);
  return wholeStories[status]?.test(story) ? [] : [`${id} ${status}: ${story}`];
}
