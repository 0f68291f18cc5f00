import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../bot/commands/registry.js';
import type { Action } from '../../../cards/actions.js';
import type { View } from '../../../cards/card.js';
import { scheduleId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { days, after as later } from '../../../domain/time.js';
import { alice, anEligibility, aRole, aSchedule, bob, carol, dave, monday, principal } from '../../support/builders.js';
import { conversation, formIn, shownText } from '../../support/conversation.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const { say, press, fillIn } = conversation(fixture, commands, { proving: true });
const globalReader = aRole('f2ef992c-3afb-46b9-b7cf-a126ee74c451');
const crew = principal('crew');

/** Dave is Global Administrator. */
beforeEach(async () => {
  const role = aRole(wellKnownRole.globalAdministrator);
  const given = { assignmentType: 'assigned', role, endDateTime: undefined } as const;
  await fixture.hold(aSchedule({ ...given, id: scheduleId('dave-admin'), principalId: dave }));
  await fixture.hold(aSchedule({ ...given, id: scheduleId('carol-admin'), principalId: carol }));
  await fixture.records.principals.save([
    {
      type: 'servicePrincipal',
      id: principal('robot'),
      displayName: 'deploy-robot',
      servicePrincipalType: 'ManagedIdentity',
      accountEnabled: true,
    },
    {
      type: 'group',
      id: crew,
      displayName: 'Night Crew',
      isAssignableToRole: false,
      membershipType: 'assigned',
      onPremisesSyncEnabled: false,
      memberIds: [],
      ownerIds: [],
    },
  ]);
});

const has = async (principalId = bob, role: Role = globalReader) => {
  const found = await fixture.store.read.schedules.list({ principalIds: [principalId], roles: [role], limit: 10 });
  return found.map(({ level, status, startDateTime, endDateTime }) => ({ level, status, startDateTime, endDateTime }));
};
const said = async (text: string, who = dave) => shownText(await say(who, text));
const button = (view: View | string, title: string): Action => {
  if (typeof view === 'string' || view.kind !== 'card') throw new Error(`no card: ${shownText(view)}`);
  const all = [...view.buttons, ...view.rows.flatMap(({ buttons }) => buttons)];
  const found = all.find((each) => each.title === title);
  if (!found) throw new Error(`no “${title}”: ${shownText(view)}`);
  return found.action;
};

describe('When an administrator assigns a role', () => {
  it.each([
    ['assign Global Reader to Bob for 90 days because new on the team'],
    ['make Bob eligible for Global Reader for 90 days because new on the team'],
    ['give Bob the Global Reader role for 90 days because new on the team'],
    ['grant Bob Global Reader for 90 days because new on the team'.replace('Bob Global', 'Bob the Global')],
    ['assign global read on directory to bob@contoso.example eligible for 90 days because new on the team'],
    ['for 90 days assign "Global Reader" to "Bob" because new on the team'],
  ])('by typing “%s”, then they are eligible, and it is said until when', async (text) => {
    expect(await said(text)).toContain('Bob is eligible for Global Reader until Sun 31 May 09:00 (UTC).');
    expect(await has()).toMatchObject([
      { level: 'eligibility', status: 'Provisioned', endDateTime: later(monday, days(90)) },
    ]);
  });

  it.each([
    ['for 6 months', 'Wed 2 Sep 09:00 (UTC)'],
    ['for P6M', 'Wed 2 Sep 09:00 (UTC)'],
    ['for 1 month', 'Thu 2 Apr 09:00 (UTC)'],
    ['from 2026-03-31 09:00 for 1 month', 'Thu 30 Apr 09:00 (UTC)'],
    ['from 2026-02-01 09:00 for 1 month', 'Thu 2 Apr 09:00 (UTC)'],
    ['until 2026-06-30 24:00', 'Wed 1 Jul 00:00 (UTC)'],
  ])('%s, then the calendar says until when, and so does the answer', async (length, date) => {
    expect(await said(`assign Global Reader to Bob ${length} because onboarding`)).toContain(`until ${date}`);
  });

  it('with the length or the start after the reason, then it counts, or is asked', async () => {
    expect(await said('assign Global Reader to Bob because INC-42 from tomorrow 9:00 until friday midnight')).toContain(
      'Bob will be eligible for Global Reader from tomorrow 09:00 (UTC), until Sat 7 Mar 00:00 (UTC).',
    );
    const asked = await said('assign Global Reader to Carol for 90 days because the audit begins at tomorrow 9:00');
    expect(asked).toContain('“at tomorrow 9:00” is in your reason.');
    expect(await has(carol)).toEqual([]);
  });

  it('active, permanently, then the directory follows', async () => {
    expect(await said('assign Global Reader to Bob active permanently because lead auditor')).toContain(
      'Global Reader is assigned to Bob without an end',
    );
    await fixture.follow();
    expect(await fixture.grantedUntil(bob, globalReader)).toBe('for good');
  });

  it('from later on, then it begins then', async () => {
    const text = 'assign Global Reader to Bob from 2026-03-09 9:00 until 2026-03-16 9:00 because on call';
    expect(await said(text)).toContain(
      'Bob will be eligible for Global Reader from Mon 9 Mar 09:00 (UTC), until Mon 16',
    );
    expect(await has()).toMatchObject([{ status: 'Granted' }]);
  });

  it('of a group to a managed identity, then what the kind forbids is refused with the mend', async () => {
    const eligible = await said('assign member of Night Crew to deploy-robot for 30 days because migration', carol);
    expect(eligible).toContain('You cannot manage this role');
    expect(await said('assign Global Reader to deploy-robot for 30 days because migration')).toContain(
      'cannot activate a role',
    );
    expect(await said('assign Global Reader to Night Crew for 30 days because migration')).toContain(
      'only to groups that are assignable to roles',
    );
  });

  it('and may not, then it is refused and nothing is given', async () => {
    expect(await said('assign Global Reader to Bob for 90 days because please', alice)).toContain(
      'You cannot manage this role',
    );
    expect(await has()).toEqual([]);
  });

  it('and leaves parts out, then the form asks for them with the rest filled in, and carries it out', async () => {
    const form = formIn(await say(dave, 'assign Global Reader to Bob'));
    expect(form.inputs.map(({ id, value }) => [id, value])).toEqual([
      ['role', expect.stringMatching(/^directory:.*:\/$/)],
      ['who', bob],
      ['level', 'eligibility'],
      ['start', undefined],
      ['length', undefined],
      ['justification', undefined],
      ['ticketNumber', undefined],
    ]);
    expect(form.inputs[0]?.choices?.[0]?.title).toBe('Global Reader (whole directory)');
    const wrong = await fillIn(dave, form, { length: 'a fortnight or so', justification: 'new' });
    expect(formIn(wrong).inputs.find(({ id }) => id === 'length')?.problem).toContain('could not read');
    expect(shownText(await fillIn(dave, wrong, { length: '30 days', level: 'assignment' }))).toContain('is assigned');
  });

  it('and the form is opened again, then what was understood is in it', async () => {
    const form = formIn(await say(dave, 'assign Global Reader to Bob active permanently'));
    const again = formIn(await press(dave, form.reopen));
    expect(again.inputs).toEqual(form.inputs);
  });

  it('and names are not certain, then they are offered and nothing is done', async () => {
    await fixture.records.principals.save([
      {
        type: 'user',
        id: principal('bob2'),
        displayName: 'Bob Two',
        userPrincipalName: 'bob2@contoso.example',
        accountEnabled: true,
        userType: 'Member',
      },
      {
        type: 'user',
        id: bob,
        displayName: 'Bob One',
        userPrincipalName: 'bob@contoso.example',
        accountEnabled: true,
        userType: 'Member',
      },
    ]);
    const form = formIn(await say(dave, 'assign Gobal Raeder to Bob for 2 days because new'));
    const [role, who] = form.inputs;
    expect(role).toMatchObject({ kind: 'choice', problem: expect.stringContaining('Choose one') });
    expect(who?.choices?.map(({ title }) => title)).toEqual([
      'Bob One (bob@contoso.example)',
      'Bob Two (bob2@contoso.example)',
    ]);
    expect(await has()).toEqual([]);
    await fillIn(dave, form, { role: role?.choices?.[0]?.value, who: who?.choices?.[1]?.value });
    expect(await has(principal('bob2'))).toHaveLength(1);
  });

  it('for longer than the role’s settings allow, then the form names the maximum', async () => {
    await fixture.changePolicy(
      { Expiration_Admin_Eligibility: { isExpirationRequired: true, maximumDuration: days(30) } },
      globalReader,
    );
    const form = formIn(await say(dave, 'assign Global Reader to Bob for 90 days because new'));
    expect(form.inputs.find(({ id }) => id === 'length')?.problem).toContain('at most 30 days');
  });
});

describe('When an administrator changes what somebody has', () => {
  beforeEach(async () => {
    await say(dave, 'assign Global Reader to Bob for 30 days because new');
  });

  it('by “update”, then it ends then', async () => {
    expect(await said('update Global Reader for Bob until 2026-03-20 9:00 because shorter')).toContain(
      'until Fri 20 Mar',
    );
    expect(await said('change global for Bob until 2026-03-21 9:00 because longer')).toContain('until Sat 21 Mar');
  });

  it('and does not say what, then the form shows how it is', async () => {
    const form = formIn(await say(dave, 'update Bob’s Global Reader'));
    expect(form.inputs.find(({ id }) => id === 'length')?.value).toBe('until 2026-04-01 09:00');
    expect(form.inputs.find(({ id }) => id === 'level')?.choices).toHaveLength(1);
  });

  it('by “extend”, then it ends later, and an earlier end is refused where it is asked for', async () => {
    expect(await said('extend Global Reader for Bob for 60 days because goes on')).toContain('until Fri 1 May');
    const form = formIn(await say(dave, 'extend Global Reader for Bob for 2 days because goes on'));
    expect(form.inputs.find(({ id }) => id === 'length')?.problem).toContain('Choose a later end');
  });

  it('by “remove”, then it is gone; with the reason asked for where there is none', async () => {
    const form = formIn(await say(dave, 'remove Global Reader from Bob'));
    expect(await has()).toMatchObject([{ status: 'Provisioned' }]);
    expect(shownText(await fillIn(dave, form, { justification: 'moved' }))).toContain('no longer eligible');
    expect(await has()).toMatchObject([{ status: 'Revoked' }]);
  });

  it('and they are eligible and assigned, then which is meant is asked for, or said', async () => {
    await say(dave, 'assign Global Reader to Bob active for 3 days because incident');
    const form = formIn(await say(dave, 'remove Global Reader from Bob because moved'));
    expect(form.inputs.find(({ id }) => id === 'level')).toMatchObject({
      problem: expect.stringContaining('Choose which'),
    });
    expect(await said('remove Global Reader from Bob active because moved')).toContain('being taken from Bob');
    expect((await has()).map(({ level, status }) => [level, status])).toContainEqual(['eligibility', 'Provisioned']);
  });

  it('and they do not have it, then it says so', async () => {
    expect(await said('remove Reports Reader from Bob because moved')).toContain('Nobody made them eligible');
  });

  it('by “renew” after it ran out, then they have it again', async () => {
    fixture.clock.pass(days(31));
    await fixture.tick();
    expect(await said('renew Global Reader for Bob for 90 days because back')).toContain(
      'Bob is eligible for Global Reader until',
    );
  });
});

describe('When somebody looks at who has a role', () => {
  beforeEach(async () => {
    await say(dave, 'assign Global Reader to Bob for 30 days because new');
    await say(dave, 'assign Global Reader to Alice active permanently because lead');
  });

  it('then those who may view it see it, and managers can change and remove', async () => {
    const card = await say(dave, 'who has Global Reader?');
    expect(shownText(card)).toContain('Alice');
    expect(shownText(card)).toContain('Eligible until Wed 1 Apr 09:00');
    expect(shownText(card)).toContain('Active permanently');
    const form = formIn(await press(dave, button(card, 'Remove')));
    expect(form.inputs.map(({ id, value }) => [id, value])).toEqual([
      ['role', expect.stringMatching(/^directory:.*:\/$/)],
      ['who', alice],
      ['level', 'assignment'],
      ['justification', undefined],
    ]);
  });

  it('then a reader of the directory sees it without buttons, and others see nothing', async () => {
    await fixture.follow();
    const card = await say(alice, 'assignments Global Reader');
    expect(shownText(card)).toContain('Bob');
    expect(() => button(card, 'Remove')).toThrow('no “Remove”');
    expect(await said('assignments Global Reader', bob)).toContain('You cannot see who has this role');
  });

  it('then somebody’s roles are shown as far as one may see them, one’s own all', async () => {
    expect(await said('assignments of Bob')).toContain('Global Reader');
    expect(await said('assignments of Bob', bob)).toContain('Global Reader');
    expect(await said('assignments of Alice', bob)).toContain('Nothing that you may see');
  });
});

describe('When everything of somebody is revoked', () => {
  beforeEach(async () => {
    await say(dave, 'assign Global Reader to Bob for 30 days because new');
    await say(dave, 'assign Reports Reader to Bob active permanently because new');
    await fixture.follow();
  });

  it('then what would end is shown first, and a press ends it', async () => {
    const card = await say(dave, 'revoke all from Bob because left the company');
    expect(shownText(card)).toContain('End everything of Bob?');
    expect(shownText(card)).toContain('2 roles would end at once');
    expect(await has()).toMatchObject([{ status: 'Provisioned' }]);
    const done = await press(dave, button(card, 'End everything'));
    expect(shownText(done)).toContain('Everything of Bob is ended');
    expect(shownText(done)).toContain('2 roles ended');
    await fixture.follow();
    expect(await has()).toMatchObject([{ status: 'Revoked' }]);
  });

  it('then “now” at the end does it at once, and what stays is named with the reason', async () => {
    expect(await said('revoke all from Bob because left the company now')).toContain('2 roles ended');
    expect(await said('revoke all from Bob because left the company now')).toContain('nothing to end');
    await say(dave, 'revoke all from Carol because left now');
    const last = await said('revoke all from Dave because left now');
    expect(last).toContain('Nobody else would be left');
  });

  it('then who may not is refused, and a missing reason is asked for', async () => {
    expect(await said('revoke all from Bob because left', alice)).toContain('You cannot manage');
    const form = formIn(await say(dave, 'revoke all from Bob'));
    expect(shownText(await fillIn(dave, form, { justification: 'left' }))).toContain('End everything of Bob?');
  });
});

describe('When somebody wants to keep what they have', () => {
  const soon = later(monday, days(5));
  const held = () =>
    fixture.hold(anEligibility({ id: scheduleId('soon'), principalId: bob, role: globalReader, endDateTime: soon }));
  const newest = async () => {
    const [request] = await fixture.store.read.requests.list({ principalId: bob, limit: 5 });
    if (!request) throw new Error('Bob has asked for nothing');
    return request;
  };
  /** Bob asks; the living card answers him, so there is no answer here. */
  const ask = async (text = 'extend Global Reader for 60 days because the audit goes on') => {
    await say(bob, text).catch(() => undefined);
    return newest();
  };
  const cardOf = async (who = dave) => press(who, { do: 'show', requestId: (await newest()).id });

  it('and it ends soon, then “my roles” offers to extend it, and administrators are asked once all is said', async () => {
    await held();
    const form = formIn(await press(bob, button(await say(bob, 'my roles'), 'Extend')));
    expect(form.inputs.map(({ id, value }) => [id, value])).toEqual([
      ['role', expect.stringMatching(/^directory:.*:\/$/)],
      ['level', 'eligibility'],
      ['length', undefined],
      ['justification', undefined],
    ]);
    await fillIn(bob, form, { length: '60 days', justification: 'the audit goes on' }).catch(() => undefined);
    expect(await newest()).toMatchObject({ action: 'selfExtend', status: 'PendingAdminDecision' });
    expect(shownText(await cardOf(bob))).toContain('Carol and Dave have been asked');
  });

  it('and it does not end soon, then it says from when on they can ask', async () => {
    const late = later(monday, days(50));
    await fixture.hold(
      anEligibility({ id: scheduleId('late'), principalId: bob, role: globalReader, endDateTime: late }),
    );
    const roles = await say(bob, 'my roles');
    expect(() => button(roles, 'Extend')).toThrow('no “Extend”');
    expect(await said('extend my Global Reader for 90 days because I like it', bob)).toContain(
      'You can ask to extend it from',
    );
  });

  it('and an administrator approves it on the card, then it lasts as long as was asked', async () => {
    await held();
    await ask();
    const card = await cardOf();
    expect(shownText(card)).toContain('Bob asks to extend Global Reader');
    expect(await press(dave, button(card, 'Approve'))).toContain('Approved');
    expect(await has()).toMatchObject([{ endDateTime: later(monday, days(60)) }]);
    expect(shownText(await cardOf(bob))).toContain('Approved by Dave at 09:00');
    expect(shownText(await press(carol, button(card, 'Deny')))).toContain('Approved by Dave');
  });

  it('and an administrator changes end and type, then that is what they have', async () => {
    await held();
    await ask();
    const form = formIn(await press(dave, button(await cardOf(), 'Change and approve')));
    expect(form.inputs.map(({ id, value }) => [id, value])).toEqual([
      ['level', 'eligibility'],
      ['start', undefined],
      ['length', '60 days'],
      ['justification', undefined],
    ]);
    const wrong = formIn(await fillIn(dave, form, { length: 'until the audit ends' }));
    expect(wrong.inputs.find(({ id }) => id === 'length')?.problem).toContain('could not read');
    await fillIn(dave, wrong, { length: '10 days', level: 'assignment' });
    const now = (await has()).filter(({ status }) => status !== 'Revoked');
    expect(now).toMatchObject([{ level: 'assignment', endDateTime: later(monday, days(10)) }]);
  });

  it('and an administrator denies it, then the reason is shown', async () => {
    await held();
    await ask();
    const form = formIn(await press(dave, button(await say(dave, 'pending'), 'Deny')));
    expect(await fillIn(dave, form, { justification: 'the audit is over' })).toContain('Denied');
    expect(shownText(await cardOf(bob))).toContain('Decided because: the audit is over');
    expect(await has()).toMatchObject([{ endDateTime: soon }]);
  });

  it('and it is decided by typing, then it is decided; nobody decides on their own or without being asked', async () => {
    await held();
    await ask();
    expect(await said('approve Bob because agreed', alice)).toContain('Nothing waits');
    expect(await said('approve', bob)).toContain('Nothing waits');
    const shown = await say(dave, 'approve Bob because agreed');
    expect(shownText(shown)).toContain('Not decided yet');
    expect(await press(dave, button(shown, 'Approve'))).toContain('Approved');
    expect((await newest()).status).toBe('Provisioned');
  });

  it('and it has run out, then “my roles” offers to renew it', async () => {
    await held();
    fixture.clock.pass(days(6));
    await fixture.tick();
    const form = formIn(await press(bob, button(await say(bob, 'my roles'), 'Renew')));
    await fillIn(bob, form, { length: '30 days', justification: 'back' }).catch(() => undefined);
    expect(await newest()).toMatchObject({ action: 'selfRenew', status: 'PendingAdminDecision' });
    await press(dave, button(await say(dave, 'approve Bob because welcome back'), 'Approve'));
    expect((await has()).map(({ status }) => status)).toContain('Provisioned');
  });

  it('and names somebody else, then it is an administrator’s to do', async () => {
    await held();
    expect(await said('extend Global Reader for Bob for 60 days because goes on', alice)).toContain(
      'You cannot manage',
    );
    expect(await said('extend Global Reader for Bob for 60 days because goes on')).toContain('until Fri 1 May');
  });
});
