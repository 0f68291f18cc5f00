import { beforeEach, describe, expect, it } from 'vitest';
import { builtinDirectory } from '../../../adapters/directory/builtin/builtin-directory.js';
import { mongoDirectoryRecords } from '../../../adapters/mongo/directory/directory-records.js';
import { findPrincipal } from '../../../bot/commands/words/find-principal.js';
import type { Directory, User } from '../../../domain/ports/directory.js';
import { principal } from '../../support/builders.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';
import { testClock } from '../../support/test-clock.js';

const database = migratedDatabase();
let directory: Directory;

const aUser = (handle: string, displayName: string, over: Partial<User> = {}): User => ({
  type: 'user',
  id: principal(handle),
  displayName,
  userPrincipalName: `${handle}@contoso.example`,
  accountEnabled: true,
  userType: 'Member',
  ...over,
});

beforeEach(async () => {
  const records = mongoDirectoryRecords(database.connection);
  await records.principals.save([
    aUser('ada', 'Ada Sample', { mail: 'Ada.Sample@mail.example' }),
    aUser('adam', 'Adam Spare'),
    aUser('kim1', 'Kim Lane'),
    aUser('kim2', 'Kim Lane', { accountEnabled: false }),
    aUser('sam1', 'Sam One'),
    aUser('sam2', 'Sam Two'),
    aUser('zoe', 'Zoë O’Neil'),
    {
      type: 'group',
      id: principal('crew'),
      displayName: 'Ada Crew',
      isAssignableToRole: true,
      membershipType: 'assigned',
      onPremisesSyncEnabled: false,
      memberIds: [],
      ownerIds: [],
    },
    {
      type: 'servicePrincipal',
      id: principal('robot'),
      displayName: 'deploy-robot',
      servicePrincipalType: 'ManagedIdentity',
      accountEnabled: true,
    },
  ]);
  directory = builtinDirectory(records, testClock());
});

const meant = async (words: string) => {
  const found = await findPrincipal(directory, words);
  if (found.kind === 'none') return ['none'];
  const principals = found.kind === 'found' ? [found.principal] : found.principals;
  return [found.kind, ...principals.map(({ displayName }) => displayName)];
};

describe('When somebody is named', () => {
  it.each([
    ['in full, then that is it', 'Ada Sample', ['found', 'Ada Sample']],
    ['in any casing and spacing, then that is it', ' aDA   sample', ['found', 'Ada Sample']],
    ['between quotation marks, then that is it', '"Ada Sample"', ['found', 'Ada Sample']],
    ['by a mention that came as a name, then that is it', '@Ada Sample', ['found', 'Ada Sample']],
    ['by a first name that no other user bears, then that is it', 'ada', ['found', 'Ada Sample']],
    ['by mail address, then that is it', 'ada.sample@MAIL.example', ['found', 'Ada Sample']],
    ['by user principal name, then that is it', 'sam2@contoso.example', ['found', 'Sam Two']],
    ['by object id, then that is it', principal('sam1').toUpperCase(), ['found', 'Sam One']],
    ['as a group, then that is it', 'ada crew', ['found', 'Ada Crew']],
    ['as a managed identity, then that is it', 'deploy-robot', ['found', 'deploy-robot']],
    ['with an accent, then that is it', 'zoë', ['found', 'Zoë O’Neil']],
    ['by a first name of two, then both are offered', 'sam', ['offer', 'Sam One', 'Sam Two']],
    ['by a whole name of two, then both are offered', 'Kim Lane', ['offer', 'Kim Lane', 'Kim Lane']],
    ['by the beginning of a name, then it is only offered', 'Ada Sam', ['offer', 'Ada Sample']],
    ['by the first word of a group, then it is only offered', 'deploy', ['offer', 'deploy-robot']],
    ['with a slip of the finger, then it is only offered', 'Ada Smaple', ['offer', 'Ada Sample']],
    ['with a look-alike letter, then it is only offered', 'Аda Sample', ['offer', 'Ada Sample']],
    ['by an address nobody has, then there is none', 'nobody@nowhere.example', ['none']],
    ['by nothing, then there is none', ' "" ', ['none']],
  ])('%s', async (_what, words, expected) => {
    expect(await meant(words)).toEqual(expected);
  });

  it('by a first name, among more than were looked at, then it is only offered', async () => {
    const many = Array.from({ length: 120 }, (_, index) => aUser(`n${index}`, `An Ada Clone ${index}`));
    await mongoDirectoryRecords(database.connection).principals.save(many);
    expect(await meant('ada')).toEqual(['offer', 'Ada Sample']);
  });
});
