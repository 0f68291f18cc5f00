import { randomUUID } from 'node:crypto';
import { beforeEach } from 'vitest';
import { builtinDirectory } from '../../../adapters/directory/builtin/builtin-directory.js';
import { builtinProvisioner } from '../../../adapters/directory/builtin/builtin-provisioner.js';
import { mongoAuditLog } from '../../../adapters/mongo/audit/audit-log.js';
import { mongoDirectoryRecords } from '../../../adapters/mongo/directory/directory-records.js';
import { mongoDeliveryQueue } from '../../../adapters/mongo/outbox/delivery-queue.js';
import { mongoIdentities } from '../../../adapters/mongo/people/identities.js';
import { mongoPendingStepUps } from '../../../adapters/mongo/people/pending-step-ups.js';
import { mongoSessions } from '../../../adapters/mongo/people/sessions.js';
import { mongoSightings } from '../../../adapters/mongo/people/sightings.js';
import { mongoZones } from '../../../adapters/mongo/people/zones.js';
import { mongoStore } from '../../../adapters/mongo/store/store.js';
import { systemIds as ids } from '../../../adapters/system/ids.js';
import { deliver } from '../../../bot/notify/deliver.js';
import { expandEvent } from '../../../bot/notify/expand-event.js';
import { outboxRelay } from '../../../bot/outbox/outbox-relay.js';
import type { ActivationAsk } from '../../../domain/assignment/decide-activation.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { AuditEvent } from '../../../domain/audit/audit-event.js';
import type { DomainEvent } from '../../../domain/domain-event.js';
import { type PrincipalId, type RequestId, requestId } from '../../../domain/ids.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import type { Provisioner, User } from '../../../domain/ports/directory.js';
import { noProofs } from '../../../domain/proof/proofs.js';
import { policyKey, type Role } from '../../../domain/role/role.js';
import { minutes, seconds } from '../../../domain/time.js';
import { deactivate } from '../../../domain/usecases/activation/deactivate.js';
import { requestActivation } from '../../../domain/usecases/activation/request-activation.js';
import { cancelRequest } from '../../../domain/usecases/approval/cancel-request.js';
import { type DecisionWords, decideRequest } from '../../../domain/usecases/approval/decide-request.js';
import type { By } from '../../../domain/usecases/common/recording.js';
import { applyDueTransitions } from '../../../domain/usecases/upkeep/apply-due-transitions.js';
import { provisionAccess } from '../../../domain/usecases/upkeep/provision-access.js';
import {
  alice,
  anAsk,
  anEligibility,
  approversGroup,
  aRole,
  bob,
  by,
  carol,
  dave,
  justificationOnly,
  principal,
} from '../builders.js';
import { migratedDatabase } from '../parts/migrated-database.js';
import { silentLog as log } from '../silent-log.js';
import { type TestClock, testClock } from '../test-clock.js';

/** An approver whose account is disabled. */
export const erin = principal('erin');
/** A group that is eligible itself; Alice is in it through another one. */
export const eligibleGroup = principal('eligbl');
const nestedGroup = principal('nested');

const aUser = (id: PrincipalId, displayName: string, over: Partial<User> = {}): User => ({
  type: 'user',
  id,
  displayName,
  userPrincipalName: `${displayName.toLowerCase()}@contoso.example`,
  accountEnabled: true,
  userType: 'Member',
  ...over,
});
const aGroup = (id: PrincipalId, displayName: string, ...memberIds: PrincipalId[]) => ({
  type: 'group' as const,
  id,
  displayName,
  isAssignableToRole: true,
  membershipType: 'assigned' as const,
  onPremisesSyncEnabled: false,
  memberIds,
  ownerIds: [],
});

/** Bob, Carol and Erin are in the group of approvers. */
export const organisation = [
  aUser(alice, 'Alice'),
  aUser(bob, 'Bob'),
  aUser(carol, 'Carol'),
  aUser(dave, 'Dave'),
  aUser(erin, 'Erin', { accountEnabled: false }),
  aGroup(approversGroup, 'Approvers', bob, carol, erin),
  aGroup(eligibleGroup, 'Eligible', nestedGroup),
  aGroup(nestedGroup, 'Nested', alice),
];

/**
 * What the provisioner does to its next calls, in order: nothing, fail at once, do it and lose the answer, or answer
 * nothing and do it later, when the next call has been made.
 */
type Mishap = { lost?: unknown; failed?: unknown; late?: unknown };

function unreliable(sound: Provisioner, mishaps: Mishap[], calls: string[]): Provisioner {
  const landing: (() => Promise<void>)[] = [];
  const through = async (call: string, work: () => Promise<void>) => {
    const { failed, lost, late } = mishaps.shift() ?? {};
    calls.push(call);
    if (failed !== undefined) throw failed;
    if (late !== undefined) {
      landing.push(() =>
        work().then(
          () => void calls.push(`${call} landed`),
          () => void calls.push(`${call} kept out`),
        ),
      );
      throw late;
    }
    await work();
    for (const land of landing.splice(0)) await land();
    if (lost !== undefined) throw lost;
  };
  return {
    ...sound,
    grant: (access, terms) => through('grant', () => sound.grant(access, terms)),
    revoke: (access, terms) => through('revoke', () => sound.revoke(access, terms)),
  };
}

export type UseCaseFixture = ReturnType<typeof build>;

/** The use cases on a real store and the built-in directory, with a clock that stands still until it is moved. */
export function useCaseFixture(): UseCaseFixture {
  const database = migratedDatabase();
  const fixture = {} as UseCaseFixture;
  beforeEach(async () => {
    Object.assign(fixture, build(database));
    await mongoDirectoryRecords(database.connection).principals.save(organisation);
    await fixture.hold(anEligibility());
    await fixture.changePolicy({});
  });
  return fixture;
}

