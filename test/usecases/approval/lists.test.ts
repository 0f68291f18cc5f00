import { describe, expect, it } from 'vitest';
import { scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { hours, after as later } from '../../../domain/time.js';
import { listMyRoles } from '../../../domain/usecases/activation/list-my-roles.js';
import { listMyRequests, listPendingApprovals } from '../../../domain/usecases/approval/list-requests.js';
import {
  alice,
  anEligibility,
  approvedBy,
  approversGroup,
  aRole,
  aSchedule,
  aStagePolicy,
  bob,
  carol,
  dave,
  monday,
} from '../../support/builders.js';
import { eligibleGroup, idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const idsOf = (found: readonly { id: string }[]) => found.map(({ id }) => id);
const group = [{ type: 'groupMembers', groupId: approversGroup }] as const;

describe('When somebody asks for their roles', () => {
  it('then each is there once, by the eligibility that lasts longest, their groups’ too, and none that is over', async () => {
    const short = later(monday, hours(1));
    await fixture.hold(
      anEligibility({ id: scheduleId('shorter'), endDateTime: short }),
      anEligibility({ id: scheduleId('of-a-group'), principalId: eligibleGroup, role: aRole('x') }),
      anEligibility({ id: scheduleId('over'), role: aRole('y'), endDateTime: monday }),
    );
    const { eligible } = await listMyRoles(fixture.deps)(alice);
    expect(idsOf(eligible).toSorted()).toEqual(['eligibility-1', 'of-a-group']);
    expect(await listMyRoles(fixture.deps)(dave)).toEqual({ eligible: [], planned: [], active: [] });
  });

  it('then what they hold is there, until it has left the directory', async () => {
    const id = idIn(await fixture.ask());
    const { active } = await listMyRoles(fixture.deps)(alice);
    expect(active).toMatchObject([{ createdUsing: id, status: 'PendingProvisioning' }]);
  });
});

describe('When somebody asks what waits', () => {
  it('then the requestor sees their own request, and the approvers see it until it is decided', async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: group })));
    const id = idIn(await fixture.ask());
    expect(idsOf(await listMyRequests(fixture.deps)(alice, 9))).toEqual([id]);
    const pending = listPendingApprovals(fixture.deps);
    expect(idsOf(await pending(bob, 9))).toEqual([id]);
    expect(await pending(dave, 9)).toEqual([]);
    await fixture.review(id);
    expect(await pending(carol, 9)).toEqual([]);
  });

  it('then nobody sees their own among what they are to decide', async () => {
    await fixture.changePolicy(
      approvedBy(aStagePolicy({ primaryApprovers: [...group, { type: 'singleUser', userId: alice }] })),
    );
    await fixture.ask();
    expect(await listPendingApprovals(fixture.deps)(alice, 9)).toEqual([]);
  });

  it('then whoever decides by default sees what names nobody, and only while they hold the role', async () => {
    const role = aRole(wellKnownRole.globalAdministrator);
    await fixture.hold(
      aSchedule({ principalId: dave, role, assignmentType: 'assigned', endDateTime: later(monday, hours(1)) }),
    );
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: [] })));
    const id = idIn(await fixture.ask());
    expect(idsOf(await listPendingApprovals(fixture.deps)(dave, 9))).toEqual([id]);
    fixture.clock.pass(hours(1));
    expect(await listPendingApprovals(fixture.deps)(dave, 9)).toEqual([]);
  });
});
