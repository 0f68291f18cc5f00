import { describe, expect, it } from 'vitest';
import { activity, activityOfAction, categoryOf } from '../../../domain/audit/activity.js';
import { aGroupRole, aRole } from '../../support/builders.js';

const byAction = Object.entries(activityOfAction).flatMap(([action, { eligibility, assignment }]) => [
  [`${action} eligibility`, eligibility] as const,
  [`${action} assignment`, assignment] as const,
]);

describe('When the record is read', () => {
  it('then what happened is named as Entra names it, and every name says what it is about', () => {
    for (const [key, name] of [...Object.entries(activity), ...byAction]) {
      expect(name, key).toMatch(
        /^(Add|Remove|Update) .*(role|member).*( in PIM| \(.+\)|failed|completed)|PIM |review|^(Add|Update) (user|group|service principal|scope|role definition)$|^Add (member|owner) to group$|^(Enable|Disable) account$/,
      );
    }
  });

  it('then no two things are told in the same words', () => {
    const names = Object.values(activity);
    expect(new Set(names).size).toBe(names.length);
  });

  it('then what concerns an eligibility is told apart from what concerns an assignment', () => {
    for (const [action, { eligibility, assignment }] of Object.entries(activityOfAction)) {
      expect(eligibility, action).toContain('eligible');
      expect(assignment, action).not.toContain('eligible');
    }
  });

  it('then what is only asked for is told apart from what is done', () => {
    for (const action of ['selfExtend', 'selfRenew'] as const) {
      const { eligibility, assignment } = activityOfAction[action];
      expect([eligibility, assignment]).toEqual([
        expect.stringContaining(' requested '),
        expect.stringContaining(' requested '),
      ]);
    }
    for (const action of ['adminAssign', 'adminUpdate', 'adminExtend', 'adminRenew', 'adminRemove'] as const) {
      expect(activityOfAction[action].eligibility).toContain(' completed');
    }
  });

  it.each([
    ['Extend', 'extend'],
    ['Renew', 'renew'],
  ])('then whatever is about to %s says so', (ending, word) => {
    const about = byAction.filter(([key]) => key.split(' ')[0]?.endsWith(ending)).map(([, name]) => name);
    expect(about).toHaveLength(4);
    for (const name of about) expect(name).toContain(`(${word})`);
  });
});

it('When somebody looks for what concerns a kind of role, then it has Entra’s category', () => {
  expect(categoryOf(aRole())).toBe('RoleManagement');
  expect(categoryOf({ kind: 'azure', roleDefinitionId: 'owner', directoryScopeId: '/' })).toBe('ResourceManagement');
  expect(categoryOf(aGroupRole())).toBe('GroupManagement');
});
