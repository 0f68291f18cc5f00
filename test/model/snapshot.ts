import type { Connection } from 'mongoose';
import { fromAuditDocument, fromRequestDocument, fromScheduleDocument } from '../../adapters/mongo/store/mapping.js';
import type { Schedule } from '../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { AuditEvent } from '../../domain/audit/audit-event.js';
import type { PrincipalId } from '../../domain/ids.js';
import { effectivePolicy } from '../../domain/policy/default-policy.js';
import type { Policy, PolicyChanges } from '../../domain/policy/policy.js';
import type { PrincipalRecord } from '../../domain/ports/directory-records.js';
import { type Access, accessKey, policyKey, type Role } from '../../domain/role/role.js';
import type { Instant } from '../../domain/time.js';

/** The directory's own words about one access: in until then, `Infinity` permanently. */
type Grant = { access: Access; until: number };

/** Everything that is so at one moment, read from the database itself. */
export type Snapshot = {
  now: Instant;
  requests: ReadonlyMap<string, ScheduleRequest>;
  schedules: ReadonlyMap<string, Schedule>;
  policies: ReadonlyMap<string, { version: number; changes: PolicyChanges }>;
  guards: ReadonlyMap<string, number>;
  /** What was logged since the snapshot before. */
  audits: readonly AuditEvent[];
  /** Ids of the events that nobody has taken up yet. */
  outbox: ReadonlySet<string>;
  /** Grants in the directory, also those whose end has come. */
  grants: ReadonlyMap<string, Grant>;
  /** Accesses that somebody still has to look at in the directory, and from when on. */
  pending: ReadonlyMap<string, number>;
  people: ReadonlyMap<PrincipalId, PrincipalRecord>;
};

type Row = Record<string, unknown> & { _id: string };
const permanent = Number.MAX_SAFE_INTEGER;

const collections = [
  'scheduleRequests',
  'schedules',
  'policies',
  'guards',
  'auditEvents',
  'outbox',
  'directoryGrants',
  'deliveries',
  'directoryPrincipals',
] as const;

const filters = (lastAudit: string): Record<string, object[]> => ({
  auditEvents: [{ $match: { _id: { $gt: lastAudit } } }],
  directoryGrants: [{ $match: { until: { $gt: 0 } } }],
  deliveries: [{ $match: { lane: 'directory', due: { $exists: true } } }],
});

const taggedAs = (name: string) => [
  { $sort: { _id: 1 } },
  { $project: { _id: 0, of: { $literal: name }, row: '$$ROOT' } },
];

/** Reads it all in one go; of the audit log only what comes after the audit event `lastAudit`. */
export async function snapshotOf(connection: Connection, now: Instant, lastAudit: string): Promise<Snapshot> {
  const found = new Map<string, Row[]>(collections.map((name) => [name, []]));
  const read = connection.collection('scheduleRequests').aggregate<{ _id: null; of: string; row: Row }>([
    ...taggedAs('scheduleRequests'),
    ...collections.slice(1).map((name) => ({
      $unionWith: { coll: name, pipeline: [...(filters(lastAudit)[name] ?? []), ...taggedAs(name)] },
    })),
  ]);
  for await (const { of, row } of read) found.get(of)?.push(row);
  const rows = (name: (typeof collections)[number]) => found.get(name) ?? [];
  const [requests, schedules, policies, guards] = [
    rows('scheduleRequests'),
    rows('schedules'),
    rows('policies'),
    rows('guards'),
  ];
  const [audits, outbox, grants] = [rows('auditEvents'), rows('outbox'), rows('directoryGrants')];
  const [deliveries, people] = [rows('deliveries'), rows('directoryPrincipals')];
  return {
    now,
    requests: new Map(requests.map((row) => [row._id, fromRequestDocument(row)])),
    schedules: new Map(schedules.map((row) => [row._id, fromScheduleDocument(row)])),
    policies: new Map(policies.map((row) => [row._id, row as never])),
    guards: new Map(guards.map((row) => [row._id, Number(row.changes)])),
    audits: audits.map(fromAuditDocument),
    outbox: new Set(outbox.map(({ _id }) => _id)),
    grants: new Map(grants.map((row) => [row._id, toGrant(row)])),
    pending: pendingIn(outbox, deliveries),
    people: new Map(people.map(({ _id, ...person }) => [_id as PrincipalId, { id: _id, ...person } as never])),
  };
}

function toGrant({ principalId, kind, roleDefinitionId, directoryScopeId, groupId, accessId, until }: Row): Grant {
  const role = (kind === 'group' ? { kind, groupId, accessId } : { kind, roleDefinitionId, directoryScopeId }) as Role;
  const end = until === permanent ? Number.POSITIVE_INFINITY : Number(until);
  return { access: { principalId: principalId as PrincipalId, role }, until: end };
}

type Effect = { kind: string; access: Access };

function pendingIn(outbox: readonly Row[], deliveries: readonly Row[]): Map<string, number> {
  const waiting = outbox.flatMap(({ event, due }): [string, number][] => {
    const { access } = event as { access?: Access };
    return access ? [[accessKey(access), Number(due)]] : [];
  });
  const due = deliveries.flatMap(({ effect, due: at }): [string, number][] => {
    const { kind, access } = effect as Effect;
    return kind === 'access' && at !== undefined ? [[accessKey(access), Number(at)]] : [];
  });
  return new Map([...due, ...waiting]);
}

/** The policy in force for a role. */
export function policyIn({ policies }: Snapshot, role: Role): Policy {
  const key = policyKey(role);
  const { changes = {}, version = 0 } = policies.get(key) ?? {};
  return effectivePolicy(key, role.kind, changes, version);
}
