import { describe, expect, it } from 'vitest';
import { scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { hours, after as later } from '../../../domain/time.js';
import { listMyRoles } from '../../../domain/usecases/activation/list-my-roles.js';
import { listMyRequests, listPendingReviews } from '../../../domain/usecases/approval/list-requests.js';
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
import { eligibleGroup, idIn, useCaseHouse } from '../../support/setups/use-case-house.js';

const house = useCaseHouse();
const idsOf = (found: readonly { id: string }[]) => found.map(({ id }) => id);
const group = [{ type: 'groupMembers', groupId: approversGroup }] as const;

describe('When somebody asks for their roles', () => {
  it('then each is there once, by the eligibility that lasts longest, their groups’ too, and none that is over', async () => {
    const short = later(monday, hours(1));
    await house.hold(
      anEligibility({ id: scheduleId('shorter'), endDateTime: short }),
      anEligibility({ id: scheduleId('of-a-group'), principalId: eligibleGroup, role: aRole('x') }),
      anEligibility({ id: scheduleId('over'), role: aRole('y'), endDateTime: monday }),
    );
    const { eligible } = await listMyRoles(house.deps)(alice);
    expect(idsOf(eligible).toSorted()).toEqual(['eligibility-1', 'of-a-group']);
    expect(await listMyRoles(house.deps)(dave)).toEqual({ eligible: [], planned: [], active: [] });
  });

  it('then what they hold is there, until it has left the directory', async () => {
    const id = idIn(await house.ask());
    const { active } = await listMyRoles(house.deps)(alice);
    expect(active).toMatchObject([{ createdUsing: id, status: 'PendingProvisioning' }]);
  });
});

describe('When somebody asks what waits', () => {
  it('then the requestor sees their own request, and the approvers see it until it is decided', async () => {
    await house.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: group })));
    const id = idIn(await house.ask());
    expect(idsOf(await listMyRequests(house.deps)(alice, 9))).toEqual([id]);
    const pending = listPendingReviews(house.deps);
    expect(idsOf(await pending(bob, 9))).toEqual([id]);
    expect(await pending(dave, 9)).toEqual([]);
    await house.review(id);
    expect(await pending(carol, 9)).toEqual([]);
  });

  it('then nobody sees their own among what they are to decide', async () => {
    await house.changePolicy(
      approvedBy(aStagePolicy({ primaryApprovers: [...group, { type: 'singleUser', userId: alice }] })),
    );
    await house.ask();
    expect(await listPendingReviews(house.deps)(alice, 9)).toEqual([]);
  });

  it('then whoever decides by default sees what names nobody, and only while they hold the role', async () => {
    const role = aRole(wellKnownRole.globalAdministrator);
    await house.hold(
      aSchedule({ principalId: dave, role, assignmentType: 'assigned', endDateTime: later(monday, hours(1)) }),
    );
    await house.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: [] })));
    const id = idIn(await house.ask());
    expect(idsOf(await listPendingReviews(house.deps)(dave, 9))).toEqual([id]);
    house.clock.pass(hours(1));
    expect(await listPendingReviews(house.deps)(dave, 9)).toEqual([]);
  });
});
