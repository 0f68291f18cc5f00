import { deadLettersCard, deadLetterTitle } from '../../../cards/operations/dead-letters-card.js';
import { refusalText } from '../../../cards/refusal-text.js';
import type { DeadLetterRefusal } from '../../../domain/refusal.js';
import { may } from '../../../domain/usecases/common/authority.js';
import { type DeadLetterAct, directoryAdministration } from '../../../domain/usecases/upkeep/resolve-dead-letters.js';
import {
  type DeadLetter,
  listDeadLetters,
  readDeadLetterFacts,
  readDeadLetterLine,
} from '../../views/read-dead-letters.js';
import type { Answer, Caller, Command, CommandDeps } from '../command.js';
import { asPart, beginning, type Place, pageOf } from '../list-page.js';

/** `deadLetters`: what does not get through, and having it tried at once or given up. */
export const deadLetters: Command = {
  name: 'stuck',
  aliases: ['what is stuck', 'stuck deliveries'],
  clauses: [],
  synopsis: 'stuck [retry <number>|retry all|drop <number>]',
  summary: 'Show what does not get through to the directory or to people; try it at once, or give a message up.',
  examples: ['stuck', 'stuck retry all'],
  async run(deps, context) {
    if (context.rest === '') return showDeadLetters(deps, context, beginning);
    const [, act, which] = /^(retry|drop)\s+(?:number\s+|no\.?\s*)?#?(\w+)\.?$/i.exec(context.rest) ?? [];
    if (act === undefined || which === undefined) return { kind: 'refused', text: usage };
    return resolve(deps, context, act.toLowerCase() as DeadLetterAct, which.toLowerCase());
  },
};

const usage =
  'Type “stuck” to see what does not get through, “stuck retry” with its number or “all”, or “stuck drop” with its number.';

/** Shows what does not get through, from this place on, to those who administer the directory. */
export async function showDeadLetters(
  deps: CommandDeps,
  context: Caller,
  place: Place,
  done?: string,
): Promise<Answer> {
  const now = deps.clock.now();
  const reach = { directory: deps.directory, reads: deps.store.read, now };
  if (!(await may(reach, 'manage', directoryAdministration, context.actor))) {
    return refused(deps, context, { code: 'NOT_DIRECTORY_ADMINISTRATOR' });
  }
  const all = await listDeadLetters(deps.queue, now);
  const { shown, ...where } = pageOf(all, ({ id }) => id, place);
  const lines = await Promise.all(shown.map((each) => readDeadLetterLine(deps, each)));
  const card = deadLettersCard({ lines, count: all.length, done }, { timeZone: context.timeZone, now });
  return { kind: 'card', card: asPart(card, { list: { of: 'stuck' }, total: all.length, ...where }) };
}

/** Has what is named tried at once, or gives it up. */
export async function resolve(deps: CommandDeps, context: Caller, act: DeadLetterAct, which: string): Promise<Answer> {
  const chosen = chosenOf(await listDeadLetters(deps.queue, deps.clock.now()), act, which);
  const things = await Promise.all(chosen.map((each) => readDeadLetterFacts(deps, each)));
  const outcome = await deps.resolveDeadLetters(act, things, context.by);
  if (!outcome.ok) return refused(deps, context, outcome.refusal);
  return showDeadLetters(deps, context, beginning, await saidOf(deps, act, chosen, outcome.value.length));
}

/** By the number that stands before it, which stays its own when others come and go. */
function chosenOf(all: readonly DeadLetter[], act: DeadLetterAct, which: string): DeadLetter[] {
  if (act === 'retry' && which === 'all') return [...all];
  return all.filter(({ id }) => id === which);
}

async function saidOf(
  deps: CommandDeps,
  act: DeadLetterAct,
  chosen: readonly DeadLetter[],
  count: number,
): Promise<string> {
  const [only, ...others] = chosen;
  const doing = act === 'retry' ? 'Being tried now' : 'Given up';
  if (!only || others.length > 0) return `${doing}: ${count}.`;
  return `${doing}: ${deadLetterTitle(await readDeadLetterLine(deps, only))}.`;
}

const refused = (deps: CommandDeps, { timeZone }: Caller, refusal: DeadLetterRefusal): Answer => ({
  kind: 'refused',
  text: refusalText(refusal, { timeZone, now: deps.clock.now() }),
});
