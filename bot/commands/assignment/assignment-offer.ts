import type { Action } from '../../../cards/actions.js';
import type { AssignmentValues } from '../../../cards/assignment/assignment-form.js';
import type { Said } from '../../../cards/words/said.js';
import type { Principal } from '../../../domain/ports/directory.js';
import type { Role } from '../../../domain/role/role.js';
import { keepSaid } from '../words/keep-said.js';
import type { AdminWish } from './admin-wish.js';

type Command = Extract<Action, { do: 'ask-assignment' }>['command'];

/** What opens a form again: whom and which role by their ids where they are certain, and the words where they are not. */
export function reopening(
  command: Command,
  wish: AdminWish,
  who: Principal | undefined,
  role: Role | undefined = wish.role,
): Action {
  return {
    do: 'ask-assignment',
    command,
    ...(role && { role }),
    ...(who && { principalId: who.id }),
    ...(wish.level && { level: wish.level }),
    said: keepWish(wish, { role: role ? undefined : wish.values.role, who: who ? undefined : wish.who }),
  };
}

/** What a button keeps of a wish, whoever and whichever role it is about. */
const keepWish = (
  { start, expiration, values, ...wish }: AdminWish,
  unclear: Pick<AssignmentValues, 'role' | 'who'>,
): Said =>
  keepSaid({
    ...wish,
    start,
    expiration,
    written: {
      ...unclear,
      length: expiration && !wish.problems.length ? undefined : values.length,
      start: start === undefined || wish.problems.start ? values.start : undefined,
    },
  });
