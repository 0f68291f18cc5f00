import { describe, expect, it } from 'vitest';
import { defaultApprovers } from '../../domain/approval/approvers.js';
import { begin } from '../../domain/approval/decide-approval.js';
import type { Schedule } from '../../domain/assignment/schedule.js';
import type { RequestStatus, ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { AuditEvent } from '../../domain/audit/audit-event.js';
import { commandId, correlationId, eventId, requestId, scheduleId } from '../../domain/ids.js';
import { defaultRules } from '../../domain/policy/default-policy.js';
import type { Store, Transaction } from '../../domain/ports/store.js';
import { policyKey } from '../../domain/role/role.js';
import { days, duration, hours, instant, after as later } from '../../domain/time.js';
import {
  alice,
  anEligibility,
  aPendingRequest,
  approvedBy,
  approversGroup,
  aRequest,
  aRole,
  aSchedule,
  aStage,
  aStagePolicy,
  asks,
  bob,
  carol,
  dave,
  monday,
} from '../support/builders.js';

const anAuditEvent = (over: Partial<AuditEvent> = {}): AuditEvent => ({
  id: eventId('audit-1'),
  at: monday,
  activity: 'Add member to role requested (PIM activation)',
  category: 'RoleManagement',
  result: 'success',
  resultReason: 'INC-42',
  actor: { kind: 'person', principalId: alice },
  subject: alice,
  role: aRole(),
  requestId: requestId('request-1'),
  via: 'web',
  correlationId: correlationId('correlation-1'),
  ...over,
});

/** A request with every field there is. */
const fullRequest = (): ScheduleRequest =>
  aPendingRequest(
    {
      failure: 'ELIGIBILITY_GONE',
      ticketInfo: { ticketNumber: 'INC-42', ticketSystem: 'desk' },
      scheduleInfo: {
        startDateTime: later(monday, hours(1)),
        expiration: { type: 'afterDateTime', endDateTime: monday },
      },
      targetScheduleId: scheduleId('schedule-1'),
      activatedUsing: scheduleId('eligibility-1'),
      completedDateTime: monday,
    },
    aStage({
      asks: aStagePolicy({
        primaryApprovers: [{ type: 'groupMembers', groupId: approversGroup }],
        escalationApprovers: asks(dave),
        escalationTime: hours(1),
      }),
      isEscalated: true,
      decisions: [{ reviewedBy: bob, reviewResult: 'Approve', justification: '', reviewedDateTime: monday }],
    }),
    aStage({ stageId: 1 }),
  );

const fullSchedule = (): Schedule =>
  aSchedule({
    activatedUsing: scheduleId('eligibility-1'),
    provisionedDateTime: monday,
    endedDateTime: monday,
    endedBy: 'deactivated',
    endJustification: 'done',
  });

const insert = (
  store: Store,
  { requests = [], schedules = [] }: { requests?: ScheduleRequest[]; schedules?: Schedule[] },
) =>
  store.transaction(async (tx) => {
    for (const request of requests) await tx.requests.insert(request);
    await tx.schedules.insert(...schedules);
  });

const idsOf = (found: readonly { id: string }[]) => found.map(({ id }) => id);

/** What every store must do. `open` gives the store under test, empty at the start of each test. */
export function storeContract(open: () => Store): void {
  describe('When a transaction commits', () => {
    it('then what it wrote is there, all of it and exactly as it was', async () => {
      const store = open();
      await store.transaction(async (tx) => {
        await tx.requests.insert(fullRequest());
        await tx.schedules.insert(fullSchedule());
        await tx.audit.append(anAuditEvent({ before: { status: 'Granted' }, after: { outcome: 'denied' } }));
      });
      expect(await store.read.requests.get(requestId('request-1'))).toStrictEqual(fullRequest());
      expect(await store.read.schedules.get(scheduleId('schedule-1'))).toStrictEqual(fullSchedule());
      expect(await store.read.audit.ofRequest(requestId('request-1'))).toStrictEqual([
        anAuditEvent({ before: { status: 'Granted' }, after: { outcome: 'denied' } }),
      ]);
    });

    it('then what was undefined is not there at all, after an insert and after a save', async () => {
      const store = open();
      const sparse: Schedule = aSchedule({ endDateTime: undefined, endedBy: undefined, activatedUsing: undefined });
      await insert(store, {
        requests: [aRequest({ failure: undefined, completedDateTime: undefined })],
        schedules: [sparse],
      });
      await store.transaction(async (tx) => {
        await tx.schedules.save({ ...sparse, endJustification: undefined });
        await tx.requests.save(aRequest({ completedDateTime: undefined, ticketInfo: { ticketNumber: undefined } }));
      });
      const [request, schedule] = await Promise.all([
        store.read.requests.get(requestId('request-1')),
        store.read.schedules.get(scheduleId('schedule-1')),
      ]);
      expect(Object.values({ ...request, ...request?.ticketInfo, ...schedule })).not.toContain(undefined);
      expect(Object.values({ ...request, ...request?.ticketInfo, ...schedule })).not.toContain(null);
      expect(schedule).not.toHaveProperty('endDateTime');
    });

    it('then a save raises the version, and what is unknown is not found', async () => {
      const store = open();
      await insert(store, { requests: [aRequest()], schedules: [aSchedule()] });
      await store.transaction(async (tx) => {
        await tx.requests.save(aRequest({ status: 'Failed' }));
        await tx.schedules.save(aSchedule({ status: 'Failed' }));
      });
      expect(await store.read.requests.get(requestId('request-1'))).toMatchObject({ version: 1, status: 'Failed' });
      expect(await store.read.schedules.get(scheduleId('schedule-1'))).toMatchObject({ version: 1, status: 'Failed' });
      expect(await store.read.requests.get(requestId('no-such'))).toBeUndefined();
      expect(await store.read.schedules.get(scheduleId('no-such'))).toBeUndefined();
    });
  });

  it('When several are asked for by their ids, then those that there are come, each once and as it was', async () => {
    const store = open();
    await insert(store, {
      requests: [fullRequest(), aRequest({ id: requestId('other'), role: aRole('other') })],
      schedules: [fullSchedule(), aSchedule({ id: scheduleId('other') })],
    });
    const { requests, schedules } = store.read;
    const [request, schedule] = [requestId('request-1'), scheduleId('schedule-1')];
    expect(await requests.getAll([requestId('no-such'), request, request])).toStrictEqual([fullRequest()]);
    expect(await schedules.getAll([scheduleId('no-such'), schedule, schedule])).toStrictEqual([fullSchedule()]);
    expect(idsOf(await requests.getAll([request, requestId('other')])).sort()).toEqual(['other', 'request-1']);
    expect([await requests.getAll([]), await schedules.getAll([])]).toEqual([[], []]);
    await store.transaction(async (tx) => {
      await tx.requests.insert(aRequest({ id: requestId('mine'), role: aRole('mine') }));
      await tx.schedules.insert(aSchedule({ id: scheduleId('mine') }));
      expect(idsOf(await tx.requests.getAll([requestId('mine')]))).toEqual(['mine']);
      expect(idsOf(await tx.schedules.getAll([scheduleId('mine')]))).toEqual(['mine']);
    });
  });

  it('When the work throws after it has written, then nothing is left and the fault is told', async () => {
    const store = open();
    const work = async (tx: Transaction) => {
      await tx.requests.insert(aRequest());
      await tx.schedules.insert(aSchedule());
      await tx.audit.append(anAuditEvent());
      expect(await tx.requests.get(requestId('request-1'))).toBeDefined();
      throw new Error('bug');
    };
    await expect(store.transaction(work, commandId('command-1'))).rejects.toThrow('bug');
    expect(await store.read.requests.get(requestId('request-1'))).toBeUndefined();
    expect(await store.read.schedules.get(scheduleId('schedule-1'))).toBeUndefined();
    expect(await store.read.audit.ofRequest(requestId('request-1'))).toEqual([]);
    expect(await store.transaction(async () => 'ran', commandId('command-1'))).toBe('ran');
  });

  describe('When several write at once', () => {
    it('then each decides on what the one before has left, and no change is lost', async () => {
      const store = open();
      await insert(store, { requests: [aRequest()], schedules: [aSchedule()] });
      let runs = 0;
      const raise = () =>
        store.transaction(async (tx) => {
          runs += 1;
          const request = await tx.requests.get(requestId('request-1'));
          const schedule = await tx.schedules.get(scheduleId('schedule-1'));
          if (!request || !schedule) throw new Error('it is gone');
          await tx.requests.save({ ...request, revision: request.revision + 1 });
          await tx.schedules.save({ ...schedule, startDateTime: instant(schedule.startDateTime + 1) });
        });
      await Promise.all(Array.from({ length: 8 }, raise));
      expect(await store.read.requests.get(requestId('request-1'))).toMatchObject({ revision: 8, version: 8 });
      expect((await store.read.schedules.get(scheduleId('schedule-1')))?.startDateTime).toBe(monday + 8);
      expect(runs).toBeGreaterThan(8);
    });

    it('then a save of what was read before another’s change starts over instead of overwriting it', async () => {
      const store = open();
      await insert(store, { schedules: [aSchedule(), aSchedule({ id: scheduleId('schedule-2') })] });
      const seen: number[] = [];
      await store.transaction(async (tx) => {
        const schedule = await tx.schedules.get(scheduleId('schedule-1'));
        if (!schedule) throw new Error('it is gone');
        seen.push(schedule.version);
        if (seen.length === 1)
          await store.transaction((other) => other.schedules.save(aSchedule({ status: 'Failed' })));
        await tx.schedules.save(aSchedule({ id: scheduleId('schedule-2'), status: 'Failed' }), schedule);
      });
      expect(seen).toEqual([0, 1]);
      expect(await store.read.schedules.get(scheduleId('schedule-1'))).toMatchObject({ status: 'Failed', version: 2 });
      expect(await store.read.schedules.get(scheduleId('schedule-2'))).toMatchObject({ status: 'Failed', version: 1 });
    });

    it('then several requests saved together are saved all or none, and one changed meanwhile starts all over', async () => {
      const store = open();
      const [first, second] = ['first', 'second'].map((name) =>
        aRequest({ id: requestId(name), role: aRole(name) }),
      ) as [ScheduleRequest, ScheduleRequest];
      await insert(store, { requests: [first, second] });
      const failed = (request: ScheduleRequest): ScheduleRequest => ({ ...request, status: 'Failed' });
      const seen: number[][] = [];
      await store.transaction(async (tx) => {
        const read = (await tx.requests.getAll([first.id, second.id])).sort((a, b) => (a.id < b.id ? -1 : 1));
        seen.push(read.map(({ version }) => version));
        if (seen.length === 1) await store.transaction((other) => other.requests.save({ ...second, revision: 7 }));
        await tx.requests.save(...read.map(failed));
        await tx.requests.save();
      });
      expect(seen).toEqual([
        [0, 0],
        [0, 1],
      ]);
      expect(await store.read.requests.get(first.id)).toMatchObject({ status: 'Failed', version: 1 });
      expect(await store.read.requests.get(second.id)).toMatchObject({ status: 'Failed', version: 2, revision: 7 });
    });

    it('then twenty who ask for one access leave one open request, and the others see it', async () => {
      const store = open();
      const ask = (number: number) =>
        store.transaction(async (tx) => {
          const open = await tx.requests.open({ principalId: alice, role: aRole() }, 'assignment');
          if (open) return { standing: open.id };
          await tx.requests.insert(aRequest({ id: requestId(`request-${number}`) }));
          return { mine: `request-${number}` };
        });
      const outcomes = await Promise.all(Array.from({ length: 20 }, (_, number) => ask(number)));
      const [winner, ...more] = outcomes.flatMap(({ mine }) => mine ?? []);
      expect(more).toEqual([]);
      expect(outcomes.flatMap(({ standing }) => standing ?? [])).toEqual(Array.from({ length: 19 }, () => winner));
      expect(idsOf(await store.read.requests.list({ principalId: alice, limit: 100 }))).toEqual([winner]);
    });
  });

  describe('When a command comes again', () => {
    const command = commandId('command-1');

    it('then it changes nothing and returns what it returned', async () => {
      const store = open();
      let runs = 0;
      const work = async (tx: Transaction) => {
        runs += 1;
        await tx.audit.append(anAuditEvent({ id: eventId(`audit-${runs}`) }));
        return { ok: true, value: { requestId: `request-${runs}`, endDateTime: undefined } };
      };
      const first = await store.transaction(work, command);
      expect(await store.transaction(work, command)).toEqual(first);
      expect(runs).toBe(1);
      expect(await store.read.audit.ofRequest(requestId('request-1'))).toHaveLength(1);
    });

    it('then ten at once make one change, and all return the same', async () => {
      const store = open();
      let runs = 0;
      const work = async (tx: Transaction) => {
        runs += 1;
        const mine = runs;
        await tx.audit.append(anAuditEvent({ id: eventId(`audit-${mine}`) }));
        return mine;
      };
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => store.transaction(work, command)));
      expect(new Set(outcomes).size).toBe(1);
      expect(await store.read.audit.ofRequest(requestId('request-1'))).toHaveLength(1);
    });

    it('then another command is another one', async () => {
      const store = open();
      expect(await store.transaction(async () => 'one', command)).toBe('one');
      expect(await store.transaction(async () => 'two', commandId('command-2'))).toBe('two');
    });
  });

  describe('When time alone changes something', () => {
    const due = (minutes: number) => instant(monday + minutes);
    const ending = (number: number) => aSchedule({ id: scheduleId(`ends-${number}`), endDateTime: due(number) });
    const timingOut = (number: number) =>
      aPendingRequest({ id: requestId(`times-out-${number}`), role: aRole(`role-${number}`), stages: [] }, aStage());
    const waiting = (number: number): ScheduleRequest => ({
      ...timingOut(number),
      stages: [{ ...begin(aStage(), monday), timesOutAt: due(number) }],
      // Nobody is reminded of it any more.
      remindedAt: due(0),
    });

    it('then what is due is found, the longest due first, up to the limit, and at its very moment', async () => {
      const store = open();
      await insert(store, {
        requests: [4, 2, 3, 1].map(waiting),
        schedules: [
          ...[4, 2, 3, 1].map(ending),
          aSchedule({ id: scheduleId('permanent'), endDateTime: undefined }),
          aSchedule({ id: scheduleId('over'), status: 'Revoked', endDateTime: due(0) }),
        ],
      });
      const found = (now: number, limit: number) =>
        store.transaction(async (tx) => [
          idsOf(await tx.schedules.due(due(now), limit)),
          idsOf(await tx.requests.due(due(now), limit)),
        ]);
      expect(await found(3, 10)).toEqual([
        ['ends-1', 'ends-2', 'ends-3'],
        ['times-out-1', 'times-out-2', 'times-out-3'],
      ]);
      expect(await found(3, 2)).toEqual([
        ['ends-1', 'ends-2'],
        ['times-out-1', 'times-out-2'],
      ]);
      expect(await found(0, 10)).toEqual([[], []]);
    });

    it('then what has begun is found by its end, in order, from behind a place and up to a moment', async () => {
      const store = open();
      const together = { endDateTime: due(3) };
      const planned = { status: 'Granted' as const, startDateTime: due(2) };
      await insert(store, {
        schedules: [
          ...[4, 1, 3, 2].map(ending),
          { ...ending(7), ...together, id: scheduleId('ends-3b') },
          { ...ending(8), ...planned },
          { ...ending(9), ...together, assignmentType: 'assigned' },
        ],
      });
      const found = async (from: Parameters<typeof store.read.schedules.ending>[1], until: number, limit = 9) =>
        idsOf(await store.read.schedules.ending('activated', from, due(until), limit));
      expect(await found({ end: due(0) }, 4)).toEqual(['ends-1', 'ends-2', 'ends-3', 'ends-3b', 'ends-4']);
      expect(await found({ end: due(1) }, 3)).toEqual(['ends-2', 'ends-3', 'ends-3b']);
      expect(await found({ end: due(3), id: scheduleId('ends-3') }, 4)).toEqual(['ends-3b', 'ends-4']);
      expect(await found({ end: due(0) }, 4, 3)).toEqual(['ends-1', 'ends-2', 'ends-3']);
      expect(await found({ end: due(4) }, 1)).toEqual([]);
    });

    it('then the nearest such moment is known, whether of a request or of a schedule', async () => {
      const store = open();
      expect(await store.nextTransitionAt()).toBeUndefined();
      await insert(store, { schedules: [ending(5), ending(7)] });
      expect(await store.nextTransitionAt()).toBe(due(5));
      await insert(store, { requests: [waiting(3)] });
      expect(await store.nextTransitionAt()).toBe(due(3));
      await store.transaction((tx) => tx.requests.save({ ...waiting(3), status: 'Canceled' }));
      expect(await store.nextTransitionAt()).toBe(due(5));
    });
  });

  describe('When somebody looks for requests', () => {
    const request = (
      name: string,
      minutes: number,
      over: Partial<ScheduleRequest> = {},
      ...stages: Parameters<typeof aStage>
    ) =>
      aPendingRequest(
        { id: requestId(name), createdDateTime: instant(monday + minutes), role: aRole(name), ...over },
        aStage(...stages),
      );
    const asking = (...approvers: Parameters<typeof asks>) => ({
      asks: aStagePolicy({ primaryApprovers: asks(...approvers) }),
    });

    it('then they come newest first, by who asked, by state, by role, up to the limit', async () => {
      const store = open();
      const over: RequestStatus = 'Denied';
      await insert(store, {
        requests: [
          request('a', 1),
          request('b', 3, { status: over }),
          request('c', 2),
          request('d', 4, { principalId: dave }),
        ],
      });
      const { list } = store.read.requests;
      expect(idsOf(await list({ principalId: alice, limit: 9 }))).toEqual(['b', 'c', 'a']);
      expect(idsOf(await list({ principalId: alice, limit: 2 }))).toEqual(['b', 'c']);
      expect(idsOf(await list({ principalId: alice, skip: 1, limit: 2 }))).toEqual(['c', 'a']);
      expect(idsOf(await list({ principalId: alice, statuses: ['PendingApproval'], limit: 9 }))).toEqual(['c', 'a']);
      expect(idsOf(await list({ statuses: ['PendingApproval', 'Denied'], limit: 9 }))).toEqual(['d', 'b', 'c', 'a']);
      expect(idsOf(await list({ role: aRole('C'), limit: 9 }))).toEqual(['c']);
    });

    it('then an approver finds what waits for them, their groups or the default approvers, and nothing else', async () => {
      const store = open();
      const group = aStagePolicy({ primaryApprovers: [{ type: 'groupMembers', groupId: approversGroup }] });
      await insert(store, {
        requests: [
          request('for-bob', 1, {}, asking(bob)),
          request('for-both', 2, {}, asking(bob, carol)),
          request('for-group', 3, {}, { asks: group }),
          request('for-default', 4, {}, asking()),
          request('canceled', 5, { status: 'Canceled' }, asking(bob)),
        ],
      });
      const waitingFor = async (...approverIds: (typeof bob)[]) =>
        idsOf(await store.read.requests.list({ approverIds, statuses: ['PendingApproval'], limit: 9 }));
      expect(await waitingFor(bob)).toEqual(['for-both', 'for-bob']);
      expect(await waitingFor(carol, approversGroup)).toEqual(['for-group', 'for-both']);
      expect(await waitingFor(bob, carol)).toEqual(['for-both', 'for-bob']);
      expect(await waitingFor(defaultApprovers)).toEqual(['for-default']);
      expect(await waitingFor()).toEqual([]);
    });

    it('then only an open one counts as open, and only for its own access', async () => {
      const store = open();
      await insert(store, { requests: [aRequest({ id: requestId('over'), status: 'Provisioned' }), aRequest()] });
      expect((await store.read.requests.open({ principalId: alice, role: aRole() }, 'assignment'))?.id).toBe(
        'request-1',
      );
      expect(await store.read.requests.open({ principalId: bob, role: aRole() }, 'assignment')).toBeUndefined();
      expect(
        await store.read.requests.open({ principalId: alice, role: aRole('other') }, 'assignment'),
      ).toBeUndefined();
    });
  });

  describe('When somebody looks for schedules', () => {
    const schedule = (name: string, ends: number | undefined, over: Partial<Schedule> = {}) =>
      aSchedule({
        id: scheduleId(name),
        endDateTime: ends === undefined ? undefined : later(monday, hours(ends)),
        ...over,
      });

    it('then they come in order of their end, permanent ones last, and a limit keeps the first of that order', async () => {
      const store = open();
      await insert(store, {
        schedules: [
          schedule('permanent', undefined),
          schedule('third', 3, { principalId: bob }),
          schedule('first', 1),
          schedule('second', 2, { status: 'PendingRevocation' }),
          anEligibility(),
        ],
      });
      const query = {
        level: 'assignment',
        principalIds: [alice, bob],
        statuses: ['Provisioned', 'PendingRevocation'],
      } as const;
      const { list } = store.read.schedules;
      expect(idsOf(await list({ ...query, limit: 9 }))).toEqual(['first', 'second', 'third', 'permanent']);
      expect(idsOf(await list({ ...query, limit: 2 }))).toEqual(['first', 'second']);
      expect(idsOf(await list({ ...query, statuses: ['Provisioned'], limit: 9 }))).toEqual([
        'first',
        'third',
        'permanent',
      ]);
      expect(idsOf(await list({ ...query, principalIds: [bob], limit: 9 }))).toEqual(['third']);
      expect(idsOf(await list({ ...query, roles: [aRole('other')], limit: 9 }))).toEqual([]);
      expect(idsOf(await list({ level: 'eligibility', principalIds: [alice], roles: [aRole()], limit: 9 }))).toEqual([
        'eligibility-1',
      ]);
      expect(idsOf(await list({ level: 'assignment', roles: [aRole()], statuses: ['Provisioned'], limit: 9 }))).toEqual(
        ['first', 'third', 'permanent'],
      );
    });

    it('then each role that somebody has is counted: who is eligible, and who holds it at that moment', async () => {
      const store = open();
      const reader = { role: aRole('reader') };
      await insert(store, {
        schedules: [
          schedule('until then', 2),
          schedule('for good', undefined, { principalId: bob }),
          schedule('just over', 1, { principalId: carol }),
          schedule('later', 9, { principalId: dave, status: 'Granted', startDateTime: later(monday, hours(3)) }),
          schedule('on its way out', 2, { status: 'PendingRevocation' }),
          schedule('gone', 2, { status: 'Revoked' }),
          anEligibility(),
          anEligibility({ id: scheduleId('reader-1'), ...reader }),
          anEligibility({ id: scheduleId('reader-2'), principalId: bob, ...reader }),
        ],
      });
      const counts = await store.read.schedules.countByRole(later(monday, hours(1)));
      expect(counts).toHaveLength(2);
      expect(counts).toContainEqual({ role: aRole(), count: 5, eligible: 1, active: 2 });
      expect(counts).toContainEqual({ role: aRole('reader'), count: 2, eligible: 2, active: 0 });
    });

    it('then those of one access are all that are not over, whatever the casing of its scope', async () => {
      const store = open();
      const azure = (directoryScopeId: string) =>
        ({ kind: 'azure', roleDefinitionId: 'owner', directoryScopeId }) as const;
      const statuses = [
        'Granted',
        'PendingProvisioning',
        'Provisioned',
        'PendingRevocation',
        'Revoked',
        'Canceled',
        'Failed',
      ] as const;
      await insert(store, {
        schedules: [
          ...statuses.map((status) => schedule(status, 1, { status, role: azure('/Subscriptions/ONE') })),
          schedule('elsewhere', 1, { role: azure('/subscriptions/two') }),
          schedule('another', 1, { role: azure('/subscriptions/one'), principalId: bob }),
        ],
      });
      const found = await store.read.schedules.ofAccess({ principalId: alice, role: azure('/subscriptions/one') });
      expect(idsOf(found).sort()).toEqual(['Granted', 'PendingProvisioning', 'PendingRevocation', 'Provisioned']);
    });

    it('then those a request became come oldest first', async () => {
      const store = open();
      const from = (name: string, days: number) =>
        schedule(name, undefined, { startDateTime: later(monday, duration(days)), createdUsing: requestId('r') });
      await insert(store, { schedules: [from('second', 2), from('first', 1), schedule('other', 1)] });
      expect(idsOf(await store.read.schedules.createdBy(requestId('r')))).toEqual(['first', 'second']);
    });
  });

  it('When a request has a history, then it is told oldest first, and in the order it was written where the moment is the same', async () => {
    const store = open();
    const line = (id: string, at: number) => anAuditEvent({ id: eventId(id), at: instant(monday + at) });
    await store.transaction((tx) =>
      tx.audit.append(
        line('3', 2),
        line('1', 1),
        line('2', 1),
        anAuditEvent({ id: eventId('4'), requestId: requestId('x') }),
      ),
    );
    expect(idsOf(await store.read.audit.ofRequest(requestId('request-1')))).toEqual(['1', '2', '3']);
  });

  describe('When a policy is changed', () => {
    const key = policyKey(aRole());
    const changes = approvedBy(aStagePolicy({ timeOut: days(2), escalationTime: undefined }));

    it('then it is the kind’s defaults under the changes, and before the first change the defaults alone', async () => {
      const store = open();
      expect(await store.read.policies.of(aRole())).toEqual({ key, rules: defaultRules('directory'), version: 0 });
      await store.transaction((tx) => tx.policies.save(key, changes, 0));
      expect(await store.read.policies.of(aRole())).toEqual({
        key,
        rules: { ...defaultRules('directory'), ...changes },
        version: 1,
      });
    });

    it('then two at once do not overwrite each other: the second decides on what the first has left', async () => {
      const store = open();
      const versions = await Promise.all(
        ['c1', 'c2', 'c3'].map((claimValue) =>
          store.transaction(async (tx) => {
            const { version } = await tx.policies.of(aRole());
            await tx.policies.save(
              key,
              { AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue } },
              version,
            );
            return version;
          }),
        ),
      );
      expect(versions.toSorted()).toEqual([0, 1, 2]);
      expect((await store.read.policies.of(aRole())).version).toBe(3);
    });
  });
}
