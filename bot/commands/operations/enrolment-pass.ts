import { refusalText } from '../../../cards/refusal-text.js';
import { type PrincipalId, principalId } from '../../../domain/ids.js';
import type { Principal } from '../../../domain/ports/directory.js';
import { askProof } from '../assignment/admin-proof.js';
import type { Answer, Caller, Command, CommandDeps } from '../command.js';
import { personNamed } from './person-named.js';

/** `enrolment pass`: let a person set up their first passkey or app who can't sign in afresh. */
export const enrolmentPass: Command = {
  name: 'enrolment pass',
  aliases: ['enrollment pass', 'give pass', 'temporary access pass'],
  clauses: [],
  synopsis: 'enrolment pass for <who>',
  summary: 'Make a pass, good once within an hour, by which a person can set up their first passkey or app.',
  examples: ['enrolment pass for Ada'],
  async run(deps, context) {
    const words = context.rest.replace(/^(?:of|for|to)\s+/i, '').trim();
    if (words === '') return { kind: 'refused', text: 'For whom? Type “enrolment pass for” and their name.' };
    const found = await personNamed(deps.directory, words, (id) => ({ do: 'give-pass', principalId: id }));
    return 'answer' in found ? found.answer : give(deps, context, found.principal);
  },
};

/** Makes a pass for the person that a button names. */
export async function pressGivePass(deps: CommandDeps, caller: Caller, id: string): Promise<Answer> {
  const principal = await deps.directory.principal(principalId(id));
  return principal
    ? give(deps, caller, principal)
    : { kind: 'refused', text: 'The directory has nobody like that any more.' };
}

async function give(deps: CommandDeps, caller: Caller, { id, displayName }: Principal): Promise<Answer> {
  const intent = `give-pass|${id}`;
  const outcome = await deps.givePass(id, caller.proofsFor(intent), caller.by);
  if (outcome.ok) {
    const said = `The pass for ${displayName} is made. Open its page in the portal to see it, once, within an hour.`;
    return { kind: 'done', said, page: passPage(id) };
  }
  const prove = askProof(outcome.refusal, intent, `Make an enrolment pass for ${displayName}`);
  const when = { timeZone: caller.timeZone, now: deps.clock.now() };
  return prove ?? { kind: 'refused', text: refusalText(outcome.refusal, when) };
}

const passPage = (id: PrincipalId): string => `/security/pass/${encodeURIComponent(id)}`;
