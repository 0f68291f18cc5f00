import type { Connection } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mongoAuditLog } from '../../../adapters/mongo/audit/audit-log.js';
import { mongoAuditSeals } from '../../../adapters/mongo/audit/audit-seals.js';
import { connect } from '../../../adapters/mongo/connection/connect.js';
import { mongoDigestReads } from '../../../adapters/mongo/directory/digest-reads.js';
import { indexes } from '../../../adapters/mongo/indexes.js';
import { migrate } from '../../../adapters/mongo/migrate.js';
import { mongoDeliveryQueue } from '../../../adapters/mongo/outbox/delivery-queue.js';
import { mongoIdentities } from '../../../adapters/mongo/people/identities.js';
import { mongoPendingStepUps } from '../../../adapters/mongo/people/pending-step-ups.js';
import {
  toDefinitionDocument,
  toInstanceDocument,
  toItemDocument,
} from '../../../adapters/mongo/store/access-review-rows.js';
import { accessesUnderWay } from '../../../adapters/mongo/store/accesses-under-way.js';
import { alertSource } from '../../../adapters/mongo/store/alert-source.js';
import { mongoCheckpoints } from '../../../adapters/mongo/store/checkpoints.js';
import { toAuditDocument, toRequestDocument, toScheduleDocument } from '../../../adapters/mongo/store/mapping.js';
import { mongoStore } from '../../../adapters/mongo/store/store.js';
import type { Delivery, DeliveryQueue, Lane } from '../../../bot/outbox/delivery.js';
import type { PendingStepUp } from '../../../bot/turns/pending-step-ups.js';
import { type DecisionItem, defaultReviewSettings } from '../../../domain/access-review/access-review.js';
import type { AlertIncident } from '../../../domain/alert/incident.js';
import { begin } from '../../../domain/approval/decide-approval.js';
import type { RequestStatus } from '../../../domain/assignment/schedule-request.js';
import { activity } from '../../../domain/audit/activity.js';
import {
  commandId,
  correlationId,
  decisionItemId,
  eventId,
  incidentId,
  requestId,
  reviewId,
  reviewInstanceId,
  scheduleId,
} from '../../../domain/ids.js';
import type { Store, Transaction } from '../../../domain/ports/store.js';
import { noProofs } from '../../../domain/proof/proofs.js';
import { accessKey } from '../../../domain/role/role.js';
import { instant, seconds } from '../../../domain/time.js';
import {
  aPendingRequest,
  aRequest,
  aRole,
  aSchedule,
  aStage,
  aStagePolicy,
  asks,
  monday,
  principal,
} from '../../support/builders.js';
import { freshDatabaseUri } from '../../support/parts/database.js';

const many = 2_000;
const numbers = Array.from({ length: many }, (_, number) => number);
const person = (number: number) => principal(`p${number % 200}`);
const role = (number: number) => aRole(`role-${number % 40}`);
const time = (number: number) => instant(monday + number);
const of = <T>(all: readonly T[], number: number): T => all[number % all.length] as T;
const lanes: Lane[] = ['slack', 'teams', 'web', 'directory'];

