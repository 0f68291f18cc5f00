import type { Principal, Provisioner } from '../../../domain/ports/directory.js';
import type { DirectoryRecords } from '../../../domain/ports/directory-records.js';
import { AdapterError, type Clock } from '../../../domain/ports/system.js';
import type { Access } from '../../../domain/role/role.js';

/**
 * Carries accesses of every kind into the built-in directory. What it holds past its end counts as gone, as in a
 * directory that takes time-bound assignments back on its own. Whoever is a member or owner permanently, by import,
 * stays one: only grants are read, put in and taken out. A group's last owner stays in force past their end too, and a
 * revocation throws AdapterError `last-owner` for them. A grant throws AdapterError `not-found` where the principal or
 * group is unknown, `rejected` for a dynamic or synced group (their members come from elsewhere), and like a revocation
 * `unavailable` for a fence that was overtaken: whoever holds the access's delivery now has a higher one.
 */
export function builtinProvisioner(records: DirectoryRecords, clock: Clock): Provisioner {
  return {
    serves: () => true,
    read: (access) => records.grants.find(access, clock.now()),
    readAll: (accesses) => records.grants.findAll(accesses, clock.now()),
    grants: (after, limit) => records.grants.page(after, limit, clock.now()),
    async grant(access, terms) {
      await refuseImpossible(records, access);
      if (!(await records.grants.put(access, terms))) throw overtaken();
    },
    async revoke(access, { fence }) {
      const outcome = await records.grants.remove(access, { fence, now: clock.now() });
      if (outcome === 'overtaken') throw overtaken();
      if (outcome === 'last-owner') throw new AdapterError('last-owner', 'the group would have no owner left');
    },
  };
}

const overtaken = () => new AdapterError('unavailable', 'a later delivery of this access has been here already');

async function refuseImpossible({ principals }: DirectoryRecords, { principalId, role }: Access): Promise<void> {
  const desired = role.kind === 'group' ? [principalId, role.groupId] : [principalId];
  const found = new Map((await principals.find(desired)).map((principal) => [principal.id, principal]));
  if (!desired.every((id) => found.has(id))) {
    throw new AdapterError('not-found', 'the principal or the group is not in the directory');
  }
  if (role.kind === 'group' && !takesMembers(found.get(role.groupId))) {
    throw new AdapterError('rejected', 'the members of a dynamic or synced group cannot be changed here');
  }
}

const takesMembers = (principal: Principal | undefined): boolean =>
  principal?.type === 'group' && principal.membershipType === 'assigned' && !principal.onPremisesSyncEnabled;
