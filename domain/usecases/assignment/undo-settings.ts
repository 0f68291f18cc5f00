import { activity } from '../../audit/activity.js';
import { decideSettings } from '../../policy/decide-settings.js';
import type { SettingsRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Role } from '../../role/role.js';
import { endOfSettings } from '../alert/end-incidents.js';
import { followSettings } from '../approval/follow-approvers.js';
import { gatherAuthority, isPermitted } from '../common/authority.js';
import { loweredEvent } from '../common/lowering-events.js';
import { type By, recorderFor } from '../common/recording.js';
import { type ChangeSettingsDeps, roleOfPolicy, type SettingsChange, saveSettings } from './change-settings.js';

/**
 * Puts back what the change to this version of a role's settings lowered, for whoever could have made that change, and
 * only while that version is the one in force. It asks for more or takes away, so no proof is needed. Those who were told
 * of the change are told of this too. Returns the rules before and after, or the refusal, which is logged.
 */
export const undoSettings =
  ({ store, directory, clock, ids }: ChangeSettingsDeps) =>
  async (governed: Role, version: number, by: By): Promise<Result<SettingsChange, SettingsRefusal>> => {
    const role = roleOfPolicy(governed);
    const authority = await gatherAuthority(directory, role, by.actor);
    return store.transaction(async (tx): Promise<Result<SettingsChange, SettingsRefusal>> => {
      const now = clock.now();
      const record = recorderFor(ids, now, by);
      const entry = { subject: by.actor, role, activity: activity.settingsUpdated };
      const policy = await tx.policies.of(role);
      const isAllowed = await isPermitted(tx, 'manage', authority, now);
      const isInForce = policy.version === version && policy.undo !== undefined;
      const decision: Result<NonNullable<typeof policy.undo>, SettingsRefusal> = !isAllowed
        ? refuse({ code: 'NOT_PERMITTED', permission: 'manage' })
        : isInForce
          ? decideSettings(policy, role, policy.undo ?? {})
          : refuse({ code: 'SETTINGS_CHANGED_MEANWHILE' });
      if (!decision.ok) {
        const resultReason = decision.refusal.code;
        await tx.audit.append(record({ ...entry, result: 'failure', resultReason, after: { undo: version } }));
        return decision;
      }
      const { change, version: next } = await saveSettings(tx, role, decision.value, { ids, now, ...by });
      await followSettings(tx, ids, role, now);
      await endOfSettings(tx, ids, role, now);
      await tx.audit.append(record({ ...entry, resultReason: `Undo of version ${version}`, ...change }));
      const lowering = { of: 'settings', role, version: next, ...change } as const;
      await tx.outbox.append(loweredEvent({ ids, now, by }, 'undone', lowering));
      return ok(change);
    }, by.commandId);
  };
