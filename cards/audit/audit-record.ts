import type { AuditEvent } from '../../domain/audit/audit-event.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Instant } from '../../domain/time.js';
import { type Difference, differencesOf } from '../words/difference.js';

/** Somebody in the audit log, with what the directory calls them now, where it still knows them. */
export type Recorded = {
  id: PrincipalId;
  displayName?: string | undefined;
  userPrincipalName?: string | undefined;
};

/** One entry of the audit log, with names. */
export type AuditFacts = {
  entry: AuditEvent;
  /** Missing where Latchkey did it on its own. */
  actor?: Recorded | undefined;
  subject?: Recorded | undefined;
  roleName?: string | undefined;
  scopeName?: string | undefined;
};

/** A moment in ISO 8601, in UTC. */
type Iso = (moment: Instant) => string;

/** The id that a role is known by in Graph, and the place it is held at. */
function roleParts({ role }: AuditEvent): { id: string; scope: string | undefined } | undefined {
  if (!role) return undefined;
  return role.kind === 'group'
    ? { id: role.groupId, scope: role.accessId }
    : { id: role.roleDefinitionId, scope: role.directoryScopeId };
}

function detailsOf({ entry, scopeName }: AuditFacts): { key: string; value: string }[] {
  const details: [string, string | undefined][] = [
    ['Scope', roleParts(entry)?.scope],
    ['ScopeDisplayName', scopeName],
    ['RequestId', entry.requestId],
    ['ScheduleId', entry.scheduleId],
    ['Via', entry.via],
    ['ipaddr', entry.address],
  ];
  return details.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
}

const changesOf = ({ before, after }: AuditEvent): Difference[] =>
  before === undefined && after === undefined ? [] : differencesOf(before, after);

/**
 * An entry as Graph's `directoryAudit` names things, and beside that what has no name there: where the role is held,
 * the request, the schedule and the way it came. Source: Microsoft Graph v1.0, auditLogs/directoryAudits.
 */
export function auditRecord(facts: AuditFacts, iso: Iso): object {
  const { entry, actor, subject, roleName, scopeName } = facts;
  const { id, category, correlationId, result, resultReason, activity, at, requestId, scheduleId, via } = entry;
  const role = roleParts(entry);
  const changed = { modifiedProperties: changesOf(entry).map(toProperty) };
  const target = role && { type: 'Role', id: role.id, displayName: roleName, scope: role.scope, scopeName, ...changed };
  const person = subject && { type: 'User', ...subject, ...(role ? undefined : changed) };
  return {
    id,
    activityDateTime: iso(at),
    activityDisplayName: activity,
    category,
    correlationId,
    result,
    resultReason,
    loggedByService: 'PIM',
    initiatedBy: actor ? { user: { ...actor, ipAddress: entry.address } } : { app: { displayName: 'Latchkey' } },
    targetResources: [target, person].filter((each) => each !== undefined),
    requestId,
    scheduleId,
    via,
  };
}

const toProperty = ({ path, before, after }: Difference) => ({
  displayName: path,
  oldValue: before ?? null,
  newValue: after ?? null,
});

const properties = 5;
const details = 6;
const count = (length: number) => Array.from({ length }, (_, index) => index + 1);
const ofTarget = (target: number) => [
  ...['Type', 'DisplayName', 'ObjectId', 'UserPrincipalName'].map((what) => `Target${target}${what}`),
  ...count(target === 1 ? properties : 0).flatMap((property) =>
    ['Name', 'OldValue', 'NewValue'].map((what) => `Target${target}ModifiedProperty${property}${what}`),
  ),
];

/** The head of a table of entries: the columns of Entra's own download, as far as there is something to put in them. */
export const auditColumns: readonly string[] = [
  ...['Date (UTC)', 'CorrelationId', 'Service', 'Category', 'Activity', 'Result', 'ResultReason'],
  ...['ActorType', 'ActorDisplayName', 'ActorObjectId', 'ActorUserPrincipalName', 'IPAddress'],
  ...ofTarget(1),
  ...ofTarget(2),
  ...count(details).flatMap((detail) => [`AdditionalDetail${detail}Key`, `AdditionalDetail${detail}Value`]),
];

/**
 * An entry as a row of that table. Of more changes than there are columns for, the last columns hold the rest, as JSON.
 */
export function auditRow(facts: AuditFacts, iso: Iso): string[] {
  const { entry, actor, subject, roleName } = facts;
  const role = roleParts(entry);
  const targets = [
    ...(role ? [['Role', roleName ?? '', role.id, '']] : []),
    ...(subject ? [['User', subject.displayName ?? '', subject.id, subject.userPrincipalName ?? '']] : []),
  ];
  const [first = [], second = []] = targets;
  return [
    ...[iso(entry.at), entry.correlationId, 'PIM', entry.category, entry.activity],
    ...[entry.result, entry.resultReason],
    ...(actor
      ? ['User', actor.displayName ?? '', actor.id, actor.userPrincipalName ?? '']
      : ['Application', 'Latchkey', '', '']),
    entry.address ?? '',
    ...filled(first, 4),
    ...filled(changeCells(changesOf(entry)), 3 * properties),
    ...filled(second, 4),
    ...filled(
      detailsOf(facts).flatMap(({ key, value }) => [key, value]),
      2 * details,
    ),
  ];
}

const filled = (cells: readonly string[], length: number) => [
  ...cells,
  ...Array.from({ length: length - cells.length }, () => ''),
];

function changeCells(changes: readonly Difference[]): string[] {
  if (changes.length <= properties) return changes.flatMap((each) => [each.path, each.before ?? '', each.after ?? '']);
  const [shown, rest] = [changes.slice(0, properties - 1), changes.slice(properties - 1)];
  const asJson = (which: 'before' | 'after') =>
    JSON.stringify(Object.fromEntries(rest.map((each) => [each.path, each[which]])));
  return [...changeCells(shown), 'more', asJson('before'), asJson('after')];
}
