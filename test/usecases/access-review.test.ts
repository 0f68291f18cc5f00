import { beforeEach, describe, expect, it } from 'vitest';
import { mongoDirectoryRecords } from '../../adapters/mongo/directory-records.js';
import { accessKey } from '../../domain/role/role.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import { after, days, hours, instant } from '../../domain/time.js';
import { defaultReviewSettings } from '../../domain/review/access-review.js';
import { alice, approversGroup, aRole, bob, by, carol, dave, monday, principal } from '../support/builders.js';
import { admin, aReviewWish, eligible, reviewHouse, standing } from '../support/review-house.js';
import { eligibleGroup, erin } from '../support/use-case-house.js';

const house = reviewHouse();
let review: ReturnType<typeof house.reviewing>;
const settings = (over: Partial<typeof defaultReviewSettings> & { instanceDurationInDays?: number }) => ({
  ...defaultReviewSettings,
  instanceDurationInDays: 10,
  ...over,
});
const moved = () =>
  house.events.flatMap((event) => (event.type === 'access-review.moved' ? [event.what] : []));

beforeEach(async () => {
  review = house.reviewing();
  await review.administering();
});

describe('When a review begins', () => {
  it('then every access is an item, each with who decides and what is recommended', async () => {
    await house.hold(standing(bob), eligible(approversGroup));
    await review.signedIn([alice, after(monday, days(-3))], [bob, after(monday, days(-42))]);
    const id = await review.begin();
    const instance = await review.instanceOf(id);
    expect(instance).toMatchObject({ status: 'InProgress', endDateTime: after(monday, days(10)) });
    const items = await review.itemsOf(id);
    expect(items.map((item) => [item.principalName, item.level, item.recommendation, item.reviewerIds])).toEqual([
      ['Alice', 'eligibility', 'Approve', [bob, carol]],
      // Bob and Carol are both in the group: neither decides on it.
      ['Approvers', 'eligibility', 'NoInfoAvailable', []],
      ['Bob', 'assignment', 'Deny', [carol]],
    ]);
  });

  it('then what was activated is no item, and only the level asked for is', async () => {
    await house.hold(standing(bob));
    const id = await review.begin({ scope: { role: aRole(), principals: 'users', assignmentType: 'active' } });
    expect((await review.itemsOf(id)).map((item) => item.principalName)).toEqual(['Bob']);
  });

  it('then only the inactive are items where that is asked, whoever never signed in among them', async () => {
    await house.hold(standing(bob), standing(carol), eligible(approversGroup));
    await review.signedIn([bob, after(monday, days(-3))], [carol, after(monday, days(-100))]);
    const scope = { role: aRole(), principals: 'users', assignmentType: 'all', inactiveFor: days(90) } as const;
    const id = await review.begin({ scope });
    expect((await review.itemsOf(id)).map((item) => item.principalName)).toEqual(['Alice', 'Carol']);
  });

  it('then members of a group with an Azure role are items each, and denying does not take them out', async () => {
    const azure = { kind: 'azure', roleDefinitionId: 'reader', directoryScopeId: '/subscriptions/one' } as const;
    const owner = { ...azure, roleDefinitionId: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635' };
    await house.hold(eligible(eligibleGroup, azure), standing(admin, owner));
    const id = await review.begin({ scope: { role: azure, principals: 'users', assignmentType: 'all' } });
    const item = await review.itemOf(id, alice);
    expect(item.throughGroup).toEqual({ id: eligibleGroup, name: 'Eligible' });
    await review.decide([item], { decision: 'Deny' });
    await review.steer(id, 'stop', by(admin));
    await review.advance();
    await review.steer(id, 'apply', by(admin));
    await review.advance();
    expect(await review.itemOf(id, alice)).toMatchObject({ applyResult: 'ApplyNotSupported' });
    expect(await house.store.read.schedules.ofAccess({ principalId: eligibleGroup, role: azure })).toHaveLength(1);
  });
});
