import { beforeEach, describe, expect, it } from 'vitest';
import { mongoDirectoryRecords } from '../../../adapters/mongo/directory/directory-records.js';
import { tellOfAccessReview } from '../../../bot/notify/tell-of-access-review.js';
import { defaultReviewSettings, type ReviewSettings } from '../../../domain/access-review/access-review.js';
import { decisionItemId, type PrincipalId, type ReviewInstanceId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { type Duration, days, hours, type Instant, instant } from '../../../domain/time.js';
import { alice, approversGroup, aRole, bob, by, carol, dave, monday, principal } from '../../support/builders.js';
import {
  accessReviewFixture,
  admin,
  aReviewInput,
  eligible,
  standing,
} from '../../support/setups/access-review-fixture.js';
import { eligibleGroup, erin, organisation } from '../../support/setups/use-case-fixture.js';

const fixture = accessReviewFixture();
let review: ReturnType<typeof fixture.reviewing>;
const settings = (over: Partial<ReviewSettings>): ReviewSettings => ({
  ...defaultReviewSettings,
  instanceDurationInDays: 10,
  ...over,
});
/** So long after the stories begin. */
const since = (length: Duration): Instant => instant(monday + length);
const weekly = { pattern: { type: 'weekly', interval: 1 }, range: { type: 'noEnd' } } as const;
const heard: (readonly [string, readonly (string | undefined)[]])[] = [];
let listened = 0;
/** What people have been told so far, in order, and whom each time: those it concerns when it is told. */
const told = async () => {
  await fixture.follow();
  for (const event of fixture.events.slice(listened)) {
    if (event.type !== 'access-review.moved') continue;
    const people = (await tellOfAccessReview(fixture.deps, event, ['slack'])).map(({ key }) => key.split('|')[3]);
    heard.push([event.what, people]);
  }
  listened = fixture.events.length;
  return heard;
};
const activities = async () => (await fixture.audits()).map(({ activity, result }) => `${activity}: ${result}`);
const end = async (id: ReviewInstanceId) => {
  fixture.clock.set((await review.instanceOf(id)).endDateTime);
  await review.advance();
};
/** Puts one thing about somebody into the directory. */
const changePerson = (id: PrincipalId, over: object) =>
  mongoDirectoryRecords(fixture.connection).principals.save(
    organisation.flatMap((each) => (each.id === id ? [{ ...each, ...over } as (typeof organisation)[number]] : [])),
  );

beforeEach(async () => {
  heard.length = 0;
  listened = 0;
  review = fixture.reviewing();
  await review.administering();
});

describe('When a review begins', () => {
  it('then every access is an item, each with who decides and what is recommended', async () => {
    await fixture.hold(standing(bob), eligible(approversGroup));
    await review.signedIn([alice, since(days(-3))], [bob, since(days(-42))]);
    const id = await review.begin();
    const instance = await review.instanceOf(id);
    expect(instance).toMatchObject({ status: 'InProgress', endDateTime: since(days(10)) });
    const items = await review.itemsOf(id);
    expect(items.map((item) => [item.principalName, item.level, item.recommendation, item.reviewerIds])).toEqual([
      ['Alice', 'eligibility', 'Approve', [bob, carol]],
      // Bob and Carol are both in the group: neither decides on it.
      ['Approvers', 'eligibility', 'NoInfoAvailable', []],
      ['Bob', 'assignment', 'Deny', [carol]],
    ]);
  });

  it('then what was activated is no item, and only the level asked for is', async () => {
    await fixture.hold(standing(bob));
    const id = await review.begin({ scope: { role: aRole(), principals: 'users', assignmentType: 'active' } });
    expect((await review.itemsOf(id)).map((item) => item.principalName)).toEqual(['Bob']);
  });

  it('then only the inactive are items where that is asked, whoever never signed in among them', async () => {
    await fixture.hold(standing(bob), standing(carol), eligible(approversGroup));
    await review.signedIn([bob, since(days(-3))], [carol, since(days(-100))]);
    const scope = { role: aRole(), principals: 'users', assignmentType: 'all', inactiveFor: days(90) } as const;
    const id = await review.begin({ scope });
    expect((await review.itemsOf(id)).map((item) => item.principalName)).toEqual(['Alice', 'Carol']);
  });

  it('then members of a group with an Azure role are items each, and denying does not take them out', async () => {
    const azure = { kind: 'azure', roleDefinitionId: 'reader', directoryScopeId: '/subscriptions/one' } as const;
    const owner = { ...azure, roleDefinitionId: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635' };
    await fixture.hold(eligible(eligibleGroup, azure), standing(admin, owner));
    const id = await review.begin({ scope: { role: azure, principals: 'users', assignmentType: 'all' } });
    const item = await review.itemOf(id, alice);
    expect(item.throughGroup).toEqual({ id: eligibleGroup, name: 'Eligible' });
    await review.decide([item], { decision: 'Deny' });
    await review.steer(id, 'stop', by(admin));
    await review.advance();
    await review.steer(id, 'apply', by(admin));
    await review.advance();
    expect(await review.itemOf(id, alice)).toMatchObject({ applyResult: 'ApplyNotSupported' });
    expect(await fixture.store.read.schedules.ofAccess({ principalId: eligibleGroup, role: azure })).toHaveLength(1);
  });
});

describe('When reviewers decide', () => {
  it('then each decision is kept and on record, with who said it and why, and may be changed until the end', async () => {
    const id = await review.begin();
    const item = await review.itemOf(id, alice);
    await review.decide([item], { decision: 'Deny', justification: 'left the team' });
    expect(await review.itemOf(id, alice)).toMatchObject({
      decision: 'Deny',
      justification: 'left the team',
      reviewedBy: bob,
    });
    await review.decide([item], { decision: 'Approve', justification: '' }, by(carol));
    expect(await review.itemOf(id, alice)).toMatchObject({ decision: 'Approve', reviewedBy: carol });
    const entries = (await fixture.audits()).filter(({ activity }) => activity?.includes('decision in access review'));
    expect(entries).toMatchObject([
      { activity: 'Deny decision in access review', subject: alice, resultReason: 'left the team' },
      { activity: 'Approve decision in access review', subject: alice, before: { decision: 'Deny' } },
    ]);
  });

  it('then nobody else does, not on their own access, not disabled, and not once it is over', async () => {
    await fixture.hold(standing(bob));
    const id = await review.begin();
    const [ofAlice, ofBob] = [await review.itemOf(id, alice), await review.itemOf(id, bob)];
    const refusalOf = async (...tried: Parameters<typeof review.decide>) => {
      const [{ outcome } = { outcome: undefined }] = await review.decide(...tried);
      return outcome?.ok === false ? outcome.refusal.code : outcome;
    };
    expect(await refusalOf([ofAlice], {}, by(dave))).toBe('NOT_A_REVIEWER');
    expect(await refusalOf([ofBob], {}, by(bob))).toBe('NOT_A_REVIEWER');
    expect(await refusalOf([{ ...ofAlice, id: decisionItemId('nothing') }], {})).toBe('ACCESS_REVIEW_NOT_FOUND');
    await changePerson(bob, { accountEnabled: false });
    expect(await refusalOf([ofAlice], {})).toBe('NOT_A_REVIEWER');
    await changePerson(bob, {});
    fixture.clock.set(since(days(10)));
    // Nothing has looked at the clock yet, and still it is over.
    expect(await refusalOf([ofAlice], {})).toBe('ACCESS_REVIEW_STATE');
    expect((await review.itemsOf(id)).every((item) => item.decision === 'NotReviewed')).toBe(true);
    expect((await activities()).filter((each) => each.endsWith('failure'))).toHaveLength(5);
  });

  it('then an approval needs its reason where that is asked, and a denial none', async () => {
    const id = await review.begin({ settings: settings({ justificationRequiredOnApproval: true }) });
    const item = await review.itemOf(id, alice);
    const [first] = await review.decide([item], { decision: 'Approve', justification: ' ' });
    expect(first?.outcome).toEqual({ ok: false, refusal: { code: 'DECISION_NEEDS_REASON' } });
    const [second] = await review.decide([item], { decision: 'Deny', justification: '' });
    expect(second?.outcome).toEqual({ ok: true, value: 'Deny' });
  });

  it('then everybody decides about themself alone where that is asked, and groups are left out', async () => {
    await fixture.hold(eligible(bob), eligible(approversGroup));
    const id = await review.begin({ reviewers: { type: 'self' } });
    expect((await review.itemsOf(id)).map((item) => item.principalName)).toEqual(['Alice', 'Bob']);
    const items = await review.itemsOf(id);
    const outcomes = await review.decide(items, { decision: 'DontKnow' }, by(alice));
    expect(outcomes.map(({ outcome }) => outcome.ok)).toEqual([true, false]);
  });

  it('then managers decide about their people, and others where there is none or the manager has left', async () => {
    await changePerson(alice, { managerId: bob });
    await fixture.hold(eligible(bob), eligible(carol));
    await changePerson(carol, { managerId: erin });
    const id = await review.begin({ reviewers: { type: 'manager', fallbackIds: [dave] } });
    const reviewersOf = async (who: PrincipalId) => (await review.itemOf(id, who)).reviewerIds;
    expect([await reviewersOf(alice), await reviewersOf(bob), await reviewersOf(carol)]).toEqual([
      [bob],
      [dave],
      [dave],
    ]);
    await told();
    await changePerson(bob, { accountEnabled: false });
    fixture.clock.pass(hours(1));
    await review.advance();
    expect(await reviewersOf(alice)).toEqual([dave]);
    // Whoever was told already is not told again: the deliveries bear the same names.
    expect(await told()).toEqual([
      ['started', expect.arrayContaining([bob, dave])],
      ['started', [dave]],
    ]);
  });

  it('then it is told once when nobody is left who could', async () => {
    const id = await review.begin({ reviewers: { type: 'selected', userIds: [carol] } });
    await changePerson(carol, { accountEnabled: false });
    for (let hour = 0; hour < 3; hour++) {
      fixture.clock.pass(hours(1));
      await review.advance();
    }
    expect((await review.itemOf(id, alice)).reviewerIds).toEqual([]);
    expect((await told()).map(([what]) => what).filter((what) => what === 'unattended')).toHaveLength(1);
  });

  it('then all recommendations are accepted at once, and what has none stays', async () => {
    await fixture.hold(eligible(bob), eligible(carol), eligible(dave));
    await review.signedIn([alice, since(days(-2))], [dave, since(days(-60))]);
    const id = await review.begin({
      reviewers: { type: 'selected', userIds: [bob] },
      settings: settings({ recommendationsEnabled: true }),
    });
    expect(await review.accept(id, '', by(bob))).toEqual({ ok: true, value: 2 });
    const said = (await review.itemsOf(id)).map((item) => [item.principalName, item.decision]);
    expect(said).toEqual([
      ['Alice', 'Approve'],
      ['Bob', 'NotReviewed'],
      ['Carol', 'NotReviewed'],
      ['Dave', 'Deny'],
    ]);
    expect(await review.accept(id, '', by(bob))).toEqual({ ok: false, refusal: { code: 'NOTHING_RECOMMENDED' } });
  });
});

describe('When nobody decides', () => {
  it.each([
    ['None', 'NotReviewed', 'Applied'],
    ['Approve', 'Approve', 'Applied'],
    ['Deny', 'Deny', 'Applied'],
    ['Recommendation', 'Deny', 'Applied'],
  ] as const)('then %s makes it %s', async (defaultDecision, decision, status) => {
    await review.signedIn([alice, since(days(-31))]);
    const id = await review.begin({
      settings: settings({
        defaultDecisionEnabled: true,
        defaultDecision,
        autoApplyDecisionsEnabled: true,
        recommendationsEnabled: true,
      }),
    });
    await end(id);
    expect(await review.instanceOf(id)).toMatchObject({ status });
    expect(await review.itemOf(id, alice)).toMatchObject({ decision });
    const left = await fixture.store.read.schedules.ofAccess({ principalId: alice, role: aRole() });
    expect(left).toHaveLength(decision === 'Deny' ? 0 : 1);
    expect(await activities()).toContain('Auto apply review: success');
  });
});

describe('When a review is applied', () => {
  it('then what was denied is taken once, and what was given anew since stays', async () => {
    await fixture.hold(eligible(bob), eligible(carol));
    const id = await review.begin({ reviewers: { type: 'selected', userIds: [dave] } });
    await review.decide(await review.itemsOf(id), { decision: 'Deny', justification: 'over' }, by(dave));
    // Carol loses it and is given it again: that is not what was reviewed.
    const [ofCarol] = await fixture.store.read.schedules.ofAccess({ principalId: carol, role: aRole() });
    if (ofCarol) await fixture.store.transaction((tx) => tx.schedules.save({ ...ofCarol, status: 'Revoked' }));
    await fixture.hold(eligible(carol));
    await review.steer(id, 'stop', by(admin));
    await review.advance();
    expect(await review.instanceOf(id)).toMatchObject({ status: 'Completed', stoppedBy: admin });
    await review.steer(id, 'apply', by(admin));
    await review.advance();
    await review.advance();
    const results = (await review.itemsOf(id)).map((item) => [item.principalName, item.applyResult]);
    expect(results).toEqual([
      ['Alice', 'AppliedSuccessfully'],
      ['Bob', 'AppliedSuccessfully'],
      ['Carol', 'AppliedSuccessfullyButObjectNotFound'],
    ]);
    const removed = (await fixture.audits()).filter(
      ({ activity }) => activity === 'Remove eligible member from role in PIM completed',
    );
    expect(removed.map(({ subject, resultReason }) => [subject, resultReason])).toEqual([
      [alice, 'Denied in the access review “Who reads what”: over'],
      [bob, 'Denied in the access review “Who reads what”: over'],
    ]);
    expect(await fixture.store.read.schedules.ofAccess({ principalId: carol, role: aRole() })).toHaveLength(1);
    expect((await review.steer(id, 'apply', by(admin))).ok).toBe(false);
  });

  it('then an active role goes through the outbox into the directory, and a group loses its own', async () => {
    await fixture.hold(standing(bob), eligible(approversGroup));
    for (const { grant } of fixture.provisioners) await grant({ principalId: bob, role: aRole() }, { fence: 0 });
    expect(await fixture.grantedUntil(bob)).toBe('for good');
    const id = await review.begin({ reviewers: { type: 'selected', userIds: [dave] } });
    await review.decide(await review.itemsOf(id), { decision: 'Deny' }, by(dave));
    await review.steer(id, 'stop', by(admin));
    await review.advance();
    await review.steer(id, 'apply', by(admin));
    await review.advance();
    const [ofBob] = await fixture.store.read.schedules.ofAccess({ principalId: bob, role: aRole() });
    expect(ofBob?.status).toBe('PendingRevocation');
    await fixture.follow();
    expect(await fixture.grantedUntil(bob)).toBe('never');
    expect(await fixture.store.read.schedules.ofAccess({ principalId: bob, role: aRole() })).toEqual([]);
    expect(await fixture.store.read.schedules.ofAccess({ principalId: approversGroup, role: aRole() })).toEqual([]);
  });

  it('then the last administrator stays, and the item says why', async () => {
    const role = aRole(wellKnownRole.privilegedRoleAdministrator);
    const id = await review.begin({
      scope: { role, principals: 'users', assignmentType: 'all' },
      reviewers: { type: 'selected', userIds: [bob] },
      settings: settings({ defaultDecisionEnabled: true, defaultDecision: 'Deny', autoApplyDecisionsEnabled: true }),
    });
    await end(id);
    expect(await review.itemOf(id, admin)).toMatchObject({
      decision: 'Deny',
      applyResult: 'AppliedWithUnknownFailure',
      applyFailure: 'LAST_ADMINISTRATOR',
    });
    expect(await review.instanceOf(id)).toMatchObject({ status: 'Applied' });
    expect(await fixture.store.read.schedules.ofAccess({ principalId: admin, role })).toHaveLength(1);
  });
});

describe('When time goes by', () => {
  it('then reviewers are told at the start, halfway, on the last day and at the end, each once and while it is theirs', async () => {
    await fixture.hold(standing(bob));
    const id = await review.begin({ settings: settings({ reminderNotificationsEnabled: true }) });
    const look = async (when: number) => {
      fixture.clock.set(since(days(when)));
      await review.advance();
      await review.advance();
      await told();
    };
    await look(4.9);
    await look(5);
    await look(5.1);
    await review.decide([await review.itemOf(id, alice)], {}, by(carol));
    await look(9);
    await look(10);
    await look(11);
    expect(await told()).toEqual([
      ['started', expect.arrayContaining([bob, carol])],
      ['reminder', expect.arrayContaining([bob, carol])],
      // Bob has nothing left to decide.
      ['reminder', [carol]],
      ['ended', expect.arrayContaining([admin, 'channel:admins', bob, carol])],
    ]);
  });

  it('then it comes again on its day, as its review stands then, whatever became of the one before', async () => {
    const id = await review.begin({ settings: settings({ instanceDurationInDays: 3, recurrence: weekly }) });
    const { definitionId } = await review.instanceOf(id);
    await review.change(
      definitionId,
      { displayName: 'Another name', settings: { instanceDurationInDays: 2 } },
      by(admin),
    );
    fixture.clock.set(since(days(7)));
    await review.advance();
    const all = await fixture.store.read.accessReviews.instancesOf([definitionId], 10);
    expect(all.map(({ number, status, displayName }) => [number, status, displayName])).toEqual([
      [2, 'NotStarted', 'Another name'],
      [1, 'InProgress', 'Another name'],
      [0, 'Completed', 'Who reads what'],
    ]);
    expect(all[1]?.endDateTime).toBe(since(days(9)));
    expect(await review.itemsOf(all[1]?.id ?? id)).toHaveLength(1);
  });

  it('then what went by while nothing ran is left out, and the next one begins on its day', async () => {
    const id = await review.begin({
      startDateTime: since(days(1)),
      settings: settings({ instanceDurationInDays: 3, recurrence: weekly }),
    });
    expect(await review.instanceOf(id)).toMatchObject({ status: 'NotStarted' });
    fixture.clock.set(since(days(1 + 7 * 4 + 1)));
    await review.advance();
    const { definitionId } = await review.instanceOf(id);
    const all = await fixture.store.read.accessReviews.instancesOf([definitionId], 10);
    expect(all.map(({ number, status }) => [number, status])).toEqual([
      [5, 'NotStarted'],
      [4, 'InProgress'],
    ]);
    expect(all[0]?.startDateTime).toBe(since(days(1 + 7 * 5)));
  });
});

describe('When whoever looks after a review', () => {
  it('resets it, then what was decided before does not count, and what is decided after does', async () => {
    await fixture.hold(eligible(carol));
    const id = await review.begin();
    await review.decide(await review.itemsOf(id), { decision: 'Deny' });
    fixture.clock.pass(hours(1));
    expect((await review.steer(id, 'reset', by(admin))).ok).toBe(true);
    await review.decide([await review.itemOf(id, carol)], { decision: 'Approve' });
    await review.advance();
    expect((await review.itemsOf(id)).map((item) => [item.principalName, item.decision])).toEqual([
      ['Alice', 'NotReviewed'],
      ['Carol', 'Approve'],
    ]);
    expect(await review.instanceOf(id)).not.toHaveProperty('resetAt');
    // Stopped right after a reset, what was reset is no decision either.
    fixture.clock.pass(hours(1));
    await review.steer(id, 'reset', by(admin));
    await review.steer(id, 'stop', by(admin));
    await review.advance();
    expect((await review.itemsOf(id)).map((item) => item.decision)).toEqual(['NotReviewed', 'NotReviewed']);
  });

  it('deletes it, then nothing more is decided, applied or begun', async () => {
    const id = await review.begin({
      settings: settings({
        instanceDurationInDays: 3,
        recurrence: weekly,
        defaultDecisionEnabled: true,
        defaultDecision: 'Deny',
        autoApplyDecisionsEnabled: true,
      }),
    });
    const { definitionId } = await review.instanceOf(id);
    expect(await review.remove(definitionId, by(admin))).toEqual({ ok: true, value: definitionId });
    fixture.clock.pass(days(30));
    await review.advance();
    const all = await fixture.store.read.accessReviews.instancesOf([definitionId], 10);
    expect(all.map(({ status }) => status)).toEqual(['Completed']);
    expect(await fixture.store.read.schedules.ofAccess({ principalId: alice, role: aRole() })).toHaveLength(1);
    expect(await fixture.store.read.accessReviews.definitions({ limit: 10 })).toEqual([]);
    expect((await review.remove(definitionId, by(admin))).ok).toBe(false);
  });

  it('does not manage the role, then nothing of it is done, and each attempt is on record', async () => {
    const outsider = () => by(bob);
    const refused = await review.create(aReviewInput(), outsider());
    expect(refused).toEqual({ ok: false, refusal: { code: 'NOT_PERMITTED', permission: 'manage' } });
    const id = await review.begin();
    const { definitionId } = await review.instanceOf(id);
    const before = await review.instanceOf(id);
    for (const act of ['stop', 'apply', 'reset', 'remind'] as const) {
      expect((await review.steer(id, act, outsider())).ok).toBe(false);
    }
    expect((await review.change(definitionId, { displayName: 'Mine' }, outsider())).ok).toBe(false);
    expect((await review.remove(definitionId, outsider())).ok).toBe(false);
    await review.advance();
    expect(await review.instanceOf(id)).toEqual(before);
    expect((await activities()).filter((each) => each.endsWith('failure'))).toHaveLength(7);
  });

  it('takes out who stands in for managers, then that is refused; to add one is not', async () => {
    const id = await review.begin({ reviewers: { type: 'manager', fallbackIds: [bob] } });
    const { definitionId } = await review.instanceOf(id);
    const change = (fallbackIds: PrincipalId[]) =>
      review.change(definitionId, { reviewers: { type: 'manager', fallbackIds } }, by(admin));
    expect(await change([carol])).toMatchObject({ refusal: { faults: [{ kind: 'fallback-removed' }] } });
    expect(await change([bob, carol])).toMatchObject({ ok: true });
  });

  it('names somebody who cannot decide, then it is not set up', async () => {
    const input = aReviewInput({ reviewers: { type: 'selected', userIds: [erin, bob] } });
    const faults = [{ kind: 'reviewer-unable', ids: [erin] }];
    expect(await review.create(input, by(admin))).toMatchObject({ refusal: { code: 'ACCESS_REVIEW_TERMS', faults } });
  });
});

describe('When a process dies in between', () => {
  it('then another goes on where it stopped, and nothing is there or told twice', async () => {
    const people = Array.from({ length: 1_200 }, (_, number) => ({
      ...organisation[0],
      id: principal(`p${number}`),
      displayName: `Person ${String(number).padStart(4, '0')}`,
    }));
    await mongoDirectoryRecords(fixture.connection).principals.save(people as unknown as typeof organisation);
    await fixture.hold(...people.map(({ id }) => eligible(id)));
    await review.create(aReviewInput(), by(admin));
    // After one batch the process is gone: its claim holds the others off until it has run out.
    const dying = review.dyingAfter(3);
    await expect(dying()).rejects.toThrow('gone');
    const [instance] = await fixture.store.read.accessReviews.instancesIn('Initializing', 10);
    if (!instance) throw new Error('it is not beginning');
    const before = (await review.itemsOf(instance.id)).length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(1_201);
    await review.advance();
    expect((await review.instanceOf(instance.id)).status).toBe('Initializing');
    fixture.clock.pass(hours(1));
    await review.advance();
    expect((await review.instanceOf(instance.id)).status).toBe('InProgress');
    const items = await review.itemsOf(instance.id);
    expect(items).toHaveLength(1_201);
    expect(new Set(items.map((item) => item.principalId)).size).toBe(1_201);
    expect((await told()).filter(([what]) => what === 'started')).toHaveLength(1);
  });

  it('while decisions are applied, then each is applied once', async () => {
    await fixture.hold(eligible(bob), eligible(carol));
    const id = await review.begin({
      reviewers: { type: 'selected', userIds: [dave] },
      settings: settings({ defaultDecisionEnabled: true, defaultDecision: 'Deny', autoApplyDecisionsEnabled: true }),
    });
    fixture.clock.set((await review.instanceOf(id)).endDateTime);
    for (let steps = 1; steps < 12; steps++) {
      await review
        .dyingAfter(steps)()
        .catch(() => undefined);
      fixture.clock.pass(hours(1));
    }
    await review.advance();
    const removed = (await activities()).filter((each) => each.startsWith('Remove eligible member'));
    expect(removed).toHaveLength(3);
    expect((await review.itemsOf(id)).map((item) => item.applyResult)).toEqual(Array(3).fill('AppliedSuccessfully'));
    expect((await told()).map(([what]) => what)).toEqual(['started', 'ended', 'applied']);
  });
});
