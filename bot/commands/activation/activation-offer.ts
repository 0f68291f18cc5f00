import type { Action } from '../../../cards/actions.js';
import type { Role } from '../../../domain/role/role.js';
import { keepTerms } from '../words/keep-terms.js';
import type { ActivationArguments } from './activation-arguments.js';

/** What the words are to come to: the role, or only what asking for it would come to. */
export type Intent = 'activate' | 'preview';

/**
 * What asks for this role with the rest of the arguments; where something of that is wrong, what opens the form with
 * it.
 */
export function offerAction(intent: Intent, role: Role, args: ActivationArguments): Action {
  const said = keepTerms({ ...args, written: writtenIn(args) });
  return said.problems ? { do: 'ask-activate', intent, role, said } : { do: 'activate', intent, role, said };
}

/** What opens the form with what was understood of the arguments; `role`: the one chosen in it, where one is. */
export function askAction(intent: Intent, role: Role | undefined, args: ActivationArguments): Action {
  return { do: 'ask-activate', intent, role, said: keepTerms({ ...args, written: writtenIn(args) }) };
}

/** What was written of a place, and of times that were not understood. */
const writtenIn = ({ expiration, start, values, problems }: ActivationArguments) => ({
  scope: values.scope,
  duration: expiration && !problems.duration ? undefined : values.duration,
  start: start === undefined || problems.start ? values.start : undefined,
});
