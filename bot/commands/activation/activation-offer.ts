import type { Action } from '../../../cards/actions.js';
import type { Role } from '../../../domain/role/role.js';
import { keepSaid } from '../words/keep-said.js';
import type { ActivationWish } from './activation-wish.js';

/** What the words are to come to: the role, or only what asking for it would come to. */
export type Intent = 'activate' | 'preview';

/** What asks for this role with the rest of a wish; where something of that is wrong, what opens the form with it. */
export function offerAction(intent: Intent, role: Role, wish: ActivationWish): Action {
  const said = keepSaid({ ...wish, written: writtenIn(wish) });
  return said.problems ? { do: 'ask-activate', intent, role, said } : { do: 'activate', intent, role, said };
}

/** What opens the form with what was understood of a wish; `role`: the one chosen in it, where one is. */
export function askAction(intent: Intent, role: Role | undefined, wish: ActivationWish): Action {
  return { do: 'ask-activate', intent, role, said: keepSaid({ ...wish, written: writtenIn(wish) }) };
}

/** What was written of a place, and of times that were not understood. */
const writtenIn = ({ expiration, start, values, problems }: ActivationWish) => ({
  scope: values.scope,
  duration: expiration && !problems.duration ? undefined : values.duration,
  start: start === undefined || problems.start ? values.start : undefined,
});