const requestStatuses: RequestStatus[] = ['PendingApproval', 'Provisioned', 'Denied', 'TimedOut', 'Provisioned'];
const requests = numbers.map((number) =>
  toRequestDocument(
    aPendingRequest({
      id: requestId(`request-${number}`),
      principalId: person(number),
      role: aRole(`role-${number}`),
      status: of(requestStatuses, number),
      createdDateTime: time(number),
      stages: [begin(aStage({ asks: aStagePolicy({ primaryApprovers: asks(person(number + 1)) }) }), time(number))],
    }),
  ),
);
const schedules = numbers.map((number) =>
  toScheduleDocument(
    aSchedule({
      id: scheduleId(`schedule-${number}`),
      level: of(['eligibility', 'assignment', 'assignment'], number),
      status: of(['Provisioned', 'Revoked', 'Revoked', 'Granted', 'PendingRevocation'], number),
      principalId: person(number),
      role: role(number),
      startDateTime: time(number),
      endDateTime: number % 7 === 0 ? undefined : time(number + 1_000),
      createdUsing: requestId(`request-${number % 900}`),
      activatedUsing: scheduleId(`schedule-${number % 700}`),
      endedDateTime: number % 5 === 1 ? time(number + 1_000) : undefined,
    }),
  ),
);
const noMfa = 'NoMfaOnRoleActivationAlert';
const anIncident = (number: number): AlertIncident => ({
  id: incidentId(`incident-${number}`),
  version: 0,
  alert: of([noMfa, 'StaleSignInAlert', 'RedundantAssignmentAlert'], number),
  key: `thing-${number}`,
  role: role(number),
  facts: {},
  status: of(['open', 'dismissed', 'resolved', 'resolved'], number),
  batch: `batch-${number % 300}`,
  raisedDateTime: time(number),
  correlationId: correlationId('correlation'),
});
const incidents = numbers.map((number) => {
  const { id, ...rest } = anIncident(number);
  return { _id: id, ...rest, isCurrent: rest.status === 'resolved' ? undefined : true };
});
const audit = numbers.map((number) =>
  toAuditDocument({
    id: eventId(`audit-${number}`),
    at: time(number),
    activity: activity.activationRequested,
    category: 'RoleManagement',
    result: 'success',
    resultReason: '',
    actor: number % 3 === 0 ? { kind: 'latchkey' } : { kind: 'person', principalId: person(number + 1) },
    subject: person(number),
    role: number % 9 === 0 ? undefined : role(number),
    requestId: requestId(`request-${number % 300}`),
    via: 'system',
    correlationId: correlationId(`thread-${number % 300}`),
  }),
);
const event = (number: number) => ({
  type: 'request.approved' as const,
  id: eventId(`event-${number}`),
  at: time(number),
  requestId: requestId(`request-${number}`),
  correlationId: correlationId('correlation'),
});
const outbox = numbers.map((number) => ({
  _id: `event-${number}`,
  event: event(number),
  due: time(number),
  leasedUntil: number % 3 === 0 ? time(many * 2) : 0,
  attempts: 0,
}));
const delivery = (number: number): Delivery => ({
  key: `delivery-${number}`,
  lane: of(lanes, number),
  effect: {
    kind: 'card',
    requestId: requestId(`request-${number % 500}`),
    recipient: { kind: 'channel', channel: 'admins' },
  },
  priority: number % 4,
  requestId: requestId(`request-${number % 500}`),
  correlationId: correlationId('correlation'),
});
const toReviewer = (number: number): Delivery => ({
  key: `review-delivery-${number}`,
  lane: of(lanes, number),
  effect: {
    kind: 'access-review',
    what: 'started',
    reviewInstanceId: reviewInstanceId(`instance-${number % 20}`),
    recipient: { kind: 'person', principalId: person(number) },
  },
  priority: 3,
  correlationId: correlationId('correlation'),
});
const deliveries = [...numbers.map(delivery), ...numbers.map(toReviewer)].map(({ key, ...rest }, number) => {
  const state = of(['done', 'done', 'due', 'due', 'parked'], number);
  return {
    _id: key,
    ...rest,
    desired: 1,
    fence: 1,
    attempts: 0,
    leasedUntil: 0,
    ...(state === 'due' && { due: time(number) }),
    ...(state === 'parked' && { deadSince: time(number), failingSince: time(number) }),
    ...(state === 'due' && number % 3 === 0 && { failingSince: time(number) }),
  };
});
const identities = numbers.map((number) => ({
  _id: `slack:T1:U${number}`,
  surface: 'slack',
  externalId: `T1:U${number}`,
  principalId: principal(`i${number}`),
}));

const held = numbers.map((number) => ({
  _id: `held-${number}`,
  tokenHash: `hash-${number}`,
  principalId: person(number % 200),
  askedAt: time(number),
  endsAt: time(many),
  turn: '{}',
}));

