import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../bot/commands/registry.js';
import { activity } from '../../../domain/audit/activity.js';
import { scheduleId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { days, hours, after as later } from '../../../domain/time.js';
import {
  alice,
  anEligibility,
  approversGroup,
  aRole,
  aSchedule,
  bob,
  carol,
  dave,
  justificationOnly,
  monday,
  principal,
} from '../../support/builders.js';
import { conversation, formIn, shownText } from '../../support/conversation.js';
import { reviewingIn } from '../../support/setups/access-review-fixture.js';
import { lookingForAlerts } from '../../support/setups/alert-fixture.js';
import { erin, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const reports = aRole('4a5d8f65-41da-4de4-8968-e035b65339cf');
const globalReader = aRole('f2ef992c-3afb-46b9-b7cf-a126ee74c451');
const globalAdministrator = aRole(wellKnownRole.globalAdministrator);
const ring = principal('outerr');
let chat: ReturnType<typeof conversation>;

const held = (name: string, principalId: typeof alice, role: Role, over = {}) =>
  aSchedule({ id: scheduleId(name), principalId, role, assignmentType: 'assigned', endDateTime: undefined, ...over });

/** Dave and Carol are Global Administrators. The approvers’ group may become Global Reader; the outer ring is in it. */
beforeEach(async () => {
  chat = conversation(fixture, commands);
  await fixture.hold(
    held('dave-admin', dave, globalAdministrator),
    held('carol-admin', carol, globalAdministrator),
    held('owns-approvers', dave, { kind: 'group', groupId: approversGroup, accessId: 'owner' }),
    held('owns-ring', dave, { kind: 'group', groupId: ring, accessId: 'owner' }),
    anEligibility({ id: scheduleId('approvers-may'), principalId: approversGroup, role: globalReader }),
    held('bobs-role', bob, globalReader),
    anEligibility({
      id: scheduleId('bobs-gone'),
      principalId: bob,
      role: globalReader,
      status: 'Revoked',
      endedBy: 'expired',
      endedDateTime: monday,
      endDateTime: monday,
    }),
    held('bobs-reports', bob, reports),
  );
  const outer = {
    type: 'group',
    id: ring,
    displayName: 'Outer Ring',
    isAssignableToRole: true,
    membershipType: 'assigned',
    onPremisesSyncEnabled: false,
    memberIds: [],
    ownerIds: [],
  } as const;
  const [approvers] = await fixture.records.principals.find([approversGroup]);
  if (approvers?.type !== 'group') throw new Error('no group of approvers');
  await fixture.records.principals.save([outer, { ...approvers, memberIds: [bob, carol, ring], ownerIds: [] }]);
  await fixture.changePolicy(justificationOnly, globalReader);
});

const said = async (text: string, who = dave) => shownText(await chat.say(who, text));
const asksForProof = 'Prove that it is you';

describe('When an administrator cuts another person off', () => {
  const cut = (principalId: string) => [
    { do: 'end-sessions', principalId },
    { do: 'unlink-account', principalId, surface: 'slack', account: 'T1:U1' },
  ];
  const open = (principalId: typeof carol) => {
    const session = { id: `s-${principalId}`, principalId, signedInAt: monday, lastSeenAt: monday, device: 'Firefox' };
    return fixture.deps.sessions.open(session);
  };
  const isSignedIn = async (principalId: typeof carol) =>
    (await fixture.deps.sessions.listOf(principalId, monday, { idle: hours(1), absolute: hours(8) })).length > 0;

  it('then of an administrator it asks for a proof, and without it nothing ends', async () => {
    await open(carol);
    await fixture.deps.identities.claim({ surface: 'slack', externalId: 'T1:U1' }, carol);
    for (const action of cut(carol)) expect(shownText(await chat.press(dave, action))).toContain(asksForProof);
    expect(await isSignedIn(carol)).toBe(true);
    expect(await fixture.deps.identities.allOf(carol)).toHaveLength(1);
    const proving = conversation(fixture, commands, { proving: true });
    for (const action of cut(carol)) await proving.press(dave, action);
    expect(await isSignedIn(carol)).toBe(false);
    expect(await fixture.deps.identities.allOf(carol)).toEqual([]);
  });

  it('then of anybody else it goes on at once', async () => {
    await open(erin);
    await fixture.deps.identities.claim({ surface: 'slack', externalId: 'T1:U1' }, erin);
    for (const action of cut(erin)) expect(shownText(await chat.press(dave, action))).not.toContain(asksForProof);
    expect(await isSignedIn(erin)).toBe(false);
    expect(await fixture.deps.identities.allOf(erin)).toEqual([]);
  });

  it('then who administers nothing is refused, which is logged, and nothing ends', async () => {
    await open(carol);
    for (const action of cut(carol)) await chat.press(alice, action);
    expect(await isSignedIn(carol)).toBe(true);
    expect((await fixture.audits()).slice(-2)).toMatchObject([
      { result: 'failure', resultReason: 'NOT_PERMITTED' },
      { result: 'failure', resultReason: 'NOT_PERMITTED' },
    ]);
  });
});

describe.each(['stop', 'apply', 'reset', 'delete'] as const)(
  'When an administrator wants to %s an access review',
  (act) => {
    const reviewing = () => reviewingIn(fixture);
    const ofRole = async (role: Role) => {
      const found = await reviewing().begin({ scope: { role, principals: 'users', assignmentType: 'all' } });
      const instance = await fixture.store.read.accessReviews.instance(found);
      if (!instance) throw new Error('no review');
      if (act === 'apply') {
        await fixture.store.transaction((tx) => tx.accessReviews.saveInstance({ ...instance, status: 'Completed' }));
      }
      return { do: 'access-review', act, id: found, isSure: true };
    };

    it('then of a role that makes an administrator it asks for a proof, and of another it does not', async () => {
      expect(shownText(await chat.press(dave, await ofRole(globalAdministrator)))).toContain(asksForProof);
      expect(shownText(await chat.press(dave, await ofRole(reports)))).not.toContain(asksForProof);
    });

    it('then it is done once proven', async () => {
      const action = await ofRole(globalAdministrator);
      const proving = conversation(fixture, commands, { proving: true });
      expect(shownText(await proving.press(dave, action))).not.toContain(asksForProof);
      const last = (await fixture.audits()).at(-1);
      expect(last).toMatchObject({ result: 'success', activity: reviewActivities[act] });
    });
  },
);

const reviewActivities = {
  stop: activity.reviewStopped,
  apply: activity.reviewApplied,
  reset: activity.decisionsReset,
  delete: activity.reviewDeleted,
};

/** Everything that asks for a proof, and the same of what makes nobody an administrator. */
const typed: [what: string, text: string, isAsked: boolean][] = [
  ['a privileged role given eligible', 'assign Global Reader to Alice for 30 days because new', true],
  ['a privileged role given active', 'assign Global Reader to Alice active for 3 days because new', true],
  ['another role given', 'assign Message Center Reader to Alice for 30 days because new', false],
  ['a group given that may become one', 'assign member of Approvers to Alice for 30 days because new', true],
  ['a group’s ownership given', 'assign owner of Approvers to Alice for 30 days because new', true],
  ['a group given that is in one', 'assign member of "Outer Ring" to Alice for 30 days because new', true],
  ['a group given that holds nothing', 'assign member of Nested to Alice for 30 days because new', false],
  ['a privileged role changed', 'update Global Reader for Bob active until 2026-03-20 9:00 because shorter', true],
  ['another role changed', 'update Reports Reader for Bob until 2026-03-20 9:00 because shorter', false],
  ['a privileged role renewed', 'renew Global Reader for Bob eligible for 30 days because back', true],
  ['a privileged role removed', 'remove Global Reader from Bob active because moved', true],
  ['another role removed', 'remove Reports Reader from Bob because moved', false],
  ['everything of an administrator ended', 'revoke all from Carol because left now', true],
  ['a longer activation', 'settings Global Reader: maximum 9h', true],
  ['a shorter activation', 'settings Global Reader: maximum 2h', false],
  ['no reason any more', 'settings Global Reader: reason off', true],
  ['a ticket as well', 'settings Global Reader: ticket on', false],
  ['approval by somebody', 'settings Global Reader: approval by Bob', false],
  ['mail to nobody', 'settings Global Reader: notify everybody none', true],
  ['an alert switched off', 'alerts settings stale accounts: off', true],
  ['an alert raised later', 'alerts settings stale accounts: duration 60 days', true],
  ['an alert raised sooner', 'alerts settings stale accounts: duration 10 days', false],
];

describe('When an administrator has their chat alone', () => {
  it.each(typed)('then a proof is asked for just where it has to be: %s', async (_what, text, isAsked) => {
    await fixture.records.principals.save([]);
    const before = await fixture.written();
    const answer = await said(text);
    expect(answer.includes(asksForProof), answer).toBe(isAsked);
    const { audit: _audit, ...kept } = await fixture.written();
    if (isAsked)
      expect(kept).toEqual({ requests: before.requests, schedules: before.schedules, outbox: before.outbox });
  });

  it('then extending what is privileged is asked for too', async () => {
    const end = later(monday, days(6));
    await fixture.hold(
      anEligibility({ id: scheduleId('alices'), principalId: alice, role: globalReader, endDateTime: end }),
    );
    expect(await said('extend Global Reader for Alice for 60 days because goes on')).toContain(asksForProof);
  });

  it('then what was refused is logged as such', async () => {
    await said('assign Global Reader to Alice for 30 days because new');
    const last = (await fixture.audits()).at(-1);
    expect(last).toMatchObject({ result: 'failure', resultReason: 'ADMINISTRATION_UNPROVEN' });
  });

  it('then whoever may not do it is told so at once, and proves nothing in vain', async () => {
    expect(await said('assign Global Reader to Alice for 30 days because new', bob)).toContain('You cannot manage');
    expect(await said('settings Global Reader: maximum 9h', bob)).toContain('You may not change');
    expect(await said('remove Global Reader from Bob active because moved', bob)).toContain('You cannot manage');
  });
});

describe('When it has been proven', () => {
  const proof = (intent: string) => ({ by: 'passkey', intent, authenticationContexts: [] }) as const;
  const eligible = async (who = alice) =>
    (await fixture.store.read.schedules.list({ principalIds: [who], roles: [globalReader], limit: 9 })).length;

  it('then it is done', async () => {
    const proving = conversation(fixture, commands, { proving: true });
    await proving.say(dave, 'assign Global Reader to Alice for 30 days because new');
    expect(await eligible()).toBe(1);
    await proving.say(dave, 'settings Global Reader: maximum 9h');
    const { rules } = await fixture.store.read.policies.of(globalReader);
    expect(rules.Expiration_EndUser_Assignment.maximumDuration).toBe(hours(9));
  });

  it.each([
    ['the same for somebody else', `assign|eligibility|${bob}|directory:f2ef992c-3afb-46b9-b7cf-a126ee74c451:/`],
    ['the same at another level', `assign|assignment|${alice}|directory:f2ef992c-3afb-46b9-b7cf-a126ee74c451:/`],
    ['another act', `remove|eligibility|${alice}|directory:f2ef992c-3afb-46b9-b7cf-a126ee74c451:/`],
    ['nothing', ''],
  ])('then a proof that was given for %s does not count', async (_what, intent) => {
    const text = 'assign Global Reader to Alice for 30 days because new';
    expect(shownText(await chat.say(dave, text, proof(intent)))).toContain(asksForProof);
    expect(await eligible()).toBe(0);
  });

  it('then one for settings counts for them as they stood, and no longer once they have changed', async () => {
    const { key, version } = await fixture.store.read.policies.of(globalReader);
    await chat.say(carol, 'settings Global Reader: ticket on');
    const text = 'settings Global Reader: maximum 9h';
    expect(shownText(await chat.say(dave, text, proof(`settings|${key}|${version}`)))).toContain(asksForProof);
    await chat.say(dave, text, proof(`settings|${key}|${version + 1}`));
    const { rules } = await fixture.store.read.policies.of(globalReader);
    expect(rules.Expiration_EndUser_Assignment.maximumDuration).toBe(hours(9));
  });
});

describe('When an administrator agrees to an extension', () => {
  it('then it is proven where it lengthens what is privileged, and a denial is not', async () => {
    const end = later(monday, days(6));
    await fixture.hold(
      anEligibility({ id: scheduleId('alices'), principalId: alice, role: globalReader, endDateTime: end }),
    );
    await chat.say(alice, 'extend Global Reader for 60 days because the audit goes on');
    const ask = () => fixture.store.read.requests.list({ principalId: alice, limit: 1 });
    const [request] = await ask();
    const decide = (reviewResult: 'Approve' | 'Deny') =>
      chat.press(
        dave,
        { do: 'decide-extension', requestId: request?.id, revision: 0, reviewResult },
        { justification: 'looked into' },
      );
    expect(shownText(await decide('Approve'))).toContain(asksForProof);
    expect(await ask()).toMatchObject([{ status: 'PendingAdminDecision' }]);
    await decide('Deny');
    expect(await ask()).toMatchObject([{ status: 'Denied' }]);
  });
});

describe('When something was found that should not be so', () => {
  it('then to dismiss it or take it out is proven where it is about what is privileged', async () => {
    const { look, standing } = lookingForAlerts(fixture);
    await fixture.changePolicy(justificationOnly, globalReader);
    await look('NoMfaOnRoleActivationAlert');
    const found = (await standing('NoMfaOnRoleActivationAlert')).find(({ key }) => key.includes('f2ef992c'));
    if (!found) throw new Error('nothing was found');
    expect(await said(`alerts dismiss ${found.id} because known`)).toContain(asksForProof);
    // To ask for a second factor is to ask for more.
    expect(await said(`alerts fix ${found.id}`)).toContain('A second factor is asked for');
  });
});

describe('When the operator has switched proofs of administration off', () => {
  it('then none is asked for', async () => {
    Object.assign(fixture.deps, { administration: { withoutProof: true } });
    expect(await said('assign Global Reader to Alice for 30 days because new')).not.toContain(asksForProof);
    expect(await said('settings Global Reader: maximum 9h')).toContain('9 h');
    const form = await chat.say(dave, 'remove Global Reader from Bob active');
    expect(formIn(form).title).toBe('Remove a role');
  });
});
