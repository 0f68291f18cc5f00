import { beforeEach, describe, expect, it } from 'vitest';
import { alerts } from '../../../bot/commands/alert/alerts.js';
import { settings } from '../../../bot/commands/settings/settings.js';
import { settingsInForce } from '../../../domain/alert/alert.js';
import { scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { days, minutes } from '../../../domain/time.js';
import { alice, aRole, aSchedule, bob, carol, dave } from '../../support/builders.js';
import { conversation, shownText } from '../../support/conversation.js';
import { lookingForAlerts } from '../../support/setups/alert-fixture.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';

const fixture = notifyingFixture(['slack', 'teams', 'web']);
let chat: ReturnType<typeof conversation>;
const stale = 'StaleSignInAlert';
const noMfa = 'NoMfaOnRoleActivationAlert';

/** Dave and Carol administer the directory's roles. */
beforeEach(async () => {
  chat = conversation(fixture, [alerts, settings], { proving: true });
  await fixture.hold(
    aSchedule({
      id: scheduleId('carol-too'),
      principalId: carol,
      role: aRole(wellKnownRole.globalAdministrator),
      assignmentType: 'assigned',
      endDateTime: undefined,
    }),
  );
});

const present = async () => {
  const found = settingsInForce(await fixture.store.read.alerts.kept()).find(({ name }) => name === stale);
  if (!found) throw new Error('there is no such alert');
  return found;
};
const undo = (version: number) => ({ do: 'undo-alert', alert: stale, version });
const set = async (changes: string) => {
  await chat.say(dave, `alerts settings stale accounts: ${changes}`);
  await fixture.settle();
  return (await present()).version;
};

describe('When an administrator lowers what an alert looks for', () => {
  it.each([
    ['off', 'Looked for: yes → no'],
    ['duration 60 days', 'Not signed in for: 30 days → 60 days'],
  ])(
    'by “%s”, then the other administrators hear who did it, before and after, and it can be undone',
    async (how, said) => {
      const version = await set(how);
      for (const who of [carol, 'admins'] as const) {
        const text = fixture.reads(who).at(-1) ?? '';
        expect(text).toContain('Dave lowered the alert Stale accounts in a privileged role');
        expect(text.replace(/ · /g, ': ')).toContain(said);
        expect(text).toContain('[Undo]');
      }
      expect(fixture.mailTo('carol').join()).toContain('Dave lowered the alert');
      expect(fixture.reads(dave).join()).not.toContain('lowered');
      expect(fixture.mailTo('dave')).toEqual([]);
      expect(fixture.reads(bob).join()).not.toContain('lowered');
      const answer = shownText(await chat.press(carol, undo(version)));
      expect(answer).toContain('Undone.');
      expect(await present()).toMatchObject({ isEnabled: true, thresholds: { duration: days(30) } });
      await fixture.settle();
      expect(fixture.reads(dave).at(-1)).toContain('Carol undid a change to the alert');
      expect(fixture.reads(carol).join()).not.toContain('[Undo]');
      expect((await fixture.audits()).at(-1)).toMatchObject({
        result: 'success',
        resultReason: `Undo of version ${version}`,
        actor: { principalId: carol },
      });
    },
  );

  it('then what the same change raised stays when it is undone', async () => {
    await set('duration 20 days, off');
    await chat.press(carol, undo((await present()).version));
    expect(await present()).toMatchObject({ isEnabled: true, thresholds: { duration: days(20) } });
  });

  it('then it can be undone only while that version is in force, and no card offers it afterwards', async () => {
    const version = await set('off');
    await set('duration 20 days');
    for (const who of [carol, 'admins'] as const) {
      const text = fixture.reads(who).find((each) => each.includes('Dave lowered')) ?? '';
      expect(text).toContain('can’t be undone here any more');
      expect(text).not.toContain('[Undo]');
    }
    const answer = shownText(await chat.press(carol, undo(version)));
    expect(answer).toContain(
      'changed since, so nothing was undone. It is now: switched off, not signed in for 20 days',
    );
    expect((await present()).isEnabled).toBe(false);
  });

  it('then who could not make the change is refused, which is logged, and nothing changes', async () => {
    const version = await set('off');
    expect(shownText(await chat.press(alice, undo(version)))).toContain('You cannot set this alert');
    expect((await present()).version).toBe(version);
    expect((await fixture.audits()).at(-1)).toMatchObject({ result: 'failure', resultReason: 'NOT_PERMITTED' });
  });

  it('then one who could undoes it on the page of the alert as well', async () => {
    await set('off');
    expect(shownText(await chat.say(carol, 'alerts stale accounts'))).toContain('[Undo the last change]');
    await set('on');
    expect(shownText(await chat.say(carol, 'alerts stale accounts'))).not.toContain('[Undo the last change]');
  });
});

it('When an administrator raises what an alert looks for, then nobody is told of a lowering', async () => {
  await set('duration 20 days');
  expect(fixture.reads(carol).join()).not.toContain('lowered');
  expect((await present()).undo).toBeUndefined();
});

describe('When an administrator dismisses an incident', () => {
  const looking = () => lookingForAlerts(fixture);
  const dismissed = async () => {
    await looking().look(noMfa);
    const [found] = await looking().standing(noMfa);
    const fields = { justification: 'the demo needs it' };
    await chat.press(dave, { do: 'settle-incident', incidentId: found?.id, deed: 'dismiss' }, fields);
    await fixture.settle();
    const [incident] = await looking().standing(noMfa);
    if (!incident?.dismissal) throw new Error('nothing was dismissed');
    return { incident, reopen: { do: 'undo-dismissal', incidentId: incident.id, at: incident.dismissal.at } };
  };
  const told = (who: typeof carol | 'admins') =>
    fixture.reads(who).find((each) => each.includes('Dave dismissed an alert')) ?? '';

  it('then the others hear who, of what and why, and it is reopened by one press, told and logged', async () => {
    const { reopen } = await dismissed();
    for (const who of [carol, 'admins'] as const) {
      expect(told(who)).toContain('Roles without a second factor on activation');
      expect(told(who)).toContain('open → dismissed: the demo needs it');
      expect(told(who)).toContain('[Undo]');
    }
    expect(fixture.reads(dave).join()).not.toContain('Dave dismissed an alert');
    expect(fixture.mailTo('carol').join()).toContain('Dave dismissed an alert');
    expect(shownText(await chat.press(carol, reopen))).toContain('Reopened: Roles without a second factor');
    expect(await looking().standing(noMfa)).toMatchObject([{ status: 'open' }]);
    await fixture.settle();
    expect(fixture.reads(dave).at(-1)).toContain('Carol reopened an alert');
    expect(told(carol)).not.toContain('[Undo]');
    expect(await looking().recorded()).toContain('Reactivate PIM alert');
    expect(shownText(await chat.press(carol, reopen))).toContain('This dismissal was undone already');
  });

  it('then the same incident dismissed anew is not reopened by the old card', async () => {
    const { incident, reopen } = await dismissed();
    await chat.press(carol, reopen);
    fixture.clock.pass(minutes(1));
    const fields = { justification: 'still needed' };
    await chat.press(dave, { do: 'settle-incident', incidentId: incident.id, deed: 'dismiss' }, fields);
    expect(shownText(await chat.press(carol, reopen))).toContain('or the incident was dismissed again');
    expect(await looking().standing(noMfa)).toMatchObject([{ status: 'dismissed' }]);
  });

  it('then once its cause is gone no card offers Undo, and a press says that it is over', async () => {
    const { reopen } = await dismissed();
    await fixture.changePolicy({ Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication'] } });
    fixture.clock.pass(minutes(5));
    await looking().look(noMfa);
    await fixture.settle();
    expect(told(carol)).not.toContain('[Undo]');
    expect(shownText(await chat.press(carol, reopen))).toContain('This is over');
  });

  it('then who could not dismiss it cannot reopen it', async () => {
    const { reopen } = await dismissed();
    expect(shownText(await chat.press(alice, reopen))).toContain('There is no such incident');
    expect(await looking().standing(noMfa)).toMatchObject([{ status: 'dismissed' }]);
  });
});
