import { describe, expect, it } from 'vitest';
import type { ActivationAsk } from '../../../domain/assignment/decide-activation.js';
import { scheduleId } from '../../../domain/ids.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import type { Role } from '../../../domain/role/role.js';
import { days, hours, instant, after as later, minutes } from '../../../domain/time.js';
import { previewActivation } from '../../../domain/usecases/activation/preview-activation.js';
import { azurePlaces, contributorAt } from '../../support/azure-places.js';
import {
  alice,
  anAsk,
  anEligibility,
  approvedBy,
  approversGroup,
  aRole,
  aStagePolicy,
  asks,
  bob,
  by,
  carol,
  dave,
  monday,
} from '../../support/builders.js';
import { eligibleGroup, idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const noProofs = { multiFactor: false, authenticationContexts: [] };
const preview = (ask: Partial<ActivationAsk> = {}, role: Role = aRole(), proofs = noProofs) =>
  previewActivation(fixture.deps)(role, anAsk(ask), proofs, alice);
const lasting = (length: number, startDateTime?: number): Partial<ActivationAsk> => ({
  scheduleInfo: {
    startDateTime: startDateTime === undefined ? undefined : instant(startDateTime),
    expiration: { type: 'afterDuration', duration: hours(length) },
  },
});

describe('When somebody wants to know what asking would come to', () => {
  it('then nothing at all is stored, and asking still does just that', async () => {
    const before = await fixture.written();
    const foreseen = await preview();
    expect(await fixture.written()).toEqual(before);
    if (!foreseen.ok) throw new Error(`refused: ${foreseen.refusal.refusal.code}`);
    const { start, end, eligibility, stages, isCapped } = foreseen.value;
    expect({ stages, isCapped }).toEqual({ stages: [], isCapped: false });
    const schedule = await fixture.schedule(idIn(await fixture.ask()));
    expect(schedule).toMatchObject({ startDateTime: start, endDateTime: end, activatedUsing: eligibility.id });
  });

  it('then every stage names whom it would ask, once it escalates too, and never the asker', async () => {
    const first = aStagePolicy({
      primaryApprovers: [{ type: 'groupMembers', groupId: approversGroup }, ...asks(alice)],
      approvalsRequired: 2,
      timeOut: hours(12),
    });
    const second = aStagePolicy({
      primaryApprovers: asks(carol),
      escalationApprovers: asks(dave),
      escalationTime: hours(1),
    });
    await fixture.changePolicy(approvedBy(first, second));
    expect(await preview()).toMatchObject({
      ok: true,
      value: {
        stages: [
          { primary: [bob, carol], escalation: [], asks: { approvalsRequired: 2, timeOut: hours(12) } },
          { primary: [carol], escalation: [dave], asks: { escalationTime: hours(1) } },
        ],
      },
    });
  });

  it('then it says through which group, and that the end comes sooner with the eligibility', async () => {
    const role = aRole('through-a-group');
    const soon = later(monday, hours(1));
    await fixture.changePolicy({}, role);
    const id = scheduleId('of-the-group');
    await fixture.hold(anEligibility({ id, principalId: eligibleGroup, role, endDateTime: soon }));
    expect(await preview({}, role)).toMatchObject({
      ok: true,
      value: { eligibility: { id, principalId: eligibleGroup }, start: monday, end: soon, isCapped: true },
    });
  });

  it('then a place within a subscription is foreseen under the subscription’s settings', async () => {
    await fixture.records.scopes.save(azurePlaces);
    const production = contributorAt('production');
    await fixture.hold(anEligibility({ id: scheduleId('azure'), role: production }));
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })), production);
    expect(await preview({}, contributorAt('webShop'))).toMatchObject({
      ok: true,
      value: { eligibility: { id: 'azure', role: production }, stages: [{ primary: [bob] }] },
    });
  });
});

describe('Whatever is asked, the answer foreseen is the answer given', () => {
  const strict: PolicyChanges = {
    Enablement_EndUser_Assignment: { enabledRules: ['Justification', 'Ticketing', 'MultiFactorAuthentication'] },
  };
  it.each<[string, Partial<ActivationAsk>, PolicyChanges, Role?]>([
    ['within the rules', {}, {}],
    ['too long', lasting(9), {}],
    ['too short', { scheduleInfo: { expiration: { type: 'afterDuration', duration: minutes(4) } } }, {}],
    ['in the past', lasting(1, monday - 1), {}],
    ['tomorrow', lasting(1, later(monday, days(1))), {}],
    ['without anything the policy asks for', { justification: '' }, strict],
    ['for what nobody could approve', {}, approvedBy(aStagePolicy({ primaryApprovers: asks(alice) }))],
    ['for what somebody has to approve', {}, approvedBy(aStagePolicy())],
    ['for another role', {}, {}, aRole('another')],
  ])('%s', async (_what, ask, changes, role = aRole()) => {
    await fixture.changePolicy(changes, role);
    const foreseen = await preview(ask, role);
    const given = await fixture.ask(ask, by(alice), role);
    expect(foreseen.ok).toBe(given.ok);
    if (!foreseen.ok && !given.ok) expect(foreseen.refusal.refusal).toEqual(given.refusal);
    if (!given.ok) return;
    const waits = (await fixture.request(idIn(given))).status === 'PendingApproval';
    expect(foreseen).toMatchObject({ value: { stages: waits ? [{}] : [] } });
  });

  it('a second time, while the first is planned', async () => {
    const id = idIn(await fixture.ask(lasting(1, later(monday, days(1)))));
    const refusal = {
      code: 'REQUEST_PENDING',
      requestId: id,
      status: 'Granted',
      startDateTime: later(monday, days(1)),
    };
    expect(await preview()).toMatchObject({ ok: false, refusal: { refusal } });
    expect(await fixture.ask()).toEqual({ ok: false, refusal });
  });
});

it('When several rules are not met, then each is named, and those that are met too', async () => {
  await fixture.changePolicy({
    Enablement_EndUser_Assignment: { enabledRules: ['Justification', 'Ticketing'] },
    AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue: 'c1' },
  });
  const foreseen = await preview({ ...lasting(9), justification: 'INC-42' });
  if (foreseen.ok) throw new Error('it was not refused');
  const { refusal, rules } = foreseen.refusal;
  expect(refusal).toMatchObject({
    failures: ['ExpirationRule', 'TicketingRule', 'AcrsRule'].map((rule) => ({ rule })),
  });
  expect(rules.filter(({ failure }) => !failure).map(({ rule }) => rule)).toEqual([
    'EligibilityRule',
    'JustificationRule',
    'MfaRule',
  ]);
});

it('When the organisation’s floor is another one, then that is the shortest there is', async () => {
  const deps = { ...fixture.deps, settings: { ...fixture.deps.settings, minimumDuration: minutes(1) } };
  const ask = anAsk({ scheduleInfo: { expiration: { type: 'afterDuration', duration: minutes(2) } } });
  expect(await previewActivation(deps)(aRole(), ask, noProofs, alice)).toMatchObject({ ok: true });
  expect(await preview({ scheduleInfo: ask.scheduleInfo })).toMatchObject({
    refusal: { refusal: { code: 'DURATION_TOO_SHORT', minimum: minutes(5) } },
  });
});
