import type { Action } from '../../../cards/actions.js';
import type { KeptArguments } from '../../../cards/words/kept-arguments.js';
import { requestId } from '../../../domain/ids.js';
import { sameRole } from '../../../domain/role/role.js';
import { minutes } from '../../../domain/time.js';
import { writeInstant } from '../../language/time/write-instant.js';
import { fullName, myRolesInWords } from '../../views/my-roles-in-words.js';
import { readRoleWords } from '../../views/read-request-facts.js';
import type { Answer, Caller, CommandDeps } from '../command.js';
import { atItsScope } from '../words/find-child-scope.js';
import { lengthWritten, termsKept } from '../words/keep-terms.js';
import type { ActivationArguments } from './activation-arguments.js';
import { askFor, proceed } from './activation-flow.js';
import { targetAt } from './target-at.js';

/** So long ago a start may be that somebody presses who means now. */
const gone = minutes(5);

type Pressed = Extract<Action, { do: 'activate' | 'ask-activate' }>;

/**
 * Asks for the very role that a button names, tells what that would come to, or opens the form with it. A role that is
 * not the presser's to activate any more is refused: no other is taken for it.
 */
export async function pressActivation(deps: CommandDeps, caller: Caller, pressed: Pressed): Promise<Answer> {
  const { intent, role, said } = pressed;
  const { eligible, active } = await myRolesInWords(deps, caller);
  const replaces = 'replaces' in pressed && pressed.replaces && replacedBy(pressed.replaces);
  const flow = {
    deps,
    caller,
    args: argumentsKept(said, caller.timeZone),
    eligible,
    intent,
    ...(replaces && { replaces }),
  };
  if (role === undefined) return askFor(flow);
  const held = active.find(({ schedule }) => sameRole(schedule.role, role));
  const target = (await targetAt(deps.directory, eligible, role)) ?? (held && atItsScope(held));
  if (!target) {
    const name = fullName(await readRoleWords(deps.directory, role));
    return {
      kind: 'refused',
      text: `You are not eligible for ${name} now. Type “my roles” to see what you can activate.`,
    };
  }
  const { start } = flow.args;
  if (start !== undefined && start < deps.clock.now() - gone)
    return askFor(withoutStart(flow), target.eligible, target);
  if (pressed.do === 'activate') return proceed(flow, target);
  // A place that was not understood is asked for within the eligibility chosen.
  return askFor(flow, target.eligible, said.written?.scope === undefined ? target : undefined);
}

/** What was shown for a start that has gone by would begin now: that is asked, not done. */
const withoutStart = <Kept extends { args: ActivationArguments }>(flow: Kept): Kept => {
  const { args } = flow;
  const problems = { ...args.problems, start: 'That start has passed. Send this to start now, or write another time.' };
  return { ...flow, args: { ...args, start: undefined, values: { ...args.values, start: 'now' }, problems } };
};

const replacedBy = ({ requestId: id, revision }: { requestId: string; revision: number }) => ({
  requestId: requestId(id),
  revision,
});

/** The arguments that a button kept, with their times as they are written in the presser's zone. */
function argumentsKept(said: KeptArguments, timeZone: string): ActivationArguments {
  const { written = {}, problems, ...terms } = termsKept(said);
  const { start, expiration, justification, ticketNumber, ticketSystem } = terms;
  return {
    ...terms,
    role: undefined,
    values: {
      scope: written.scope,
      duration: expiration === undefined ? written.duration : lengthWritten(expiration, timeZone),
      start: start === undefined ? written.start : writeInstant(start, timeZone),
      justification,
      ticketNumber,
      ticketSystem,
    },
    problems,
  };
}
