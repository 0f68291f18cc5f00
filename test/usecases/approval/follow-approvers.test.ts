import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 as hash } from '../../../adapters/system/hash.js';
import { listWaiting } from '../../../bot/commands/approval/waiting.js';
import type { CommandDeps } from '../../../bot/commands/command.js';
import { readRequestFacts } from '../../../bot/views/read-request-facts.js';
import { activity } from '../../../domain/audit/activity.js';
import { type PrincipalId, type RequestId, scheduleId } from '../../../domain/ids.js';
import { followApprovers } from '../../../domain/usecases/approval/follow-approvers.js';
import { changeSettings } from '../../../domain/usecases/assignment/change-settings.js';
import { removeAssignment } from '../../../domain/usecases/assignment/remove-assignment.js';
import {
  alice,
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
  justificationOnly,
} from '../../support/builders.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';
import { eligibleGroup, idIn, organisation } from '../../support/setups/use-case-fixture.js';

const fixture = notifyingFixture();
const proven = { multiFactor: true, authenticationContexts: [] };
const everybody = [bob, carol, dave] as const;
let id: RequestId;
beforeEach(async () => {
  await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })));
  id = idIn(await fixture.ask());
  await fixture.settle();
});

const settle = async () => {
  await followApprovers({ ...fixture.deps, hash })(0, 100);
  await fixture.settle();
};
const settings = (approvers: readonly PrincipalId[], over = {}) =>
  changeSettings(fixture.deps)(
    aRole(),
    { ...justificationOnly, ...approvedBy(aStagePolicy({ primaryApprovers: asks(...approvers), ...over })) },
    {},
    proven,
    by(dave),
  );
const shown = (who: PrincipalId) => fixture.reads(who as typeof alice).join('\n');
/** Whose latest card of the request decides it. */
const offers = (who: PrincipalId) => shown(who).includes('Approve for less');

describe('When the settings of a role name others while a request waits', () => {
  it('then they have the card and the list entry, the old one has neither, and the requestor reads who is asked', async () => {
    expect(offers(bob)).toBe(true);
    expect(await settings([carol])).toMatchObject({ ok: true });
    await fixture.settle();
    expect([offers(bob), offers(carol)]).toEqual([false, true]);
    expect(shown(bob)).toContain('You are not asked to decide this now');
    expect(shown(alice)).toContain('Carol has been asked');
    expect(await listWaiting(fixture.deps as unknown as CommandDeps, bob, 10)).toEqual([]);
    expect(await listWaiting(fixture.deps as unknown as CommandDeps, carol, 10)).toMatchObject([{ id }]);
    expect(await fixture.review(id, {}, by(carol))).toMatchObject({ ok: true });
  });

  it('then more approvals than before are needed, and the card says so', async () => {
    await settings([bob, carol], { approvalsRequired: 2 });
    await fixture.settle();
    expect(shown(bob)).toContain('0 of 2 approvals so far');
    expect(await fixture.review(id)).toEqual({ ok: true, value: { outcome: 'waiting' } });
  });

  it.each([
    ['a ticket', 'Ticketing', 'TICKET_NOW_REQUIRED', 'ticket'],
    ['a second factor', 'MultiFactorAuthentication', 'PROOF_NOW_REQUIRED', 'second factor'],
  ] as const)(
    'then %s that is asked for now was not given: the approval comes to nothing, and says so',
    async (...story) => {
      const [, rule, failure, word] = story;
      const rules = { Enablement_EndUser_Assignment: { enabledRules: [rule] } };
      await changeSettings(fixture.deps)(aRole(), rules, {}, proven, by(dave));
      expect(await fixture.review(id)).toEqual({ ok: true, value: { outcome: 'failed' } });
      expect(await fixture.request(id)).toMatchObject({ failure });
      await fixture.settle();
      expect(shown(alice)).toMatch(new RegExp(word, 'i'));
      expect(shown(bob)).toMatch(new RegExp(word, 'i'));
      expect(shown(bob)).toContain('Could not be activated');
    },
  );
});

