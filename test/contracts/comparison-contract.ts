import { describe, expect, it } from 'vitest';
import type { Schedule, ScheduleStatus } from '../../domain/assignment/schedule.js';
import { type PrincipalId, scheduleId } from '../../domain/ids.js';
import type { Store } from '../../domain/ports/store.js';
import { type Access, accessKey, type Role } from '../../domain/role/role.js';
import { days, after as later } from '../../domain/time.js';
import { alice, anEligibility, aRole, aSchedule, bob, carol, dave, monday } from '../support/builders.js';

const idsOf = (found: readonly { id: string }[]) => found.map(({ id }) => id).sort();
const access = (principalId: PrincipalId, role: Role = aRole()): Access => ({ principalId, role });
/** What is over says since when. */
const lease = (name: string, over: Partial<Schedule> = {}) =>
  aSchedule({
    id: scheduleId(name),
    ...((over.status === 'Revoked' || over.status === 'Failed') && { endedDateTime: monday }),
    ...over,
  });
const hold = (store: Store, ...leases: Schedule[]) => store.transaction((tx) => tx.schedules.insert(...leases));

const inEveryState = (over: Partial<Schedule> = {}): Schedule[] =>
  (
    [
      'Granted',
      'PendingProvisioning',
      'Provisioned',
      'PendingRevocation',
      'Revoked',
      'Canceled',
      'Failed',
    ] satisfies ScheduleStatus[]
  ).map((status) => lease(status, { ...over, status }));

