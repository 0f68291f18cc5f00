import type { Expiration } from '../../../domain/assignment/schedule-request.js';
import { ok } from '../../../domain/result.js';
import type { Command } from '../command.js';
import { assignmentClauses } from './admin-arguments.js';
import type { Order, Plan } from './admin-plan.js';
import { deedIntent } from './admin-proof.js';
import { administering } from './administer.js';
import { askOf } from './assign.js';
import { saidOfSchedule } from './assignment-said.js';

type ChangeAction = 'adminUpdate' | 'adminExtend' | 'adminRenew';

const carryOut =
  (action: ChangeAction): Plan['carryOut'] =>
  async (deps, { by, proofsFor }, order, say) => {
    const { principal, role, level, args } = order;
    const access = { principalId: principal.id, role };
    const ask = askOf(args, endAsItIs(order));
    const proofs = proofsFor(deedIntent(commandOf[action], order));
    const outcome = await deps.changeAssignment({ action, access, level, ask }, proofs, by);
    if (!outcome.ok) return outcome;
    const { requestId, scheduleId } = outcome.value;
    return ok({ requestId, said: await saidOfSchedule(deps, scheduleId, order, say) });
  };

const commandOf = { adminUpdate: 'update', adminExtend: 'extend', adminRenew: 'renew' } as const;

/** Where only the start is moved, the end stays. */
const endAsItIs = ({ there }: Order): Expiration =>
  there?.endDateTime === undefined
    ? { type: 'noExpiration' }
    : { type: 'afterDateTime', endDateTime: there.endDateTime };

const fields = ['role', 'who', 'level', 'length', 'justification', 'ticketNumber'] as const;

/** How administrators move the times of a role. */
export const updating: Plan = {
  command: 'update',
  title: 'Change an assignment',
  submit: 'Change',
  fields: ['role', 'who', 'level', 'start', 'length', 'justification', 'ticketNumber'],
  among: 'held',
  carryOut: carryOut('adminUpdate'),
};

/** How administrators prolong what others have; their own is asked for (`own-extension.ts`). */
export const extending: Plan = {
  command: 'extend',
  title: 'Extend a role',
  submit: 'Extend',
  fields,
  among: 'held',
  carryOut: carryOut('adminExtend'),
};

/** How administrators give again what others had and what ran out. */
export const renewing: Plan = {
  command: 'renew',
  title: 'Renew a role',
  submit: 'Renew',
  fields: ['role', 'who', 'level', 'start', 'length', 'justification', 'ticketNumber'],
  among: 'ended',
  carryOut: carryOut('adminRenew'),
};

/** `update`: move the times of what somebody was given. */
export const update: Command = {
  name: 'update',
  aliases: ['change'],
  ...administering(updating, assignmentClauses, 'role-first'),
  synopsis:
    'update <role> [on <scope>] for <who> [eligible|active] [from <when>] [until <when>|for <duration>|permanently] because <reason>',
  summary: 'Change from when until when somebody has a role you manage.',
  examples: ['update Security Reader for Ada until 2030-06-30 17:00 because project ends'],
};
