import { beforeEach, describe, expect, it } from 'vitest';
import { alerts } from '../../../bot/commands/alert/alerts.js';
import { assign } from '../../../bot/commands/assignment/assign.js';
import { tellOfAlerts } from '../../../bot/notify/tell-of-alerts.js';
import { readTold } from '../../../bot/views/read-incidents.js';
import type { Button, View } from '../../../cards/card.js';
import type { AlertName } from '../../../domain/alert/alert.js';
import { eventId, type PrincipalId } from '../../../domain/ids.js';
import { AdapterError } from '../../../domain/ports/system.js';
import { wellKnownAzureRole } from '../../../domain/role/well-known.js';
import { alice, aRole, bob, carol, dave } from '../../support/builders.js';
import { conversation, shownText } from '../../support/conversation.js';
import { heldBy, lookingForAlerts, namedRole } from '../../support/setups/alert-fixture.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

/** Alice may activate Security Reader without a second factor. Bob administers roles, Carol may only read. */
const fixture = useCaseFixture();
let chat: ReturnType<typeof conversation>;
beforeEach(async () => {
  const found = lookingForAlerts(fixture);
  Object.assign(fixture.deps, { lookForAlerts: (names: Parameters<typeof found.look>) => found.look(...names) });
  chat = conversation(fixture, [alerts, assign], { proving: true });
  await fixture.hold(heldBy(bob, namedRole('privilegedRoleAdministrator')), heldBy(carol, namedRole('globalReader')));
});

const say = async (text: string, who: PrincipalId = bob) => shownText(await chat.say(who, text));
const press = (view: View | string, row: string, title: string, who = bob) => {
  const rows = typeof view !== 'string' && view.kind === 'card' ? view.rows : [];
  const button = rows.find((each) => each.title.includes(row))?.buttons.find((each: Button) => each.title === title);
  if (!button) throw new Error(`no “${title}” at “${row}”: ${shownText(view)}`);
  return chat.press(who, button.action);
};

