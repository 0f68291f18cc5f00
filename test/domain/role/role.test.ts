import { describe, expect, it } from 'vitest';
import { accessKey, policyKey, type Role, roleKey, sameRole } from '../../../domain/role/role.js';
import { aGroupRole, alice, aRole, bob, principal } from '../../support/builders.js';

const azure: Role = { kind: 'azure', roleDefinitionId: 'Owner', directoryScopeId: '/subscriptions/S/resourceGroups/G' };
const groupId = principal('database');
const ownership: Role = { kind: 'group', groupId, accessId: 'owner' };
const inBerlin = aRole(undefined, '/administrativeUnits/Berlin');

describe('When roles are stored and looked up', () => {
  it('then each has one key at its exact scope, in small letters', () => {
    expect(roleKey(aRole('ABC'))).toBe('directory:abc:/');
    expect(roleKey(azure)).toBe('azure:owner:/subscriptions/s/resourcegroups/g');
    expect(roleKey(ownership)).toBe(`group:${groupId}:owner`);
  });

  it('then an access has one as well, that no other person shares', () => {
    expect(accessKey({ principalId: alice, role: ownership })).toBe(`${alice}|group:${groupId}:owner`);
    expect(accessKey({ principalId: bob, role: ownership })).not.toBe(
      accessKey({ principalId: alice, role: ownership }),
    );
  });

  it('then the same role in other letters is the same, and one at another scope is another', () => {
    expect(sameRole(azure, { ...azure, directoryScopeId: azure.directoryScopeId.toUpperCase() })).toBe(true);
    expect(sameRole(azure, { ...azure, directoryScopeId: '/subscriptions/S' })).toBe(false);
    expect(sameRole(aRole(), inBerlin)).toBe(false);
    expect(sameRole(aGroupRole(groupId), ownership)).toBe(false);
  });
});

describe('When settings are looked up', () => {
  it('then a directory role has the same ones everywhere', () => {
    expect(policyKey(inBerlin)).toBe(policyKey(aRole()));
    expect(policyKey(aRole('ABC'))).toBe('directory:abc');
  });

  it('then an Azure role has its own at each scope, and a group’s members and owners have theirs', () => {
    expect(policyKey(azure)).toBe(roleKey(azure));
    expect(policyKey({ ...azure, directoryScopeId: '/' })).not.toBe(policyKey(azure));
    expect(policyKey(ownership)).not.toBe(policyKey(aGroupRole(groupId)));
  });
});
