import type { AssignmentChoices } from '../../../cards/assignment/assignment-form.js';
import type { Directory, Principal } from '../../../domain/ports/directory.js';
import { findPrincipal } from './find-principal.js';
import { principalTitle } from './principal-words.js';

/** Whom the words mean, if that is certain; else what to choose from and why. */
export type ChosenPrincipal = {
  principal?: Principal | undefined;
  choices: NonNullable<AssignmentChoices['who']>;
  problem?: string | undefined;
};

/** Finds whom an administrator means, with the choices that the form offers: the one found alone, or those near. */
export async function choosePrincipal(directory: Directory, who: string | undefined): Promise<ChosenPrincipal> {
  if (who === undefined) return { choices: [], problem: '' };
  const found = await findPrincipal(directory, who);
  switch (found.kind) {
    case 'found':
      return { principal: found.principal, choices: [choiceOf(found.principal)] };
    case 'offer':
      return { choices: found.principals.map(choiceOf), problem: `It is not certain who “${who}” is. Choose one.` };
    case 'none':
      return { choices: [], problem: `I know nobody called “${who}”. Write the whole name, or the mail address.` };
  }
}

const choiceOf = (principal: Principal) => ({
  title: principalTitle(principal),
  value: principal.id,
});
