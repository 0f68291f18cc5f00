import type { Action } from '../../../cards/actions.js';
import type { AssignmentValues } from '../../../cards/assignment/assignment-form.js';
import type { KeptArguments } from '../../../cards/words/kept-arguments.js';
import type { Principal } from '../../../domain/ports/directory.js';
import type { Role } from '../../../domain/role/role.js';
import { keepTerms } from '../words/keep-terms.js';
import type { AdminArguments } from './admin-arguments.js';

type Command = Extract<Action, { do: 'ask-assignment' }>['command'];

/** What opens a form again: whom and which role by their ids where they are certain, and the words where they are not. */
export function reopening(
  command: Command,
  args: AdminArguments,
  who: Principal | undefined,
  role: Role | undefined = args.role,
): Action {
  return {
    do: 'ask-assignment',
    command,
    ...(role && { role }),
    ...(who && { principalId: who.id }),
    ...(args.level && { level: args.level }),
    said: keepArguments(args, { role: role ? undefined : args.values.role, who: who ? undefined : args.who }),
  };
}

/** What a button keeps of the arguments, whoever and whichever role they are about. */
const keepArguments = (
  { start, expiration, values, ...args }: AdminArguments,
  unclear: Pick<AssignmentValues, 'role' | 'who'>,
): KeptArguments =>
  keepTerms({
    ...args,
    start,
    expiration,
    written: {
      ...unclear,
      length: expiration && !args.problems.length ? undefined : values.length,
      start: start === undefined || args.problems.start ? values.start : undefined,
    },
  });
