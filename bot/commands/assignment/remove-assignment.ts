import { ok } from '../../../domain/result.js';
import { fullName } from '../../views/my-roles-in-words.js';
import type { Command } from '../command.js';
import { principalWords } from '../words/principal-words.js';
import { removalClauses } from './admin-arguments.js';
import type { Plan } from './admin-plan.js';
import { deedIntent } from './admin-proof.js';
import { administering } from './administer.js';

/** How administrators take a role. */
export const removing: Plan = {
  command: 'remove',
  title: 'Remove a role',
  submit: 'Remove',
  isDestructive: true,
  asksWhy: true,
  fields: ['role', 'who', 'level', 'justification'],
  among: 'held',
  async carryOut(deps, { by, proofsFor }, order) {
    const { principal, role, named, level, args } = order;
    const access = { principalId: principal.id, role };
    const outcome = await deps.removeAssignment(
      { access, level, justification: args.justification },
      proofsFor(deedIntent('remove', order)),
      by,
    );
    if (!outcome.ok) return outcome;
    const [who, what] = [await principalWords(deps.directory, principal), fullName(named.words)];
    const said =
      level === 'eligibility' ? `${who} is no longer eligible for ${what}.` : `${what} is being taken from ${who}.`;
    return ok({ requestId: outcome.value.requestId, said });
  },
};

/** `remove`: take from somebody what they were given. */
export const remove: Command = {
  name: 'remove',
  aliases: ['unassign', 'revoke'],
  ...administering(removing, removalClauses, 'role-first'),
  synopsis: 'remove <role> [on <scope>] from <who> [eligible|active] because <reason>',
  summary: 'Take a role you manage from somebody, or the right to activate it.',
  examples: ['remove Security Reader from Ada because moved to another team'],
};
