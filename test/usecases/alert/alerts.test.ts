import { beforeEach, describe, expect, it } from 'vitest';
import { definitionOf } from '../../../domain/alert/alert.js';
import type { AlertIncident } from '../../../domain/alert/incident.js';
import { incidentId, scheduleId } from '../../../domain/ids.js';
import { noProofs } from '../../../domain/proof/proofs.js';
import { type Role, sameRole } from '../../../domain/role/role.js';
import { wellKnownAzureRole } from '../../../domain/role/well-known.js';
import { days, hours, instant, after as later, minutes } from '../../../domain/time.js';
import { changeAlert, dismissIncident } from '../../../domain/usecases/alert/change-alert.js';
import { detectAlerts } from '../../../domain/usecases/alert/detect-alerts.js';
import { fixIncident } from '../../../domain/usecases/alert/fix-incident.js';
import { listAlerts } from '../../../domain/usecases/alert/list-alerts.js';
import { sweepAlerts } from '../../../domain/usecases/alert/sweep-alerts.js';
import {
  alice,
  anEligibility,
  aRequest,
  aRole,
  bob,
  by,
  carol,
  dave,
  monday,
  principal,
  proven,
} from '../../support/builders.js';
import { heldBy, lookingForAlerts, namedRole } from '../../support/setups/alert-fixture.js';
import { erin, useCaseFixture } from '../../support/setups/use-case-fixture.js';

