import { beforeEach, describe, expect, it } from 'vitest';
import { builtinDirectory } from '../../../adapters/directory/builtin/builtin-directory.js';
import { mongoDirectoryRecords } from '../../../adapters/mongo/directory/directory-records.js';
import { findAnyRole } from '../../../bot/commands/words/find-any-role.js';
import type { Directory } from '../../../domain/ports/directory.js';
import type { GroupRecord } from '../../../domain/ports/directory-records.js';
import { principal } from '../../support/builders.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';
import { testClock } from '../../support/test-clock.js';

const database = migratedDatabase();
let directory: Directory;

const aGroup = (name: string, displayName: string): GroupRecord => ({
  type: 'group',
  id: principal(name),
  displayName,
  isAssignableToRole: false,
  membershipType: 'assigned',
  onPremisesSyncEnabled: false,
  memberIds: [],
  ownerIds: [],
});

beforeEach(async () => {
  const records = mongoDirectoryRecords(database.connection);
  await records.principals.save([aGroup('crew', 'Night Crew'), aGroup('helper', 'Helpdesk')]);
  await records.scopes.save([
    { kind: 'directory', type: 'administrativeUnit', id: '/administrativeUnits/berlin', displayName: 'Berlin Office' },
    { kind: 'azure', type: 'subscription', id: '/subscriptions/prod', displayName: 'Production' },
    { kind: 'azure', type: 'subscription', id: '/subscriptions/test', displayName: 'Test bed' },
  ]);
  directory = builtinDirectory(records, testClock());
});

const meant = async (subject: string, scope?: string) => {
  const found = await findAnyRole({ directory }, subject, scope);
  if (found.kind === 'none') return ['none'];
  const roles = found.kind === 'found' ? [found] : found.roles;
  const named = roles.map(({ role, words }) => `${role.kind}: ${words.roleName} @ ${words.scopeName ?? '-'}`);
  return [found.kind === 'found' ? 'found' : found.why, ...named];
};

describe('When one of all roles is named', () => {
  it.each([
    ['a directory role, then it is that one', 'global reader', undefined, ['found', 'directory: Global Reader @ -']],
    [
      'by the beginnings of words',
      'priv role admin',
      undefined,
      ['found', 'directory: Privileged Role Administrator @ -'],
    ],
    [
      'at an administrative unit',
      'Helpdesk Administrator',
      'the Berlin office',
      ['found', 'directory: Helpdesk Administrator @ Berlin Office'],
    ],
    ['an Azure role at a scope by name', 'Reader', 'production', ['found', 'azure: Reader @ Production']],
    ['an Azure role at a scope by id', 'Reader', '/subscriptions/TEST', ['found', 'azure: Reader @ Test bed']],
    [
      'a directory role by the word directory',
      'Security Reader',
      'directory',
      ['found', 'directory: Security Reader @ -'],
    ],
    [
      'a name both kinds have, then the directory role is meant, for it needs no place',
      'Security Reader',
      undefined,
      ['found', 'directory: Security Reader @ -'],
    ],
    [
      'an Azure role without a scope, then its places are offered',
      'Contributor',
      undefined,
      ['ambiguous', 'azure: Contributor @ Production', 'azure: Contributor @ Test bed'],
    ],
    ['membership of a group', 'member of night crew', undefined, ['found', 'group: Member of Night Crew @ -']],
    [
      'ownership of a group',
      'ownership of the group "Night Crew"',
      undefined,
      ['found', 'group: Owner of Night Crew @ -'],
    ],
    [
      'a group alone, then both are offered',
      'Night Crew',
      undefined,
      ['ambiguous', 'group: Member of Night Crew @ -', 'group: Owner of Night Crew @ -'],
    ],
    ['Owner of an Azure scope', 'owner of production', undefined, ['found', 'azure: Owner @ Production']],
    [
      'a part of a group’s name, then it is only offered',
      'member of night',
      undefined,
      ['near', 'group: Member of Night Crew @ -'],
    ],
    [
      'a group whose name begins a role’s, then all are offered',
      'Helpdesk',
      undefined,
      [
        'ambiguous',
        'group: Member of Helpdesk @ -',
        'group: Owner of Helpdesk @ -',
        'directory: Helpdesk Administrator @ -',
      ],
    ],
    [
      'with a slip of the finger, then it is only offered',
      'Gobal Reader',
      undefined,
      ['near', 'directory: Global Reader @ -'],
    ],
    [
      'with a look-alike letter, then it is only offered',
      'Glоbal Reader',
      undefined,
      ['look-alike', 'directory: Global Reader @ -'],
    ],
    ['at a place that is none, then there is none', 'Reader', 'qqqqqq', ['none']],
    ['that is none, then there is none', 'qqqqqq', undefined, ['none']],
  ])('%s', async (_what, subject, scope, expected) => {
    expect((await meant(subject, scope)).slice(0, expected.length)).toEqual(expected);
  });
});
