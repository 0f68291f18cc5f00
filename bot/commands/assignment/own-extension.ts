import { ok } from '../../../domain/result.js';
import type { Answer, Command, CommandContext, CommandDeps } from '../command.js';
import { findPrincipal } from '../words/find-principal.js';
import {
  type AdminArguments,
  adminArgumentsFromFields,
  adminArgumentsFromText,
  assignmentClauses,
} from './admin-arguments.js';
import type { Plan } from './admin-plan.js';
import { administer } from './administer.js';
import { askOf } from './assign.js';
import { extending, renewing } from './change-assignment.js';

/** To keep what one has, or have again what ran out: administrators decide on it. */
export const asking = (command: 'extend' | 'renew'): Plan => ({
  command,
  title: command === 'extend' ? 'Extend a role' : 'Renew a role',
  submit: 'Ask for it',
  asksWhy: true,
  fields: ['role', 'level', 'length', 'justification'],
  among: 'either',
  async carryOut(deps, { by }, { role, level, args }) {
    const outcome = await deps.requestExtension({ role, level, ask: askOf(args) }, by);
    return outcome.ok ? ok({ requestId: outcome.value.requestId }) : outcome;
  },
});

const prolonging = (name: 'extend' | 'renew', plan: Plan, words: Pick<Command, 'summary' | 'examples'>): Command => ({
  name,
  aliases: name === 'extend' ? ['prolong'] : [],
  clauses: assignmentClauses,
  synopsis: `${name} <role> [on <scope>] [for <who>] [eligible|active] [until <when>|for <duration>|permanently] because <reason>`,
  ...words,
  async run(deps, context) {
    const when = { timeZone: context.timeZone, now: deps.clock.now() };
    const args = adminArgumentsFromText(context.rest, assignmentClauses, 'role-first', when);
    return prolong(deps, context, plan, args);
  },
  async submit(deps, context, fields) {
    const when = { timeZone: context.timeZone, now: deps.clock.now() };
    // The form for one's own roles does not ask of whom.
    const isOwn = fields.who === undefined;
    const args = adminArgumentsFromFields(isOwn ? { ...fields, who: context.actor } : fields, when);
    return isOwn ? administer(deps, context, asking(name), args) : administer(deps, context, plan, args);
  },
});

/** `extend`: have somebody's role end later, or ask for it where it is one's own. */
export const extend = prolonging('extend', extending, {
  summary: 'Keep a role longer: ask for yours in its last 14 days, or extend somebody else’s that you manage.',
  examples: [
    'extend Security Reader for 30 days because the audit goes on',
    'extend Security Reader for Ada until 2030-06-30 17:00 because project goes on',
  ],
});

/** `renew`: have a role again that ran out. */
export const renew = prolonging('renew', renewing, {
  summary:
    'Have a role again that ran out in the last 30 days: ask for yours, or renew somebody else’s that you manage.',
  examples: ['renew Security Reader for 90 days because back on the team'],
});

async function prolong(deps: CommandDeps, context: CommandContext, plan: Plan, args: AdminArguments): Promise<Answer> {
  const own = await ownArguments(deps, context, args);
  if (!own) return administer(deps, context, plan, args);
  const command = plan.command === 'renew' ? 'renew' : 'extend';
  return administer(deps, context, asking(command), own);
}

/** The arguments where they are about the caller themself; undefined where they are about somebody else. */
async function ownArguments(
  { directory }: CommandDeps,
  { actor }: CommandContext,
  args: AdminArguments,
): Promise<AdminArguments | undefined> {
  const own = { ...args, who: actor };
  if (args.who === undefined || /^(?:me|myself)$/i.test(args.who)) return own;
  const found = await findPrincipal(directory, args.who);
  if (found.kind === 'found') return found.principal.id === actor ? own : undefined;
  // Nobody is called so: "Reader for Billing" was the name of a role.
  const { whole } = args;
  if (found.kind !== 'none' || !whole) return undefined;
  return { ...own, ...whole, values: { ...own.values, role: `"${whole.called}"`, who: undefined } };
}
