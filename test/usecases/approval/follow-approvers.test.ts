import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 as hash } from '../../../adapters/system/hash.js';
import { listWaiting } from '../../../bot/commands/approval/waiting.js';
import type { CommandDeps } from '../../../bot/commands/command.js';
import { readRequestFacts } from '../../../bot/views/read-request-facts.js';
import type { PrincipalId, RequestId } from '../../../domain/ids.js';
import { followApprovers } from '../../../domain/usecases/approval/follow-approvers.js';
import { changeSettings } from '../../../domain/usecases/assignment/change-settings.js';
import {
  alice,
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
import { tellingHouse } from '../../support/setups/telling-house.js';
import { idIn, organisation } from '../../support/setups/use-case-house.js';

const house = tellingHouse();
const proven = { multiFactor: true, authenticationContexts: [] };
const everybody = [bob, carol, dave] as const;
let id: RequestId;
beforeEach(async () => {
  await house.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })));
  id = idIn(await house.ask());
  await house.settle();
});

const settle = async () => {
  await followApprovers({ ...house.deps, hash })(0, 100);
  await house.settle();
};
const settings = (approvers: readonly PrincipalId[], over = {}) =>
  changeSettings(house.deps)(
    aRole(),
    { ...justificationOnly, ...approvedBy(aStagePolicy({ primaryApprovers: asks(...approvers), ...over })) },
    {},
    proven,
    by(dave),
  );
const shown = (who: PrincipalId) => house.reads(who as typeof alice).join('\n');
/** Whose latest card of the request decides it. */
const offers = (who: PrincipalId) => shown(who).includes('Approve for less');

describe('When the settings of a role name others while a request waits', () => {
  it('then they have the card and the list entry, the old one has neither, and the requestor reads who is asked', async () => {
    expect(offers(bob)).toBe(true);
    expect(await settings([carol])).toMatchObject({ ok: true });
    await house.settle();
    expect([offers(bob), offers(carol)]).toEqual([false, true]);
    expect(shown(bob)).toContain('You are not asked to decide this now');
    expect(shown(alice)).toContain('Carol has been asked');
    expect(await listWaiting(house.deps as unknown as CommandDeps, bob, 10)).toEqual([]);
    expect(await listWaiting(house.deps as unknown as CommandDeps, carol, 10)).toMatchObject([{ id }]);
    expect(await house.review(id, {}, by(carol))).toMatchObject({ ok: true });
  });

  it('then more approvals than before are needed, and the card says so', async () => {
    await settings([bob, carol], { approvalsRequired: 2 });
    await house.settle();
    expect(shown(bob)).toContain('0 of 2 approvals so far');
    expect(await house.review(id)).toEqual({ ok: true, value: { outcome: 'waiting' } });
  });

  it('then a ticket or a second factor that is asked for now was not given', async () => {
    const rules = { Enablement_EndUser_Assignment: { enabledRules: ['Ticketing' as const] } };
    await changeSettings(house.deps)(aRole(), rules, {}, proven, by(dave));
    expect(await house.review(id)).toEqual({ ok: true, value: { outcome: 'failed' } });
    expect(await house.request(id)).toMatchObject({ failure: 'TICKET_NOW_REQUIRED' });
  });
});

describe('When the directory changes while a request waits', () => {
  const group = (memberIds: PrincipalId[]) =>
    house.records.principals.save(
      organisation.flatMap((each) =>
        each.type === 'group' && each.id === approversGroup ? [{ ...each, memberIds }] : [],
      ),
    );

  it('then the card goes with the membership of the group that is asked', async () => {
    const set = { type: 'groupMembers' as const, groupId: approversGroup };
    await changeSettings(house.deps)(
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
  | { kind: 'default' };

async function bringAbout(change: Change, disabled: Set<PrincipalId>): Promise<void> {
  if (change.kind !== 'account') {
    await settings(change.kind === 'settings' ? change.who : []);
    return;
  }
  const { who, isEnabled } = change;
  disabled[isEnabled ? 'delete' : 'add'](who);
  const person = organisation.flatMap((one) => (one.type === 'user' && one.id === who ? [one] : []));
  await house.records.principals.save(person.map((one) => ({ ...one, accountEnabled: isEnabled })));
}

it('When settings, groups and accounts change at random while a request waits, then whoever may decide has exactly the cards that say so', async () => {
  const change = fc.oneof(
    fc.record({ kind: fc.constant('settings' as const), who: fc.subarray([...everybody], { minLength: 1 }) }),
    fc.record({ kind: fc.constant('account' as const), who: fc.constantFrom(bob, carol), isEnabled: fc.boolean() }),
    fc.record({ kind: fc.constant('default' as const) }),
  );
  const disabled = new Set<PrincipalId>();
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      for (const each of changes) await bringAbout(each, disabled);
      await settle();
      const facts = await readRequestFacts(house.deps, id);
      const may = everybody.filter((who) => facts?.approverIds?.includes(who));
      expect(everybody.filter(offers)).toEqual(may);
      const listed = await Promise.all(
        everybody.map((who) => listWaiting(house.deps as unknown as CommandDeps, who, 10)),
      );
      // Whose account is disabled cannot look.
      expect(everybody.filter((who, at) => listed[at]?.length && !disabled.has(who))).toEqual(may);
    }),
    { numRuns: 12 },
  );
});
