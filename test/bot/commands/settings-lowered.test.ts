import { beforeEach, describe, expect, it } from 'vitest';
import { settings } from '../../../bot/commands/settings/settings.js';
import { scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { hours } from '../../../domain/time.js';
import {
  alice,
  approvedBy,
  aRole,
  aSchedule,
  aStagePolicy,
  asks,
  bob,
  carol,
  dave,
  justificationOnly,
} from '../../support/builders.js';
import { conversation, shownText } from '../../support/conversation.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';

const fixture = notifyingFixture(['slack', 'teams', 'web']);
let chat: ReturnType<typeof conversation>;
const undo = (version: number) => ({ do: 'undo-settings', role: aRole(), version });
const policy = () => fixture.store.read.policies.of(aRole());

/** Dave and Carol administer the directory's roles; Bob approves. */
beforeEach(async () => {
  chat = conversation(fixture, [settings], { proving: true });
  await fixture.hold(
    aSchedule({
      id: scheduleId('carol-too'),
      principalId: carol,
      role: aRole(wellKnownRole.globalAdministrator),
      assignmentType: 'assigned',
      endDateTime: undefined,
    }),
  );
  await fixture.changePolicy({ ...justificationOnly, ...approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })) });
});

const lower = async () => {
  await chat.say(dave, 'settings Security Reader: no approval');
  await fixture.settle();
  return (await policy()).version;
};

describe('When an administrator lowers what a role asks for', () => {
  it('then the other administrators and its approvers hear who did it, before and after; and it is logged', async () => {
    await lower();
    for (const who of [carol, bob]) {
      const text = fixture.reads(who).at(-1) ?? '';
      expect(text).toContain('Dave lowered the settings of Security Reader');
      expect(text).toContain('one of Bob within 1 day, reason optional → not needed');
    }
    expect(fixture.reads(carol).at(-1)).toContain('[Undo]');
    expect(fixture.reads(bob).at(-1)).not.toContain('[Undo]');
    expect(fixture.reads(dave).join()).not.toContain('lowered');
    for (const who of ['carol', 'bob'] as const) {
      expect(fixture.mailTo(who).join()).toContain('Dave lowered the settings of Security Reader');
    }
    expect(fixture.mailTo('dave')).toEqual([]);
  });

  it('then one who could make the change undoes it, and that is told and logged', async () => {
    const version = await lower();
    const answer = shownText(await chat.press(carol, undo(version)));
    expect(answer).toContain('not needed → one of Bob');
    expect((await policy()).rules.Approval_EndUser_Assignment.isApprovalRequired).toBe(true);
    await fixture.settle();
    for (const who of [dave, bob]) {
      expect(fixture.reads(who).at(-1)).toContain('Carol undid a change to the settings of Security Reader');
    }
    expect((await fixture.audits()).at(-1)).toMatchObject({
      result: 'success',
      resultReason: `Undo of version ${version}`,
    });
  });

  it('then one who could not make it is refused, and nothing changes', async () => {
    const version = await lower();
    for (const who of [alice, bob]) {
      expect(shownText(await chat.press(who, undo(version)))).toContain('You may not change the settings');
    }
    expect((await policy()).version).toBe(version);
    expect((await fixture.audits()).at(-1)).toMatchObject({ result: 'failure', resultReason: 'NOT_PERMITTED' });
  });

  it('then it cannot be undone once the settings have changed again, and what is so now is said', async () => {
    const version = await lower();
    await chat.say(carol, 'settings Security Reader: ticket on');
    const answer = shownText(await chat.press(carol, undo(version)));
    expect(answer).toContain('changed since, so nothing was undone');
    expect(answer).toContain('Approval: not needed');
    expect((await policy()).rules.Approval_EndUser_Assignment.isApprovalRequired).toBe(false);
    expect(shownText(await chat.press(carol, undo(version + 1)))).toContain('nothing was undone');
  });

  it('then every card loses Undo once the settings change again, and a card that is drawn later never has it', async () => {
    await lower();
    expect(fixture.reads(carol).at(-1)).toContain('[Undo]');
    expect(fixture.reads('admins').at(-1)).toContain('[Undo]');
    await chat.say(carol, 'settings Security Reader: ticket on');
    await fixture.settle();
    for (const who of [carol, 'admins'] as const) {
      const text = fixture.reads(who).find((each) => each.includes('Dave lowered')) ?? '';
      expect(text).toContain('can’t be undone here any more');
      expect(text).not.toContain('[Undo]');
    }
    await chat.say(dave, 'settings Security Reader: maximum 9h');
    await chat.say(dave, 'settings Security Reader: ticket off');
    await fixture.settle();
    const undos = fixture.reads(carol).filter((each) => each.includes('[Undo]'));
    expect(undos).toHaveLength(1);
    expect(undos[0]).toContain('a reason, a ticket → a reason');
  });

  it('then who undoes it sees no Undo on any card afterwards', async () => {
    const version = await lower();
    await chat.press(carol, undo(version));
    await fixture.settle();
    for (const who of [carol, dave, 'admins'] as const) expect(fixture.reads(who).join()).not.toContain('[Undo]');
  });

  it('then one who manages the role no longer keeps no Undo when the card is drawn', async () => {
    await chat.say(dave, 'settings Security Reader: no approval');
    const held = await fixture.store.read.schedules.get(scheduleId('carol-too'));
    if (!held) throw new Error('Carol holds nothing');
    await fixture.store.transaction((tx) => tx.schedules.save({ ...held, status: 'Revoked' }));
    await fixture.settle();
    expect(fixture.reads(carol).join()).not.toContain('[Undo]');
  });

  it('then it is undone once, however often it is pressed', async () => {
    const version = await lower();
    await chat.press(carol, undo(version));
    expect(shownText(await chat.press(dave, undo(version)))).toContain('nothing was undone');
  });

  it('then what the same change raised stays', async () => {
    await chat.say(dave, 'settings Security Reader: maximum 9h, ticket on');
    await chat.press(carol, undo((await policy()).version));
    const { rules } = await policy();
    expect(rules.Expiration_EndUser_Assignment.maximumDuration).toBe(hours(8));
    expect(rules.Enablement_EndUser_Assignment.enabledRules).toContain('Ticketing');
  });
});

it('When an administrator raises what a role asks for, then nobody is told of a lowering', async () => {
  await chat.say(dave, 'settings Security Reader: maximum 2h');
  await fixture.settle();
  expect(fixture.reads(carol).join()).not.toContain('lowered');
  expect((await policy()).undo).toBeUndefined();
});
