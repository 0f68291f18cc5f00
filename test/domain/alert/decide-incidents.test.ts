import { describe, expect, it } from 'vitest';
import { alertNames, definitionOf, settingsInForce } from '../../../domain/alert/alert.js';
import { decideAlertSettings } from '../../../domain/alert/decide-alert-settings.js';
import { type AlertIncident, decideIncidents, type Finding } from '../../../domain/alert/incident.js';
import { correlationId, incidentId } from '../../../domain/ids.js';
import { days, hours, instant } from '../../../domain/time.js';
import { alice, aRole, monday } from '../../support/builders.js';

const finding = (key: string, facts: Finding['facts'] = {}): Finding => ({
  key,
  role: aRole(),
  principalId: alice,
  facts,
});
const incident = (key: string, over: Partial<AlertIncident> = {}): AlertIncident => ({
  ...finding(key),
  id: incidentId(`incident-${key}`),
  version: 1,
  alert: 'StaleSignInAlert',
  status: 'open',
  batch: 'batch',
  raisedDateTime: monday,
  correlationId: correlationId('thread'),
  ...over,
});

describe('When alerts are looked for', () => {
  it('then a thing that was found anew is raised, and one that is not found any more has ended', () => {
    const changes = decideIncidents([finding('new'), finding('old')], [incident('old'), incident('gone')]);
    expect(changes).toMatchObject({ raise: [{ key: 'new' }], update: [], resolve: [{ key: 'gone' }] });
  });

  it('then a thing that is found twice is raised once', () => {
    expect(decideIncidents([finding('a'), finding('a')], []).raise).toHaveLength(1);
  });

  it('then one that stands otherwise goes on, dismissed or not, and one that stands as it did is left alone', () => {
    const before = incident('a', { facts: { count: 3, sameAs: ['x', 'y'] }, status: 'dismissed' });
    const { update } = decideIncidents([finding('a', { count: 4, sameAs: ['x', 'y'] })], [before]);
    expect(update).toEqual([{ ...before, facts: { count: 4, sameAs: ['x', 'y'] } }]);
    const same = decideIncidents([finding('a', { sameAs: ['x', 'y'], count: 3 })], [before]);
    expect(same).toEqual({ raise: [], update: [], resolve: [] });
  });

  it('then one that was dismissed ends with its cause like any other', () => {
    expect(decideIncidents([], [incident('a', { status: 'dismissed' })]).resolve).toHaveLength(1);
  });
});

describe('When an alert is set', () => {
  const usual = settingsInForce([]);
  const of = (name: (typeof alertNames)[number]) => {
    const found = usual.find((each) => each.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };

  it('then every alert begins with what a live tenant has, looked for', () => {
    expect(usual.map(({ name }) => name)).toEqual(alertNames);
    expect(usual.every(({ isEnabled }) => isEnabled)).toBe(true);
    expect(of('StaleSignInAlert').thresholds).toEqual({ duration: days(30) });
    expect(of('SequentialActivationRenewalsAlert').thresholds).toEqual({ count: 3, interval: 10_000 });
    expect(of('TooManyGlobalAdminsAssignedToTenantAlert').thresholds).toEqual({ count: 3, share: 10 });
    expect(of('TooManyPermanentOwnersAssignedToResource').thresholds).toEqual({ count: 10, share: 10 });
  });

  it.each(
    alertNames.flatMap((name) =>
      Object.entries(definitionOf(name).thresholds).map(([key, range]) => [name, key, range] as const),
    ),
  )('then %s takes of %s what its range has, and nothing outside', (name, key, { least, most }) => {
    const set = (value: number) =>
      decideAlertSettings({ ...of(name), thresholds: {} }, { thresholds: { [key]: value } });
    for (const value of [least, most]) expect(set(value)).toMatchObject({ ok: true });
    for (const value of [least - 1, most + 1, least + 0.5, Number.NaN]) {
      expect(set(value)).toMatchObject({ refusal: { code: 'THRESHOLD_OUT_OF_RANGE', faults: [{ key, least, most }] } });
    }
  });

  it('then what it does not have, and what is so already, is refused', () => {
    const stale = of('StaleSignInAlert');
    expect(decideAlertSettings(stale, { thresholds: { count: 3 } })).toMatchObject({
      refusal: { code: 'THRESHOLD_OUT_OF_RANGE', faults: [{ key: 'count' }] },
    });
    for (const changes of [{}, { isEnabled: true }, { thresholds: { duration: days(30) } }]) {
      expect(decideAlertSettings(stale, changes)).toMatchObject({ refusal: { code: 'NOTHING_TO_CHANGE' } });
    }
  });

  it('then only what comes out different is changed', () => {
    const set = { isEnabled: false, thresholds: { count: 3, interval: hours(1) } };
    expect(decideAlertSettings(of('SequentialActivationRenewalsAlert'), set)).toEqual({
      ok: true,
      value: { isEnabled: false, thresholds: { interval: hours(1) } },
    });
    const [kept] = settingsInForce([
      { name: 'RolesAssignedOutsidePimAlert', isEnabled: false, version: 3, sweptAt: instant(5) },
    ]);
    expect(kept).toMatchObject({ isEnabled: false, version: 3, sweptAt: 5 });
  });
});
