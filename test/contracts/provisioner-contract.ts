import { beforeEach, describe, expect, it } from 'vitest';
import type { Provisioner } from '../../domain/ports/directory.js';
import { AdapterError } from '../../domain/ports/system.js';
import { type Access, accessKey } from '../../domain/role/role.js';
import { hours, type Instant, after as later } from '../../domain/time.js';

export type ProvisionerUnderTest = {
  provisioner: Provisioner;
  /** An access that is not in the directory yet, and another of the same person. */
  access: Access;
  other: Access;
  /** Ownership of one group that nobody owns yet, by two people. */
  owners: readonly [Access, Access];
  /** The present moment of the directory. */
  now: Instant;
  /** False where the far end knows no fences: then those stories are left out. */
  keepsFences: boolean;
};

/** What every provisioner does, whatever directory stands behind it. `make` gives a directory without grants. */
export function provisionerContract(name: string, make: () => Promise<ProvisionerUnderTest>): void {
  describe(`${name} as a provisioner`, () => {
    let fixture: ProvisionerUnderTest;
    beforeEach(async () => {
      fixture = await make();
    });

    it('When nothing was ever granted, then the directory says so', async () => {
      const { provisioner, access } = fixture;
      expect(provisioner.serves(access.role)).toBe(true);
      expect(await provisioner.read(access)).toBeUndefined();
    });

    it('When an access is granted, then it reads back with its end, and no other access does', async () => {
      const { provisioner, access, other, now } = fixture;
      const endDateTime = later(now, hours(2));
      await provisioner.grant(access, { endDateTime, fence: 1 });
      expect(await provisioner.read(access)).toEqual({ access, endDateTime });
      expect(await provisioner.read(other)).toBeUndefined();
    });

    it('When a grant has no end, then it reads back as permanent', async () => {
      const { provisioner, access } = fixture;
      await provisioner.grant(access, { fence: 1 });
      expect(await provisioner.read(access)).toEqual({ access, endDateTime: undefined });
    });

    it('When the same grant is delivered twice, then it is there once and as it was', async () => {
      const { provisioner, access, now } = fixture;
      const endDateTime = later(now, hours(2));
      await provisioner.grant(access, { endDateTime, fence: 1 });
      await provisioner.grant(access, { endDateTime, fence: 1 });
      expect(await provisioner.read(access)).toEqual({ access, endDateTime });
      await provisioner.revoke(access, { fence: 2 });
      expect(await provisioner.read(access)).toBeUndefined();
    });

    it('When the end moves, later, sooner or away, then the directory has the new one', async () => {
      const { provisioner, access, now } = fixture;
      const ends = [later(now, hours(2)), later(now, hours(4)), later(now, hours(1)), undefined];
      for (const [index, endDateTime] of ends.entries()) {
        await provisioner.grant(access, { endDateTime, fence: index + 1 });
        expect(await provisioner.read(access)).toEqual({ access, endDateTime });
      }
    });

    it('When an access is taken out twice, or was never in, then it is out', async () => {
      const { provisioner, access, other } = fixture;
      await provisioner.grant(access, { fence: 1 });
      await provisioner.revoke(access, { fence: 2 });
      await provisioner.revoke(access, { fence: 2 });
      await provisioner.revoke(other, { fence: 1 });
      expect(await provisioner.read(access)).toBeUndefined();
      expect(await provisioner.read(other)).toBeUndefined();
    });

    it('When many accesses are asked about at once, then those that are there come, each with its end', async () => {
      const { provisioner, access, other, owners, now } = fixture;
      const endDateTime = later(now, hours(2));
      expect(await provisioner.readAll([])).toEqual([]);
      await provisioner.grant(access, { endDateTime, fence: 1 });
      await provisioner.grant(owners[0], { fence: 1 });
      await provisioner.grant(other, { fence: 1 });
      await provisioner.revoke(other, { fence: 2 });
      const found = await provisioner.readAll([access, other, ...owners]);
      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining([{ access, endDateTime }, { access: owners[0] }]));
    });

    it('When everything it holds is walked through page by page, then each grant comes once, and what is out does not', async () => {
      const { provisioner, access, other, owners } = fixture;
      const all = [access, other, ...owners];
      for (const each of all) await provisioner.grant(each, { fence: 1 });
      await provisioner.revoke(other, { fence: 2 });
      const found: Access[] = [];
      let place: string | undefined;
      do {
        const { grants, next } = await provisioner.grants(place, 2);
        expect(grants.length).toBeLessThanOrEqual(2);
        found.push(...grants.map((grant) => grant.access));
        place = next;
      } while (place !== undefined);
      const keys = (accesses: readonly Access[]) => accesses.map(accessKey).sort();
      expect(keys(found)).toEqual(keys([access, ...owners]));
    });

    it('When an access comes back after it was taken out, then it is in again', async () => {
      const { provisioner, access, now } = fixture;
      await provisioner.grant(access, { fence: 1 });
      await provisioner.revoke(access, { fence: 2 });
      await provisioner.grant(access, { endDateTime: later(now, hours(1)), fence: 3 });
      expect(await provisioner.read(access)).toEqual({ access, endDateTime: later(now, hours(1)) });
    });

    it('When a group’s last owner is taken out, then the directory refuses until there is another one', async () => {
      const { provisioner, owners, now } = fixture;
      const [first, second] = owners;
      const endDateTime = later(now, hours(2));
      await provisioner.grant(first, { endDateTime, fence: 1 });
      await expect(provisioner.revoke(first, { fence: 2 })).rejects.toSatisfy(isLastOwner);
      expect(await provisioner.read(first)).toEqual({ access: first, endDateTime });
      await provisioner.revoke(second, { fence: 1 });
      await expect(provisioner.revoke(first, { fence: 3 })).rejects.toSatisfy(isLastOwner);
      await provisioner.grant(second, { fence: 2 });
      await provisioner.revoke(first, { fence: 4 });
      expect(await provisioner.read(first)).toBeUndefined();
      await expect(provisioner.revoke(second, { fence: 3 })).rejects.toSatisfy(isLastOwner);
    });

    it('When the last two owners are taken out at once, then one of them stays', async () => {
      const { provisioner, owners } = fixture;
      for (let round = 1; round < 20; round += 2) {
        await Promise.all(owners.map((access) => provisioner.grant(access, { fence: round })));
        const taken = await Promise.allSettled(
          owners.map((access) => provisioner.revoke(access, { fence: round + 1 })),
        );
        expect(taken.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
        const left = await Promise.all(owners.map((access) => provisioner.read(access)));
        expect(left.filter((grant) => grant !== undefined)).toHaveLength(1);
      }
    });

    it('When a process wakes late with an overtaken fence, then its grant and its revocation are both refused', async (story) => {
      const { provisioner, access, other, keepsFences } = fixture;
      if (!keepsFences) story.skip('the far end knows no fences');
      await provisioner.grant(access, { fence: 5 });
      await expect(provisioner.revoke(access, { fence: 4 })).rejects.toSatisfy(isOvertaken);
      expect(await provisioner.read(access)).toBeDefined();
      await provisioner.revoke(access, { fence: 6 });
      await expect(provisioner.grant(access, { fence: 5 })).rejects.toSatisfy(isOvertaken);
      expect(await provisioner.read(access)).toBeUndefined();
      await provisioner.grant(other, { fence: 1 });
      expect(await provisioner.read(other)).toBeDefined();
    });
  });
}

const isOvertaken = (fault: unknown) => fault instanceof AdapterError && fault.retryable;
const isLastOwner = (fault: unknown) =>
  fault instanceof AdapterError && fault.code === 'last-owner' && !fault.retryable;
