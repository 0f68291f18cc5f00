import { isDeepStrictEqual } from 'node:util';
import type { Schedule } from '../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import { activity } from '../../domain/audit/activity.js';
import type { AuditEvent } from '../../domain/audit/audit-event.js';
import { accessKey, policyKey } from '../../domain/role/role.js';
import type { Change, Entry } from './journal.js';
import { requestTransitions, scheduleTransitions } from './legal-transitions.js';
import type { Stepped } from './rule.js';
import type { Snapshot } from './snapshot.js';

/** Each change of a status is in the table; what is final stays as it is. */
export function statusesMoveLegally({ entries }: Stepped): string[] {
  return entries.flatMap(({ requests, schedules }) => [
    ...[...requests.values()].flatMap(({ before, after }) =>
      illegal(`request ${after.id} (${after.action})`, requestTransitions[after.action], before, after),
    ),
    ...[...schedules.values()].flatMap(({ before, after }) =>
      illegal(`schedule ${after.id} (${after.level})`, scheduleTransitions[after.level], before, after),
    ),
  ]);
}

function illegal<S extends string>(
  what: string,
  table: { [from in S | 'new']?: readonly S[] },
  before: { status: S } | undefined,
  after: { status: S },
): string[] {
  const from = before?.status ?? 'new';
  return table[from]?.includes(after.status) ? [] : [`${what} went from ${from} to ${after.status}`];
}

/** A request that is granted or on its way stands for a schedule that is so too, and the other way round. */
export function requestsAgreeWithTheirSchedules({ after: { requests, schedules } }: Stepped): string[] {
  const unfinished = ['Granted', 'PendingProvisioning'];
  const byRequest = new Map([...schedules.values()].map((each) => [each.createdUsing as string, each]));
  const orphans = [...requests.values()].filter(
    ({ id, status }) => unfinished.includes(status) && byRequest.get(id)?.status !== status,
  );
  const leftBehind = [...schedules.values()].filter(
    ({ createdUsing, status }) => unfinished.includes(status) && requests.get(createdUsing)?.status !== status,
  );
  return [
    ...orphans.map(({ id, status }) => `request ${id} is ${status}, its schedule ${byRequest.get(id)?.status}`),
    ...leftBehind.map(({ id, status, createdUsing }) => {
      return `schedule ${id} is ${status}, its request ${requests.get(createdUsing)?.status}`;
    }),
  ];
}

/** One request at the most waits for somebody's own role, scope and level. */
export function oneRequestIsOpen({ after: { requests } }: Stepped): string[] {
  const open = [...requests.values()].filter(
    ({ action, status }) =>
      status === 'PendingAdminDecision' ||
      (action === 'selfActivate' && ['PendingApproval', 'Granted', 'PendingProvisioning'].includes(status)),
  );
  const keys = open.map((request) => `${accessKey(request)} ${request.level}`);
  return keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `two requests are open for ${key}`);
}

/** What one transaction did to one thing: the schedule, the request it comes from and the one that changed it. */
type Happening = { requests: string[]; schedules: string[]; policies: string[] };

/**
 * Each thing that a transaction changed is named by exactly one audit event of that transaction, and each audit event
 * names one thing that changed, or is about an attempt that failed. A thing is a schedule together with the request it
 * comes from and the request that is about it, where these changed along with it.
 */
export function eachChangeIsOnRecordOnce({ entries }: Stepped): string[] {
  return entries.flatMap((entry) => {
    const happenings = happeningsOf(entry);
    const about = entry.audits.map((event) => happenings.filter((each) => isAbout(event, each)));
    const idle = entry.audits.filter((event, index) => about[index]?.length === 0 && event.result === 'success');
    return [
      ...happenings.flatMap((happening) => {
        const naming = entry.audits.filter((_event, index) => about[index]?.includes(happening));
        const count = naming.length - (isApprovalThatFailed(naming) ? 1 : 0);
        return count === 1 ? [] : [`${count} audit events name ${JSON.stringify(happening)}: ${textOf(entry)}`];
      }),
      ...idle.map(({ activity: what }) => `“${what}” is on record, and nothing changed`),
    ];
  });
}

/** The last approval, and that what it led to could not begin: two changes of one request. */
const isApprovalThatFailed = (audits: readonly AuditEvent[]): boolean =>
  audits.map((event) => event.activity).join() === `${activity.requestApproved},${activity.requestFailed}`;

const textOf = ({ audits }: Entry) =>
  audits
    .map(({ activity: what, requestId, scheduleId }) => `${what} (${requestId ?? '-'}, ${scheduleId ?? '-'})`)
    .join('; ');

/** What ends on its own or is said no to changes nothing of what it was about. */
const isCarriedOut = ({ status }: ScheduleRequest) => !['TimedOut', 'Canceled', 'Denied', 'Failed'].includes(status);

/** That somebody was reminded of a request changes nothing about it. */
const isReminder = ({ before, after }: Change<ScheduleRequest>): boolean =>
  before !== undefined && isDeepStrictEqual(unreminded(before), unreminded(after));

