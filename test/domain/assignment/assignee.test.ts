import { describe, expect, it } from 'vitest';
import { type Assignee, forbiddenAssignee, type RoleGroup } from '../../../domain/assignment/assignee.js';
import type { Expiration, Level } from '../../../domain/assignment/schedule-request.js';
import type { ForbiddenAssignee } from '../../../domain/refusal.js';
import type { Role } from '../../../domain/role/role.js';
import { days } from '../../../domain/time.js';
import { aGroupRole, approversGroup, aRole, principal } from '../../support/builders.js';
import { anAssignee, forGood, lasting } from '../../support/setups/administering.js';

const azure: Role = { kind: 'azure', roleDefinitionId: 'owner', directoryScopeId: '/subscriptions/1' };
const membership = aGroupRole(principal('database'));
const ownership: Role = { kind: 'group', groupId: principal('database'), accessId: 'owner' };
const directory = aRole();

const person = anAssignee();
const guest = anAssignee({ isGuest: true });
const service = anAssignee({ type: 'servicePrincipal' });
const team = anAssignee({ type: 'group', principalId: approversGroup });
const trusted = anAssignee({ type: 'group', principalId: approversGroup, isAssignableToRole: true });
const itself = anAssignee({ type: 'group', principalId: principal('database'), isAssignableToRole: true });

const plain: RoleGroup = { isAssignableToRole: false, isDynamic: false, isSynced: false };
const sensitive: RoleGroup = { ...plain, isAssignableToRole: true };

type Case = [string, Assignee, Level, Role, RoleGroup | undefined, Expiration, ForbiddenAssignee | undefined];

const forAYear = lasting(days(365));

describe('When somebody is to get a role', () => {
  it.each<Case>([
    ['a person may be eligible', person, 'eligibility', directory, undefined, forGood, undefined],
    ['a person may be assigned for good', person, 'assignment', directory, undefined, forGood, undefined],
    ['a person may own a group', person, 'assignment', ownership, sensitive, forGood, undefined],
    ['a guest may be assigned', guest, 'assignment', directory, undefined, forGood, undefined],
    ['a guest is never eligible', guest, 'eligibility', azure, undefined, forAYear, 'guest-eligible'],
    ['an application may have it for a time', service, 'assignment', azure, undefined, forAYear, undefined],
    [
      'an application never has it for good',
      service,
      'assignment',
      azure,
      undefined,
      forGood,
      'service-principal-permanent',
    ],
    [
      'an application is never eligible',
      service,
      'eligibility',
      azure,
      undefined,
      forAYear,
      'service-principal-eligible',
    ],
    [
      'an application is never eligible for good either',
      service,
      'eligibility',
      directory,
      undefined,
      forGood,
      'service-principal-eligible',
    ],
  ])('then %s', (_what, assignee, level, role, group, expiration, expected) => {
    expect(forbiddenAssignee(assignee, { role, group, level, expiration })).toBe(expected);
  });
});

describe('When a group is to get a role', () => {
  it.each<Case>([
    ['any group may have an Azure role', team, 'assignment', azure, undefined, forGood, undefined],
    [
      'a role-assignable one may have a directory role',
      trusted,
      'assignment',
      directory,
      undefined,
      forGood,
      undefined,
    ],
    ['another one may not', team, 'assignment', directory, undefined, forGood, 'group-not-role-assignable'],
    [
      'another one may not be eligible for it either',
      team,
      'eligibility',
      directory,
      undefined,
      forGood,
      'group-not-role-assignable',
    ],
    ['a group may be a member of a group', team, 'assignment', membership, plain, forGood, undefined],
    [
      'a group may be a member where nothing is known of the group',
      team,
      'assignment',
      membership,
      undefined,
      forGood,
      undefined,
    ],
    ['a group is never in itself', itself, 'eligibility', membership, plain, forGood, 'group-in-itself'],
    ['a group never owns itself', itself, 'eligibility', ownership, plain, forGood, 'group-in-itself'],
    ['a group owns nothing', trusted, 'eligibility', ownership, plain, forGood, 'group-as-owner'],
    [
      'a group may be eligible for a role-assignable group',
      team,
      'eligibility',
      membership,
      sensitive,
      forGood,
      undefined,
    ],
    [
      'a group is no active member of a role-assignable group',
      trusted,
      'assignment',
      membership,
      sensitive,
      forGood,
      'group-active-in-role-assignable-group',
    ],
  ])('then %s', (_what, assignee, level, role, group, expiration, expected) => {
    expect(forbiddenAssignee(assignee, { role, group, level, expiration })).toBe(expected);
  });
});

describe('When a group is managed elsewhere', () => {
  it.each<[string, RoleGroup, ForbiddenAssignee]>([
    ['by a rule', { ...plain, isDynamic: true }, 'dynamic-group'],
    ['on premises', { ...plain, isSynced: true }, 'synced-group'],
    ['by a rule and on premises', { ...plain, isDynamic: true, isSynced: true }, 'dynamic-group'],
  ])('then nobody gets into it: %s', (_how, group, expected) => {
    for (const assignee of [person, guest, service, trusted, itself]) {
      const input = { role: membership, group, level: 'eligibility' as const, expiration: forGood };
      expect(forbiddenAssignee(assignee, input)).toBe(expected);
    }
  });
});
