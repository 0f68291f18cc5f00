import { expect, it } from 'vitest';
import { settingsMeaning } from '../../cards/settings/settings-meaning.js';
import { type RuleId, ruleLabels } from '../../cards/settings/settings-words.js';
import { defaultRules } from '../../domain/policy/default-policy.js';
import type { PolicyChanges } from '../../domain/policy/policy.js';
import { days, hours } from '../../domain/time.js';
import { approvedBy, aStagePolicy, asks, bob, carol } from '../support/builders.js';

const rules = defaultRules('directory');
const asking = (...approvers: Parameters<typeof asks>) => ({
  isApprovalRequired: true,
  stages: [aStagePolicy({ primaryApprovers: asks(...approvers) })],
});
const mail = { notificationLevel: 'All', isDefaultRecipientsEnabled: true, notificationRecipients: [] } as const;

/** Each change, and what has to be said of it. */
const changes: [what: string, from: PolicyChanges, to: PolicyChanges, said: RegExp][] = [
  [
    'the longest activation is shortened',
    {},
    { Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(4) } },
    /keeps its end.*at most 4 h; what waits and asks for longer fails/,
  ],
  [
    'the longest activation is prolonged',
    {},
    { Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(10) } },
    /keeps its end.*up to 10 h\.$/,
  ],
  [
    'a second factor is asked for',
    { Enablement_EndUser_Assignment: { enabledRules: ['Justification'] } },
    { Enablement_EndUser_Assignment: { enabledRules: ['Justification', 'MultiFactorAuthentication'] } },
    /^Whoever activates it from now on proves a second factor.*already stays/,
  ],
  [
    'a reason is no longer asked for',
    { Enablement_Admin_Assignment: { enabledRules: ['Justification'] } },
    { Enablement_Admin_Assignment: { enabledRules: [] } },
    /^Whoever assigns it is no longer asked for a reason\.$/,
  ],
  [
    'an authentication context is asked for',
    {},
    { AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue: 'c1' } },
    /signs in once more, in the way that c1 demands/,
  ],
  [
    'approval is asked for and nobody is named',
    {},
    { Approval_EndUser_Assignment: asking() },
    /nobody has it until.*approved.*Global and Privileged Role Administrators decide/,
  ],
  [
    'others are named to approve',
    { Approval_EndUser_Assignment: asking(bob) },
    { Approval_EndUser_Assignment: asking(carol) },
    /named now decide on what waits already as well/,
  ],
  [
    'approval is no longer asked for',
    { Approval_EndUser_Assignment: asking(bob) },
    { Approval_EndUser_Assignment: { isApprovalRequired: false, stages: [] } },
    /activates it at once.*still waits for its approval/,
  ],
  [
    'eligibility must end',
    { Expiration_Admin_Eligibility: { isExpirationRequired: false, maximumDuration: days(365) } },
    { Expiration_Admin_Eligibility: { isExpirationRequired: true, maximumDuration: days(90) } },
    /at most 90 days.*without an end keeps it so, until somebody changes or removes it/,
  ],
  [
    'the longest assignment is shortened',
    { Expiration_Admin_Assignment: { isExpirationRequired: true, maximumDuration: days(180) } },
    { Expiration_Admin_Assignment: { isExpirationRequired: true, maximumDuration: days(30) } },
    /at most 30 days.*keeps its end/,
  ],
  [
    'what is given may last for good',
    { Expiration_Admin_Assignment: { isExpirationRequired: true, maximumDuration: days(180) } },
    { Expiration_Admin_Assignment: { isExpirationRequired: false, maximumDuration: days(180) } },
    /can be given without an end/,
  ],
  [
    'no mail is to be sent',
    {},
    { Notification_Admin_EndUser_Assignment: { ...mail, notificationLevel: 'None' } },
    /No mail is sent/,
  ],
  [
    'mail goes to others alone',
    {},
    {
      Notification_Admin_EndUser_Assignment: {
        ...mail,
        notificationLevel: 'Critical',
        isDefaultRecipientsEnabled: false,
        notificationRecipients: ['desk@contoso.example'],
      },
    },
    /only where somebody has to act.*nobody but those named/,
  ],
];

it.each(changes)('When %s, then it is said what that means', (_what, from, to, said) => {
  const before = { ...rules, ...from };
  const [rule] = Object.keys(to) as [RuleId];
  expect(settingsMeaning(rule, before, { ...before, ...to }).join(' ')).toMatch(said);
});

it('When any of the 17 rules changes, then something is said', () => {
  const ids = Object.keys(ruleLabels) as RuleId[];
  expect(ids).toHaveLength(17);
  const other = { ...rules, ...approvedBy(aStagePolicy()) };
  const turned = (id: RuleId) => (id.startsWith('Enablement_') ? { [id]: { enabledRules: ['Ticketing'] } } : {});
  for (const id of ids) {
    expect(settingsMeaning(id, rules, { ...other, ...turned(id) }).length, id).toBeGreaterThan(0);
  }
});