const reviewTerms = {
  displayName: 'Who reads what',
  scope: { role: role(7), principals: 'users', assignmentType: 'all' },
  reviewers: { type: 'selected', userIds: [person(1)] },
  settings: { ...defaultReviewSettings, instanceDurationInDays: 10 },
} as const;
const reviewDefinitions = numbers.map((number) =>
  toDefinitionDocument({
    ...reviewTerms,
    id: reviewId(`review-${number}`),
    version: 1,
    startDateTime: time(number),
    createdBy: person(number),
    createdDateTime: time(number),
    deletedDateTime: number % 2 === 0 ? time(number) : undefined,
  }),
);
const reviewInstances = numbers.map((number) => ({
  ...toInstanceDocument({
    ...reviewTerms,
    id: reviewInstanceId(`instance-${number}`),
    version: 0,
    definitionId: reviewId(`review-${number % 500}`),
    number: Math.floor(number / 500),
    status: of(['Applied', 'Completed', 'Applied', 'InProgress', 'NotStarted'], number),
    startDateTime: time(number),
    endDateTime: time(number + 10),
    createdBy: person(number),
    remindersSent: [],
    correlationId: correlationId('correlation'),
  }),
  leasedUntil: number % 3 === 0 ? time(many * 2) : 0,
}));
const anItem = (number: number): DecisionItem => ({
  id: decisionItemId(`item-${number}`),
  version: 0,
  instanceId: reviewInstanceId(`instance-${number % 20}`),
  principalId: principal(`r${number}`),
  principalType: 'user',
  principalName: `Person ${(number * 7) % many}`,
  role: role(7),
  level: 'eligibility',
  scheduleIds: [scheduleId(`schedule-${number}`)],
  reviewerIds: [person(number % 3), person(9)],
  recommendation: 'Approve',
  decision: of(['NotReviewed', 'Approve', 'Deny'], number),
  justification: '',
  ...(number % 3 > 0 && { reviewedDateTime: time(number) }),
  applyResult: 'New',
});
const reviewItems = numbers.map((number) => toItemDocument(anItem(number)));
const aReview = reviewInstanceId('instance-7');

let connection: Connection;
let store: Store;
let queue: DeliveryQueue;

beforeAll(async () => {
  connection = await connect(freshDatabaseUri());
  await migrate(connection, indexes);
  const people = numbers
    .slice(0, 200)
    .map((number) => ({ _id: person(number), version: 1, passkeys: [], recoveryCodes: [], challenges: [] }));
  const proving = { stepUps: held, authenticators: people };
  const filling = {
    scheduleRequests: requests,
    schedules,
    auditEvents: audit,
    auditUnsealed: audit.map(({ _id, at }) => ({ _id, at, ids: [_id] })),
    alertIncidents: incidents,
    outbox,
    deliveries,
    identities,
    ...{
      accessReviewDefinitions: reviewDefinitions,
      accessReviewInstances: reviewInstances,
      accessReviewItems: reviewItems,
    },
    ...proving,
  };
  for (const [name, documents] of Object.entries(filling)) {
    await connection.collection(name).insertMany(documents as never[]);
  }
  store = mongoStore(connection, { deadline: seconds(10), onCommit: () => undefined });
  queue = mongoDeliveryQueue(connection, { lease: seconds(30), newLease: () => 'lease' });
});

afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

type Profiled = {
  ns: string;
  op: string;
  command: object;
  planSummary?: string;
  hasSortStage?: boolean;
  docsExamined: number;
};

/** What the server says it did for `work`: every query, update and removal of it, with the plan it was carried out by. */
async function profiled(work: () => Promise<unknown>): Promise<Profiled[]> {
  await connection.db?.command({ profile: 2 });
  await work();
  await connection.db?.command({ profile: 0 });
  const found = connection.collection('system.profile').find({ planSummary: { $exists: true } });
  const lines = await found.toArray();
  await connection.db?.dropCollection('system.profile');
  return lines as unknown as Profiled[];
}

const inTransaction = (work: (tx: Transaction) => Promise<unknown>) => () =>
  store.transaction(work, commandId(`command-${Math.random()}`));
