import type { Action } from '../../../cards/actions.js';
import { refusalText } from '../../../cards/refusal-text.js';
import { surfaceNames } from '../../../cards/words/surface-names.js';
import { principalId } from '../../../domain/ids.js';
import { askProof } from '../assignment/admin-proof.js';
import type { Answer, Caller, CommandDeps } from '../command.js';

/** Signs the person that a button names out everywhere; of an administrator that asks for a proof first. */
export function pressEndSessions(
  deps: CommandDeps,
  caller: Caller,
  action: Extract<Action, { do: 'end-sessions' }>,
): Promise<Answer> {
  const subject = principalId(action.principalId);
  return cutOff(deps, caller, {
    intent: `end-sessions|${subject}`,
    who: subject,
    says: (name) => `Sign ${name} out everywhere`,
    done: (name) => `${name} is signed out everywhere.`,
    act: (proofs) => deps.endSessionsOf(subject, proofs, caller.by),
  });
}

/** Unlinks the account that a button names from its person; of an administrator that asks for a proof first. */
export function pressUnlink(
  deps: CommandDeps,
  caller: Caller,
  { surface, account, ...action }: Extract<Action, { do: 'unlink-account' }>,
): Promise<Answer> {
  const subject = principalId(action.principalId);
  const identity = { surface, externalId: account };
  return cutOff(deps, caller, {
    intent: `unlink-account|${subject}|${surface}|${account}`,
    who: subject,
    says: (name) => `Unlink the ${surfaceNames[surface]} account ${account} from ${name}`,
    done: (name) => `The ${surfaceNames[surface]} account ${account} is no longer linked to ${name}.`,
    act: (proofs) => deps.unlinkAccountOf(subject, identity, proofs, caller.by),
  });
}

type CutOff = {
  intent: string;
  who: ReturnType<typeof principalId>;
  says(name: string): string;
  done(name: string): string;
  act(proofs: ReturnType<Caller['proofsFor']>): ReturnType<CommandDeps['endSessionsOf']>;
};

async function cutOff(
  { directory, clock }: CommandDeps,
  { proofsFor, timeZone }: Caller,
  { intent, who, says, done, act }: CutOff,
): Promise<Answer> {
  const [outcome, person] = await Promise.all([act(proofsFor(intent)), directory.principal(who)]);
  const name = person?.displayName ?? 'This person';
  if (outcome.ok) return { kind: 'done', said: done(name) };
  const prove = askProof(outcome.refusal, intent, says(name));
  return prove ?? { kind: 'refused', text: refusalText(outcome.refusal, { timeZone, now: clock.now() }) };
}