/** As it is stored: what is undefined is not there. */
const unreminded = (request: ScheduleRequest) =>
  JSON.parse(JSON.stringify({ ...request, version: 0, remindedAt: undefined }));

function happeningsOf({ requests, schedules, policies }: Entry): Happening[] {
  const left = new Map([...requests].filter(([, change]) => !isReminder(change)).map(([id, { after }]) => [id, after]));
  const take = (fits: (request: ScheduleRequest) => boolean) => {
    const taken = [...left.values()].filter(fits).map(({ id }) => id as string);
    for (const id of taken) left.delete(id);
    return taken;
  };
  const ofSchedules = [...schedules.values()].map(({ after }): Happening & { schedule: Schedule } => ({
    requests: take(
      (each) => each.id === after.createdUsing || (each.targetScheduleId === after.id && isCarriedOut(each)),
    ),
    schedules: [after.id],
    policies: [],
    schedule: after,
  }));
  // One that is given in place of another, by an answer to the request about that: one thing.
  const merged: Happening[] = [];
  for (const { schedule, ...each } of ofSchedules) {
    const same = merged.find(({ requests: theirs }) => theirs.includes(schedule.createdUsing));
    same?.requests.push(...each.requests);
    same?.schedules.push(...each.schedules);
    if (!same) merged.push(each);
  }
  return [
    ...merged,
    ...[...left.keys()].map((id): Happening => ({ requests: [id], schedules: [], policies: [] })),
    ...policies.map((key): Happening => ({ requests: [], schedules: [], policies: [key] })),
  ];
}

function isAbout(event: AuditEvent, { requests, schedules, policies }: Happening): boolean {
  if (event.activity === activity.settingsUpdated && event.role) return policies.includes(policyKey(event.role));
  if (event.scheduleId !== undefined && schedules.length > 0) return schedules.includes(event.scheduleId);
  return event.requestId !== undefined && requests.includes(event.requestId);
}

/** Nothing reaches the database but through the store's transactions, and what these say is what is there. */
export function theDatabaseIsAsTold({ before, after, entries }: Stepped): string[] {
  const told = entries.flatMap(({ audits }) => audits.map(({ id }) => id as string));
  const found = after.audits.map(({ id }) => id as string);
  const versions = (name: 'requests' | 'schedules') => {
    const expected = new Map([...before[name]].map(([id, { version }]) => [id, version]));
    for (const entry of entries) {
      const written = name === 'schedules' ? [...entry.schedules, ...entry.held] : [...entry.requests];
      for (const [id, { after: left }] of written) expected.set(id, left.version);
    }
    const present = new Map([...after[name]].map(([id, { version }]) => [id, version]));
    const ids = [...new Set([...expected.keys(), ...present.keys()])];
    return ids.filter((id) => expected.get(id) !== present.get(id)).map((id) => `${name}: ${id} is not as it was told`);
  };
  const same = told.length === found.length && told.every((id) => found.includes(id));
  return [...(same ? [] : ['the record is not as it was told']), ...versions('requests'), ...versions('schedules')];
}

/** What was not there to be refused about: nobody knows what to logged. */
const leavesNothing = ['REQUEST_NOT_FOUND', 'PRINCIPAL_NOT_FOUND'];

/** What is refused leaves one audit event of the attempt, or nothing where there is nothing it could be about. */
export function aRefusalLeavesItsRecordAlone({ performed, entries, before, after }: Stepped): string[] {
  const attempts = performed.each ?? [performed];
  const alone = attempts.length === 1;
  return attempts.flatMap(({ result, refusal, by }) => {
    if (result !== 'refused' || !refusal || !by) return [];
    const own = entries.filter(({ command }) => command === by.commandId);
    const written = own.flatMap(whatWasWritten);
    const isUntouched = !alone || isUnchanged(before, after);
    const audits = own.flatMap((entry) => entry.audits);
    const isOnRecord = audits.length === 1 && audits.every((event) => event.result === 'failure');
    const isSilent = audits.length === 0 && leavesNothing.includes(refusal.code);
    return [
      ...(written.length === 0 && isUntouched ? [] : [`${refusal.code} has written ${written.join(', ')}`]),
      ...(isOnRecord || isSilent ? [] : [`${refusal.code} is on record ${audits.length} times`]),
    ];
  });
}

const whatWasWritten = ({ requests, schedules, policies, guards, events }: Entry): string[] => [
  ...requests.keys(),
  ...schedules.keys(),
  ...policies,
  ...guards,
  ...events.map(({ type }) => type),
];

const isUnchanged = (before: Snapshot, after: Snapshot): boolean =>
  (['guards', 'policies', 'outbox'] as const).every(
    (name) => JSON.stringify([...before[name]]) === JSON.stringify([...after[name]]),
  );

/** What is delivered again changes nothing, and is answered as it was. */
export function aRedeliveryChangesNothing({ step, performed, entries }: Stepped): string[] {
  if (step.kind !== 'redeliver') return [];
  const { contradiction } = performed;
  return [
    ...(contradiction ? [`it was answered otherwise: ${contradiction}`] : []),
    ...(entries.length > 0 ? ['it was carried out again'] : []),
  ];
}