function build({ connection }: ReturnType<typeof migratedDatabase>) {
  const clock: TestClock = testClock();
  const store = mongoStore(connection, { deadline: seconds(15), onCommit: () => undefined });
  const records = mongoDirectoryRecords(connection);
  const directory = builtinDirectory(records, clock);
  const mishaps: Mishap[] = [];
  const calls: string[] = [];
  const provisioners = [unreliable(builtinProvisioner(records, clock), mishaps, calls)];
  const settings = { minimumDuration: minutes(5), earliestGiveBack: minutes(5) };
  const queue = mongoDeliveryQueue(connection, { lease: seconds(30), newLease: randomUUID });
  const stepUps = mongoPendingStepUps(connection, {
    key: 'a key of the tests alone',
    publicUrl: () => 'https://latchkey.example',
  });
  const auditLog = mongoAuditLog(connection, seconds(5));
  const sightings = mongoSightings(connection);
  const people = { identities: mongoIdentities(connection), sessions: mongoSessions(connection) };
  const zones = mongoZones(connection, 'UTC');
  const deps = { auditLog, store, directory, clock, ids, settings, queue, sightings, zones, ...people };
  const provision = provisionAccess({ store, clock, ids, provisioners });
  const events: DomainEvent[] = [];
  const expand = expandEvent({ store, queue, directory, clock, surfaces: () => [] });
  const relay = outboxRelay({
    queue,
    clock,
    log,
    expand(event) {
      events.push(event);
      return expand(event);
    },
    deliver: deliver({ ...deps, stepUps, provisionAccess: provision, messengers: new Map() }),
    lanes: new Map([['directory', 4]]),
    safetyPoll: minutes(10),
    random: () => 0,
  });
  return {
    connection,
    clock,
    store,
    directory,
    records,
    provisioners,
    stepUps,
    zones,
    deps,
    /** What the provisioner was called for, in order, and what is to happen to its next calls. */
    calls,
    mishaps,
    /** What others have heard of so far, in order. */
    events,
    provision,
    ...acting(deps),
    ...arranging(deps, connection),
    ...reading(deps, records),
    /** Carries out everything that is due in the directory. */
    follow: () => relay.drain(),
  };
}

type Deps = Parameters<typeof requestActivation>[0];

/** The use cases, with the usual words where none are given. */
const acting = (deps: Deps) => ({
  ask: (ask: Partial<ActivationAsk> = {}, over: By = by(alice), role: Role = aRole()) =>
    requestActivation(deps)(role, anAsk(ask), noProofs, over),
  review: (id: RequestId, over: Partial<DecisionWords> = {}, who: By = by(bob), proofs = noProofs) =>
    decideRequest(deps)(
      id,
      { stageId: 0, revision: 0, reviewResult: 'Approve', justification: 'known work', ...over },
      proofs,
      who,
    ),
  cancel: (id: RequestId, who: By = by(alice)) => cancelRequest(deps)(id, who),
  giveBack: (id: RequestId, who: By = by(alice)) => deactivate(deps)(id, 'done', who),
  /** What time makes of everything due by now. */
  tick: () => applyDueTransitions(deps)(500),
});

const arranging = ({ store }: Deps, connection: ReturnType<typeof migratedDatabase>['connection']) => ({
  hold: (...schedules: Schedule[]) => store.transaction((tx) => tx.schedules.insert(...schedules)),
  async changePolicy(changes: PolicyChanges, role: Role = aRole()) {
    const { version } = await store.read.policies.of(role);
    await store.transaction((tx) => tx.policies.save(policyKey(role), { ...justificationOnly, ...changes }, version));
  },
  /** How many documents there are of what a change writes. */
  async written() {
    const count = (name: string) => connection.collection(name).countDocuments();
    return {
      requests: await count('scheduleRequests'),
      schedules: await count('schedules'),
      audit: await count('auditEvents'),
      outbox: await count('outbox'),
    };
  },
  async audits(): Promise<Partial<AuditEvent>[]> {
    return (await connection.collection('auditEvents').find().sort({ at: 1, _id: 1 }).toArray()) as never;
  },
});

const reading = ({ store, clock }: Deps, records: ReturnType<typeof mongoDirectoryRecords>) => ({
  async request(id: RequestId): Promise<ScheduleRequest> {
    const found = await store.read.requests.get(requestId(id));
    if (!found) throw new Error(`there is no request ${id}`);
    return found;
  },
  /** What the request became. */
  async schedule(id: RequestId): Promise<Schedule> {
    const found = (await store.read.schedules.createdBy(id)).at(-1);
    if (!found) throw new Error(`the request ${id} became nothing`);
    return found;
  },
  /** Until when the directory grants somebody the role; `never` where it does not. */
  async grantedUntil(principalId: PrincipalId = alice, role: Role = aRole()) {
    const grant = await records.grants.find({ principalId, role }, clock.now());
    return grant ? (grant.endDateTime ?? 'for good') : 'never';
  },
  /** What is in the audit log about a request: each activity, with its reason where it did not succeed. */
  async trail(id: RequestId) {
    const audit = await store.read.audit.ofRequest(id);
    return audit.map(({ activity, result, resultReason }) =>
      result === 'success' ? activity : `${activity}: ${resultReason}`,
    );
  },
});

/** The id in an outcome that was to be good. */
export function idIn(
  outcome: { ok: true; value: { requestId: RequestId } } | { ok: false; refusal: { code: string } },
): RequestId {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.code}`);
  return outcome.value.requestId;
}
