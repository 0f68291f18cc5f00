import type { Action } from '../../../cards/actions.js';
import type { Answer, Caller, CommandDeps } from '../command.js';
import { adminArgumentsKept } from './admin-arguments.js';
import type { Plan } from './admin-plan.js';
import { openForm } from './administer.js';
import { assigning } from './assign.js';
import { extending, renewing, updating } from './change-assignment.js';
import { asking } from './own-extension.js';
import { removing } from './remove-assignment.js';

type Pressed = Extract<Action, { do: 'ask-assignment' }>;

const plans: Record<Pressed['command'], Plan> = {
  assign: assigning,
  update: updating,
  extend: extending,
  renew: renewing,
  remove: removing,
};

/** Opens the form of an administrator's command, or of asking to keep one's own, about what a button names. */
export function pressAssignment(deps: CommandDeps, caller: Caller, pressed: Pressed): Promise<Answer> {
  const { command, principalId = caller.actor, said } = pressed;
  const when = { timeZone: caller.timeZone, now: deps.clock.now() };
  const isKept = command === 'extend' || command === 'renew';
  if (!isKept) return openForm(deps, caller, plans[command], adminArgumentsKept(pressed, when));
  const isOwn = principalId === caller.actor && said.written?.who === undefined;
  const plan = isOwn ? asking(command) : plans[command];
  return openForm(deps, caller, plan, adminArgumentsKept(isOwn ? { ...pressed, principalId } : pressed, when));
}