const now = time(500);
const access = { principalId: person(11), role: role(11) };
const someone = [person(11), person(12), person(13)];
const standing = ['Granted', 'PendingProvisioning', 'Provisioned', 'PendingRevocation'] as const;
const stepUps = () => mongoPendingStepUps(connection, { key: 'a key', publicUrl: () => 'https://latchkey.example' });
const aPendingStepUp: PendingStepUp = {
  id: commandId('new'),
  turn: {
    commandId: commandId('new'),
    correlationId: correlationId('new'),
    surface: 'slack',
    actor: person(7),
    timeZone: 'UTC',
    input: { kind: 'text', text: 'activate', opensForms: false },
  },
  intent: 'activate',
  needs: noProofs,
  says: 'Activate a role',
  askedAt: now,
  expiresAt: now,
};
const auditLog = () => mongoAuditLog(connection, seconds(5));
const seals = () => mongoAuditSeals(connection);
const auditPlace = { at: time(1_500), id: eventId('audit-1500') };
const auditTimes = { since: time(20), before: time(1_900) };
const ofRoles = (...of: number[]) => ({ among: of.map(role), andNone: false });
const sealOne = () =>
  seals().store({ number: 1, previous: '0', hash: 'f', sealedAt: now, leaves: [{ id: 'audit-7', hash: 'f' }] }, [
    'audit-7',
  ]);
async function takeStep() {
  const checkpoints = mongoCheckpoints(connection);
  const step = await checkpoints.take('walk', now, seconds(1));
  if (step) await checkpoints.finish('walk', step, 'place');
  await checkpoints.take('walk', time(many), seconds(1));
}
const claim = async () => {
  const claimed = await queue.claim('slack', time(many));
  if (!claimed) throw new Error('nothing was due');
  return claimed;
};