/** Alice is eligible for Security Reader since 30 days, whose settings ask for a reason alone. */
const fixture = useCaseFixture();
const alerts = () => lookingForAlerts(fixture);
const noMfa = 'NoMfaOnRoleActivationAlert';
const withFactor = { Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication'] } } as const;
const withoutFactor = { Enablement_EndUser_Assignment: { enabledRules: ['Justification'] } } as const;

/** Bob administers roles, Carol may only read, Dave has nothing to do with it. */
beforeEach(async () => {
  await fixture.hold(heldBy(bob, namedRole('privilegedRoleAdministrator')), heldBy(carol, namedRole('globalReader')));
});

async function theOne(alert: AlertIncident['alert']): Promise<AlertIncident> {
  const [only, ...more] = await alerts().standing(alert);
  if (!only || more.length > 0) throw new Error(`not one incident: ${more.length + (only ? 1 : 0)}`);
  return only;
}
const dismiss = (incident: AlertIncident, who = bob, why = 'known, and accepted') =>
  dismissIncident(fixture.deps)(incident.id, why, proven, by(who));
const fix = (incident: AlertIncident, who = bob, why = 'not needed any more') =>
  fixIncident(fixture.deps)(incident.id, why, proven, by(who));

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

const withoutProof = 'AdministrationWithoutProofAlert';
const lookAs = (operator: { withoutProof: boolean }) =>
  sweepAlerts({ ...alerts().deps(), administration: operator })([withoutProof]);

describe('Administration without proof', () => {
  it('When the operator has switched proofs off, then an alert about Global Administrator is open until they are on', async () => {
    await lookAs({ withoutProof: true });
    const incident = await theOne(withoutProof);
    expect(incident).toMatchObject({ status: 'open', role: namedRole('globalAdministrator') });
    expect(incident.principalId).toBeUndefined();
    expect(definitionOf(withoutProof)).toMatchObject({ severity: 'high', isRemediable: false });
    await lookAs({ withoutProof: false });
    expect(await alerts().standing(withoutProof)).toEqual([]);
    expect(await alerts().recorded()).toEqual(['Triggered PIM alert', 'Resolve PIM alert']);
  });

  it('When proofs are on, then there is none', async () => {
    await alerts().look();
    expect(await alerts().all(withoutProof)).toEqual([]);
  });

  it('When an administrator dismisses it or switches it off, then that is refused and logged, and it stays open', async () => {
    await lookAs({ withoutProof: true });
    const incident = await theOne(withoutProof);
    expect(await dismiss(incident)).toEqual({ ok: false, refusal: { code: 'ALERT_OF_OPERATOR' } });
    const off = await changeAlert(fixture.deps)(withoutProof, { isEnabled: false }, proven, by(bob));
    expect(off).toEqual({ ok: false, refusal: { code: 'ALERT_OF_OPERATOR' } });
    expect(await fix(incident)).toMatchObject({ refusal: { code: 'NOT_REMEDIABLE' } });
    await lookAs({ withoutProof: true });
    expect(await theOne(withoutProof)).toMatchObject({ id: incident.id, status: 'open' });
    const refusals = (await fixture.audits()).filter(({ result }) => result === 'failure');
    expect(refusals.map(({ resultReason }) => resultReason)).toEqual(['ALERT_OF_OPERATOR', 'ALERT_OF_OPERATOR']);
    const seen = (await listAlerts(fixture.deps)(bob)).find(({ settings }) => settings.name === withoutProof);
    expect(seen).toMatchObject({ maySet: false, settings: { isEnabled: true } });
  });

  it('When somebody has stored that it is off, then it is looked for all the same', async () => {
    await fixture.store.transaction((tx) => tx.alerts.saveSettings(withoutProof, { isEnabled: false, thresholds: {} }));
    await lookAs({ withoutProof: true });
    expect(await theOne(withoutProof)).toMatchObject({ status: 'open' });
  });
});

describe('The life of an incident', () => {
  it('When a thing is found, then it is raised once, put on record and told, however often one looks', async () => {
    await alerts().look();
    await alerts().look();
    const incident = await theOne(noMfa);
    expect(incident).toMatchObject({ status: 'open', role: aRole(), raisedDateTime: monday });
    expect((await alerts().recorded()).filter((each) => each === 'Triggered PIM alert')).toHaveLength(
      (await fixture.store.read.alerts.incidents({ limit: 100 })).length,
    );
    await fixture.follow();
    const told = fixture.events.filter((event) => event.type === 'alert.changed' && event.batch === incident.batch);
    expect(told).toHaveLength(1);
  });

  it('When several processes look at once, then each thing is raised once', async () => {
    await Promise.all(Array.from({ length: 6 }, () => alerts().look()));
    const standing = await fixture.store.read.alerts.incidents({ isCurrent: true, limit: 100 });
    expect(new Set(standing.map(({ alert, key }) => `${alert}|${key}`)).size).toBe(standing.length);
    const raised = (await alerts().recorded()).filter((each) => each === 'Triggered PIM alert');
    expect(raised).toHaveLength(standing.length);
  });

  it('When its cause has ended, then it has too; and when it comes again, then it is raised anew', async () => {
    await alerts().look(noMfa);
    const first = await theOne(noMfa);
    await fixture.changePolicy(withFactor);
    fixture.clock.pass(minutes(5));
    await alerts().look(noMfa);
    expect(await alerts().standing(noMfa)).toEqual([]);
    expect(await fixture.store.read.alerts.incident(first.id)).toMatchObject({
      status: 'resolved',
      endedDateTime: fixture.clock.now(),
    });
    await fixture.changePolicy(withoutFactor);
    await alerts().look(noMfa);
    expect((await theOne(noMfa)).id).not.toBe(first.id);
    expect(await alerts().recorded()).toEqual(['Triggered PIM alert', 'Resolve PIM alert', 'Triggered PIM alert']);
  });

  it('When it is dismissed, then it is silent until it has ended and comes again', async () => {
    await alerts().look(noMfa);
    const incident = await theOne(noMfa);
    expect(await dismiss(incident)).toMatchObject({ ok: true });
    await alerts().look(noMfa);
    expect(await theOne(noMfa)).toMatchObject({
      id: incident.id,
      status: 'dismissed',
      dismissal: { by: bob, at: monday, justification: 'known, and accepted' },
    });
    expect(await dismiss(incident)).toMatchObject({ refusal: { code: 'ALREADY_DISMISSED' } });
    await fixture.changePolicy(withFactor);
    await alerts().look(noMfa);
    expect(await dismiss(incident)).toMatchObject({ refusal: { code: 'INCIDENT_OVER' } });
    await fixture.changePolicy(withoutFactor);
    await alerts().look(noMfa);
    expect(await theOne(noMfa)).toMatchObject({ status: 'open' });
  });

  it('When a look that began earlier ends later, then it undoes nothing', async () => {
    const { deps } = alerts();
    const slow = deps();
    await fixture.changePolicy(withFactor);
    const [hasLooked, mayGoOn] = [gate(), gate()];
    // What it sees is of before: the role asks for a second factor then.
    const looking = sweepAlerts({
      ...slow,
      alertSource: {
        look: async (work) => {
          const found = await slow.alertSource.look(work);
          hasLooked.open();
          await mayGoOn.opened;
          return found;
        },
      },
    })([noMfa]);
    await hasLooked.opened;
    await fixture.changePolicy(withoutFactor);
    fixture.clock.pass(minutes(1));
    await alerts().look(noMfa);
    const incident = await theOne(noMfa);
    mayGoOn.open();
    await looking;
    expect((await theOne(noMfa)).id).toBe(incident.id);
  });

  it('When an alert is switched off, then its incidents end, and come back with it', async () => {
    await alerts().look();
    expect(await changeAlert(fixture.deps)(noMfa, { isEnabled: false }, proven, by(bob))).toMatchObject({ ok: true });
    await alerts().look();
    expect(await alerts().standing(noMfa)).toEqual([]);
    await changeAlert(fixture.deps)(noMfa, { isEnabled: true }, noProofs, { ...by(bob), commandId: 'on' as never });
    await alerts().look();
    expect(await alerts().standing(noMfa)).toHaveLength(1);
    const said = (await alerts().recorded()).filter((each) => /Enable|Disable/.test(each));
    expect(said).toEqual(['Disable PIM alert', 'Enable PIM alert']);
  });
});

describe('Who may do what', () => {
  it.each([
    ['who may only read', carol, 'NOT_PERMITTED'],
    ['whom it does not concern', dave, 'INCIDENT_NOT_FOUND'],
    ['whose account is disabled', erin, 'INCIDENT_NOT_FOUND'],
  ])('When somebody %s dismisses or fixes, then nothing is done', async (_, who, code) => {
    await fixture.hold(heldBy(erin, namedRole('globalAdministrator')));
    await alerts().look(noMfa);
    const incident = await theOne(noMfa);
    expect(await dismiss(incident, who)).toMatchObject({ refusal: { code } });
    expect(await fix(incident, who)).toMatchObject({ refusal: { code } });
    expect(await theOne(noMfa)).toEqual(incident);
    expect(await alerts().recorded()).toContain('Deactivate PIM alert: refused');
    expect((await fixture.store.read.policies.of(aRole())).rules.Enablement_EndUser_Assignment.enabledRules).toEqual([
      'Justification',
    ]);
  });

  it('When it is set by somebody who may only read, then it stays as it is, and that is on record', async () => {
    const set = (who = carol) =>
      changeAlert(fixture.deps)('StaleSignInAlert', { thresholds: { duration: days(5) } }, noProofs, by(who));
    for (const who of [carol, dave]) expect(await set(who)).toMatchObject({ refusal: { code: 'NOT_PERMITTED' } });
    expect(await fixture.store.read.alerts.kept()).toEqual([]);
    expect(await set(bob)).toMatchObject({ ok: true });
    expect(await alerts().recorded()).toEqual([
      'Update PIM alert setting: refused',
      'Update PIM alert setting: refused',
      'Update PIM alert setting',
    ]);
  });

  it('When an Azure resource or a group is concerned, then whoever manages that sees it, and nobody else', async () => {
    const production = '/subscriptions/00000000-0000-4000-8000-00000000aaaa';
    const owner: Role = { kind: 'azure', roleDefinitionId: wellKnownAzureRole.owner, directoryScopeId: production };
    await fixture.hold(heldBy(dave, owner), heldBy(alice, owner));
    await alerts().look('TooManyOwnersAssignedToResource');
    const incident = await theOne('TooManyOwnersAssignedToResource');
    expect(incident).toMatchObject({ role: owner, facts: { count: 2, outOf: 2 } });
    const seenBy = async (who: typeof bob) =>
      (await listAlerts(fixture.deps)(who)).flatMap(({ incidents }) => incidents.map(({ id }) => id));
    expect(await seenBy(dave)).toEqual([incident.id]);
    expect(await seenBy(bob)).toEqual([]);
    expect(await dismiss(incident, bob)).toMatchObject({ refusal: { code: 'INCIDENT_NOT_FOUND' } });
    expect(await fix(incident, dave)).toMatchObject({ refusal: { code: 'NOT_REMEDIABLE' } });
    expect(await dismiss(incident, dave)).toMatchObject({ ok: true });
  });

  it('When no reason is given, or there is no such incident, then it is not dismissed', async () => {
    await alerts().look(noMfa);
    expect(await dismiss(await theOne(noMfa), bob, ' ')).toMatchObject({ refusal: { code: 'DISMISSAL_NEEDS_REASON' } });
    expect(await dismissIncident(fixture.deps)(incidentId('nothing'), 'why', proven, by(bob))).toMatchObject({
      refusal: { code: 'INCIDENT_NOT_FOUND' },
    });
  });
});

describe('Fix', () => {
  it('When a role asks for no second factor, then it does from now on, and what it asked for before stays', async () => {
    await alerts().look(noMfa);
    expect(await fix(await theOne(noMfa))).toMatchObject({ ok: true, value: { fix: 'second-factor' } });
    const { rules } = await fixture.store.read.policies.of(aRole());
    expect(rules.Enablement_EndUser_Assignment.enabledRules).toEqual(['MultiFactorAuthentication', 'Justification']);
    await alerts().look(noMfa);
    expect(await alerts().standing(noMfa)).toEqual([]);
  });

  it('When an eligibility is not used, then it is taken by the removal that everybody uses', async () => {
    await alerts().look();
    const incident = await theOne('RedundantAssignmentAlert');
    expect(await fix(incident)).toMatchObject({ ok: true, value: { fix: 'remove' } });
    expect(await fixture.store.read.schedules.ofAccess({ principalId: alice, role: aRole() })).toEqual([]);
    await alerts().look();
    expect(await alerts().standing('RedundantAssignmentAlert')).toEqual([]);
    expect(await fix(incident)).toMatchObject({ refusal: { code: 'INCIDENT_OVER' } });
  });

  it('When it was used since it was found, then nobody loses it for that', async () => {
    await alerts().look();
    const incident = await theOne('RedundantAssignmentAlert');
    await fixture.ask();
    expect(await fix(incident)).toMatchObject({ refusal: { code: 'INCIDENT_OVER' } });
    await alerts().look();
    expect(await alerts().standing('RedundantAssignmentAlert')).toEqual([]);
  });

  it('When a stale account has signed in since it was found, then it keeps its role; another loses it', async () => {
    await alerts().look('StaleSignInAlert');
    const stale = await alerts().standing('StaleSignInAlert');
    const [mine, hers] = [bob, carol].map((who) => stale.find(({ principalId }) => principalId === who));
    if (!mine || !hers) throw new Error('not both were found');
    await fixture.records.principals.signedIn(bob, fixture.clock.now(), instant(0));
    expect(await fix(mine)).toMatchObject({ refusal: { code: 'INCIDENT_OVER' } });
    expect(await fix(hers)).toMatchObject({ ok: true });
    const left = await fixture.store.read.schedules.list({
      statuses: ['Provisioned'],
      principalIds: [bob, carol],
      limit: 9,
    });
    expect(left.map(({ principalId }) => principalId)).toEqual([bob]);
  });

  it('When it would take the last administrator, then the guard keeps them', async () => {
    await fixture.hold(heldBy(dave, namedRole('globalAdministrator')));
    await alerts().look('StaleSignInAlert');
    const stale = await alerts().standing('StaleSignInAlert');
    for (const who of [bob, dave]) {
      const found = stale.find(({ principalId }) => principalId === who);
      if (!found) throw new Error('they were not found');
      expect(await fix(found, dave)).toMatchObject({ refusal: { code: 'LAST_ADMINISTRATOR' } });
    }
  });

  it('When two administrators fix the last two Global Administrators at once, then one of these stays', async () => {
    await fixture.hold(...[alice, dave].map((who) => heldBy(who, namedRole('globalAdministrator'))));
    await changeAlert(fixture.deps)(tooMany, { thresholds: { count: 2, share: 0 } }, noProofs, by(bob));
    await alerts().look(tooMany);
    const found = await alerts().standing(tooMany);
    expect(found).toHaveLength(2);
    const outcomes = await Promise.all(
      found.map((each, number) =>
        fixIncident(fixture.deps)(each.id, 'too many', proven, { ...by(bob), commandId: `fix-${number}` as never }),
      ),
    );
    expect(outcomes.map(({ ok }) => ok).sort()).toEqual([false, true]);
  });
});

const tooMany = 'TooManyGlobalAdminsAssignedToTenantAlert';
const outside = 'RolesAssignedOutsidePimAlert';

describe('What was assigned outside', () => {
  const access = { principalId: dave, role: namedRole('userAdministrator') };
  const put = (who = access, fence = 0) => fixture.records.grants.put(who, { fence });
  const notice = (who = access) =>
    fixture.store.transaction((tx) =>
      tx.outside.find([who], fixture.clock.now(), later(fixture.clock.now(), days(30))),
    );

  beforeEach(async () => {
    await put();
    await notice();
    await alerts().look(outside);
  });

  it('When Fix is pressed, then the directory loses it by the usual delivery, and the incident ends', async () => {
    const incident = await theOne(outside);
    expect(incident).toMatchObject({ principalId: dave, role: access.role, facts: {} });
    const fixed = await fix(incident);
    expect(fixed).toMatchObject({ ok: true, value: { fix: 'take-out' } });
    await fixture.follow();
    expect(await fixture.grantedUntil(dave, access.role)).toBe('never');
    expect(fixture.calls).toEqual(['revoke']);
    await alerts().look(outside);
    expect(await alerts().standing(outside)).toEqual([]);
    await put(access, 99);
    await alerts().look(outside);
    expect((await theOne(outside)).id).not.toBe(incident.id);
  });

  it('When it is assigned here as well, then it is not outside any more, and Fix takes nothing', async () => {
    const incident = await theOne(outside);
    await fixture.hold(heldBy(dave, access.role));
    expect(await fix(incident)).toMatchObject({ refusal: { code: 'NOT_ASSIGNED' } });
    await alerts().look(outside);
    expect(await alerts().standing(outside)).toEqual([]);
    expect(await fixture.grantedUntil(dave, access.role)).toBe('for good');
  });

  it('When the only Global Administrator there is was put in outside, then Fix does not lock everybody out', async () => {
    const only = { principalId: dave, role: namedRole('globalAdministrator') };
    await put(only);
    await notice(only);
    await alerts().look(outside);
    const found = (await alerts().standing(outside)).find(({ role }) => sameRole(role, only.role));
    if (!found) throw new Error('it was not found');
    expect(await fix(found)).toMatchObject({ refusal: { code: 'LAST_ADMINISTRATOR' } });
    await fixture.follow();
    expect(await fixture.grantedUntil(dave, only.role)).toBe('for good');
  });

  it('When the directory cannot be asked, then nothing is said to be over', async () => {
    const { deps } = alerts();
    const down = {
      ...deps(),
      provisioners: [{ ...fixture.provisioners[0], readAll: () => Promise.reject(new Error('down')) }],
    };
    await expect(sweepAlerts(down as never)([outside])).rejects.toThrow('down');
    expect(await alerts().standing(outside)).toHaveLength(1);
  });
});

describe('What is read', () => {
  const detect = async (name: Parameters<typeof alertsOf>[0], thresholds = {}) => alertsOf(name, thresholds);
  async function alertsOf(name: AlertIncident['alert'], thresholds: Record<string, number>) {
    const deps = alerts().deps();
    const found = await deps.alertSource.look((facts) =>
      detectAlerts(deps, facts, new Map([[name, thresholds]]), fixture.clock.now()),
    );
    return found.get(name) ?? [];
  }

  it('When a role was activated lately, goes on, or through a group, then its eligibility is used', async () => {
    const group = principal('eligbl');
    await fixture.hold(
      anEligibility({
        id: scheduleId('of-group'),
        principalId: group,
        role: aRole('f2ef992c-3afb-46b9-b7cf-a126ee74c451'),
      }),
      anEligibility({ id: scheduleId('of-dave'), principalId: dave }),
    );
    await fixture.store.transaction((tx) =>
      tx.requests.insert(
        aRequest({
          status: 'Revoked',
          createdDateTime: instant(monday - days(29)),
          activatedUsing: scheduleId('of-group'),
        }),
      ),
    );
    const unused = await detect('RedundantAssignmentAlert', { duration: days(30) });
    expect(unused.map(({ principalId }) => principalId)).toEqual([dave]);
  });

  it('When somebody activates a role again and again, then the run is found while it is not long ago', async () => {
    for (const number of [0, 1, 2]) {
      await fixture.store.transaction((tx) =>
        tx.requests.insert(
          aRequest({
            id: `again-${number}` as never,
            status: 'Revoked',
            createdDateTime: instant(monday - hours(1) + number * 1000),
          }),
        ),
      );
    }
    const find = () => detect('SequentialActivationRenewalsAlert', { count: 3, interval: 10_000 });
    expect(await find()).toMatchObject([{ principalId: alice, facts: { count: 3 } }]);
    fixture.clock.pass(days(7));
    expect(await find()).toEqual([]);
  });

  it('When a group holds Global Administrator, then its people count, and the group can lose it', async () => {
    await fixture.hold(heldBy(principal('apprgp'), namedRole('globalAdministrator')));
    const found = await detect(tooMany, { count: 3, share: 0 });
    expect(found).toMatchObject([{ principalId: principal('apprgp'), facts: { count: 3 } }]);
    expect(await detect(tooMany, { count: 4, share: 0 })).toEqual([]);
  });

  it('When owners are for good or for a time, eligible or not, then each counts as what it is', async () => {
    const at = '/subscriptions/00000000-0000-4000-8000-00000000AAAA';
    const role = (roleDefinitionId: string): Role => ({ kind: 'azure', roleDefinitionId, directoryScopeId: at });
    await fixture.hold(
      heldBy(alice, role(wellKnownAzureRole.owner)),
      heldBy(bob, role(wellKnownAzureRole.owner), { endDateTime: later(monday, days(9)) }),
      heldBy(carol, role(wellKnownAzureRole.owner), { level: 'eligibility' }),
      heldBy(carol, role('acdd72a7-3385-48ef-bd42-f606fba81ae7')),
      heldBy(dave, role('acdd72a7-3385-48ef-bd42-f606fba81ae7')),
    );
    expect(await detect('TooManyOwnersAssignedToResource', { count: 3, share: 75 })).toMatchObject([
      { role: { directoryScopeId: at }, facts: { count: 3, outOf: 4 } },
    ]);
    expect(await detect('TooManyPermanentOwnersAssignedToResource', { count: 1, share: 0 })).toMatchObject([
      { facts: { count: 1, outOf: 3 } },
    ]);
  });

  it('When only guests of other roles are stale, then nothing privileged is', async () => {
    const reports = aRole('4a5d8f65-41da-4de4-8968-e035b65339cf');
    await fixture.hold(heldBy(dave, reports));
    const found = await detect('StaleSignInAlert', { duration: days(30) });
    expect(found.map(({ principalId }) => principalId)).not.toContain(dave);
  });
});
