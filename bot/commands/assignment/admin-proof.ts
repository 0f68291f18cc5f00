import { alertWords } from '../../../cards/alert/alert-words.js';
import { ruleLabels } from '../../../cards/settings/settings-words.js';
import type { AlertName } from '../../../domain/alert/alert.js';
import type { Level } from '../../../domain/assignment/schedule-request.js';
import type { IncidentId, PrincipalId } from '../../../domain/ids.js';
import type { PolicyRules } from '../../../domain/policy/policy.js';
import type { Principal } from '../../../domain/ports/directory.js';
import { type Proofs, requiredProofs } from '../../../domain/proof/proofs.js';
import type { Refusal } from '../../../domain/refusal.js';
import { accessKey, policyKey, type Role } from '../../../domain/role/role.js';
import { fullName, type RoleInWords } from '../../views/my-roles-in-words.js';
import { secondFactor } from '../approval/decision-words.js';
import type { Answer } from '../command.js';

type Command = 'assign' | 'update' | 'extend' | 'renew' | 'remove';

/** What an administrator is about to do to whose role at which level. */
type Deed = {
  principal: Pick<Principal, 'id' | 'displayName'>;
  role: Role;
  level: Level;
  named: { words: Pick<RoleInWords, 'roleName' | 'scopeName'> };
};

/** What a proof for it is given for: the same deed to the same access, and nothing else. */
export const deedIntent = (command: Command, { principal, role, level }: Deed): string =>
  `${command}|${level}|${accessKey({ principalId: principal.id, role })}`;

/** Says what will be done: `Make Ada eligible for Reader`. */
export function deedWords(command: Command, { principal, named, level }: Deed): string {
  const [who, role] = [principal.displayName, fullName(named.words)];
  if (command === 'assign') {
    return level === 'eligibility' ? `Make ${who} eligible for ${role}` : `Assign ${role} to ${who}`;
  }
  const what = level === 'eligibility' ? `the eligibility of ${who} for ${role}` : `${role} of ${who}`;
  return `${verbs[command]} ${what}`;
}

const verbs = { update: 'Change', extend: 'Extend', renew: 'Renew', remove: 'Remove' } as const;

/** What a proof for a change of a role's settings is given for: a change of them as they stand now. */
export const settingsIntent = (role: Role, version: number): string => `settings|${policyKey(role)}|${version}`;

/** Says which settings will be changed: `Change settings of Reader: Approval, Longest activation`. */
export const settingsWords = (names: Pick<RoleInWords, 'roleName' | 'scopeName'>, rules: readonly string[]): string =>
  `Change settings of ${fullName(names)}: ${rules.map((rule) => ruleLabels[rule as keyof PolicyRules]).join(', ')}`;

/** What a proof for a change of an alert's settings is given for. */
export const alertIntent = (name: AlertName, version: number): string => `alert|${name}|${version}`;

/** Says which alert will be set. */
export const alertDeedWords = (name: AlertName): string => `Change settings of the alert “${alertWords[name].title}”`;

/** What a proof for doing something about an incident is given for. */
export const incidentIntent = (deed: 'fix' | 'dismiss', id: IncidentId): string => `incident|${deed}|${id}`;

/** What a proof for ending everything somebody has is given for. */
export const revokeAllIntent = (id: PrincipalId): string => `revoke-all|${id}`;

/**
 * What has to be proven so that a refused act of administration goes on; undefined where a proof alone does not help.
 */
function proofsFor(refusal: Refusal): Proofs | undefined {
  if (refusal.code === 'ADMINISTRATION_UNPROVEN') return secondFactor;
  return refusal.code === 'POLICY_RULES_FAILED' ? requiredProofs(refusal.failures) : undefined;
}

/** The answer that asks for the proof a refused act needs; undefined where none would help. */
export function askProof(refusal: Refusal, intent: string, says: string): Answer | undefined {
  const needs = proofsFor(refusal);
  const isWaivable = refusal.code === 'ADMINISTRATION_UNPROVEN';
  return needs && { kind: 'prove', intent, needs, says, ...(isWaivable && { isWaivable }) };
}
