import { activity } from '../../audit/activity.js';
import { decideSettings } from '../../policy/decide-settings.js';
import type { PolicyChanges } from '../../policy/policy.js';
import { notByDefault, pick } from '../../policy/policy-changes.js';
import { settingsLowerings } from '../../policy/settings-lowering.js';
import { undoOf } from '../../policy/undo-lowering.js';
import type { Directory } from '../../ports/directory.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { type AdministrationRule, onceProven } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import type { SettingsRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import { policyKey, type Role } from '../../role/role.js';
import { endOfSettings } from '../alert/end-incidents.js';
import { followSettings } from '../approval/follow-approvers.js';
import { type AuthorityFacts, gatherAuthority, isPermitted } from '../common/authority.js';
import { loweredEvent, type Moment, overEvent } from '../common/lowering-events.js';
import { type By, recorderFor } from '../common/recording.js';
import { knownRole } from './assignment-facts.js';

export type ChangeSettingsDeps = {
  store: Store;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  administration?: AdministrationRule | undefined;
};

/** The rules that were changed, as they were and as they are. */
export type SettingsChange = { before: PolicyChanges; after: PolicyChanges };

/** `drawnFrom`: the version of the policy that the changes were made from; without it they are made to whatever is. */
type Terms = { drawnFrom?: number | undefined };

/** The role that a policy's settings are about: a directory role's hold at every scope, so whoever changes them acts on all. */
export const roleOfPolicy = (role: Role): Role =>
  role.kind === 'directory' ? { ...role, directoryScopeId: '/' } : role;

/**
 * Changes rules of a role's policy, each as a whole. Returns the rules that came out different, before and after; or
 * the refusal, which leaves nothing but its audit event.
 */
export const changeSettings =
  (deps: ChangeSettingsDeps) =>
  async (
    governed: Role,
    changes: PolicyChanges,
    terms: Terms,
    proofs: Proofs,
    by: By,
  ): Promise<Result<SettingsChange, SettingsRefusal>> => {
    const role = roleOfPolicy(governed);
    const [authority, known] = await Promise.all([
      gatherAuthority(deps.directory, role, by.actor),
      knownRole(deps.directory, role),
    ]);
    return deps.store.transaction(async (tx) => {
      const now = deps.clock.now();
      const entry = { subject: by.actor, role, activity: activity.settingsUpdated };
      const record = recorderFor(deps.ids, now, by);
      const decision = await decide(tx, deps, role, changes, { ...terms, proofs }, { authority, known });
      if (!decision.ok) {
        const { refusal } = decision;
        await tx.audit.append(record({ ...entry, result: 'failure', resultReason: refusal.code, after: refusal }));
        return refuse(refusal);
      }
      const { change, lowered, version } = await saveSettings(tx, role, decision.value, { ids: deps.ids, now, ...by });
      await followSettings(tx, deps.ids, role, now);
      await endOfSettings(tx, deps.ids, role, now);
      await tx.audit.append(record({ ...entry, resultReason: '', ...change }));
      if (lowered.length > 0) {
        const rules = { before: pick(change.before, lowered), after: pick(change.after, lowered) };
        const lowering = { of: 'settings', role, version, ...rules } as const;
        await tx.outbox.append(loweredEvent({ ids: deps.ids, now, by }, 'lowered', lowering));
      }
      return ok(change);
    }, by.commandId);
  };

async function decide(
  tx: Transaction,
  { clock, administration }: ChangeSettingsDeps,
  role: Role,
  changes: PolicyChanges,
  { drawnFrom, proofs }: Terms & { proofs: Proofs },
  { authority, known }: { authority: AuthorityFacts; known: Awaited<ReturnType<typeof knownRole>> },
): Promise<Result<PolicyChanges, SettingsRefusal>> {
  const isAllowed = await isPermitted(tx, 'manage', authority, clock.now());
  if (!isAllowed) return refuse({ code: 'NOT_PERMITTED', permission: 'manage' });
  const notGoverned = decideGoverned(known);
  if (notGoverned) return refuse(notGoverned);
  const policy = await tx.policies.of(role);
  if (drawnFrom !== undefined && drawnFrom !== policy.version) return refuse({ code: 'SETTINGS_CHANGED_MEANWHILE' });
  const decision = decideSettings(policy, role, changes);
  const after = { ...policy.rules, ...(decision.ok && decision.value) };
  return onceProven(decision, { act: 'change-settings', before: policy.rules, after }, proofs, administration);
}

/** Why the settings of a role would govern nothing: it does not exist, or its group's members are managed elsewhere. */
function decideGoverned({ isKnown, group }: Awaited<ReturnType<typeof knownRole>>): SettingsRefusal | undefined {
  if (!isKnown) return { code: 'ROLE_NOT_FOUND' };
  if (group?.isDynamic) return { code: 'ASSIGNEE_FORBIDDEN', reason: 'dynamic-group' };
  return group?.isSynced ? { code: 'ASSIGNEE_FORBIDDEN', reason: 'synced-group' } : undefined;
}

type Saved = {
  change: SettingsChange;
  /** The rules of it that ask for less. */
  lowered: readonly string[];
  /** Of the settings as they are now. */
  version: number;
};

/**
 * Writes rules that `decideSettings` has let pass; what the change before lowered can't be undone from then on. Returns
 * them as they were and as they are, and their version.
 */
export async function saveSettings(
  tx: Transaction,
  role: Role,
  changed: PolicyChanges,
  moment: Moment,
): Promise<Saved> {
  const { rules, version, undo: undoBefore } = await tx.policies.of(role);
  const after = { ...rules, ...changed };
  const undo = undoOf(rules, after);
  const isLowered = Object.keys(undo).length > 0;
  await tx.policies.save(policyKey(role), notByDefault(after, role.kind), version, isLowered ? undo : undefined);
  if (undoBefore) await tx.outbox.append(overEvent(moment, { of: 'settings', role, version }));
  const lowered = settingsLowerings(rules, after).map(({ rule }) => rule);
  return { change: { before: pick(rules, Object.keys(changed)), after: changed }, lowered, version: version + 1 };
}
