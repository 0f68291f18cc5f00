import type { AdminAsk } from '../../../domain/assignment/decide-terms.js';
import { ok } from '../../../domain/result.js';
import type { Command } from '../command.js';
import { type AdminArguments, assignmentClauses } from './admin-arguments.js';
import type { Plan } from './admin-plan.js';
import { deedIntent } from './admin-proof.js';
import { administering } from './administer.js';
import { saidOfSchedule } from './assignment-said.js';

/** How administrators give a role. */
export const assigning: Plan = {
  command: 'assign',
  title: 'Assign a role',
  submit: 'Assign',
  fields: ['role', 'who', 'level', 'start', 'length', 'justification', 'ticketNumber'],
  among: 'all',
  async carryOut(deps, { by, proofsFor }, order, say) {
    const { principal, role, level, args } = order;
    const access = { principalId: principal.id, role };
    const proofs = proofsFor(deedIntent('assign', order));
    const outcome = await deps.assign({ access, level, ask: askOf(args) }, proofs, by);
    if (!outcome.ok) return outcome;
    const { requestId, scheduleId } = outcome.value;
    return ok({ requestId, said: await saidOfSchedule(deps, scheduleId, order, say) });
  },
};

/** `assign`: make somebody eligible for a role, or give it to them. */
export const assign: Command = {
  name: 'assign',
  aliases: ['grant', 'make', 'give'],
  ...administering(assigning, assignmentClauses, 'who-first'),
  synopsis:
    'assign <role> [on <scope>] to <who> [eligible|active] [from <when>] [until <when>|for <duration>|permanently] because <reason>',
  summary: 'Make somebody eligible for a role you manage, or assign it to them active.',
  examples: [
    'assign Security Reader to Ada for 90 days because new on the team',
    'make Ada eligible for Reader on Production permanently because on call',
    'assign member of Database Admins to deploy-robot active for 30 days because migration',
  ],
};

/** The terms of the arguments as the use cases take them; no end is permanently. */
export const askOf = (
  { justification, ticketNumber, ticketSystem, start, expiration }: AdminArguments,
  unsaid: AdminAsk['scheduleInfo']['expiration'] = { type: 'noExpiration' },
): AdminAsk => ({
  justification,
  ticketInfo: { ticketNumber, ticketSystem },
  scheduleInfo: { startDateTime: start, expiration: expiration ?? unsaid },
});
