import { beforeEach, describe, expect, it } from 'vitest';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { scheduleId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { days, hours, after as later } from '../../../domain/time.js';
import { listMyRoles } from '../../../domain/usecases/activation/list-my-roles.js';
import { requestActivation } from '../../../domain/usecases/activation/request-activation.js';
import { azurePlaces, contributorAt, places } from '../../support/azure-places.js';
import {
  alice,
  anAsk,
  anEligibility,
  approvedBy,
  aStagePolicy,
  asks,
  bob,
  by,
  carol,
  monday,
} from '../../support/builders.js';
import { eligibleGroup, idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const inTwoHours = later(monday, hours(2));
const byBob = approvedBy(aStagePolicy({ primaryApprovers: asks(bob) }));
const [production, webShop] = [contributorAt('production'), contributorAt('webShop')];

const eligible = (role: Role, over: Partial<Schedule> = {}) =>
  fixture.hold(anEligibility({ id: scheduleId('eligibility-azure'), role, ...over }));
const ask = (role: Role, over: Parameters<typeof fixture.ask>[0] = {}) => fixture.ask(over, by(alice), role);
const noProofs = { multiFactor: false, authenticationContexts: [] };

beforeEach(() => fixture.records.scopes.save(azurePlaces));

describe('When somebody who is eligible for a subscription asks at a resource group in it', () => {
  beforeEach(() => eligible(production));

  it('then they get it there and nowhere else, for as long as they asked', async () => {
    const id = idIn(await ask(webShop));
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({
      status: 'Provisioned',
      role: webShop,
      governingScopeId: places.production,
      activatedUsing: 'eligibility-azure',
    });
    expect(await fixture.grantedUntil(alice, webShop)).toBe(inTwoHours);
    expect(await fixture.grantedUntil(alice, production)).toBe('never');
    const { active, eligible } = await listMyRoles(fixture.deps)(alice);
    expect(active.map(({ role }) => role)).toEqual([webShop]);
    expect(eligible.map(({ role }) => role)).toContainEqual(production);
  });

  it('then a resource in it can be had beside it, each with an end of its own', async () => {
    await ask(webShop);
    const keys = contributorAt('keys');
    const oneHour = { scheduleInfo: { expiration: { type: 'afterDuration', duration: hours(1) } } } as const;
    expect(await ask(keys, oneHour)).toMatchObject({ ok: true });
    await fixture.follow();
    expect(await fixture.grantedUntil(alice, keys)).toBe(later(monday, hours(1)));
    expect(await fixture.grantedUntil(alice, webShop)).toBe(inTwoHours);
    expect(await ask(keys)).toMatchObject({ refusal: { code: 'ASSIGNMENT_EXISTS' } });
  });

  it('then whoever approves for the subscription is asked, though the resource group asks nobody', async () => {
    await fixture.changePolicy(byBob, production);
    const id = idIn(await ask(webShop));
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval', governingScopeId: places.production });
    expect(await fixture.review(id, {}, by(carol))).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
    expect(await fixture.review(id)).toEqual({ ok: true, value: { outcome: 'approved' } });
    await fixture.follow();
    expect(await fixture.grantedUntil(alice, webShop)).toBe(inTwoHours);
  });

  it('then settings of the resource group itself change nothing, before and after it is asked', async () => {
    await fixture.changePolicy(byBob, production);
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(carol) })), webShop);
    const id = idIn(await ask(webShop));
    expect(await fixture.review(id, {}, by(carol))).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(carol) })), production);
    expect(await fixture.review(id)).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
    expect(await fixture.review(id, {}, by(carol))).toMatchObject({ ok: true });
  });

  it('then the subscription’s longest duration holds', async () => {
    const short = { Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(1) } };
    await fixture.changePolicy(short, production);
    expect(await ask(webShop)).toMatchObject({ refusal: { failures: [{ rule: 'ExpirationRule' }] } });
  });

  it('then an approval does not carry over to an eligibility that other settings govern', async () => {
    await fixture.changePolicy(byBob, production);
    const id = idIn(await ask(webShop));
    const [there] = await fixture.store.read.schedules.list({ level: 'eligibility', roles: [production], limit: 1 });
    if (!there) throw new Error('nobody is eligible there');
    await fixture.store.transaction((tx) => tx.schedules.save({ ...there, endDateTime: monday }));
    await fixture.hold(anEligibility({ id: scheduleId('nearer'), role: webShop }));
    expect(await fixture.review(id)).toEqual({ ok: true, value: { outcome: 'failed' } });
    expect(await fixture.request(id)).toMatchObject({ status: 'Failed', failure: 'ELIGIBILITY_GONE' });
  });

  it('then a nearer eligibility that comes while they ask governs, with its own settings', async () => {
    await fixture.changePolicy({}, production);
    await fixture.changePolicy(byBob, webShop);
    const { read } = fixture.store;
    let looked = 0;
    // Once whom to ask has been read, and before anything is decided.
    const of: typeof read.policies.of = async (role) => {
      looked += 1;
      if (looked === 1) await fixture.hold(anEligibility({ id: scheduleId('nearer'), role: webShop }));
      return read.policies.of(role);
    };
    const store = { ...fixture.store, read: { ...read, policies: { of } } };
    const outcome = await requestActivation({ ...fixture.deps, store })(webShop, anAsk(), noProofs, by(alice));
    expect(looked).toBe(2);
    const request = await fixture.request(idIn(outcome));
    expect(request).toMatchObject({ status: 'PendingApproval', activatedUsing: 'nearer' });
    expect(request.governingScopeId).toBeUndefined();
  });

  it('then the nearest of theirs is what it stands on, and ends it, though one further out lasts longer', async () => {
    const soon = later(monday, hours(1));
    await fixture.hold(anEligibility({ id: scheduleId('nearer'), role: webShop, endDateTime: soon }));
    const id = idIn(await ask(contributorAt('keys')));
    expect(await fixture.request(id)).toMatchObject({ activatedUsing: 'nearer', governingScopeId: places.webShop });
    expect(await fixture.schedule(id)).toMatchObject({ activatedUsing: 'nearer', endDateTime: soon });
  });

  it.each([
    ['another subscription', contributorAt('sandbox'), 'POLICY_RULES_FAILED'],
    ['the management group around it', contributorAt('works'), 'POLICY_RULES_FAILED'],
    ['a place of that name elsewhere', contributorAt('otherWebShop'), 'POLICY_RULES_FAILED'],
    [
      'a place in it that is not there',
      { ...webShop, directoryScopeId: `${places.production}/resourceGroups/nowhere` } as Role,
      'SCOPE_NOT_FOUND',
    ],
    ['another role there', { ...webShop, roleDefinitionId: 'reader' } as Role, 'POLICY_RULES_FAILED'],
  ])('then they get nothing at %s', async (_where, role, code) => {
    expect(await ask(role)).toMatchObject({ ok: false, refusal: { code } });
  });
});

it('When the eligibility is a group’s, at the management group, then a member gets the role at a resource, for themself', async () => {
  await eligible(contributorAt('works'), { principalId: eligibleGroup, endDateTime: later(monday, days(1)) });
  const keys = contributorAt('keys');
  const id = idIn(await ask(keys));
  await fixture.follow();
  expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned', governingScopeId: places.works });
  expect(await fixture.grantedUntil(alice, keys)).toBe(inTwoHours);
  expect(await fixture.grantedUntil(eligibleGroup, keys)).toBe('never');
  expect(await fixture.ask({}, by(bob), keys)).toMatchObject({ refusal: { failures: [{ rule: 'EligibilityRule' }] } });
});

it('When a directory role is eligible in the whole directory, then that is no eligibility for a part of it', async () => {
  const [own] = await fixture.store.read.schedules.list({ level: 'eligibility', limit: 1 });
  if (own?.role.kind !== 'directory') throw new Error('nobody is eligible');
  const part = { ...own.role, directoryScopeId: '/administrativeUnits/1' };
  expect(await ask(part)).toMatchObject({ refusal: { code: 'POLICY_RULES_FAILED' } });
});
