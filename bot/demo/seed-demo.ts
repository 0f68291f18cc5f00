import { correlationId, principalId, requestId, scheduleId } from '../../domain/ids.js';
import type { User } from '../../domain/ports/directory.js';
import type { Role } from '../../domain/role/role.js';
import { days, hours, instant } from '../../domain/time.js';
import type { Database } from '../compose-database.js';

const user = (n: number, name: string): User => ({
  type: 'user',
  id: principalId(`00000000-0000-4000-8000-00000000000${n}`),
  displayName: name,
  userPrincipalName: `${name.split(' ')[0]?.toLowerCase()}@demo-works.example`,
  mail: `${name.split(' ')[0]?.toLowerCase()}@demo-works.example`,
  accountEnabled: true,
  userType: 'Member',
  timeZone: 'Europe/Berlin',
});
export async function seedDemo({ records, store, clock }: Database) {
  const [a, b, c] = [user(1, 'Ada Demo'), user(2, 'Bob Demo'), user(3, 'Cas Demo')] as const;
  const group = principalId('00000000-0000-4000-8000-0000000000aa');
  await records.principals.save([
    a,
    b,
    c,
    {
      type: 'group',
      id: group,
      displayName: 'Security Approvers',
      isAssignableToRole: true,
      membershipType: 'assigned',
      onPremisesSyncEnabled: false,
      memberIds: [b.id, c.id],
      ownerIds: [],
    },
  ]);
  const role: Role = {
    kind: 'directory',
    roleDefinitionId: '5d6b6bb7-de71-4623-b4af-96380a352509',
    directoryScopeId: '/',
  };
  const policy = await store.read.policies.of(role);
  if (policy.version > 0) return;
  await store.transaction(async (tx) => {
    await tx.policies.save(
      policy.key,
      {
        Enablement_EndUser_Assignment: { enabledRules: ['Justification'] },
        Approval_EndUser_Assignment: {
          isApprovalRequired: true,
          stages: [
            {
              primaryApprovers: [{ type: 'groupMembers', groupId: group }],
              escalationApprovers: [],
              approvalsRequired: 1,
              timeOut: days(1),
              isApproverJustificationRequired: false,
            },
          ],
        },
        Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(8) },
      },
      0,
    );
    await tx.schedules.insert({
      id: scheduleId('e1'),
      version: 0,
      level: 'eligibility',
      assignmentType: 'assigned',
      principalId: a.id,
      role,
      status: 'Provisioned',
      startDateTime: instant(clock.now()),
      createdUsing: requestId('r0'),
      correlationId: correlationId('c0'),
    });
  });
}
