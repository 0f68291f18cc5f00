import { beforeEach, expect, it } from 'vitest';
import type { AlertName } from '../../../domain/alert/alert.js';
import type { AlertIncident } from '../../../domain/alert/incident.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import { after, days, minutes } from '../../../domain/time.js';
import { dismissIncident } from '../../../domain/usecases/alert/change-alert.js';
import { fixIncident } from '../../../domain/usecases/alert/fix-incident.js';
import { listAlerts } from '../../../domain/usecases/alert/list-alerts.js';
import { sweepAlerts } from '../../../domain/usecases/alert/sweep-alerts.js';
import { changeSettings } from '../../../domain/usecases/assignment/change-settings.js';
import { removeAssignment } from '../../../domain/usecases/assignment/remove-assignment.js';
import { undoSettings } from '../../../domain/usecases/assignment/undo-settings.js';
import { alice, aRole, by, dave, proven } from '../../support/builders.js';
import { heldBy, lookingForAlerts, namedRole } from '../../support/setups/alert-fixture.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';

/** Alice is eligible for Security Reader, whose settings ask for a reason alone; Dave is Global Administrator. */
const fixture = notifyingFixture();
const alerts = () => lookingForAlerts(fixture);
const noMfa = 'NoMfaOnRoleActivationAlert';
const unused = 'RedundantAssignmentAlert';
const outside = 'RolesAssignedOutsidePimAlert';
const withFactor: PolicyChanges = { Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication'] } };
const withoutFactor: PolicyChanges = { Enablement_EndUser_Assignment: { enabledRules: ['Justification'] } };
const withContext: PolicyChanges = { AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue: 'c1' } };

const set = (changes: PolicyChanges) => changeSettings(fixture.deps)(aRole(), changes, {}, proven, by(dave));
const about = (
  alert: AlertName,
  { principalId, role }: { principalId?: typeof alice; role: ReturnType<typeof aRole> },
) =>
  alerts()
    .standing(alert)
    .then((all) =>
      all.filter((each) => each.principalId === principalId && JSON.stringify(each.role) === JSON.stringify(role)),
    );
const listed = async (): Promise<AlertIncident['alert'][]> =>
  (await listAlerts(fixture.deps)(dave)).flatMap(({ incidents }) => incidents.map(({ alert }) => alert));
/** The message about an alert in the administrators' channel, as it is now. */
const message = (title: string) => fixture.reads('admins').find((text) => text.includes(title));

async function found(alert: AlertName) {
  await alerts().look(alert);
  await fixture.settle();
  expect(await listed()).toContain(alert);
}

it.each([
  ['asks for a second factor', withFactor],
  ['asks for an authentication context', withContext],
])(
  'When a change of settings %s, then the alert about it is closed at once, on its card and in the list',
  async (_, changes) => {
    await found(noMfa);
    const before = message('without a second factor');
    expect(before).toBeDefined();
    expect(await set(changes)).toMatchObject({ ok: true });
    expect(await listed()).not.toContain(noMfa);
    await fixture.settle();
    expect(message('without a second factor')).not.toBe(before);
    expect(message('without a second factor')).toContain('Over: the cause is gone');
    expect(await alerts().recorded()).toEqual(['Triggered PIM alert', 'Resolve PIM alert']);
  },
);

it('When settings change and still ask for no second factor, then the alert stays', async () => {
  await found(noMfa);
  await set({ Enablement_EndUser_Assignment: { enabledRules: ['Justification', 'Ticketing'] } });
  expect(await listed()).toContain(noMfa);
});

it('When what a change lowered is put back, then the alert that it brought is closed at once', async () => {
  await fixture.changePolicy(withFactor);
  await set(withoutFactor);
  await found(noMfa);
  const { version } = await fixture.store.read.policies.of(aRole());
  expect(await undoSettings(fixture.deps)(aRole(), version, by(dave))).toMatchObject({ ok: true });
  expect(await listed()).not.toContain(noMfa);
});

it('When Fix is pressed, then the alert is closed with it, also a dismissed one, whose dismissal can’t be undone any more', async () => {
  await found(noMfa);
  const [incident] = await alerts().standing(noMfa);
  if (!incident) throw new Error('there is none');
  await dismissIncident(fixture.deps)(incident.id, 'known', proven, by(dave));
  await fixture.settle();
  expect(fixture.reads('admins').join()).toContain('[Undo]');
  await fixIncident(fixture.deps)(incident.id, '', proven, { ...by(dave), commandId: 'fix' as never });
  expect(await fixture.store.read.alerts.incident(incident.id)).toMatchObject({ status: 'resolved' });
  await fixture.settle();
  expect(fixture.reads('admins').join()).not.toContain('[Undo]');
});

it('When an eligibility that nobody uses is removed by the command, then the alert about it is closed with it, and no other', async () => {
  await fixture.hold({ ...heldBy(dave, aRole()), level: 'eligibility' });
  await found(unused);
  const input = { access: { principalId: alice, role: aRole() }, level: 'eligibility', justification: 'done' } as const;
  expect(await removeAssignment(fixture.deps)(input, proven, by(dave))).toMatchObject({ ok: true });
  expect(await about(unused, input.access)).toEqual([]);
  expect(await about(unused, { principalId: dave, role: aRole() })).toHaveLength(1);
});

it('When what was assigned outside has left the directory, then the alert about it is closed with that, and not before', async () => {
  const access = { principalId: alice, role: namedRole('userAdministrator') };
  await fixture.records.grants.put(access, { fence: 0 });
  const now = fixture.clock.now();
  await fixture.store.transaction((tx) => tx.outside.find([access], now, after(now, days(30))));
  await found(outside);
  const [incident] = await alerts().standing(outside);
  if (!incident) throw new Error('there is none');
  expect(await fixIncident(fixture.deps)(incident.id, 'not ours', proven, by(dave))).toMatchObject({ ok: true });
  expect(await listed()).toContain(outside);
  await fixture.settle();
  expect(await fixture.grantedUntil(alice, access.role)).toBe('never');
  expect(await listed()).not.toContain(outside);
});

it('When a look that began before the change ends after it, then it does not raise anew what was fixed', async () => {
  await found(noMfa);
  const deps = alerts().deps();
  const looking = sweepAlerts({
    ...deps,
    alertSource: {
      look: async (work) => {
        const seen = await deps.alertSource.look(work);
        fixture.clock.pass(minutes(1));
        await set(withFactor);
        return seen;
      },
    },
  });
  await looking([noMfa]);
  expect(await listed()).not.toContain(noMfa);
});

beforeEach(async () => {
  await fixture.changePolicy(withoutFactor);
});
