import type { Action } from '../../../cards/actions.js';
import { assignmentForm } from '../../../cards/assignment/assignment-form.js';
import { assignmentRefusalText } from '../../../cards/assignment/assignment-refusal-text.js';
import { revokeAllCard, revokedAllCard, wouldEndCard } from '../../../cards/assignment/revoke-all-card.js';
import { sayAt } from '../../../cards/request/request-words.js';
import { LONGEST_KEPT } from '../../../cards/words/kept-arguments.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Principal } from '../../../domain/ports/directory.js';
import { everythingOf } from '../../../domain/usecases/assignment/revoke-all.js';
import { onlyPermitted } from '../../../domain/usecases/common/authority.js';
import { readClauses } from '../../language/read-clauses.js';
import { fullName } from '../../views/my-roles-in-words.js';
import { readRoleWords } from '../../views/read-request-facts.js';
import type { Answer, Caller, Command, CommandDeps } from '../command.js';
import { beginning, type Place, pageOfCard } from '../list-page.js';
import { type ChosenPrincipal, choosePrincipal } from '../words/choose-principal.js';
import { keepTerms } from '../words/keep-terms.js';
import { principalWords } from '../words/principal-words.js';
import { askProof, revokeAllIntent } from './admin-proof.js';

type RevokeArguments = { who: string | undefined; justification: string; isConfirmed: boolean };

/** `revoke all`: end everything that somebody holds, may activate and waits for. */
export const revokeAll: Command = {
  name: 'revoke all',
  aliases: ['revoke everything', 'remove all', 'remove everything', 'end everything'],
  clauses: ['from', 'justification'],
  synopsis: 'revoke all from <who> because <reason> [now]',
  summary: 'End everything somebody holds, may activate and waits for, as far as you manage it; “now” asks no more.',
  examples: ['revoke all from Ada because she has left the company'],
  async run(deps, context) {
    const when = { timeZone: context.timeZone, now: deps.clock.now() };
    const rest = context.rest.replace(/\s+now$/i, '');
    const { from, subject, justification = '', doubts } = readClauses(rest, ['from', 'justification'], when);
    const said = from ?? subject?.replace(/^of /i, '');
    // Whom the reason names is shown before anything ends.
    const isConfirmed = rest !== context.rest && said !== undefined;
    return fulfil(deps, context, { who: said ?? doubts?.[0]?.value, justification, isConfirmed });
  },
  async submit(deps, context, fields) {
    const [who, justification] = [fields.who?.trim() || undefined, fields.justification?.trim() ?? ''];
    return fulfil(deps, context, { who, justification, isConfirmed: false });
  },
};

async function fulfil(deps: CommandDeps, context: Caller, args: RevokeArguments): Promise<Answer> {
  const who = await choosePrincipal(deps.directory, args.who);
  if (!who.principal || args.justification === '') return askFor(args, who);
  if (!args.isConfirmed && args.justification.length > LONGEST_KEPT) return askFor(args, who, tooLong);
  return args.isConfirmed ? carryOut(deps, context, args, who.principal) : confirm(deps, context, args, who.principal);
}

const tooLong = `Please say it in at most ${LONGEST_KEPT} characters. Nothing has ended.`;

function askFor({ who: words, justification }: RevokeArguments, who: ChosenPrincipal, reasonProblem?: string): Answer {
  const values = { who: who.principal?.id ?? words, justification };
  const form = assignmentForm({
    command: 'revoke all',
    title: 'End everything',
    submit: 'Go on',
    isDestructive: true,
    fields: ['who', 'justification'],
    required: ['who', 'justification'],
    values,
    choices: { who: who.choices },
    problems: { ...(who.problem && { who: who.problem }), ...(reasonProblem && { justification: reasonProblem }) },
    reopen: askingAgain(words, who.principal, justification),
  });
  return { kind: 'form', form };
}

const askingAgain = (words: string | undefined, principal: Principal | undefined, justification: string): Action => ({
  do: 'ask-revoke-all',
  ...(principal && { principalId: principal.id }),
  said: keepTerms({ justification, written: { who: principal ? undefined : words }, problems: {} }),
});

/** Shows what would end of whom a button names, or asks for the person and the reason. */
export const pressAskRevokeAll = (
  deps: CommandDeps,
  caller: Caller,
  { principalId: id, said }: Extract<Action, { do: 'ask-revoke-all' }>,
): Promise<Answer> =>
  fulfil(deps, caller, {
    who: id ?? said.written?.who,
    justification: said.justification ?? '',
    isConfirmed: false,
  });

