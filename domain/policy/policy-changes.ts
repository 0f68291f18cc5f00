import type { RoleKind } from '../role/role.js';
import { defaultRules } from './default-policy.js';
import type { PolicyChanges, PolicyRules } from './policy.js';

/** The rules of `changes` that come out different from those in force. */
export function changedRules(rules: PolicyRules, changes: PolicyChanges): PolicyChanges {
  const names = Object.keys(changes) as (keyof PolicyRules)[];
  return pick(
    changes,
    names.filter((name) => canonical(changes[name]) !== canonical(rules[name])),
  );
}

/** Only what differs from the kind's defaults is kept, so that a better default reaches everybody who never chose. */
export const notByDefault = (rules: PolicyRules, kind: RoleKind): PolicyChanges =>
  changedRules(defaultRules(kind), rules);

/** These rules alone. */
export const pick = (from: PolicyChanges, names: readonly string[]): PolicyChanges =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

/** The same for rules that say the same: neither the order of properties nor one left undefined makes a difference. */
const canonical = (rule: unknown): string =>
  JSON.stringify(rule, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
