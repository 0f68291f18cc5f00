import type { Action } from '../../../cards/actions.js';
import type { Answer, CommandDeps, Speaker } from '../command.js';
import type { Plan } from './admin-plan.js';
import { adminWishKept } from './admin-wish.js';
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
export function pressAssignment(deps: CommandDeps, speaker: Speaker, pressed: Pressed): Promise<Answer> {
  const { command, principalId = speaker.actor, said } = pressed;
  const when = { timeZone: speaker.timeZone, now: deps.clock.now() };
  const isKept = command === 'extend' || command === 'renew';
  if (!isKept) return openForm(deps, speaker, plans[command], adminWishKept(pressed, when));
  const isOwn = principalId === speaker.actor && said.written?.who === undefined;
  const plan = isOwn ? asking(command) : plans[command];
  return openForm(deps, speaker, plan, adminWishKept(isOwn ? { ...pressed, principalId } : pressed, when));
}