describe('When alerts are looked at', () => {
  it('then whoever may see them sees them by severity, and whoever may not is told who does', async () => {
    const shown = await say('alerts refresh');
    expect(shown).toContain('Looked just now.');
    expect(shown).toMatch(/#\w{6} Security Reader.*\(medium\).*can be activated without a second factor/s);
    expect(shown.indexOf('(medium)')).toBeLessThan(shown.indexOf('(low)'));
    expect(await say('alerts', carol)).not.toContain('[Dismiss]');
    expect(await say('alerts', dave)).toContain('There is no alert that you may see');
    expect(await say('alerts refresh', dave)).toContain('There is no alert that you may see');
  });

  it.each([
    ['alerts no mfa', 'Roles without a second factor on activation'],
    ['alerts stale sign-ins', 'Stale accounts in a privileged role'],
    ['alerts too many owners', 'Too many owners of a resource'],
    ['alerts TooManyOwnersAssignedToResource', 'Too many owners of a resource'],
  ])('then “%s” is one of them, with what it means and from when on it is told', async (text, title) => {
    const shown = await say(text);
    expect(shown).toContain(title);
    expect(shown).toContain('Looked for: yes');
  });

  it.each([
    ['alerts stail acounts', 'Did you mean'],
    ['alerts xyzzy', 'xyzzy'],
    ['alerts dismiss', 'Type “alerts” to see what was found'],
    ['alerts dismiss 99 because x', 'There is no such incident'],
    ['alerts fix nothing-like-that', 'There is no such incident'],
    ['alerts settings stale accounts: duraton 3 days', 'Did you mean “duration”?'],
    ['alerts settings stale accounts: count 3', 'There is no count to set'],
    ['alerts settings stale accounts: duration 30 days', 'already'],
  ])('then “%s” is answered with what helps', async (text, helps) => {
    await say('alerts refresh');
    expect(await say(text)).toContain(helps);
  });
});

describe('When something is done about one', () => {
  it('then it is fixed by its button, at once where no reason is needed', async () => {
    await say('alerts refresh');
    const list = await chat.say(bob, 'alerts');
    expect(shownText(await press(list, 'Security Reader', 'Fix: require it'))).toContain(
      'A second factor is asked for from now on: Security Reader.',
    );
    expect(await say('alerts refresh no mfa')).toContain('Looked just now.');
    expect(await say('alerts no mfa')).toContain('Nothing found');
  });

  it('then dismissing asks why, and it is gone from what is open', async () => {
    await say('alerts refresh');
    const form = await press(await chat.say(bob, 'alerts'), 'Security Reader', 'Dismiss');
    const done = await chat.fillIn(bob, form, { justification: 'the demo needs it' });
    expect(shownText(done)).toBe('Dismissed: Security Reader.');
    expect(await say('alerts no mfa')).toContain('dismissed by Bob: the demo needs it');
    expect(await say('alerts')).not.toContain('can be activated without a second factor');
  });

  it('then both can be typed, with their reasons', async () => {
    await say('alerts refresh');
    const first = await say('alerts');
    const [, other = ''] = /#(\w{6}) Security Reader/.exec(first) ?? [];
    expect(await say(`alerts dismiss ${other} because known`)).toContain('Dismissed: ');
    const [, number = ''] = /#(\w{6}) Alice: Security Reader/.exec(first) ?? [];
    expect(shownText(await chat.say(bob, `alerts fix ${number}`))).toContain('Why it is removed');
    expect(await say(`alerts fix ${number} because nobody needs it`)).toBe('Removed: Alice: Security Reader.');
    expect(await fixture.store.read.schedules.ofAccess({ principalId: alice, role: aRole() })).toEqual([]);
  });

  it('then a number that was seen never comes to mean another one, typed after the list has moved', async () => {
    await say('alerts refresh');
    const numbers = [...(await say('alerts')).matchAll(/#(\w{6}) /g)].map(([, number = '']) => number);
    const [first = ''] = numbers;
    const before = await fixture.store.read.alerts.incidents({ isCurrent: true, limit: 50 });
    const gone = before.find(({ id }) => id.replaceAll('-', '').endsWith(first));
    if (!gone) throw new Error('the number names no incident');
    await fixture.store.transaction((tx) => tx.alerts.save({ ...gone, status: 'resolved' }));
    for (const typed of [first, '1', '2']) {
      expect(await say(`alerts fix ${typed} because I saw it`), typed).toMatch(
        /There is no such incident|This is over/,
      );
    }
    const after = await fixture.store.read.alerts.incidents({ isCurrent: true, limit: 50 });
    expect(after).toEqual(before.filter(({ id }) => id !== gone.id));
  });

  it('then whoever may only read is refused, whatever they press or type', async () => {
    await say('alerts refresh');
    const list = await chat.say(bob, 'alerts');
    for (const title of ['Fix: require it', 'Dismiss']) {
      expect(shownText(await press(list, 'Security Reader', title, carol))).toContain('You cannot manage this role');
      expect(shownText(await press(list, 'Security Reader', title, dave))).toContain('There is no such incident');
    }
    const form = await press(list, 'Security Reader', 'Dismiss');
    expect(shownText(await chat.fillIn(carol, form, { justification: 'x' }))).toContain('You cannot manage this role');
    expect(await say('alerts settings stale accounts: off', carol)).toContain('You cannot set this alert');
    expect(
      await fixture.store.read.alerts.kept().then((kept) => kept.every((each) => each.version === undefined)),
    ).toBe(true);
  });

  it('then what was put in outside can be kept: it is assigned here, by the command for it', async () => {
    const access = { principalId: dave, role: namedRole('userAdministrator') };
    await fixture.records.grants.put(access, { fence: 0 });
    await fixture.store.transaction((tx) => tx.outside.find([access], fixture.clock.now(), fixture.clock.now()));
    await say('alerts refresh outside');
    const form = await press(await chat.say(bob, 'alerts outside'), 'Dave', 'Keep it here');
    expect(shownText(form)).toContain('Assign');
    await chat.fillIn(bob, form, { justification: 'the new desk' });
    const [given] = await fixture.store.read.schedules.ofAccess(access);
    expect(given?.level).toBe('assignment');
    expect(given?.endDateTime).toBeUndefined();
    expect(await say('alerts refresh outside')).toContain('Looked just now.');
    expect(await say('alerts outside')).toContain('Nothing found');
  });
});

describe('When incidents are told', () => {
  const azure = {
    kind: 'azure',
    roleDefinitionId: wellKnownAzureRole.owner,
    directoryScopeId: '/subscriptions/a',
  } as const;
  const told = async (alert: AlertName) => {
    const [incident] = await lookingForAlerts(fixture).all(alert);
    if (!incident) throw new Error(`nothing was found of ${alert}`);
    const { batch, correlationId } = incident;
    const event = {
      type: 'alert.changed',
      alert,
      batch,
      correlationId,
      id: eventId('e'),
      at: fixture.clock.now(),
    } as const;
    return { batch, deliveries: await tellOfAlerts(fixture.deps, event, ['slack', 'mail']) };
  };

  it('then the administrators hear of a role of the directory, in their channel and by mail', async () => {
    await say('alerts refresh');
    const { batch, deliveries } = await told('NoMfaOnRoleActivationAlert');
    expect(deliveries.map(({ key }) => key)).toEqual(
      ['slack', 'mail'].map((lane) => `incidents|${batch}|channel:admins|${lane}`),
    );
  });

  it('then whoever manages a place of Azure hears of it in chat as well, and by mail but once', async () => {
    await fixture.hold(heldBy(alice, azure), heldBy(dave, azure));
    await lookingForAlerts(fixture).look();
    const { deliveries } = await told('TooManyOwnersAssignedToResource');
    const people = deliveries.filter(({ effect }) => 'recipient' in effect && effect.recipient.kind === 'person');
    expect(people.map(({ lane }) => lane)).toEqual(['slack', 'slack']);
    expect(deliveries[0]?.effect).toMatchObject({ recipient: { kind: 'channel', about: azure } });
  });

  it('then nothing is said of what was over before anybody was told, and whoever was told hears that it is', async () => {
    await say('alerts refresh no mfa');
    const { batch } = await told('NoMfaOnRoleActivationAlert');
    const effect = { kind: 'incidents', batch, recipient: { kind: 'channel', channel: 'admins' } } as const;
    const read = async (isPosted: boolean) => {
      const view = await readTold(fixture.deps, effect, isPosted);
      return view && shownText(view);
    };
    expect(await read(false)).toContain('1 open');
    await fixture.changePolicy({ Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication'] } });
    await say('alerts refresh no mfa');
    expect(await read(true)).toContain('Over: the cause is gone');
    expect(await read(false)).toBeUndefined();
  });
});

describe('When an alert is set', () => {
  it('then what it does not speak of any more is closed at once, before anybody looks again', async () => {
    expect(await say('alerts refresh no mfa')).toContain('Security Reader');
    await say('alerts settings no mfa: off');
    expect(await lookingForAlerts(fixture).standing('NoMfaOnRoleActivationAlert')).toEqual([]);
  });

  it('and the directory cannot be seen just then, then it is set all the same', async () => {
    const lookForAlerts = () => Promise.reject(new AdapterError('unavailable', 'down'));
    Object.assign(fixture.deps, { lookForAlerts });
    chat = conversation(fixture, [alerts, assign], { proving: true });
    expect(await say('alerts settings no mfa: off')).toContain('switched off');
  });

  it.each([
    ['alerts settings stale accounts: duration 45 days', 'not signed in for: 45 days'],
    [
      'alerts settings global admins: count 5, share 20 %',
      'administrators, at least: 5, share of all that is assigned, at least: 20 %',
    ],
    ['alerts settings too often count 5 and within 1 h', 'activations, at least: 5, within: 1 h'],
    ['alerts settings of redundant: duration 0 days', 'not activated for: 0 days'],
    ['alerts settings no mfa: off', 'switched off'],
  ])('then “%s” does it', async (text, said) => {
    expect(await say(text)).toContain(said);
  });

  it('then what is out of range opens the form with its range, and the form sets it', async () => {
    const form = await chat.say(bob, 'alerts settings stale accounts: duration 400 days');
    expect(shownText(form)).toContain('Choose from 1 day to 365 days');
    expect(shownText(await chat.fillIn(bob, form, { duration: '60 days' }))).toContain('not signed in for: 60 days');
    expect(await say('alerts settings')).toContain('not signed in for: 60 days');
    const again = await chat.press(bob, { do: 'ask-alert', alert: 'StaleSignInAlert' });
    expect(shownText(await chat.fillIn(bob, again, {}))).toContain('already');
    expect(shownText(await chat.fillIn(bob, again, { 'looked-for': 'off' }))).toContain('switched off');
    expect(shownText(await chat.press(carol, { do: 'ask-alert', alert: 'StaleSignInAlert' }))).toContain('cannot set');
  });
});