/** What every store must do for whoever compares its leases with a directory. `open` as in `storeContract`. */
export function comparisonContract(open: () => Store): void {
  describe('When the leases are compared with the directory', () => {
    it('then those that it may hold are those that have begun and are not over, and no eligibility', async () => {
      const store = open();
      await hold(store, ...inEveryState(), anEligibility({ status: 'Provisioned' }));
      const mayBeHeld = ['PendingProvisioning', 'PendingRevocation', 'Provisioned'];
      const { leases, next } = await store.read.leases.begun(undefined, 9);
      expect([idsOf(leases), next]).toEqual([mayBeHeld, undefined]);
      expect(idsOf(await store.read.leases.begunOn([access(alice)]))).toEqual(mayBeHeld);
    });

    it('then each is read exactly as it was stored', async () => {
      const store = open();
      const stored = lease('one', { activatedUsing: scheduleId('eligibility-1'), provisionedDateTime: monday });
      await hold(store, stored);
      expect((await store.read.leases.begun(undefined, 9)).leases).toStrictEqual([stored]);
      expect(await store.read.leases.begunOn([access(alice)])).toStrictEqual([stored]);
    });

    it('then they come access by access, all on one together, until there are no more', async () => {
      const store = open();
      const people = [alice, bob, carol, dave].sort();
      await hold(
        store,
        ...people.flatMap((principalId) =>
          [1, 2, 3].map((number) => lease(`${principalId}-${number}`, { principalId })),
        ),
      );
      const pages: string[][] = [];
      let from: string | undefined;
      do {
        const { leases, next } = await store.read.leases.begun(from, 4);
        pages.push(idsOf(leases));
        from = next;
      } while (from !== undefined);
      const of = (...owners: PrincipalId[]) => owners.flatMap((id) => [1, 2, 3].map((number) => `${id}-${number}`));
      const [first, second, third, fourth] = people as [PrincipalId, PrincipalId, PrincipalId, PrincipalId];
      expect(pages).toEqual([of(first, second), of(third, fourth), []]);
    });

    it('then a page begins after the access where the one before has ended, whether that is still there or not', async () => {
      const store = open();
      const [first, second] = [alice, bob].sort() as [PrincipalId, PrincipalId];
      await hold(store, lease('second', { principalId: second }));
      const { leases } = await store.read.leases.begun(accessKey(access(first)), 9);
      expect(idsOf(leases)).toEqual(['second']);
      expect(await store.read.leases.begun(accessKey(access(second)), 9)).toEqual({ leases: [], next: undefined });
    });

    it('then only the accesses that were asked for are answered, whatever the casing of their scope', async () => {
      const store = open();
      const azure = (directoryScopeId: string): Role => ({
        kind: 'azure',
        roleDefinitionId: 'owner',
        directoryScopeId,
      });
      await hold(
        store,
        lease('held', { role: azure('/Subscriptions/ONE') }),
        lease('elsewhere', { role: azure('/subscriptions/two') }),
        lease('of-bob', { role: azure('/subscriptions/one'), principalId: bob }),
        lease('over', { role: azure('/subscriptions/ONE'), status: 'Revoked' }),
        lease('over-elsewhere', { role: azure('/subscriptions/two'), status: 'Revoked' }),
      );
      const asked = [access(alice, azure('/subscriptions/one')), access(carol, azure('/subscriptions/one'))];
      expect(idsOf(await store.read.leases.begunOn(asked))).toEqual(['held']);
      expect(idsOf(await store.read.leases.endedOn(asked))).toEqual(['over']);
      expect([await store.read.leases.begunOn([]), await store.read.leases.endedOn([])]).toEqual([[], []]);
    });

    it('then of what is over, each access that the directory may have held is told by one lease', async () => {
      const store = open();
      await hold(store, ...inEveryState());
      const never = (['Granted', 'Canceled', 'Provisioned'] as const).map((status) =>
        lease(`bob-${status}`, { principalId: bob, status }),
      );
      await hold(store, ...never, lease('carol-over', { principalId: carol, status: 'Failed' }));
      await hold(store, anEligibility({ id: scheduleId('eligible'), principalId: dave, status: 'Revoked' }));
      const found = await store.read.leases.endedOn([access(alice), access(bob), access(carol), access(dave)]);
      const told = found.map((each) => [each.principalId, each.status] as const);
      expect(new Map(told)).toEqual(
        new Map([
          [alice, expect.stringMatching(/^(Revoked|Failed)$/)],
          [carol, 'Failed'],
        ]),
      );
      expect(told).toHaveLength(2);
    });
  });

  describe('When an access is found that nobody gave here', () => {
    const find = (store: Store, accesses: Access[], now = monday) =>
      store.transaction((tx) => tx.outside.find(accesses, now, later(now, days(30))));

    it('then it is news once, whatever else is found with it', async () => {
      const store = open();
      expect(await find(store, [access(alice), access(bob), access(alice)])).toEqual([access(alice), access(bob)]);
      expect(await find(store, [access(bob), access(carol), access(alice)])).toEqual([access(carol)]);
      expect(await find(store, [])).toEqual([]);
      expect(await find(store, [access(alice, aRole('another'))])).toEqual([access(alice, aRole('another'))]);
    });

    it('then it is remembered from when it was found last, to the very moment, and is news after that', async () => {
      const store = open();
      await find(store, [access(alice)]);
      const seenAgain = later(monday, days(29));
      expect(await find(store, [access(alice)], seenAgain)).toEqual([]);
      expect(await find(store, [access(alice)], later(seenAgain, days(30)))).toEqual([access(alice)]);
      expect(await find(store, [access(alice)], later(seenAgain, days(59)))).toEqual([]);
    });

    it('then work that comes to nothing has found nothing', async () => {
      const store = open();
      const work = store.transaction(async (tx) => {
        expect(await tx.outside.find([access(alice)], monday, later(monday, days(30)))).toHaveLength(1);
        throw new Error('bug');
      });
      await expect(work).rejects.toThrow('bug');
      expect(await find(store, [access(alice)])).toEqual([access(alice)]);
    });

    it('then one of several who find it at once has the news, also when it had been forgotten', async () => {
      const store = open();
      for (const now of [monday, later(monday, days(31))]) {
        const found = await Promise.all([1, 2, 3, 4].map(() => find(store, [access(alice), access(bob)], now)));
        expect(found.flat().map(accessKey).sort()).toEqual([access(alice), access(bob)].map(accessKey).sort());
      }
    });
  });
}
