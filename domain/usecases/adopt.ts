import type { Schedule } from '../assignment/schedule.js';
import type { Level, ScheduleRequest } from '../assignment/schedule-request.js';
import { activity } from '../audit/activity.js';
import { type CorrelationId, principalId, requestId, scheduleId } from '../ids.js';
import { defaultRules } from '../policy/default-policy.js';
import type { PolicyChanges, PolicyRules } from '../policy/policy.js';
import type { Store, Transaction } from '../ports/store.js';
import type { Clock, Ids } from '../ports/system.js';
import { type Access, policyKey, type Role } from '../role/role.js';
import type { Instant } from '../time.js';
import { aboutRequest, eventOf, ownRecorder } from './recording.js';

export type AdoptDeps = { store: Store; clock: Clock; ids: Ids };

/** What an organisation's file, or its directory, says somebody has: no end means for good. */
export type AdoptedSchedule = {
  level: Level;
  access: Access;
  startDateTime?: Instant | undefined;
  endDateTime?: Instant | undefined;
  justification: string;
};

/** In place of a person: whoever runs the import has the server, and no account need be theirs. */
const operator = principalId('operator');

/** True for what an administrator gave, at this level: not what its holder activated, nor what is on its way out. */
export const isAssigned = (level: Level) => (schedule: Schedule) =>
  schedule.level === level && schedule.assignmentType === 'assigned' && schedule.status !== 'PendingRevocation';

/** True for what has ended by `now`: there is nothing to take on any more. */
export const isOver = ({ endDateTime }: Pick<AdoptedSchedule, 'endDateTime'>, now: Instant): boolean =>
  endDateTime !== undefined && endDateTime <= now;

/**
 * Takes an eligibility or an active assignment on as it is found: assigns it, or moves the end of the one that is there.
 * What is already so changes nothing, so adopting twice is adopting once.
 */
export const adoptSchedule =
  ({ store, clock, ids }: AdoptDeps) =>
  (wanted: AdoptedSchedule, correlationId: CorrelationId): Promise<'added' | 'changed' | 'unchanged'> =>
    store.transaction(async (tx) => {
      const now = clock.now();
      const existing = (await tx.schedules.ofAccess(wanted.access)).find(isAssigned(wanted.level));
      if (existing?.endDateTime === wanted.endDateTime && existing) return 'unchanged';
      if (existing) {
        await moveEnd(tx, { ids, now }, existing, wanted);
        return 'changed';
      }
      if (isOver(wanted, now)) return 'unchanged';
      await assign(tx, { ids, now }, wanted, correlationId);
      return 'added';
    });

type At = { ids: Ids; now: Instant };

async function assign(tx: Transaction, { ids, now }: At, wanted: AdoptedSchedule, correlationId: CorrelationId) {
  const { level, access, startDateTime: start = now, endDateTime, justification } = wanted;
  const status = start > now ? 'Granted' : level === 'eligibility' ? 'Provisioned' : 'PendingProvisioning';
  const request: ScheduleRequest = {
    id: requestId(ids.next()),
    version: 0,
    revision: 0,
    level,
    action: 'adminAssign',
    ...access,
    status,
    justification,
    ticketInfo: {},
    scheduleInfo: {
      startDateTime: start,
      expiration: endDateTime === undefined ? { type: 'noExpiration' } : { type: 'afterDateTime', endDateTime },
    },
    stages: [],
    createdBy: operator,
    createdDateTime: now,
    completedDateTime: status === 'Provisioned' ? now : undefined,
    correlationId,
  };
  const schedule: Schedule = {
    id: scheduleId(ids.next()),
    version: 0,
    level,
    assignmentType: 'assigned',
    ...access,
    status,
    startDateTime: start,
    endDateTime,
    createdUsing: request.id,
    correlationId,
  };
  await tx.requests.insert(request);
  await tx.schedules.insert(schedule);
  const what = level === 'eligibility' ? activity.eligibilityAdded : activity.assignmentRequested;
  const about = { ...aboutRequest(request), scheduleId: schedule.id, activity: what, resultReason: justification };
  await tx.audit.append(ownRecorder(ids, now, schedule)(about));
  if (status === 'PendingProvisioning')
    await tx.outbox.append(eventOf(ids, now, request, { type: 'access.due', access }));
}

async function moveEnd(
  tx: Transaction,
  { ids, now }: At,
  existing: Schedule,
  { endDateTime, access }: AdoptedSchedule,
) {
  await tx.schedules.save({ ...existing, endDateTime });
  await tx.audit.append(
    ownRecorder(
      ids,
      now,
      existing,
    )({
      subject: access.principalId,
      role: access.role,
      scheduleId: existing.id,
      requestId: existing.createdUsing,
      activity: activity.endMoved,
      resultReason: '',
      before: { endDateTime: existing.endDateTime ?? null },
      after: { endDateTime: endDateTime ?? null },
    }),
  );
  if (existing.level === 'eligibility') return;
  const about = { id: existing.createdUsing, correlationId: existing.correlationId };
  await tx.outbox.append(eventOf(ids, now, about, { type: 'access.due', access }));
}

/** Changes whole rules of a role's policy to what a file says; before and after are on record. */
export const adoptSettings =
  ({ store, clock, ids }: AdoptDeps) =>
  (role: Role, changes: PolicyChanges, correlationId: CorrelationId): Promise<void> =>
    store.transaction(async (tx) => {
      const { rules, version } = await tx.policies.of(role);
      const names = Object.keys(changes) as (keyof PolicyChanges)[];
      await tx.policies.save(policyKey(role), notByDefault({ ...rules, ...changes }, role), version);
      const only = (from: PolicyChanges) => Object.fromEntries(names.map((name) => [name, from[name]]));
      await tx.audit.append(
        ownRecorder(ids, clock.now(), { correlationId })({
          subject: operator,
          role,
          activity: activity.settingsUpdated,
          resultReason: '',
          before: only(rules),
          after: only(changes),
        }),
      );
    });

/** Only what differs from the kind's defaults is kept, so that a better default reaches everybody who never chose. */
function notByDefault(rules: PolicyRules, { kind }: Role): PolicyChanges {
  const defaults = defaultRules(kind);
  const names = Object.keys(rules) as (keyof PolicyRules)[];
  const isOwn = (name: keyof PolicyRules) => JSON.stringify(rules[name]) !== JSON.stringify(defaults[name]);
  return Object.fromEntries(names.filter(isOwn).map((name) => [name, rules[name]]));
}
