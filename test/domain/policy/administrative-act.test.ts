import { describe, expect, it } from 'vitest';
import { alertLowerings } from '../../../domain/alert/alert-lowering.js';
import { defaultRules } from '../../../domain/policy/default-policy.js';
import { type AdministrativeAct, effectsOf, needsProof, unproven } from '../../../domain/proof/administrative-act.js';
import { noProofs } from '../../../domain/proof/proofs.js';
import { isPowerfulDefinition } from '../../../domain/role/power.js';
import { wellKnownAzureRole, wellKnownRole } from '../../../domain/role/well-known.js';
import { days, hours } from '../../../domain/time.js';
import { proven } from '../../support/builders.js';

const rules = defaultRules('directory');
const longer = { ...rules, Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(9) } };
const alert = (duration: number, isEnabled = true) => ({ isEnabled, thresholds: { duration: days(duration) } });

/** Each act, whether it has to be proven, and what it does. */
const acts: [string, AdministrativeAct, boolean, ('gives' | 'takes')[]][] = [
  ['settings lowered', { act: 'change-settings', before: rules, after: longer }, true, []],
  ['settings raised', { act: 'change-settings', before: longer, after: rules }, false, []],
  ['an alert set later', { act: 'set-alert', before: alert(30), after: alert(60) }, true, []],
  ['an alert set sooner', { act: 'set-alert', before: alert(60), after: alert(30) }, false, []],
  ['an alert switched off', { act: 'set-alert', before: alert(30), after: alert(30, false) }, true, []],
  ['an alert switched on', { act: 'set-alert', before: alert(30, false), after: alert(30) }, false, []],
  ...(['assign', 'extend', 'renew', 'agree-to-extension'] as const).flatMap((act): (typeof acts)[number][] => [
    [`${act}, of power`, { act, isPowerful: true }, true, ['gives']],
    [`${act}, of anything else`, { act, isPowerful: false }, false, []],
  ]),
  ['update, of power', { act: 'update', isPowerful: true }, true, ['gives', 'takes']],
  ['update, of anything else', { act: 'update', isPowerful: false }, false, []],
  ...(['remove', 'take-out', 'apply-review'] as const).flatMap((act): (typeof acts)[number][] => [
    [`${act}, of power`, { act, isPowerful: true }, true, ['takes']],
    [`${act}, of anything else`, { act, isPowerful: false }, false, []],
  ]),
  ...(['stop-review', 'reset-review', 'delete-review'] as const).flatMap((act): (typeof acts)[number][] => [
    [`${act}, of power`, { act, isPowerful: true }, true, []],
    [`${act}, of anything else`, { act, isPowerful: false }, false, []],
  ]),
  ['an enrolment pass made', { act: 'give-pass' }, true, ['gives']],
  ['an alert about power dismissed', { act: 'dismiss-alert', isPowerful: true }, true, []],
  ['an alert about anything else dismissed', { act: 'dismiss-alert', isPowerful: false }, false, []],
  ...(['revoke-all', 'reset-proofs', 'unlink-account', 'end-sessions'] as const).flatMap(
    (act): (typeof acts)[number][] => [
      [`${act}, of an administrator`, { act, isAdministrator: true }, true, ['takes']],
      [`${act}, of anybody else`, { act, isAdministrator: false }, false, []],
    ],
  ),
];

describe('When an administrator acts', () => {
  it.each(acts)('then it is known whether it has to be proven: %s', (_what, act, isNeeded, does) => {
    expect(needsProof(act)).toBe(isNeeded);
    const { gives, takes } = effectsOf(act);
    expect([...(gives ? ['gives'] : []), ...(takes ? ['takes'] : [])]).toEqual(does);
  });

  it.each(acts.filter(([, , isNeeded]) => isNeeded))('then it goes on once proven: %s', (_what, act) => {
    expect(unproven(act, noProofs)).toEqual({ code: 'ADMINISTRATION_UNPROVEN' });
    expect(unproven(act, noProofs, { withoutProof: false })).toEqual({ code: 'ADMINISTRATION_UNPROVEN' });
    expect(unproven(act, proven)).toBeUndefined();
    expect(unproven(act, noProofs, { withoutProof: true })).toBeUndefined();
  });
});

describe('When an alert is set', () => {
  const looked = (thresholds: object, isEnabled = true) => ({ isEnabled, thresholds });
  it.each([
    ['count', 3, 4],
    ['share', 10, 20],
    ['duration', days(30), days(31)],
    ['interval', hours(2), hours(1)],
  ] as const)('then it is known which way lets more go by: %s', (key, before, after) => {
    expect(alertLowerings(looked({ [key]: before }), looked({ [key]: after }))).toEqual([key]);
    expect(alertLowerings(looked({ [key]: after }), looked({ [key]: before }))).toEqual([]);
    expect(alertLowerings(looked({ [key]: before }), looked({ [key]: before }))).toEqual([]);
  });

  it('then switched off is looked for no more, and nothing else has to change', () => {
    expect(alertLowerings(looked({ count: 3 }), looked({ count: 3 }, false))).toEqual(['looked-for']);
  });
});

describe('When a role is given', () => {
  it.each([
    ['a directory role marked privileged', 'directory', wellKnownRole.globalAdministrator, true, false, true],
    ['another directory role', 'directory', 'f00dfeed-0000-4000-8000-000000000000', false, false, false],
    ['Owner', 'azure', wellKnownAzureRole.owner, true, false, true],
    ['User Access Administrator', 'azure', wellKnownAzureRole.userAccessAdministrator, true, false, true],
    [
      'RBAC Administrator',
      'azure',
      wellKnownAzureRole.roleBasedAccessControlAdministrator.toUpperCase(),
      true,
      false,
      true,
    ],
    ['Contributor, who gives nobody anything', 'azure', 'b24988ac-6180-42a0-ab88-20f7382dd24c', true, false, false],
    ['one of one’s own that says who may do what', 'azure', 'f00dfeed-0000-4000-8000-000000000001', true, true, true],
    ['one of one’s own that does not', 'azure', 'f00dfeed-0000-4000-8000-000000000002', false, true, false],
  ] as const)('then it is known whether it makes an administrator: %s', (_what, kind, id, isPrivileged, isOwn, is) => {
    expect(isPowerfulDefinition({ kind, id, isPrivileged, isOwn })).toBe(is);
  });
});
