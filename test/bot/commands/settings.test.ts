import { beforeEach, describe, expect, it, vi } from 'vitest';
import { settings } from '../../../bot/commands/settings/settings.js';
import { readSettings } from '../../../bot/commands/settings/settings-arguments.js';
import { settingsChanges } from '../../../bot/commands/settings/settings-changes.js';
import { resolveStages } from '../../../bot/commands/words/resolve-approvers.js';
import { readSettingsFacts } from '../../../bot/views/settings-facts.js';
import { settingKeys } from '../../../cards/settings/settings-sections.js';
import { settingValue } from '../../../cards/settings/settings-values.js';
import { type PrincipalId, scheduleId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { days, hours, minutes } from '../../../domain/time.js';
import {
  alice,
  approvedBy,
  approversGroup,
  aRole,
  aSchedule,
  aStagePolicy,
  asks,
  bob,
  carol,
  dave,
  justificationOnly,
  principal,
} from '../../support/builders.js';
import { conversation, formIn, shownText } from '../../support/conversation.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const roleOf = (roleDefinitionId: string): Role => ({ kind: 'directory', roleDefinitionId, directoryScopeId: '/' });
const globalReader = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451';
const members: Role = { kind: 'group', groupId: approversGroup, accessId: 'member' };
let chat: ReturnType<typeof conversation>;

/** Bob administers privileged roles, Carol reads everything; Alice has no part in it. */
beforeEach(async () => {
  chat = conversation(fixture, [settings], { proving: true });
  const holds = (principalId: PrincipalId, role: Role) =>
    aSchedule({
      id: scheduleId(`${principalId}-holds`),
      principalId,
      role,
      assignmentType: 'assigned',
      endDateTime: undefined,
    });
  await fixture.hold(holds(bob, roleOf(wellKnownRole.privilegedRoleAdministrator)), holds(carol, roleOf(globalReader)));
});

const say = async (text: string, who = bob) => shownText(await chat.say(who, text));
const rules = async (role: Role = aRole()) => (await fixture.store.read.policies.of(role)).rules;
const approval = async () => (await rules()).Approval_EndUser_Assignment;

describe('When the settings of a role are looked at', () => {
  it('then every part is said in words, and what differs from the default is marked', async () => {
    await fixture.changePolicy({
      ...justificationOnly,
      ...approvedBy(
        aStagePolicy({ primaryApprovers: asks(bob, carol), approvalsRequired: 2, timeOut: hours(4) }),
        aStagePolicy({
          primaryApprovers: [{ type: 'groupMembers', groupId: approversGroup }],
          escalationApprovers: asks(dave),
          escalationTime: hours(2),
          isApproverJustificationRequired: true,
        }),
      ),
    });
    expect(await say('settings Security Reader')).toBe(
      [
        'Settings of Security Reader',
        'As of 09:00 on Mon 2 Mar.',
        '2 of 17 rules differ from the default.',
        '- To activate · Longest activation: 8 h. Asked for when activating: a reason (by default a second factor, a reason). Authentication context: none. [Change]',
        '- To approve · Approval: 2 of Bob, Carol within 4 h, reason optional (by default not needed). [Change]',
        '- If nobody decides, and who decides after that · Nobody is asked as well. [Change]',
        '- Then, as stage 2 · one of Approvers within 1 day, Dave as well after 2 h, with a reason.',
        '- To make somebody eligible · Longest eligibility: permanent. Asked for when making eligible: nothing. [Change]',
        '- To assign somebody · Longest assignment: permanent. Asked for when assigning: a reason. [Change]',
        '- Mail when somebody is made eligible · Administrators: all. Person: all. Approvers: all. [Change]',
        '- Mail when somebody is assigned · Administrators: all. Person: all. Approvers: all. [Change]',
        '- Mail when somebody activates · Administrators: all. Person: all. Approvers: all. [Change]',
      ].join('\n'),
    );
  });

  it('then whoever may only look has no buttons, and others see nothing', async () => {
    const seen = await say('settings Security Reader', carol);
    expect(seen).toContain('Longest activation: 8 h');
    expect(seen).not.toContain('[Change]');
    expect(await say('settings Security Reader', alice)).toContain('You may not see the settings of this role.');
  });

  it.each([
    ['a group', 'settings member of Approvers', 'Settings of Member of Approvers'],
    ['one that is meant by a part of its name', 'settings sec read', 'Settings of Security Reader'],
    ['one in quotation marks', 'settings of "Security Reader"', 'Settings of Security Reader'],
  ])('then it may be %s', async (_, text, title) => expect(await say(text)).toContain(title));

  it('then a role that is not certain is offered with the change kept, and one that is none is said to be', async () => {
    const offered = await chat.say(bob, 'settings Securty Reader: maximum 4h');
    expect(shownText(offered)).toContain('Did you mean one of these');
    const form = formIn(await chat.pressRow(bob, offered, 'Security Reader (whole directory)'));
    expect(form.inputs).toMatchObject([{ id: 'maximum', value: '4h' }]);
    expect(shownText(await chat.fillIn(bob, form, {}))).toContain('8 h → 4 h');
    expect(await say('settings Xyzzyplugh')).toContain('There is no role “Xyzzyplugh”');
    expect(await say('settings')).toContain('Of which role?');
  });
});

describe('When settings are changed by typing', () => {
  it('then whoever may not change them has nobody looked up, however many they name', async () => {
    const [searched, byMail] = [
      vi.spyOn(fixture.directory, 'searchPrincipals'),
      vi.spyOn(fixture.directory, 'userByMail'),
    ];
    const many = Array.from({ length: 100 }, (_, number) => `n${number}@latchkey.example`);
    const said = await say(`settings Security Reader: approval by ${many.join(' and ')}`.slice(0, 1900), alice);
    expect(said).toContain('You may not change the settings of this role.');
    expect([searched.mock.calls, byMail.mock.calls]).toEqual([[], []]);

    // Nor does whoever may change them have more looked up than any stage has approvers.
    const asked = await say(`settings Security Reader: approval by ${many.join(' and ')}`.slice(0, 1900), bob);
    expect(asked).toContain('Name at most 30 people or groups');
    expect(searched.mock.calls.length).toBeLessThan(10);
  });

  it('then one is, and what it was and is shown', async () => {
    expect(await say('settings Security Reader: maximum 4h')).toBe(
      'Settings of Security Reader changed\n- Longest activation · 8 h → 4 h',
    );
    expect((await rules()).Expiration_EndUser_Assignment.maximumDuration).toBe(hours(4));
  });

  it.each([
    ['6 months', '180 days'],
    ['1 year', '365 days'],
    ['P1Y', '365 days'],
  ])('then a longest eligibility of %s is said back in days', async (typed, said) => {
    expect(await say(`settings Security Reader: longest eligibility ${typed}`)).toContain(
      `- Longest eligibility · permanent → ${said}`,
    );
  });

  it('then many are at once, in any order', async () => {
    const typed =
      'settings Security Reader: notify admins none, ticket on and second factor off, longest eligibility 90 days; longest assignment permanent, maximum 90 min, eligibility reason on';
    expect(await say(typed)).toBe(
      [
        'Settings of Security Reader changed',
        '- Longest activation · 8 h → 1 h 30 min',
        '- Asked for when activating · a reason → a reason, a ticket',
        '- Asked for when making eligible · nothing → a reason',
        '- Longest eligibility · permanent → 90 days',
        '- Eligible: mail to administrators · all → none',
        '- Assigned: mail to administrators · all → none',
        '- Activated: mail to administrators · all → none',
      ].join('\n'),
    );
    expect((await rules()).Expiration_Admin_Eligibility).toEqual({
      isExpirationRequired: true,
      maximumDuration: days(90),
    });
  });

  it('then approval takes names, numbers, times, escalation and further stages', async () => {
    const typed =
      'settings Security Reader: approval by Approvers, 2 approvals, approval window 4h, escalate to Dave after 2h, then by Bob, Carol, 2 approvals';
    expect(await say(typed)).toContain(
      '- Approval · not needed → 2 of Approvers within 4 h, Dave as well after 2 h, with a reason; then 2 of Bob, Carol within 1 day, with a reason',
    );
    expect((await approval()).stages).toMatchObject([
      {
        primaryApprovers: [{ type: 'groupMembers', groupId: approversGroup }],
        escalationApprovers: asks(dave),
        escalationTime: hours(2),
        approvalsRequired: 2,
        timeOut: hours(4),
      },
      { primaryApprovers: asks(bob, carol), approvalsRequired: 2, timeOut: days(1) },
    ]);
    await say('settings Security Reader: escalate off, then nobody, approver reason off');
    expect((await approval()).stages).toEqual([
      {
        primaryApprovers: [{ type: 'groupMembers', groupId: approversGroup }],
        escalationApprovers: [],
        approvalsRequired: 2,
        timeOut: hours(4),
        isApproverJustificationRequired: false,
      },
    ]);
    expect(await say('settings Security Reader: no approval')).toContain('→ not needed');
  });

  it('then approvers can be made to prove a second factor, of the first stage or a further one', async () => {
    const typed =
      'settings Security Reader: approval by Bob, approver second factor on, then by Carol, approval mfa on';
    expect(await say(typed)).toContain('with a reason, with a second factor; then one of Carol');
    const required = (await approval()).stages.map((stage) => stage.isApproverMultiFactorRequired);
    expect(required).toEqual([true, true]);
    expect(await say('settings Security Reader')).toContain('with a second factor');
    await say('settings Security Reader: approver second factor off');
    expect((await approval()).stages[0]).not.toHaveProperty('isApproverMultiFactorRequired');
    expect((await approval()).stages[1]?.isApproverMultiFactorRequired).toBe(true);
  });

  it('then several may be asked as well, at the last of whom the time stands', async () => {
    await say(
      'settings Security Reader: approval by Bob, then by Carol, escalate to Dave, Alice after 2h, approvals 2',
    );
    await say('settings Security Reader: escalate to Dave, Alice after 3h');
    expect((await approval()).stages).toMatchObject([
      { primaryApprovers: asks(bob), escalationApprovers: asks(dave, alice), escalationTime: hours(3) },
      { escalationApprovers: asks(dave, alice), escalationTime: hours(2), approvalsRequired: 2 },
    ]);
  });

  it.each([
    ['without a colon', 'settings Security Reader maximum 4h'],
    ['with “to”', 'settings Security Reader: maximum to 4 hours'],
    ['with another word', 'policy of Security Reader: at most 4h'],
    ['with an equals sign', 'settings Security Reader: max = 4h'],
  ])('then it may be said %s', async (_, text) => expect(await say(text)).toContain('8 h → 4 h'));

  it('then an authentication context takes the place of a second factor', async () => {
    await fixture.changePolicy({ Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication'] } });
    expect(await say('settings Security Reader: no second factor, context c1')).toContain('none → c1');
    expect(await say('settings Security Reader: context off')).toContain('c1 → none');
  });

  it('then mail goes to others too, or to them alone', async () => {
    const typed =
      'settings Security Reader: notify admins when activated critical and also soc@contoso.example, b@contoso.example';
    expect(await say(typed)).toContain('all → critical only, also to soc@contoso.example, b@contoso.example');
    expect(await say('settings Security Reader: notify approvers of assignments only soc@contoso.example')).toContain(
      'Assigned: mail to approvers · all → all, only to soc@contoso.example',
    );
  });

  it('then the settings of a group are its managers’ to change', async () => {
    const typed = 'settings member of Approvers: maximum 2h, approval by Dave';
    expect(await say(typed)).toContain('8 h → 2 h');
    expect((await rules(members)).Approval_EndUser_Assignment).toMatchObject({ isApprovalRequired: true });
  });

  it('then what is so already is said to be', async () => {
    expect(await say('settings Security Reader: maximum 8h')).toContain('nothing was changed');
  });

  it('then who may not is refused, and so is shown no form', async () => {
    for (const typed of ['maximum 4h', 'maximum soon']) {
      expect(await say(`settings Security Reader: ${typed}`, carol)).toContain('You may not change the settings');
    }
    expect((await rules()).Expiration_EndUser_Assignment.maximumDuration).toBe(hours(8));
  });
});

describe('When something typed is not understood', () => {
  it('then nothing is changed, and the form comes with the rest filled in and the nearest setting named', async () => {
    const form = formIn(await chat.say(bob, 'settings Security Reader: maximun 4h, ticket on'));
    const values = Object.fromEntries(form.inputs.map(({ id, value, problem }) => [id, { value, problem }]));
    expect(values).toEqual({
      maximum: { value: '4h', problem: 'I read “maximun 4h” as “maximum 4h”. Is that what you mean?' },
      ticket: { value: 'on', problem: undefined },
    });
    expect((await rules()).Expiration_EndUser_Assignment.maximumDuration).toBe(hours(8));
    expect(shownText(await chat.fillIn(bob, form, {}))).toContain('8 h → 4 h');
    expect((await rules()).Enablement_EndUser_Assignment.enabledRules).toEqual(['Justification', 'Ticketing']);
  });

  it.each([
    ['a length', 'maximum 4', 'maximum', '“4” of what? Write the unit too'],
    ['a switch', 'reason perhaps', 'reason', '“perhaps” is neither on nor off'],
    ['a person', 'approval by Zoe', 'approvers', 'There is nobody called “Zoe”'],
    ['a half-said person', 'approval by App', 'approvers', '“App” could be Approvers'],
    ['a level', 'notify approvers sometimes', 'Notification_Approver_Admin_Eligibility', 'is none of all, critical'],
    ['a further stage', 'approval by Bob, then by Zoe', 'furtherStages', 'There is nobody called “Zoe”'],
    ['two wishes', 'maximum 4h, maximum 5h', 'maximum', 'You wrote this twice'],
    ['a number of approvals', 'approvals many', 'approvals', 'is no number of approvals'],
  ])('then %s is named with its mend', async (_, typed, key, problem) => {
    const { inputs } = formIn(await chat.say(bob, `settings Security Reader: ${typed}`));
    expect(inputs.find(({ id }) => id === key)?.problem).toContain(problem);
  });

  it('then what has no place is named, with what has', async () => {
    expect(await say('settings Security Reader: qwertyuiop')).toContain('I could not place “qwertyuiop”. You can set:');
    const form = formIn(await chat.say(bob, 'settings Security Reader: ticket on, qwertyuiop'));
    expect(form.body).toContain('I could not place “qwertyuiop”.');
  });

  it('then settings that exclude each other come back together, each with its reason', async () => {
    const typed = 'settings Security Reader: second factor on, context c1, maximum 25h, approval by Bob, 2 approvals';
    const problems = Object.fromEntries(
      formIn(await chat.say(bob, typed)).inputs.flatMap(({ id, problem }) => (problem ? [[id, problem]] : [])),
    );
    expect(Object.keys(problems).sort()).toEqual(['approvals', 'context', 'maximum', 'secondFactor']);
    expect(problems.secondFactor).toContain('not for both');
    expect(problems.approvals).toContain('only one person is named');
  });
});

describe('When settings are changed by the card', () => {
  it('then the form shows what is so, and only what was touched changes', async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob, principal('gone!!')) })));
    const card = await chat.say(bob, 'settings Security Reader');
    const form = formIn(await chat.pressRow(bob, card, 'To approve'));
    expect(Object.fromEntries(form.inputs.map(({ id, value }) => [id, value]))).toMatchObject({
      approval: 'on',
      approvals: '1',
      window: '1 day',
      approverReason: 'off',
    });
    expect(shownText(await chat.fillIn(bob, form, { window: '4h' }))).toContain('within 4 h');
    expect((await approval()).stages).toEqual([
      aStagePolicy({ primaryApprovers: asks(bob, principal('gone!!')), timeOut: hours(4) }),
    ]);
  });

  it('then what a form shows says, typed again, the same', async () => {
    const escalation = { escalationApprovers: asks(dave, alice), escalationTime: minutes(90) };
    const groupId = approversGroup;
    await fixture.changePolicy({
      ...approvedBy(
        aStagePolicy({ ...escalation, timeOut: hours(26) }),
        aStagePolicy({ ...escalation, primaryApprovers: [{ type: 'groupMembers', groupId }], approvalsRequired: 3 }),
        aStagePolicy({ primaryApprovers: [], isApproverJustificationRequired: true }),
      ),
      AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue: 'c7' },
      Expiration_Admin_Assignment: { isExpirationRequired: true, maximumDuration: days(90) },
      Notification_Admin_EndUser_Assignment: {
        notificationLevel: 'None',
        isDefaultRecipientsEnabled: false,
        notificationRecipients: ['a@b.example', 'c@d.example'],
      },
      Notification_Approver_EndUser_Assignment: {
        notificationLevel: 'All',
        isDefaultRecipientsEnabled: false,
        notificationRecipients: [],
      },
    });
    const { policy, names } = await readSettingsFacts(fixture.deps, aRole());
    const written = Object.fromEntries(settingKeys.map((key) => [key, settingValue(key, policy.rules, names)]));
    const { args, problems } = readSettings(written, { timeZone: 'UTC', now: fixture.clock.now() });
    const { stages, problems: unknown } = await resolveStages(fixture.directory, args);
    expect({ ...problems, ...unknown }).toEqual({});
    expect(settingsChanges(args, stages, policy.rules, 'directory')).toEqual({});
  });

  it.each([
    ['To activate', { maximum: '2h', reason: 'off' }, 'Longest activation · 8 h → 2 h'],
    [
      'To approve',
      { approval: 'on', approvers: 'Approvers', approverSecondFactor: 'on' },
      'one of Approvers within 1 day, with a reason, with a second factor',
    ],
    ['To make somebody eligible', { longestEligibility: '30 days' }, 'permanent → 30 days'],
    ['To assign somebody', { assignmentTicket: 'on' }, 'a reason → a reason, a ticket'],
    [
      'Mail when somebody activates',
      {
        Notification_Admin_EndUser_Assignment: 'Critical',
        Notification_Admin_EndUser_Assignment_recipients: 'a@b.example',
      },
      'all → critical only, also to a@b.example',
    ],
  ])('then “%s” has a form of its own', async (title, values, changed) => {
    const form = await chat.pressRow(bob, await chat.say(bob, 'settings Security Reader'), title);
    expect(shownText(await chat.fillIn(bob, form, values))).toContain(changed);
  });

  it('then those who decide later have a form of their own', async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy()));
    const title = 'If nobody decides, and who decides after that';
    const form = await chat.pressRow(bob, await chat.say(bob, 'settings Security Reader'), title);
    const values = {
      escalateTo: 'Dave',
      escalateAfter: '2h',
      furtherStages: 'Bob, Carol, 2 approvals\nDave, window 2h',
    };
    expect(shownText(await chat.fillIn(bob, form, values))).toContain(
      'Dave as well after 2 h, reason optional; then 2 of Bob, Carol within 1 day, with a reason; then one of Dave within 2 h',
    );
  });

  it('then what was emptied is taken away', async () => {
    await fixture.changePolicy(
      approvedBy(aStagePolicy({ escalationApprovers: asks(dave), escalationTime: hours(2) }), aStagePolicy()),
    );
    const title = 'If nobody decides, and who decides after that';
    const form = await chat.pressRow(bob, await chat.say(bob, 'settings Security Reader'), title);
    await chat.fillIn(bob, form, { escalateTo: '', escalateAfter: '', furtherStages: '' });
    expect((await approval()).stages).toEqual([aStagePolicy()]);
  });

  it('then what cannot be comes back in the same form', async () => {
    const form = await chat.pressRow(bob, await chat.say(bob, 'settings Security Reader'), 'To activate');
    const again = formIn(await chat.fillIn(bob, form, { maximum: '25h', reason: 'off' }));
    expect(again.inputs.map(({ id }) => id)).toEqual(formIn(form).inputs.map(({ id }) => id));
    expect(again.inputs.find(({ id }) => id === 'maximum')).toMatchObject({
      value: '25h',
      problem: expect.stringContaining('30 min to 24 h'),
    });
    expect(shownText(await chat.fillIn(bob, again, { maximum: '24h' }))).toContain('8 h → 1 day');
  });

  it('then a form that was drawn before somebody else’s change is not written over it', async () => {
    const form = await chat.pressRow(bob, await chat.say(bob, 'settings Security Reader'), 'To activate');
    await say('settings Security Reader: maximum 2h');
    expect(shownText(await chat.fillIn(bob, form, { maximum: '6h' }))).toContain('Somebody else has just changed');
    expect((await rules()).Expiration_EndUser_Assignment.maximumDuration).toBe(hours(2));
  });

  it('then the buttons and forms of whoever may change do nothing for those who may not', async () => {
    const card = await chat.say(bob, 'settings Security Reader');
    expect(await chat.pressRow(carol, card, 'To activate')).toContain('You may not change');
    const form = await chat.pressRow(bob, card, 'To activate');
    expect(await chat.fillIn(carol, form, { maximum: '2h' })).toContain('You may not change');
    expect((await rules()).Expiration_EndUser_Assignment.maximumDuration).toBe(hours(8));
  });
});
