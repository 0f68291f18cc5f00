import { beforeEach, describe, expect, it } from 'vitest';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { scheduleId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownAzureRole, wellKnownRole } from '../../../domain/role/well-known.js';
import { after, hours } from '../../../domain/time.js';
import { administratorsOf } from '../../../domain/usecases/common/default-recipients.js';
import { alice, anEligibility, approversGroup, aRole, bob, carol, dave, monday } from '../../support/builders.js';
import { erin, organisation, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const told = (role?: Role) =>
  administratorsOf({ directory: fixture.directory, reads: fixture.store.read, now: fixture.clock.now() }, role);
let number = 0;
const holds = (principalId: typeof alice, role: Role, over: Partial<Schedule> = {}) => {
  number += 1;
  return fixture.hold(
    anEligibility({ id: scheduleId(`held-${number}`), level: 'assignment', principalId, role, ...over }),
  );
};
const soon = after(monday, hours(1));
const sorted = (...ids: (typeof alice)[]) => ids.sort();

describe('Of a directory role', () => {
  it('whoever actively administers the directory hears, for a time or for good, through groups too, once', async () => {
    await holds(dave, aRole(wellKnownRole.globalAdministrator));
    await holds(alice, aRole(wellKnownRole.securityAdministrator), { assignmentType: 'activated', endDateTime: soon });
    await holds(approversGroup, aRole(wellKnownRole.privilegedRoleAdministrator));
    await holds(bob, aRole(wellKnownRole.globalAdministrator));
    // Erin's account is disabled.
    expect(await told(aRole())).toEqual(sorted(alice, bob, carol, dave));
    expect(await told()).toEqual(sorted(alice, bob, carol, dave));
  });

  it('whoever is only eligible, holds it no longer or for a part of the directory does not', async () => {
    await holds(alice, aRole(wellKnownRole.globalAdministrator), { level: 'eligibility' });
    await holds(bob, aRole(wellKnownRole.globalAdministrator), { endDateTime: soon });
    await holds(carol, aRole(wellKnownRole.globalAdministrator, '/administrativeUnits/one'));
    await holds(dave, aRole(wellKnownRole.globalReader));
    fixture.clock.pass(hours(2));
    expect(await told(aRole())).toEqual([]);
  });
});

describe('Of an Azure role', () => {
  const subscription = '/subscriptions/00000000-0000-4000-8000-000000000001';
  const group = `${subscription}/resourceGroups/web`;
  const at = (roleDefinitionId: string, directoryScopeId: string): Role => ({
    kind: 'azure',
    roleDefinitionId,
    directoryScopeId,
  });
  const { owner, userAccessAdministrator } = wellKnownAzureRole;

  it('owners and user access administrators there and around it hear: eligible ones, and those for good', async () => {
    await holds(alice, at(owner, subscription));
    await holds(bob, at(userAccessAdministrator, group), { level: 'eligibility' });
    await holds(carol, at(owner, group), { assignmentType: 'activated', endDateTime: soon });
    await holds(dave, aRole(wellKnownRole.globalAdministrator));
    expect(await told(at('reader', group))).toEqual(sorted(alice, bob));
    expect(await told(at('reader', subscription))).toEqual([alice]);
  });
});

describe('Of a group', () => {
  const role: Role = { kind: 'group', groupId: approversGroup, accessId: 'member' };
  const ownership: Role = { ...role, accessId: 'owner' };
  beforeEach(async () => {
    const groups = organisation.filter(({ id }) => id === approversGroup);
    await fixture.records.principals.save(groups.map((each) => ({ ...each, ownerIds: [alice, erin] })));
  });

  it('those hear who own it for good, and not whoever does so for a time', async () => {
    await holds(bob, ownership);
    await holds(carol, ownership, { assignmentType: 'activated', endDateTime: soon });
    await holds(dave, aRole(wellKnownRole.globalAdministrator));
    expect(await told(role)).toEqual(sorted(alice, bob));
  });
});
