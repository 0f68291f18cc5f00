import { definitionOf } from '../../alert/alert.js';
import type { AlertIncident } from '../../alert/incident.js';
import type { IncidentId } from '../../ids.js';
import { noProofs, type Proofs } from '../../proof/proofs.js';
import type { IncidentRefusal, RemovalRefusal, SettingsRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Access, Role } from '../../role/role.js';
import { changeSettings } from '../assignment/change-settings.js';
import { type RemoveAssignmentDeps, removeAssignment } from '../assignment/remove-assignment.js';
import { takeOut } from '../assignment/take-out.js';
import { may } from '../common/authority.js';
import type { By } from '../common/recording.js';

/** What a fix does: it asks for a second factor from now on, or takes something from somebody. */
export type Fix = 'second-factor' | 'take-out' | 'remove' | 'none';

export type FixRefusal = IncidentRefusal | RemovalRefusal | SettingsRefusal;
export type FixOutcome = Result<{ incident: AlertIncident; fix: Fix }, FixRefusal>;

/** What fixing an incident would come to. Source: Entra PIM, which alerts are remediable. */
export function fixOf({ alert }: Pick<AlertIncident, 'alert'>): Fix {
  if (!definitionOf(alert).isRemediable) return 'none';
  switch (alert) {
    case 'NoMfaOnRoleActivationAlert':
      return 'second-factor';
    case 'RolesAssignedOutsidePimAlert':
    case 'AzureRolesAssignedOutsidePimAlert':
    case 'GroupsAssignedOutsidePimAlert':
      return 'take-out';
    default:
      return 'remove';
  }
}

/**
 * Fixes what an incident is about, on behalf of whoever presses Fix and no further than they may: each way is the use
 * case that they could have asked for themself, with its permissions and its guards. The incident ends when its cause
 * is seen to be gone. Returns what was done, or why it was not.
 */
export const fixIncident =
  (deps: RemoveAssignmentDeps) =>
  async (id: IncidentId, justification: string, proofs: Proofs, by: By): Promise<FixOutcome> => {
    const incident = await deps.store.read.alerts.incident(id);
    const reach = { directory: deps.directory, reads: deps.store.read, now: deps.clock.now() };
    if (!incident || !(await may(reach, 'view', incident.role, by.actor))) {
      return refuse({ code: 'INCIDENT_NOT_FOUND' });
    }
    if (incident.status === 'resolved' || !(await isStillSo(deps, incident))) return refuse({ code: 'INCIDENT_OVER' });
    const fix = fixOf(incident);
    const done = await carryOut(deps, incident, fix, justification, { proofs, by });
    return done.ok ? ok({ incident, fix }) : done;
  };

/** What people have done since it was looked at last may have ended the cause: nobody loses a role for what is over. */
async function isStillSo({ store, directory }: RemoveAssignmentDeps, incident: AlertIncident): Promise<boolean> {
  const { alert, principalId, role, facts, raisedDateTime: since } = incident;
  if (principalId === undefined) return true;
  if (alert === 'StaleSignInAlert') {
    const holder = await directory.principal(principalId);
    return holder?.type !== 'user' || holder.lastSignInDateTime === facts.lastSignInDateTime;
  }
  if (alert !== 'RedundantAssignmentAlert') return true;
  const asked = await store.read.requests.list({ principalId, role, actions: ['selfActivate'], since, limit: 1 });
  return asked.length === 0;
}

async function carryOut(
  deps: RemoveAssignmentDeps,
  { alert, role, principalId, level = 'assignment' }: AlertIncident,
  fix: Fix,
  justification: string,
  { proofs, by }: { proofs: Proofs; by: By },
): Promise<Result<unknown, FixRefusal>> {
  if (fix === 'second-factor') return askForFactor(deps, role, by);
  if (fix === 'none' || principalId === undefined) return refuse({ code: 'NOT_REMEDIABLE', alert });
  const access: Access = { principalId, role };
  return fix === 'take-out'
    ? takeOut(deps)(access, justification, proofs, by)
    : removeAssignment(deps)({ access, level, justification }, proofs, by);
}

/** Adds the second factor to what activating the role asks for: that asks for more, and so for no proof. */
async function askForFactor(deps: RemoveAssignmentDeps, role: Role, by: By): Promise<Result<unknown, FixRefusal>> {
  const { rules, version } = await deps.store.read.policies.of(role);
  const { enabledRules } = rules.Enablement_EndUser_Assignment;
  const changes = {
    Enablement_EndUser_Assignment: {
      enabledRules: [...new Set(['MultiFactorAuthentication' as const, ...enabledRules])],
    },
  };
  return changeSettings(deps)(role, changes, { drawnFrom: version }, noProofs, by);
}