/** Ends everything of whom a button names. */
export const pressRevokeAll = (
  deps: CommandDeps,
  caller: Caller,
  { principalId: who, justification }: Extract<Action, { do: 'revoke-all' }>,
): Promise<Answer> => fulfil(deps, caller, { who, justification, isConfirmed: true });

/** What would end, as far as the actor manages it, one line each; and how much there is in all. */
async function endingOf(deps: CommandDeps, actor: PrincipalId, id: PrincipalId) {
  const { store, directory, clock } = deps;
  const { schedules, requests } = await everythingOf(store.read, id);
  const reach = { directory, reads: store.read, now: clock.now() };
  const [mine, waiting] = await Promise.all([
    onlyPermitted(reach, 'manage', actor, schedules),
    onlyPermitted(reach, 'manage', actor, requests),
  ]);
  const named = async (subtitle: string, { id: key, role }: (typeof mine)[number] | (typeof waiting)[number]) => ({
    title: fullName(await readRoleWords(directory, role)),
    subtitle,
    key,
  });
  const ending = await Promise.all([
    ...mine.map((each) => named(each.level === 'eligibility' ? 'Eligible' : 'Active', each)),
    ...waiting.map((each) => named('Waiting', each)),
  ]);
  return { ending, waiting: waiting.length, all: schedules.length + requests.length };
}

/** Shows what would end before anything does. */
async function confirm(
  deps: CommandDeps,
  context: Caller,
  args: RevokeArguments,
  principal: Principal,
): Promise<Answer> {
  const { ending, waiting, all } = await endingOf(deps, context.actor, principal.id);
  if (ending.length === 0) return nothingToEnd(deps, context, all);
  const { justification } = args;
  const card = revokeAllCard({
    name: await principalWords(deps.directory, principal),
    ending,
    waiting,
    hasMore: ending.length < all,
    justification,
    confirm: { do: 'revoke-all', principalId: principal.id, justification },
  });
  return { kind: 'card', card: pageOfCard(card, { of: 'revocation', principalId: principal.id }, beginning) };
}

function nothingToEnd({ clock }: CommandDeps, { timeZone }: Caller, all: number): Answer {
  const refusal = all === 0 ? { code: 'NOTHING_TO_REVOKE' as const } : notMine;
  return { kind: 'refused', text: assignmentRefusalText(refusal, sayAt({ timeZone, now: clock.now() })) };
}

/** Shows what would end of whom a button names, from this place on; it ends nothing, and offers nothing that does. */
export async function showRevocation(
  deps: CommandDeps,
  caller: Caller,
  id: PrincipalId,
  place: Place,
): Promise<Answer> {
  const { ending, all } = await endingOf(deps, caller.actor, id);
  if (ending.length === 0) return nothingToEnd(deps, caller, all);
  const principal = await deps.directory.principal(id);
  const name = principal ? await principalWords(deps.directory, principal) : id;
  const card = wouldEndCard(name, ending);
  return { kind: 'card', card: pageOfCard(card, { of: 'revocation', principalId: id }, place) };
}

const notMine = { code: 'NOT_PERMITTED', permission: 'manage' } as const;

async function carryOut(
  deps: CommandDeps,
  context: Caller,
  args: RevokeArguments,
  principal: Principal,
): Promise<Answer> {
  const say = sayAt({ timeZone: context.timeZone, now: deps.clock.now() });
  const intent = revokeAllIntent(principal.id);
  const outcome = await deps.revokeAll(principal.id, args.justification, context.proofsFor(intent), context.by);
  if (!outcome.ok) {
    const prove = askProof(
      outcome.refusal,
      intent,
      `Revoke everything ${await principalWords(deps.directory, principal)} has`,
    );
    return prove ?? { kind: 'refused', text: assignmentRefusalText(outcome.refusal, say) };
  }
  const kept = await Promise.all(
    outcome.value.kept.map(async ({ role, refusal }) => ({
      title: fullName(await readRoleWords(deps.directory, role)),
      subtitle: assignmentRefusalText(refusal, say),
      buttons: [],
    })),
  );
  const name = await principalWords(deps.directory, principal);
  return { kind: 'card', card: revokedAllCard({ ...outcome.value, name, principalId: principal.id, kept }) };
}
