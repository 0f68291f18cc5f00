import { beforeEach, describe, expect, it } from 'vitest';
import { activity } from '../../../domain/audit/activity.js';
import { commandId, type PrincipalId, scheduleId } from '../../../domain/ids.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import type { Store } from '../../../domain/ports/store.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { hours } from '../../../domain/time.js';
import { changeSettings } from '../../../domain/usecases/assignment/change-settings.js';
import {
  alice,
  anEligibility,
  aRole,
  aSchedule,
  bob,
  by,
  carol,
  justificationOnly,
  proven,
} from '../../support/builders.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();

const atMost = (length: ReturnType<typeof hours>): PolicyChanges => ({
  Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: length },
});
const administrator: Role = {
  kind: 'directory',
  roleDefinitionId: wellKnownRole.privilegedRoleAdministrator,
  directoryScopeId: '/',
};
const change = (changes: PolicyChanges, terms = {}, who = by(bob), role = aRole()) =>
  changeSettings(fixture.deps)(role, changes, terms, proven, who);
const stored = async () => (await fixture.store.read.policies.of(aRole())).rules;

/** Bob administers privileged roles; Carol could make herself do so. */
beforeEach(async () => {
  const held = (principalId: PrincipalId) => ({ principalId, role: administrator, endDateTime: undefined });
  await fixture.hold(
    aSchedule({ ...held(bob), id: scheduleId('bob-administers'), assignmentType: 'assigned' }),
    anEligibility({ ...held(carol), id: scheduleId('carol-could') }),
  );
});

describe('When an administrator changes settings', () => {
  it('then the rules are in force, and the record says what they were and are', async () => {
    const changes = { ...atMost(hours(4)), ...justificationOnly };
    const who = by(bob);
    expect(await change(changes, {}, who)).toEqual({
      ok: true,
      value: { before: atMost(hours(8)), after: atMost(hours(4)) },
    });
    expect((await stored()).Expiration_EndUser_Assignment.maximumDuration).toBe(hours(4));
    expect(await fixture.audits()).toMatchObject([
      {
        activity: 'Update role setting in PIM',
        result: 'success',
        actor: { kind: 'person', principalId: bob },
        role: aRole(),
        before: atMost(hours(8)),
        after: atMost(hours(4)),
        correlationId: who.correlationId,
      },
    ]);
  });

  it('then only what differs from the defaults is kept, so that a better default reaches the rest', async () => {
    const saved: PolicyChanges[] = [];
    const store: Store = {
      ...fixture.store,
      transaction: (work, command) =>
        fixture.store.transaction((tx) => {
          const save: typeof tx.policies.save = (key, changes, version) => {
            saved.push(changes);
            return tx.policies.save(key, changes, version);
          };
          return work({ ...tx, policies: { ...tx.policies, save } });
        }, command),
    };
    await changeSettings({ ...fixture.deps, store })(aRole(), atMost(hours(4)), {}, proven, by(bob));
    await changeSettings({ ...fixture.deps, store })(aRole(), atMost(hours(8)), {}, proven, by(bob));
    expect(saved).toEqual([{ ...justificationOnly, ...atMost(hours(4)) }, justificationOnly]);
  });

  it('then settings of a directory role hold at every scope', async () => {
    const somewhere = aRole(undefined, '/administrativeUnits/berlin');
    expect(await change(atMost(hours(4)), {}, by(bob), somewhere)).toMatchObject({ ok: true });
    expect((await stored()).Expiration_EndUser_Assignment.maximumDuration).toBe(hours(4));
    expect(await fixture.audits()).toMatchObject([{ role: aRole() }]);
  });

  it('then a redelivery of the same message changes nothing and answers the same', async () => {
    const who = by(bob, { commandId: commandId('the-same') });
    const first = await change(atMost(hours(4)), {}, who);
    expect(await change(atMost(hours(4)), {}, who)).toEqual(first);
    expect(await fixture.audits()).toHaveLength(1);
  });

  it('then what is so already, and what cannot be, leave nothing but their audit event', async () => {
    const before = await stored();
    expect(await change(atMost(hours(8)))).toMatchObject({ refusal: { code: 'NOTHING_TO_CHANGE' } });
    expect(await change(atMost(hours(48)))).toMatchObject({ refusal: { code: 'SETTINGS_CONFLICT' } });
    expect(await stored()).toEqual(before);
    expect(await fixture.audits()).toMatchObject([
      { activity: activity.settingsUpdated, result: 'failure', resultReason: 'NOTHING_TO_CHANGE' },
      {
        result: 'failure',
        resultReason: 'SETTINGS_CONFLICT',
        after: { conflicts: [{ conflict: 'ACTIVATION_MAXIMUM' }] },
      },
    ]);
  });

  it('then a form drawn before somebody else’s change does not write over it', async () => {
    const { version } = await fixture.store.read.policies.of(aRole());
    expect(await change(atMost(hours(4)), { drawnFrom: version })).toMatchObject({ ok: true });
    expect(await change(atMost(hours(2)), { drawnFrom: version })).toEqual({
      ok: false,
      refusal: { code: 'SETTINGS_CHANGED_MEANWHILE' },
    });
    expect((await stored()).Expiration_EndUser_Assignment.maximumDuration).toBe(hours(4));
  });

  it('then of two at once, made from the same settings, one is written and one is told', async () => {
    const { version } = await fixture.store.read.policies.of(aRole());
    const both = await Promise.all([hours(4), hours(2)].map((most) => change(atMost(most), { drawnFrom: version })));
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ refusal: { code: 'SETTINGS_CHANGED_MEANWHILE' } });
  });
});

describe('When somebody changes settings who may not', () => {
  it.each([
    ['has no part in it', alice],
    ['could administer roles, and has not activated that', carol],
  ])('then whoever %s is refused, and that is on record', async (_, who) => {
    expect(await change(atMost(hours(4)), {}, by(who))).toEqual({
      ok: false,
      refusal: { code: 'NOT_PERMITTED', permission: 'manage' },
    });
    expect((await stored()).Expiration_EndUser_Assignment.maximumDuration).toBe(hours(8));
    expect(await fixture.audits()).toMatchObject([{ result: 'failure', resultReason: 'NOT_PERMITTED' }]);
  });
});