describe('When the settings of a role come to ask for fewer approvals than a waiting request has', () => {
  it('then it is decided at once: the activation begins, everybody’s card says so, and the record why', async () => {
    await settings([bob, carol], { approvalsRequired: 2 });
    await fixture.settle();
    expect(await fixture.review(id)).toEqual({ ok: true, value: { outcome: 'waiting' } });
    await settings([bob, carol], { approvalsRequired: 1 });
    await settle();
    expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned' });
    expect(everybody.map(offers)).toEqual([false, false, false]);
    expect(shown(alice)).toContain('Active until 11:00');
    expect((await fixture.trail(id)).slice(2, 4)).toEqual([activity.approvalsSuffice, activity.activationCompleted]);
    await settle();
    expect((await fixture.trail(id)).filter((each) => each === activity.approvalsSuffice)).toHaveLength(1);
  });

  const stages = (...each: readonly (readonly [PrincipalId[], number])[]) =>
    changeSettings(fixture.deps)(
      aRole(),
      approvedBy(
        ...each.map(([who, approvalsRequired]) => aStagePolicy({ primaryApprovers: asks(...who), approvalsRequired })),
      ),
      {},
      proven,
      by(dave),
    );

  it('then the next stage begins where there is one', async () => {
    await stages([[bob, carol], 2]);
    await stages([[bob, carol], 2], [[dave], 1]);
    await fixture.cancel(id);
    id = idIn(await fixture.ask());
    await fixture.settle();
    await fixture.review(id);
    await stages([[bob, carol], 1], [[dave], 1]);
    await settle();
    expect(everybody.map(offers)).toEqual([false, false, true]);
    expect(await fixture.review(id, { stageId: 1 }, by(dave))).toMatchObject({ value: { outcome: 'approved' } });
  });

  it('then a second stage that goes is not waited for, and one that had not begun never does', async () => {
    await fixture.cancel(id);
    await stages([[bob], 1], [[dave], 1]);
    const first = idIn(await fixture.ask());
    await fixture.review(first);
    expect(await fixture.request(first)).toMatchObject({ status: 'PendingApproval' });
    await stages([[bob], 1]);
    await settle();
    expect(await fixture.request(first)).toMatchObject({ status: 'Provisioned' });
    expect(offers(dave)).toBe(false);
  });

  it('then a request that nobody has approved goes on waiting, also where no approval is asked for any more', async () => {
    await changeSettings(fixture.deps)(
      aRole(),
      { Approval_EndUser_Assignment: { isApprovalRequired: false, stages: [] } },
      {},
      proven,
      by(dave),
    );
    await settle();
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval' });
    expect(offers(bob)).toBe(true);
  });

  it('then it fails, and says why, where what it stood on no longer suffices', async () => {
    await settings([bob, carol], { approvalsRequired: 2 });
    await fixture.review(id);
    const rules = { Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication' as const] } };
    await changeSettings(fixture.deps)(aRole(), rules, {}, proven, by(dave));
    await settings([bob], { approvalsRequired: 1 });
    await changeSettings(fixture.deps)(aRole(), rules, {}, proven, by(dave));
    await settle();
    expect(await fixture.request(id)).toMatchObject({ status: 'Failed', failure: 'PROOF_NOW_REQUIRED' });
  });
});

describe('When the directory changes while a request waits', () => {
  const group = (memberIds: PrincipalId[]) =>
    fixture.records.principals.save(
      organisation.flatMap((each) =>
        each.type === 'group' && each.id === approversGroup ? [{ ...each, memberIds }] : [],
      ),
    );

  it('then the card goes with the membership of the group that is asked', async () => {
    const set = { type: 'groupMembers' as const, groupId: approversGroup };
    await changeSettings(fixture.deps)(
      aRole(),
      approvedBy(aStagePolicy({ primaryApprovers: [set] })),
      {},
      proven,
      by(dave),
    );
    await settle();
    expect(everybody.map(offers)).toEqual([true, true, false]);
    await group([dave]);
    await settle();
    expect(everybody.map(offers)).toEqual([false, false, true]);
    await group([dave, bob]);
    await settle();
    expect(everybody.map(offers)).toEqual([true, false, true]);
  });
});

type Change =
  | { kind: 'settings'; who: readonly PrincipalId[] }
  | { kind: 'account'; who: PrincipalId; isEnabled: boolean }
  | { kind: 'default' }
  | { kind: 'asked-group' }
  | { kind: 'members'; who: readonly PrincipalId[] }
  | { kind: 'eligibility'; isGiven: boolean }
  | { kind: 'requestor-group'; isIn: boolean };

const saveMembers = (groupId: PrincipalId, memberIds: readonly PrincipalId[]) =>
  fixture.records.principals.save(
    organisation.flatMap((each) =>
      each.type === 'group' && each.id === groupId ? [{ ...each, memberIds: [...memberIds] }] : [],
    ),
  );

/** Alice's own eligibility for the role is given, or taken where she has one. */
async function turnEligibility(isGiven: boolean): Promise<void> {
  const input = {
    access: { principalId: alice, role: aRole() },
    level: 'eligibility',
    justification: 'moved',
  } as const;
  const query = { level: 'eligibility', principalIds: [alice], statuses: ['Provisioned'], limit: 1 } as const;
  const [own] = await fixture.store.read.schedules.list(query);
  if (own && !isGiven)
    expect(await removeAssignment(fixture.deps)(input, proven, by(dave))).toMatchObject({ ok: true });
  if (!own && isGiven) await fixture.hold(anEligibility({ id: scheduleId(`eligible-${randomUUID()}`) }));
}

async function bringAbout(change: Change, disabled: Set<PrincipalId>): Promise<void> {
  switch (change.kind) {
    case 'settings':
      return void (await settings(change.who));
    case 'default':
      return void (await settings([]));
    case 'asked-group': {
      const set = { type: 'groupMembers' as const, groupId: approversGroup };
      const asked = approvedBy(aStagePolicy({ primaryApprovers: [set] }));
      return void (await changeSettings(fixture.deps)(aRole(), asked, {}, proven, by(dave)));
    }
    case 'members':
      return saveMembers(approversGroup, change.who);
    case 'eligibility':
      return turnEligibility(change.isGiven);
    case 'requestor-group':
      return saveMembers(eligibleGroup, change.isIn ? [alice] : []);
    case 'account': {
      const { who, isEnabled } = change;
      disabled[isEnabled ? 'delete' : 'add'](who);
      const person = organisation.flatMap((one) => (one.type === 'user' && one.id === who ? [one] : []));
      return fixture.records.principals.save(person.map((one) => ({ ...one, accountEnabled: isEnabled })));
    }
  }
}

/** Whether Alice could begin it by anything that the directory and the audit log know now. */
async function isEligible(): Promise<boolean> {
  const principalIds = [alice, ...(await fixture.directory.groupsOf(alice))];
  const query = { level: 'eligibility', principalIds, statuses: ['Provisioned'], roles: [aRole()], limit: 10 } as const;
  return (await fixture.store.read.schedules.list(query)).length > 0;
}

/** What was cancelled says why; the next request is asked where somebody could decide it. */
async function askAnew(): Promise<void> {
  expect(shown(alice)).toContain('The eligibility for it has ended');
  if (!(await isEligible())) await turnEligibility(true);
  await settings([dave]);
  id = idIn(await fixture.ask());
  await settle();
}

const people = fc.subarray([...everybody], { minLength: 1 });
const aChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('settings' as const), who: people }),
  fc.record({ kind: fc.constant('account' as const), who: fc.constantFrom(bob, carol), isEnabled: fc.boolean() }),
  fc.record({ kind: fc.constant('default' as const) }),
  fc.record({ kind: fc.constant('asked-group' as const) }),
  fc.record({ kind: fc.constant('members' as const), who: people }),
  fc.record({ kind: fc.constant('eligibility' as const), isGiven: fc.boolean() }),
  fc.record({ kind: fc.constant('requestor-group' as const), isIn: fc.boolean() }),
);

it('When settings, approvers, groups, accounts and eligibilities change at random while a request waits, then whoever may decide has exactly the cards and list entries that say so', async () => {
  await fixture.hold(anEligibility({ id: scheduleId('of-the-group'), principalId: eligibleGroup }));
  const disabled = new Set<PrincipalId>();
  await fc.assert(
    fc.asyncProperty(fc.array(aChange, { minLength: 1, maxLength: 5 }), async (changes) => {
      for (const each of changes) await bringAbout(each, disabled);
      await settle();
      const facts = await readRequestFacts(fixture.deps, id);
      const isWaiting = facts?.request.status === 'PendingApproval';
      const may = everybody.filter((who) => facts?.approverIds?.includes(who));
      expect(everybody.filter(offers)).toEqual(may);
      const listed = await Promise.all(
        everybody.map((who) => listWaiting(fixture.deps as unknown as CommandDeps, who, 10)),
      );
      // Whose account is disabled cannot look.
      expect(everybody.filter((who, at) => listed[at]?.length && !disabled.has(who))).toEqual(may);
      if (isWaiting) expect(await isEligible()).toBe(true);
      else await askAnew();
    }),
    { numRuns: 25 },
  );
});
