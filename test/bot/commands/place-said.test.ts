import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../bot/commands/registry.js';
import { scheduleId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { minutes } from '../../../domain/time.js';
import { azurePlaces, places } from '../../support/azure-places.js';
import { alice, anEligibility, aRole, aSchedule, bob, dave, principal } from '../../support/builders.js';
import { conversation, formIn, shownText } from '../../support/conversation.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const { say, pressRow, fillIn } = conversation(fixture, commands, { proving: true });
const helpdesk = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const unit = (name: string) => `/administrativeUnits/${name}`;
const helpdeskAt = (scope: string): Role => aRole(helpdesk, scope);
const berlinId = '7d3e0000-0000-4000-8000-00000000be01';

const azureSecurityReader: Role = {
  kind: 'azure',
  roleDefinitionId: '39bc4728-0917-49c7-9d2c-d95423bc2eb4',
  directoryScopeId: places.production,
};

/** Alice is eligible at Berlin Office; there are a Munich Office and a unit that is called Berlin alone. Dave administers. */
beforeEach(async () => {
  const aUnit = { kind: 'directory', type: 'administrativeUnit' } as const;
  await fixture.records.scopes.save([
    ...azurePlaces,
    { ...aUnit, id: unit(berlinId), displayName: 'Berlin Office' },
    { ...aUnit, id: unit('munich'), displayName: 'Munich Office' },
    { ...aUnit, id: unit('berlin'), displayName: 'Berlin' },
  ]);
  const withoutProof = { Enablement_EndUser_Assignment: { enabledRules: ['Justification'] } } as const;
  await fixture.changePolicy(withoutProof, helpdeskAt('/'));
  await fixture.hold(
    anEligibility({ id: scheduleId('helpdesk'), role: helpdeskAt(unit(berlinId)) }),
    aSchedule({
      assignmentType: 'assigned',
      endDateTime: undefined,
      id: scheduleId('dave-admin'),
      principalId: dave,
      role: aRole(wellKnownRole.globalAdministrator),
    }),
  );
});

const said = async (text: string, who = alice) => shownText(await say(who, text));
const asksWritten = () => fixture.written();
const activatedAt = async () => {
  const mine = await fixture.store.read.schedules.list({
    principalIds: [alice],
    assignmentType: 'activated',
    limit: 10,
  });
  return mine.map(({ role }) => (role.kind === 'group' ? role.groupId : role.directoryScopeId));
};

describe('When a role is asked for at a place where it is not theirs', () => {
  it.each([
    ['/', 'the whole directory'],
    ['tenant', 'the whole directory'],
    ['the directory', 'the whole directory'],
    ['Munich Office', 'Munich Office'],
    [unit('munich'), 'Munich Office'],
    // All of the name of one place, though it begins the name of another.
    ['Berlin', 'Berlin'],
    ['Production', 'Production'],
    [places.webShop, 'web-shop'],
  ])('“on %s”, then nothing is activated elsewhere in its place', async (place, called) => {
    const before = await asksWritten();
    const answer = await said(`activate Helpdesk Administrator on ${place} for 1h because INC-42`);
    expect(answer).toContain(`You are not eligible for “Helpdesk Administrator on ${called}”`);
    expect(answer).toContain('- Helpdesk Administrator on Berlin Office [Activate]');
    expect(await said(`preview Helpdesk Administrator on ${place} for 1h`)).toContain('You are not eligible');
    expect(await asksWritten()).toEqual(before);
  });

  it.each(['Berln Office', 'Hamburg', '///', '?', unit('nowhere'), `${places.production}/resourceGroups/none`, '…'])(
    '“on %s”, which is no place, then that is what is said',
    async (place) => {
      const before = await asksWritten();
      const answer = await said(`activate Helpdesk Administrator on "${place}" for 1h because INC-42`);
      expect(answer).toContain(`I do not know the place “${place}”`);
      expect(answer).toContain('Helpdesk Administrator on Berlin Office [Activate]');
      expect(await asksWritten()).toEqual(before);
    },
  );

  it('then what was meant is a press away, at the place that is shown', async () => {
    const answer = await say(alice, 'activate Helpdesk Administrator on Berln Office for 1h because INC-42');
    expect(shownText(answer)).toContain('Did you mean one of these?');
    await pressRow(alice, answer, 'Helpdesk Administrator on Berlin Office');
    expect(await activatedAt()).toEqual([unit(berlinId)]);
  });

  it('written with look-alike letters, then it is only offered', async () => {
    const answer = await said('activate Helpdesk Administrator on Bеrlin Office for 1h because INC-42');
    expect(answer).toContain('is written with look-alike letters');
    expect(await activatedAt()).toEqual([]);
  });
});

describe('When a role is asked for at its place', () => {
  it.each(['Berlin Office', 'the berlin OFFICE', 'ber off', unit(berlinId), unit(berlinId.toUpperCase()), berlinId])(
    'said “%s”, then it is activated there',
    async (place) => {
      await said(`activate Helpdesk Administrator on ${place} for 1h because INC-42`);
      expect(await activatedAt()).toEqual([unit(berlinId)]);
    },
  );

  it.each(['/', 'directory', 'Tenant', 'the whole directory', 'organization'])(
    'which is everywhere, said “%s”, then it is activated everywhere',
    async (place) => {
      await fixture.hold(anEligibility({ id: scheduleId('everywhere'), role: helpdeskAt('/') }));
      await said(`activate Helpdesk Administrator on ${place} for 1h because INC-42`);
      expect(await activatedAt()).toEqual(['/']);
    },
  );

  it('and no place is said where there are two, then both are offered, each with its place', async () => {
    await fixture.hold(anEligibility({ id: scheduleId('everywhere'), role: helpdeskAt('/') }));
    const answer = await say(alice, 'activate Helpdesk Administrator for 1h because INC-42');
    expect(shownText(answer)).toContain('- Helpdesk Administrator on Berlin Office [Activate]');
    await pressRow(alice, answer, 'Helpdesk Administrator (whole directory)');
    expect(await activatedAt()).toEqual(['/']);
  });

  it('one of many places, then the sixth of them is found as well', async () => {
    const six = ['1', '2', '3', '4', '5', '6'];
    const aUnit = { kind: 'directory', type: 'administrativeUnit' } as const;
    await fixture.records.scopes.save(six.map((each) => ({ ...aUnit, id: unit(each), displayName: `Shop ${each}` })));
    await fixture.hold(
      ...six.map((each) => anEligibility({ id: scheduleId(`shop-${each}`), role: helpdeskAt(unit(each)) })),
    );
    await said('activate helpdesk admin on Shop 6 for 1h because INC-42');
    expect(await activatedAt()).toEqual([unit('6')]);
  });

  it('in Azure, where a place of the directory has the same name, then neither is taken', async () => {
    await fixture.records.scopes.save([
      { kind: 'directory', type: 'administrativeUnit', id: unit('billing'), displayName: 'billing' },
    ]);
    await fixture.hold(
      anEligibility({
        id: scheduleId('azure'),
        role: azureSecurityReader,
      }),
      anEligibility({ id: scheduleId('unit'), role: aRole(undefined, unit('billing')) }),
    );
    const answer = await said('activate Security Reader on billing for 1h because INC-42');
    expect(answer).toContain('“billing” can mean several places');
    expect(await activatedAt()).toEqual([]);
  });
});

describe('When a role is given back at a place', () => {
  beforeEach(async () => {
    await said('activate Helpdesk Administrator on Berlin Office for 1h because INC-42');
    await fixture.follow();
    fixture.clock.pass(minutes(6));
  });

  it.each([
    'Helpdesk Administrator on /',
    'Helpdesk Administrator on Munich Office',
    'Helpdesk Administrator on Hamburg',
    'on Munich Office',
    'on Hamburg',
  ])('where they do not have it, “%s”, then what they have elsewhere stays', async (words) => {
    const before = await asksWritten();
    const answer = await said(`deactivate ${words}`);
    expect(answer).toMatch(/is not among your active roles|I do not know the place “Hamburg”/);
    expect(answer).toContain('- Helpdesk Administrator on Berlin Office [Give back]');
    expect(await asksWritten()).toEqual(before);
  });

  it.each(['Helpdesk Administrator on Berlin Office', `helpdesk on ${unit(berlinId)}`, 'on Berlin Office'])(
    'where they have it, “%s”, then it is given back, and the answer says what and where',
    async (words) => {
      expect(await said(`deactivate ${words}`)).toBe('Helpdesk Administrator on Berlin Office is being given back.');
    },
  );
});

describe('When an administrator says a place', () => {
  it.each([
    ['assign', 'assign Helpdesk Administrator on Hamburg to Bob for 30 days because INC-42'],
    ['settings', 'settings Helpdesk Administrator on Hamburg'],
    ['settings with a change', 'settings Helpdesk Administrator on Hamburg: maximum 4h'],
    ['assignments', 'assignments Helpdesk Administrator on Hamburg'],
    ['requests', 'requests for Helpdesk Administrator on Hamburg'],
    ['audit', 'audit for Helpdesk Administrator on Hamburg'],
    ['create review', 'create review of Helpdesk Administrator on Hamburg by Bob'],
    ['remove', 'remove Helpdesk Administrator on Hamburg from Alice because INC-42'],
    ['update', 'update Helpdesk Administrator on Hamburg for Alice for 30 days because INC-42'],
    ['extend', 'extend Helpdesk Administrator on Hamburg for Alice for 30 days because INC-42'],
  ])('that is none, in “%s”, then the answer is about the place', async (_command, typed) => {
    const before = await asksWritten();
    expect(await said(typed, dave)).toContain('I do not know the place “Hamburg”');
    expect(await asksWritten()).toEqual(before);
  });

  it.each([
    ['remove', 'remove Helpdesk Administrator on / from Alice because INC-42'],
    ['update', 'update Helpdesk Administrator on / for Alice until 2030-01-01 09:00 because INC-42'],
    ['remove by path', `remove Helpdesk Administrator on ${unit('munich')} from Alice because INC-42`],
  ])('at which somebody does not have the role, in “%s”, then what they have elsewhere stays', async (_what, typed) => {
    const answer = await said(typed, dave);
    const [own] = await fixture.store.read.schedules.list({
      principalIds: [alice],
      roles: [helpdeskAt(unit(berlinId))],
      limit: 1,
    });
    expect(own).toMatchObject({ status: 'Provisioned' });
    expect(own?.endDateTime).toBeUndefined();
    expect(answer).not.toContain('no longer');
  });

  it.each([
    ['Munich Office', unit('munich')],
    [unit('munich'), unit('munich')],
    ['tenant', '/'],
    ['/', '/'],
  ])('“%s”, then the role is given there, and the answer says where', async (place, scope) => {
    const answer = await said(`assign Helpdesk Administrator on ${place} to Bob for 30 days because INC-42`, dave);
    expect(answer).toContain(scope === '/' ? 'Helpdesk Administrator' : 'Helpdesk Administrator on Munich Office');
    const held = await fixture.store.read.schedules.list({ principalIds: [bob], limit: 5 });
    expect(held.map(({ role }) => role)).toEqual([helpdeskAt(scope)]);
  });

  it('at which no role of that name can be held, then that is said, and of a group that it has no place', async () => {
    expect(await said('assignments Helpdesk Administrator on Production', dave)).toContain(
      'There is no role “Helpdesk Administrator” on “Production”',
    );
    await fixture.records.principals.save([
      {
        type: 'group',
        id: principal('crew'),
        displayName: 'Night Crew',
        isAssignableToRole: false,
        membershipType: 'assigned',
        onPremisesSyncEnabled: false,
        memberIds: [],
        ownerIds: [],
      },
    ]);
    expect(await said('assignments member of Night Crew on Production', dave)).toContain('Groups have no place');
  });
});

describe('When the form is sent with a place', () => {
  it.each([
    ['/', 'Only Azure roles can be activated further in'],
    ['Munich Office', 'Only Azure roles can be activated further in'],
  ])('that is not the role’s own, “%s”, then that is said beside the field', async (scope, problem) => {
    const form = await say(alice, 'activate Helpdesk Administrator');
    const values = { scope, duration: '1h', justification: 'INC-42', outcome: 'activate' };
    const again = formIn(await fillIn(alice, form, values));
    expect(again.inputs.find(({ id }) => id === 'scope')?.problem ?? shownText(again)).toContain(problem);
    expect(await activatedAt()).toEqual([]);
  });

  it('that is the role’s own, then it is activated there', async () => {
    const form = await say(alice, 'activate Helpdesk Administrator');
    await fillIn(alice, form, { scope: 'Berlin Office', duration: '1h', justification: 'INC-42', outcome: 'activate' });
    expect(await activatedAt()).toEqual([unit(berlinId)]);
  });
});