it.each<[string, () => Promise<unknown>]>([
  ['a request by its id', () => store.read.requests.get(requestId('request-7'))],
  ['the open request of an access', () => store.read.requests.open(access, 'assignment')],
  ['somebody’s requests', () => store.read.requests.list({ principalId: person(7), limit: 5 })],
  [
    'somebody’s requests of some states',
    () => store.read.requests.list({ principalId: person(7), statuses: ['Denied', 'Provisioned'], limit: 5 }),
  ],
  [
    'what waits for somebody and their groups',
    () => store.read.requests.list({ approverIds: someone, statuses: ['PendingApproval'], limit: 5 }),
  ],
  ['requests of some states', () => store.read.requests.list({ statuses: ['PendingApproval', 'Denied'], limit: 5 })],
  ['requests for a role', () => store.read.requests.list({ role: aRole('role-7'), limit: 5 })],
  [
    'requests for a role since then',
    () => store.read.requests.list({ role: aRole('role-7'), actions: ['selfActivate'], since: monday, limit: 5 }),
  ],
  [
    'requests of some states since then',
    () => store.read.requests.list({ statuses: ['PendingApproval', 'Denied', 'Provisioned'], since: monday, limit: 5 }),
  ],
  [
    'what of some roles somebody and their groups hold',
    () =>
      store.read.schedules.list({
        level: 'assignment',
        principalIds: someone,
        statuses: ['Provisioned'],
        roles: [role(11), role(12), role(13)],
        limit: 5_000,
      }),
  ],
  ['requests by their ids', () => store.read.requests.getAll([requestId('request-7'), requestId('request-8')])],
  ['schedules by their ids', () => store.read.schedules.getAll([scheduleId('schedule-7'), scheduleId('schedule-8')])],
  ['a schedule by its id', () => store.read.schedules.get(scheduleId('schedule-7'))],
  ['what a request became', () => store.read.schedules.createdBy(requestId('request-7'))],
  ['the leases on an access', () => store.read.schedules.ofAccess(access)],
  [
    'what somebody may activate',
    () =>
      store.read.schedules.list({ level: 'eligibility', principalIds: someone, statuses: ['Provisioned'], limit: 500 }),
  ],
  [
    'what somebody may activate of one role',
    () =>
      store.read.schedules.list({
        level: 'eligibility',
        principalIds: someone,
        statuses: ['Provisioned'],
        roles: [role(11)],
        limit: 500,
      }),
  ],
  [
    'what somebody holds',
    () => store.read.schedules.list({ level: 'assignment', principalIds: someone, statuses: standing, limit: 500 }),
  ],
  [
    'the first few of what somebody holds',
    () => store.read.schedules.list({ level: 'assignment', principalIds: someone, statuses: standing, limit: 2 }),
  ],
  [
    'who holds a role',
    () => store.read.schedules.list({ level: 'assignment', statuses: ['Provisioned'], roles: [role(11)], limit: 500 }),
  ],
  [
    'how many are promised a role',
    () => store.read.schedules.count({ level: 'eligibility', statuses: standing, roles: [role(11)] }),
  ],
  [
    'all that is given of a role, in brief',
    () =>
      store.read.schedules.listInBrief({
        level: 'eligibility',
        assignmentType: 'assigned',
        statuses: ['Provisioned'],
        roles: [role(11)],
        limit: 500,
      }),
  ],
  [
    'the first few who hold a role',
    () => store.read.schedules.list({ level: 'assignment', statuses: standing, roles: [role(11)], limit: 2 }),
  ],
  [
    'the first to end of some roles at one level',
    () =>
      store.read.schedules.list({
        level: 'assignment',
        statuses: ['Granted', 'PendingProvisioning', 'Provisioned'],
        roles: [role(11), role(12), role(13)],
        limit: 3,
      }),
  ],
  [
    'somebody’s requests further back',
    () => store.read.requests.list({ principalId: person(7), actions: ['selfActivate'], skip: 3, limit: 3 }),
  ],
  ['the activations that stand on an eligibility', () => store.read.schedules.currentOn(scheduleId('schedule-7'))],
  ['what of an access ended last', () => store.read.schedules.lastEnded(access, 'eligibility')],
  ['the next holders', () => store.read.schedules.holders(person(11), 20)],
  ['the next leases that have begun', () => store.read.leases.begun(accessKey(access), 20)],
  ['the leases that have begun on some accesses', () => store.read.leases.begunOn([access])],
  ['leases on some accesses that are over', () => store.read.leases.endedOn([access])],
  [
    'accesses that are known to be held from outside',
    inTransaction((tx) => tx.outside.find([access, { ...access, principalId: person(12) }], now, now)),
  ],
  ['the next step of a walk', takeStep],
  ['what ends on a day', () => mongoDigestReads(connection).endsIn(time(1_500), time(1_600), 12)],
  [
    'a step that is finished with what it found',
    inTransaction((tx) => tx.checkpoints.finish('walk', { number: 0, cursor: undefined }, 'place')),
  ],
  [
    'what is under way of some accesses',
    () => accessesUnderWay(connection, ({ principalId }) => `delivery-${principalId}`)([access]),
  ],
  ['a policy', () => store.read.policies.of(role(7))],
  ['the history of a request', () => store.read.audit.ofRequest(requestId('request-7'))],
  ['an entry of the record', () => auditLog().get(eventId('audit-7'))],
  ['the newest of the record', () => auditLog().list({ order: 'newest', limit: 20 })],
  ['the next page of it', () => auditLog().list({ order: 'newest', after: auditPlace, limit: 20 })],
  [
    'the next page of a download',
    () => auditLog().list({ ...auditTimes, order: 'oldest', after: auditPlace, limit: 20 }),
  ],
  [
    'the record of a role',
    () => auditLog().list({ roles: ofRoles(11), order: 'newest', after: auditPlace, limit: 20 }),
  ],
  [
    'the record of some roles and of none',
    () => auditLog().list({ roles: { ...ofRoles(11, 12, 13), andNone: true }, order: 'newest', limit: 20 }),
  ],
  [
    'the record of many roles',
    () => auditLog().list({ roles: ofRoles(...numbers.slice(0, 30)), order: 'oldest', after: auditPlace, limit: 20 }),
  ],
  ['what somebody did', () => auditLog().list({ actors: [person(11), person(12)], order: 'newest', limit: 20 })],
  ['what was done about somebody', () => auditLog().list({ subjects: [person(11)], order: 'newest', limit: 20 })],
  [
    'what concerns somebody',
    () => auditLog().list({ involving: person(11), order: 'newest', after: auditPlace, limit: 20 }),
  ],
  [
    'all of one thread',
    () => auditLog().list({ correlationId: correlationId('thread-7'), order: 'oldest', limit: 20 }),
  ],
  ['what waits to be sealed', () => seals().unsealed(20)],
  ['since when it waits', () => seals().waitsSince()],
  ['the entries of a block', () => seals().entries(['audit-7', 'audit-8'])],
  ['the newest block', () => seals().head()],
  ['some blocks', () => seals().heads([1, 2])],
  ['a block that is sealed', sealOne],
  ['the nearest transition', () => store.nextTransitionAt()],
  ['schedules that are due', inTransaction((tx) => tx.schedules.due(now, 20))],
  ['requests that are due', inTransaction((tx) => tx.requests.due(instant(now + 86_400_000), 20))],
  [
    'changed documents, under a command id',
    inTransaction(async (tx) => {
      await tx.requests.insert(aRequest({ id: requestId('new') }));
      await tx.requests.save(aRequest({ id: requestId('new') }));
      await tx.schedules.insert(aSchedule({ id: scheduleId('new') }));
      await tx.schedules.save(aSchedule({ id: scheduleId('new') }));
      await tx.policies.save('key', {}, 0);
      await tx.policies.save('key', {}, 1);
      await tx.guards.change('guard');
      await tx.guards.change('guard');
    }),
  ],
  ['events that are claimed', () => queue.claimEvents(now, 20)],
  [
    'events that are expanded',
    () =>
      queue.expand(
        [
          { event: event(7), deliveries: [delivery(1), { ...delivery(2), key: 'new' }] },
          { event: event(8), deliveries: [] },
        ],
        now,
      ),
  ],
  ['an event that is handed back', () => queue.returnEvent(event(7), now, 'fault')],
  ['a delivery that is added', () => queue.enqueue({ ...delivery(1), key: 'new' }, now)],
  ['a delivery that is touched', () => queue.touch('delivery-7', now)],
  ['the most urgent delivery of a lane', claim],
  ['a delivery that is done', async () => queue.done(await claim(), now, { ref: {}, shown: 'x' })],
  ['a delivery that has failed', async () => queue.failed(await claim(), { at: now }, 'fault')],
  ['a delivery that is parked', async () => queue.failed(await claim(), { deadLetter: now }, 'fault')],
  ['the next that is due', () => queue.nextDue(now)],
  ['the first that is due', () => queue.firstDue(now)],
  ['what is parked', () => queue.deadLetters(20)],
  ['how the deliveries about a request stand', () => queue.ofMatter({ requestId: requestId('request-7') })],
  ['how the deliveries about a review stand', () => queue.ofMatter({ reviewInstanceId: aReview })],
  ['how those to one reviewer stand', () => queue.ofMatter({ reviewInstanceId: aReview }, person(7))],
  ['how those to one person stand', () => queue.ofMatter({ requestId: requestId('request-7') }, person(7))],
  ['what is set aside for reaching nobody', () => queue.makeDeadLetters(['delivery-7'], now)],
  ['how somebody wants to be told', () => store.read.preferences.of(person(7))],
  [
    'a change of how somebody wants to be told',
    inTransaction(async (tx) => tx.preferences.save(await tx.preferences.of(person(8)))),
  ],
  ['last owners who are kept', () => queue.kept(20)],
  ['removals that fail', () => queue.failing(0, time(many), 20)],
  ['whether a delivery is stuck', () => queue.deadLetter('delivery-4')],
  [
    'what is stuck, to retry it',
    () =>
      queue.retry(
        [4, 9].map((number) => ({ key: `delivery-${number}`, fence: 1 })),
        now,
      ),
  ],
  ['what is stuck, to drop it', () => queue.drop([{ key: 'delivery-14', fence: 1 }], now)],
  ['what is wanted for later', () => queue.want([delivery(1), { ...delivery(2), key: 'desired' }], now)],
  ['who is behind a platform’s id', () => mongoIdentities(connection).principalOf('slack', 'T1:U7')],
  ['where somebody is on a platform', () => mongoIdentities(connection).find('slack', principal('i7'))],
  ['reviews that are not deleted', () => store.read.accessReviews.definitions({ skip: 5, limit: 20 })],
  ['a review by its id', () => store.read.accessReviews.definition(reviewId('review-7'))],
  ['an occurrence by its id', () => store.read.accessReviews.instance(aReview)],
  ['the occurrences of reviews', () => store.read.accessReviews.instancesOf([reviewId('review-7')], 20)],
  [
    'the present occurrence of reviews',
    () => store.read.accessReviews.presentOf([reviewId('review-7'), reviewId('review-8')]),
  ],
  ['reviews under way', () => store.read.accessReviews.instancesIn('InProgress', 20)],
  ['when the next step of a review is due', () => store.read.accessReviews.nextStepAt(now)],
  ['a page of a review', () => store.read.accessReviews.items({ instanceId: aReview, skip: 20, limit: 20 })],
  [
    'a page of what somebody has to decide',
    () =>
      store.read.accessReviews.items({
        instanceId: aReview,
        reviewerId: person(9),
        decisions: ['NotReviewed'],
        limit: 20,
      }),
  ],
  [
    'what is to be applied',
    () =>
      store.read.accessReviews.items({ instanceId: aReview, decisions: ['Deny'], applyResults: ['New'], limit: 20 }),
  ],
  [
    'what was decided before a reset',
    () => store.read.accessReviews.items({ instanceId: aReview, decidedBefore: now, limit: 20 }),
  ],
  ['decisions by their ids', () => store.read.accessReviews.itemsById([decisionItemId('item-7')])],
  ['how many are decided', () => store.read.accessReviews.counts([aReview])],
  ['how many somebody has to decide', () => store.read.accessReviews.counts([aReview], person(9))],
  ['who has something to decide', () => store.read.accessReviews.reviewersOf(aReview, 'undecided')],
  ['whether nobody can decide something', () => store.read.accessReviews.isUnattended(aReview)],
  [
    'what becomes of a review and its decisions',
    inTransaction(async (tx) => {
      await tx.accessReviews.addItems([
        { ...anItem(7), id: decisionItemId('new'), principalId: principal('new') },
        anItem(27),
      ]);
      await tx.accessReviews.saveItems(
        await tx.accessReviews.itemsById([decisionItemId('item-7'), decisionItemId('item-27')]),
      );
      const instance = await tx.accessReviews.instance(aReview);
      if (instance) await tx.accessReviews.saveInstance(instance);
      await tx.accessReviews.holdOn(aReview);
      await tx.accessReviews.claimUntil(aReview, now);
      await tx.accessReviews.dropInstance(aReview);
      const definition = await tx.accessReviews.definition(reviewId('review-7'));
      if (definition) await tx.accessReviews.saveDefinition(definition);
    }),
  ],
  ['the review whose step is due first', inTransaction((tx) => tx.accessReviews.claim(now, now))],
  ['with what somebody proves who they are', () => store.read.authenticators.of(person(7))],
  [
    'what somebody changes of that',
    inTransaction(async (tx) => tx.authenticators.save(await tx.authenticators.of(person(8)))),
  ],
  ['the turn of a link', () => stepUps().ofToken('token')],
  ['a turn that is held', () => stepUps().hold(aPendingStepUp, 10)],
  [
    'a held turn that is proven and done',
    async () => {
      await stepUps().prove(commandId('held-7'), { by: 'passkey', at: now, authenticationContexts: [] }, now);
      await stepUps().finish(commandId('held-7'), now, 'Done.');
      await stepUps().get(commandId('held-7'));
    },
  ],
  ['a link', () => mongoIdentities(connection).link('slack', 'T1:U7', principal('i7'))],
  ['what is set of alerts', () => store.read.alerts.kept()],
  ['incidents that stand', () => store.read.alerts.incidents({ alerts: [noMfa], isCurrent: true, limit: 50 })],
  [
    'incidents about some things',
    () => store.read.alerts.incidents({ alerts: [noMfa], isCurrent: true, keys: ['thing-8', 'thing-16'], limit: 2 }),
  ],
  ['an incident', () => store.read.alerts.incident(incidentId('incident-8'))],
  ['incidents that are told together', () => store.read.alerts.ofBatch('batch-8', 10)],
  ['how such incidents stand', () => store.read.alerts.countsOf('batch-8')],
  [
    'incidents that are raised, changed and noted',
    inTransaction(async (tx) => {
      await tx.alerts.swept([noMfa, 'StaleSignInAlert'], now);
      await tx.alerts.saveSettings(noMfa, { isEnabled: true, thresholds: {} });
      await tx.alerts.insert(anIncident(many + 1));
      await tx.alerts.save(anIncident(many + 1));
    }),
  ],
  ['what is given of one role', () => alertSource(connection).look((facts) => facts.givenOf(role(7)))],
  ['what is linked to somebody', () => mongoIdentities(connection).allOf(principal('i7'))],
  [
    'an account that somebody claims',
    () => mongoIdentities(connection).claim({ surface: 'slack', externalId: 'T1:U7' }, principal('i7')),
  ],
])('When the store looks for %s, then an index leads there, in order, and little else is read', async (_what, work) => {
  const lines = await profiled(work);
  expect(lines).not.toEqual([]);
  for (const { ns, op, command, planSummary, hasSortStage, docsExamined } of lines) {
    const line = JSON.stringify({ ns, op, planSummary, hasSortStage, docsExamined, command }, null, 1);
    expect(planSummary, line).not.toContain('COLLSCAN');
    expect(hasSortStage ?? false, line).toBe(false);
    expect(docsExamined, line).toBeLessThan(many / 4);
  }
});

