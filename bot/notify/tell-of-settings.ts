import { type LoweredFacts, settingsLoweredCard } from '../../cards/settings/settings-lowered-card.js';
import type { RuleId } from '../../cards/settings/settings-words.js';
import type { DomainEvent } from '../../domain/domain-event.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { PolicyRules } from '../../domain/policy/policy.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import { managersOf } from '../../domain/usecases/common/authority.js';
import { type ApproverReach, approversByStage } from '../../domain/usecases/common/reach.js';
import { readApproverNames } from '../commands/settings/settings-facts.js';
import { type Delivery, type MessageLane, priority } from '../outbox/delivery.js';
import { readNames, readRoleWords } from '../views/read-request-facts.js';
import type { Recipient } from './messenger.js';

type Deps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock };
type Lowered = Extract<DomainEvent, { type: 'settings.lowered' }>;

/**
 * Who hears that a role's settings ask for less, or that this was undone: the administrators' channel, everybody else
 * who could have made the change, and the role's approvers as they were and are. Only the first two are offered Undo. A
 * mail leads to the settings' page.
 */
export async function tellOfSettings(
  { store, directory, clock }: Deps,
  event: Lowered,
  surfaces: readonly MessageLane[],
): Promise<Delivery[]> {
  const { role, changedBy, version, what } = event;
  const { rules } = await store.read.policies.of(role);
  const before: PolicyRules = { ...rules, ...event.before };
  const after: PolicyRules = { ...rules, ...event.after };
  const reach = { directory, reads: store.read, now: clock.now() };
  const [managers, were, are, words, changers, names] = await Promise.all([
    managersOf(reach, role),
    approversOf(reach, role, before),
    approversOf(reach, role, after),
    readRoleWords(directory, role),
    readNames(directory, [changedBy]),
    readApproverNames(directory, before, after),
  ]);
  const rulesTold = Object.keys(event.after) as RuleId[];
  const who = changers[changedBy] ?? 'An administrator';
  const facts: LoweredFacts = { ...words, role, what, version, names, changedBy: who, rules: rulesTold, before, after };
  const tell = (name: string, recipient: Recipient, mayUndo: boolean, lanes: readonly MessageLane[]) =>
    lanes.map(
      (lane): Delivery => ({
        key: `settings|${event.id}|${name}|${lane}`,
        lane,
        effect: { kind: 'reply', view: settingsLoweredCard(facts, mayUndo), recipient },
        priority: priority.alert,
        correlationId: event.correlationId,
      }),
    );
  const people = new Set([...managers, ...were, ...are]);
  people.delete(changedBy);
  const inChat = surfaces.filter((lane) => lane !== 'mail');
  return [
    ...tell('channel:admins', { kind: 'channel', channel: 'admins', about: role }, true, inChat),
    ...[...people].flatMap((principalId) =>
      tell(principalId, { kind: 'person', principalId }, managers.has(principalId), surfaces),
    ),
  ];
}

/** Who may decide by these rules, or could once it escalates; nobody where no approval is asked for. */
async function approversOf(
  reach: ApproverReach,
  role: Lowered['role'],
  { Approval_EndUser_Assignment: { isApprovalRequired, stages } }: PolicyRules,
): Promise<PrincipalId[]> {
  if (!isApprovalRequired) return [];
  const asked = await approversByStage(reach, role, stages);
  return asked.flatMap(({ primary, escalation }) => [...primary, ...escalation]);
}
