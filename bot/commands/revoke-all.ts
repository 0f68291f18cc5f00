import type { Action } from '../../cards/actions.js';
import { assignmentForm } from '../../cards/assignment-form.js';
import { assignmentRefusalText } from '../../cards/assignment-refusal-text.js';
import { sayAt } from '../../cards/request-words.js';
import { revokeAllCard, revokedAllCard } from '../../cards/revoke-all-card.js';
import { LONGEST_KEPT } from '../../cards/said.js';
import type { Principal } from '../../domain/ports/directory.js';
import { onlyPermitted } from '../../domain/usecases/authority.js';
import { everythingOf } from '../../domain/usecases/revoke-all.js';
import { readClauses } from '../language/read-clauses.js';
import { readRoleWords } from '../read-request-facts.js';
import { askProof, revokeAllIntent } from './admin-proof.js';
import { type ChosenPrincipal, choosePrincipal } from './choose-principal.js';
import type { Answer, Command, CommandDeps, Speaker } from './command.js';
import { keepSaid } from './keep-said.js';
import { fullName } from './my-roles-in-words.js';
import { principalWords } from './principal-words.js';

type Wish = { who: string | undefined; justification: string; isConfirmed: boolean };

/** `revoke all`: end everything that somebody holds, may activate and waits for. */
export const revokeAll: Command = {
  name: 'revoke all',
  aliases: ['revoke everything', 'remove all', 'remove everything', 'end everything'],
  clauses: ['from', 'justification'],
  synopsis: 'revoke all from <who> because <reason> [now]',
  summary: 'End everything somebody holds, may activate and waits for, as far as you manage it; “now” asks no more.',
  examples: ['revoke all from Ada because she has left the company'],
  async run(deps, speech) {
    const when = { timeZone: speech.timeZone, now: deps.clock.now() };
    const rest = speech.rest.replace(/\s+now$/i, '');
    const { from, subject, justification = '', doubts } = readClauses(rest, ['from', 'justification'], when);
    const said = from ?? subject?.replace(/^of /i, '');
    // Whom the reason names is shown before anything ends.
    const isConfirmed = rest !== speech.rest && said !== undefined;
    return fulfil(deps, speech, { who: said ?? doubts?.[0]?.value, justification, isConfirmed });
  },
  async submit(deps, speech, fields) {
    const [who, justification] = [fields.who?.trim() || undefined, fields.justification?.trim() ?? ''];
    return fulfil(deps, speech, { who, justification, isConfirmed: false });
  },
};

async function fulfil(deps: CommandDeps, speech: Speaker, wish: Wish): Promise<Answer> {
  const who = await choosePrincipal(deps.directory, wish.who);
  if (!who.principal || wish.justification === '') return askFor(wish, who);
  return wish.isConfirmed ? carryOut(deps, speech, wish, who.principal) : confirm(deps, speech, wish, who.principal);
}

function askFor({ who: words, justification }: Wish, who: ChosenPrincipal): Answer {
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
    problems: who.problem ? { who: who.problem } : {},
    reopen: askingAgain(words, who.principal, justification),
  });
  return { kind: 'form', form };
}

const askingAgain = (words: string | undefined, principal: Principal | undefined, justification: string): Action => ({
  do: 'ask-revoke-all',
  ...(principal && { principalId: principal.id }),
  said: keepSaid({ justification, written: { who: principal ? undefined : words }, problems: {} }),
});

/** Shows what would end of whom a button names, or asks for the person and the reason. */
export const pressAskRevokeAll = (
  deps: CommandDeps,
  speaker: Speaker,
  { principalId: id, said }: Extract<Action, { do: 'ask-revoke-all' }>,
): Promise<Answer> =>
  fulfil(deps, speaker, {
    who: id ?? said.written?.who,
    justification: said.justification ?? '',
    isConfirmed: false,
  });

/** Ends everything of whom a button names. */
export const pressRevokeAll = (
  deps: CommandDeps,
  speaker: Speaker,
  { principalId: who, justification }: Extract<Action, { do: 'revoke-all' }>,
): Promise<Answer> => fulfil(deps, speaker, { who, justification, isConfirmed: true });

/** Shows what would end before anything does. */
async function confirm(deps: CommandDeps, speech: Speaker, wish: Wish, principal: Principal): Promise<Answer> {
  const { store, directory, clock } = deps;
  const say = sayAt({ timeZone: speech.timeZone, now: clock.now() });
  const { schedules, requests } = await everythingOf(store.read, principal.id);
  const reach = { directory, reads: store.read, now: clock.now() };
  const [mine, waiting] = [
    await onlyPermitted(reach, 'manage', speech.actor, schedules),
    await onlyPermitted(reach, 'manage', speech.actor, requests),
  ];
  const all = schedules.length + requests.length;
  if (mine.length + waiting.length === 0) {
    const refusal = all === 0 ? { code: 'NOTHING_TO_REVOKE' as const } : notMine;
    return { kind: 'refused', text: assignmentRefusalText(refusal, say) };
  }
  const named = async (subtitle: string, { role }: (typeof mine)[number] | (typeof waiting)[number]) => ({
    title: fullName(await readRoleWords(directory, role)),
    subtitle,
  });
  const ending = await Promise.all([
    ...mine.map((each) => named(each.level === 'eligibility' ? 'Eligible' : 'Active', each)),
    ...waiting.map((each) => named('Waiting', each)),
  ]);
  const { justification } = wish;
  const card = revokeAllCard({
    name: await principalWords(directory, principal),
    ending,
    waiting: waiting.length,
    hasMore: mine.length + waiting.length < all,
    justification,
    confirm: { do: 'revoke-all', principalId: principal.id, justification: justification.slice(0, LONGEST_KEPT) },
  });
  return { kind: 'card', card };
}

const notMine = { code: 'NOT_PERMITTED', permission: 'manage' } as const;

async function carryOut(deps: CommandDeps, speech: Speaker, wish: Wish, principal: Principal): Promise<Answer> {
  const say = sayAt({ timeZone: speech.timeZone, now: deps.clock.now() });
  const intent = revokeAllIntent(principal.id);
  const outcome = await deps.revokeAll(principal.id, wish.justification, speech.proofsFor(intent), speech.by);
  if (!outcome.ok) {
    const prove = askProof(outcome.refusal, intent, `Revoke everything ${principal.displayName} has`);
    return prove ?? { kind: 'refused', text: assignmentRefusalText(outcome.refusal, say) };
  }
  const kept = await Promise.all(
    outcome.value.kept.map(async ({ role, refusal }) => ({
      title: fullName(await readRoleWords(deps.directory, role)),
      subtitle: assignmentRefusalText(refusal, say),
      buttons: [],
    })),
  );
  return {
    kind: 'card',
    card: revokedAllCard({ ...outcome.value, name: await principalWords(deps.directory, principal), kept }),
  };
}
