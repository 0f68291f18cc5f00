import { describe, expect, it } from 'vitest';
import {
  decideMails,
  isTold,
  mostRecipients,
  type Occasion,
} from '../../../domain/notification/decide-notifications.js';
import type { Audience, RequestNotice } from '../../../domain/notification/notice.js';
import { defaultRules } from '../../../domain/policy/default-policy.js';
import type { NotificationRule, PolicyRules } from '../../../domain/policy/policy.js';
import { alice, bob, carol, dave, principal } from '../../support/builders.js';

type Level = Occasion['level'];
const byDefault = defaultRules('directory');
const aRule = byDefault.Notification_Admin_EndUser_Assignment;
const everybody = {
  Admin: [{ principalId: dave, address: 'dave@x.example' }],
  Requestor: [{ principalId: alice, address: 'alice@x.example' }],
  Approver: [{ principalId: bob, address: 'bob@x.example' }],
};

const ruleName = (audience: Audience, level: Level) =>
  `Notification_${audience}_${level === undefined ? 'EndUser_Assignment' : level === 'eligibility' ? 'Admin_Eligibility' : 'Admin_Assignment'}` as const;
const withRule = (audience: Audience, level: Level, rule: Partial<NotificationRule>): PolicyRules => {
  const name = ruleName(audience, level);
  return { ...byDefault, [name]: { ...byDefault[name], ...rule } };
};
const heard = (told: Occasion, rules: PolicyRules = byDefault) =>
  decideMails(told, rules, everybody)
    .map(({ audience, asks }) => `${audience}${asks ? ' asked' : ''}`)
    .sort();

/** The whole table: who hears of what at `All`, and who still does at `Critical`. */
const activation: [RequestNotice, string[], string[]][] = [
  ['approval-asked', ['Approver asked'], ['Approver asked']],
  ['reminded', ['Approver asked'], ['Approver asked']],
  ['unanswered', ['Admin asked', 'Approver asked', 'Requestor'], ['Admin asked', 'Approver asked']],
  ['approved', ['Approver', 'Requestor'], []],
  ['denied', ['Approver', 'Requestor'], []],
  ['timed-out', ['Requestor'], []],
  ['failed', ['Requestor'], []],
  ['activated', ['Admin', 'Requestor'], []],
  ['ended', ['Requestor'], []],
];
const administered: [RequestNotice, string[], string[]][] = [
  ['changed', ['Admin', 'Requestor'], []],
  ['extension-asked', ['Approver asked'], ['Approver asked']],
  ['reminded', ['Approver asked'], ['Approver asked']],
  ['extended', ['Admin', 'Requestor'], []],
  ['extension-denied', ['Admin', 'Requestor'], []],
  ['extension-timed-out', ['Admin', 'Requestor'], []],
  ['ends-in-14-days', ['Admin', 'Requestor'], []],
  ['ends-in-1-day', ['Admin', 'Requestor'], []],
  ['expired', ['Admin', 'Requestor'], []],
  ['kept-administrator', ['Admin asked', 'Requestor'], ['Admin asked']],
  ['kept-owner', ['Admin asked', 'Requestor'], ['Admin asked']],
];
const cells = [
  ...activation.map(([what, all, critical]) => ({ what, level: undefined, all, critical })),
  ...(['eligibility', 'assignment'] as const).flatMap((level) =>
    administered.map(([what, all, critical]) => ({ what, level, all, critical })),
  ),
];
const audiences = ['Admin', 'Requestor', 'Approver'] as const;

describe.each(cells)('When “$what” happens ($level)', ({ what, level, all, critical }) => {
  const told = { what, level };
  const setAll = (rule: Partial<NotificationRule>): PolicyRules => ({
    ...byDefault,
    ...Object.fromEntries(audiences.map((audience) => [ruleName(audience, level), { ...aRule, ...rule }])),
  });

  it('then by default those hear of it whom Entra tells', () => {
    expect(heard(told)).toEqual(all);
  });

  it('then at Critical only who is asked for something hears of it', () => {
    expect(heard(told, setAll({ notificationLevel: 'Critical' }))).toEqual(critical);
  });

  it('then at None nobody does, extra recipients neither', () => {
    const none = setAll({ notificationLevel: 'None', notificationRecipients: ['desk@x.example'] });
    expect(decideMails(told, none, everybody)).toEqual([]);
    expect(audiences.some((audience) => isTold(told, audience, none))).toBe(false);
  });

  it('then each audience goes by its own rule alone', () => {
    for (const audience of audiences) {
      const rest = all.filter((each) => !each.startsWith(audience));
      expect(heard(told, withRule(audience, level, { notificationLevel: 'None' }))).toEqual(rest);
      for (const other of [undefined, 'eligibility', 'assignment'] as const) {
        if (other !== level) expect(heard(told, withRule(audience, other, { notificationLevel: 'None' }))).toEqual(all);
      }
    }
  });

  it('then with the default recipients off only those hear of it whom the rule names', () => {
    for (const audience of audiences) {
      const rules = withRule(audience, level, {
        isDefaultRecipientsEnabled: false,
        notificationRecipients: ['desk@x.example'],
      });
      const mails = decideMails(told, rules, everybody).filter((each) => each.audience === audience);
      const isInTable = all.some((each) => each.startsWith(audience));
      expect(mails.map(({ address }) => address)).toEqual(isInTable ? ['desk@x.example'] : []);
      expect(isTold(told, audience, rules)).toBe(false);
    }
  });
});

describe('When somebody is several things at once', () => {
  const at = (principalId: typeof bob, address: string) => ({ principalId, address });

  it('then they get one mail, and the one that asks them wins', () => {
    const rules = { ...withRule('Admin', 'assignment', { notificationRecipients: ['DAVE@x.example'] }) };
    const mails = decideMails({ what: 'kept-administrator', level: 'assignment' }, rules, {
      Admin: [at(dave, 'Dave@x.example')],
      Requestor: [at(dave, 'dave@x.example')],
    });
    expect(mails).toEqual([{ audience: 'Admin', asks: true, principalId: dave, address: 'dave@x.example' }]);
  });

  it('then what is theirs is told before what they look after', () => {
    const mails = decideMails({ what: 'activated' }, byDefault, {
      Admin: [at(carol, 'carol@x.example'), at(alice, 'alice@x.example')],
      Requestor: [at(alice, 'alice@x.example')],
    });
    expect(mails.map(({ audience, address }) => [audience, address])).toEqual([
      ['Requestor', 'alice@x.example'],
      ['Admin', 'carol@x.example'],
    ]);
  });

  it('then an extra recipient who is a person of the list is written to as that person', () => {
    const rules = withRule('Approver', undefined, { notificationRecipients: ['bob@x.example', 'desk@x.example'] });
    expect(decideMails({ what: 'approval-asked' }, rules, everybody)).toEqual([
      { audience: 'Approver', asks: true, principalId: bob, address: 'bob@x.example' },
      { audience: 'Approver', asks: true, address: 'desk@x.example' },
    ]);
  });
});

it('When more than a thousand would hear of it, then the first thousand do, and who is asked is among them', () => {
  const many = Array.from({ length: 1_200 }, (_, index) => ({
    principalId: principal(`p${index}`),
    address: `p${index}@x.example`,
  }));
  const mails = decideMails({ what: 'kept-administrator', level: 'assignment' }, byDefault, {
    Admin: [{ principalId: dave, address: 'dave@x.example' }],
    Requestor: many,
  });
  expect(mails).toHaveLength(mostRecipients);
  expect(mails[0]).toMatchObject({ asks: true, principalId: dave });
});
