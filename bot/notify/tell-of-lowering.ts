import type { DomainEvent } from '../../domain/domain-event.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { PolicyRules } from '../../domain/policy/policy.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import type { Lowering } from '../../domain/proof/lowering.js';
import type { Role } from '../../domain/role/role.js';
import { rolesThatSet } from '../../domain/usecases/alert/alert-authority.js';
import { managersOf } from '../../domain/usecases/common/authority.js';
import { type ApproverReach, approversByStage } from '../../domain/usecases/common/reach.js';
import { type Delivery, type MessageLane, priority } from '../outbox/delivery.js';
import { lowersPrefix } from '../outbox/lowering-cards.js';
import type { Recipient } from '../outbox/messenger.js';

type Deps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock };
type Lowered = Extract<DomainEvent, { type: 'control.lowered' }>;

/**
 * Who hears that a control asks for less, or that this was undone: the administrators' channel, everybody else who could
 * have made the change, and of a role's settings its approvers as they were and are. Each by a card that is drawn again
 * once it can't be undone any more.
 */
export async function tellOfLowering(
  { store, directory, clock }: Deps,
  { lowering, changedBy, what, correlationId }: Lowered,
  surfaces: readonly MessageLane[],
): Promise<Delivery[]> {
  const reach = { directory, reads: store.read, now: clock.now() };
  const [about, ...others] = await rolesBehind({ store }, lowering);
  if (!about) return [];
  const told = await Promise.all([about, ...others].map((role) => managersOf(reach, role)));
  const people = new Set([
    ...told.flatMap((managers) => [...managers]),
    ...(await approversTold({ store }, reach, lowering)),
  ]);
  people.delete(changedBy);
  const tell = (name: string, recipient: Recipient, lanes: readonly MessageLane[]) =>
    lanes.map(
      (lane): Delivery => ({
        key: `${lowersPrefix(lowering)}${what}|${name}|${lane}`,
        lane,
        effect: { kind: 'lowered', what, lowering, changedBy, recipient },
        priority: priority.alert,
        correlationId,
      }),
    );
  const inChat = surfaces.filter((lane) => lane !== 'mail');
  return [
    ...tell('channel:admins', { kind: 'channel', channel: 'admins', about }, inChat),
    ...[...people].flatMap((principalId) => tell(principalId, { kind: 'person', principalId }, surfaces)),
  ];
}

/** The roles of which one has to be managed to make, and to undo, such a change. */
export async function rolesBehind({ store }: Pick<Deps, 'store'>, lowering: Lowering): Promise<readonly Role[]> {
  switch (lowering.of) {
    case 'settings':
      return [lowering.role];
    case 'alert':
      return rolesThatSet(lowering.alert);
    case 'incident': {
      const incident = await store.read.alerts.incident(lowering.incidentId);
      return incident ? [incident.role] : [];
    }
  }
}

/** The approvers of a role whose settings were lowered, by the rules as they were and as they are. */
async function approversTold(
  { store }: Pick<Deps, 'store'>,
  reach: ApproverReach,
  lowering: Lowering,
): Promise<PrincipalId[]> {
  if (lowering.of !== 'settings') return [];
  const { role, before, after } = lowering;
  const { rules } = await store.read.policies.of(role);
  const asked = await Promise.all([before, after].map((changed) => approversOf(reach, role, { ...rules, ...changed })));
  return asked.flat();
}

/** Who may decide by these rules, or could once it escalates; nobody where no approval is asked for. */
async function approversOf(
  reach: ApproverReach,
  role: Role,
  { Approval_EndUser_Assignment: { isApprovalRequired, stages } }: PolicyRules,
): Promise<PrincipalId[]> {
  if (!isApprovalRequired) return [];
  const asked = await approversByStage(reach, role, stages);
  return asked.flatMap(({ primary, escalation }) => [...primary, ...escalation]);
}