it('When it counts how a review of many stands, then the index alone answers, and no item is read', async () => {
  const asked = [
    await profiled(() => store.read.accessReviews.counts([aReview])),
    await profiled(() => store.read.accessReviews.counts([aReview], person(9))),
  ];
  expect(asked.flat().map(({ docsExamined }) => docsExamined)).toEqual([0, 0]);
});

it('When it counts who has which role, then an index leads to what stands, and nothing that is over is read', async () => {
  const [line, ...more] = await profiled(() => store.read.schedules.countByRole(now));
  expect(more).toEqual([]);
  expect(line?.planSummary).toContain('roleKey');
  // A story above may have added a few.
  expect(line?.docsExamined).toBeLessThan((many * 3) / 5 + 10);
});

it('When it looks for what ends soon, then the index of what is due leads to the window, and nothing beside is read', async () => {
  const place = { end: time(1_500), id: scheduleId('schedule-500') };
  const [line, ...more] = await profiled(() => store.read.schedules.ending('activated', place, time(1_600), 20));
  expect(more).toEqual([]);
  expect(line?.planSummary).toContain('nextTransitionAt');
  expect(line?.planSummary).not.toContain('COLLSCAN');
  // They are put in order by their ids where they end together, which no index does; the window is a minute's.
  expect(line?.docsExamined).toBeLessThanOrEqual(101);
});

it('When a week is counted, then what was asked for around it is read once, and nothing else', async () => {
  const lines = await profiled(() => mongoDigestReads(connection).period(time(0), time(100)));
  const plans = lines.map(({ ns, planSummary }) => `${ns.split('.')[1]} ${planSummary}`);
  expect(plans.toSorted()).toEqual([
    expect.stringMatching(/^outsideGrants .*foundAt/),
    expect.stringMatching(/^scheduleRequests .*createdDateTime/),
  ]);
  expect(plans.join()).not.toContain('COLLSCAN');
  expect(Math.max(...lines.map(({ docsExamined }) => docsExamined))).toBeLessThanOrEqual(100);
});

it('When it counts which alerts are open, then an index leads to what stands, and nothing that is over is read', async () => {
  const [line, ...more] = await profiled(() => mongoDigestReads(connection).openAlerts());
  expect(more).toEqual([]);
  expect(line?.planSummary).toContain('alert');
  // Half of them stand; a story above may have added a few.
  expect(line?.docsExamined).toBeLessThan(many / 2 + 10);
});
