import { describe, expect, it } from 'vitest';
import {
  barsOthers,
  governingRole,
  isExtension,
  isOpen,
  type RequestAction,
  type RequestStatus,
} from '../../../domain/assignment/schedule-request.js';
import type { Role } from '../../../domain/role/role.js';
import { aRole } from '../../support/builders.js';

const open: RequestStatus[] = ['PendingApproval', 'PendingAdminDecision', 'Granted', 'PendingProvisioning'];
const settled: RequestStatus[] = [
  'Provisioned',
  'Denied',
  'Canceled',
  'TimedOut',
  'PendingRevocation',
  'Revoked',
  'Failed',
];
const byAdministrators: RequestAction[] = ['adminAssign', 'adminUpdate', 'adminExtend', 'adminRenew', 'adminRemove'];

describe('When somebody has a request for a role', () => {
  it('then it is open as long as somebody or something has to do something about it', () => {
    expect([...open, ...settled].filter((status) => isOpen({ status }))).toEqual(open);
  });

  it('then another activation has to wait while theirs is open, and no longer', () => {
    const bars = [...open, ...settled].filter((status) => barsOthers({ status, action: 'selfActivate' }));
    expect(bars).toEqual(open);
  });

  it('then one to extend or renew is in the way while an administrator has to decide on it', () => {
    for (const action of ['selfExtend', 'selfRenew'] as const) {
      const bars = [...open, ...settled].filter((status) => barsOthers({ status, action }));
      expect(bars).toEqual(['PendingAdminDecision']);
    }
  });

  it('then what administrators give is in nobody’s way, however long it takes', () => {
    for (const action of byAdministrators) {
      expect(barsOthers({ action, status: 'Granted' })).toBe(false);
      expect(barsOthers({ action, status: 'PendingProvisioning' })).toBe(false);
    }
  });

  it('then only what they ask administrators for is told as an extension', () => {
    const all: RequestAction[] = ['selfActivate', 'selfDeactivate', 'selfExtend', 'selfRenew', ...byAdministrators];
    expect(all.filter((action) => isExtension({ action }))).toEqual(['selfExtend', 'selfRenew']);
  });
});

describe('When the settings that govern a request are looked for', () => {
  const azure: Role = {
    kind: 'azure',
    roleDefinitionId: 'reader',
    directoryScopeId: '/subscriptions/s/resourceGroups/g',
  };

  it('then for an Azure role they are those of the scope where the eligibility stands', () => {
    expect(governingRole({ role: azure, governingScopeId: '/subscriptions/s' })).toEqual({
      ...azure,
      directoryScopeId: '/subscriptions/s',
    });
    expect(governingRole({ role: azure })).toEqual(azure);
  });

  it('then no other role is governed from further out', () => {
    expect(governingRole({ role: aRole(), governingScopeId: '/subscriptions/s' })).toEqual(aRole());
    expect(governingRole({ role: aRole() })).toEqual(aRole());
  });
});
