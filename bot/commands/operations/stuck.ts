import { stuckCard, stuckTitle } from '../../../cards/operations/stuck-card.js';
import { refusalText } from '../../../cards/refusal-text.js';
import type { StuckRefusal } from '../../../domain/refusal.js';
import { may } from '../../../domain/usecases/common/authority.js';
import { directoryAdministration, type StuckAct } from '../../../domain/usecases/upkeep/settle-stuck.js';
import { listStuck, readStuckLine, readStuckThing, type Stuck } from '../../views/read-stuck.js';
import type { Answer, Command, CommandDeps, Speaker } from '../command.js';
import { asPart, beginning, type Place, pageOf } from '../list-page.js';

/** `stuck`: what does not get through, and having it tried at once or given up. */
export const stuck: Command = {
  name: 'stuck',
  aliases: ['what is stuck', 'stuck deliveries'],
  clauses: [],
  synopsis: 'stuck [retry <number>|retry all|drop <number>]',
  summary: 'Show what does not get through to the directory or to people; try it at once, or give a message up.',
  examples: ['stuck', 'stuck retry all'],
  async run(deps, speech) {
    if (speech.rest === '') return showStuck(deps, speech, beginning);
    const [, act, which] = /^(retry|drop)\s+(?:number\s+|no\.?\s*)?#?(\w+)\.?$/i.exec(speech.rest) ?? [];
    if (act === undefined || which === undefined) return { kind: 'refused', text: usage };
    return settle(deps, speech, act.toLowerCase() as StuckAct, which.toLowerCase());
  },
};

const usage =
  'Type “stuck” to see what does not get through, “stuck retry” with its number or “all”, or “stuck drop” with its number.';

/** Shows what does not get through, from this place on, to those who administer the directory. */
export async function showStuck(deps: CommandDeps, speech: Speaker, place: Place, done?: string): Promise<Answer> {
  const now = deps.clock.now();
  const reach = { directory: deps.directory, reads: deps.store.read, now };
  if (!(await may(reach, 'manage', directoryAdministration, speech.actor))) {
    return refused(deps, speech, { code: 'NOT_DIRECTORY_ADMINISTRATOR' });
  }
  const all = await listStuck(deps.queue, now);
  const { shown, ...where } = pageOf(all, ({ id }) => id, place);
  const lines = await Promise.all(shown.map((each) => readStuckLine(deps, each)));
  const card = stuckCard({ lines, count: all.length, done }, { timeZone: speech.timeZone, now });
  return { kind: 'card', card: asPart(card, { list: { of: 'stuck' }, total: all.length, ...where }) };
}

/** Has what is named tried at once, or gives it up. */
export async function settle(deps: CommandDeps, speech: Speaker, act: StuckAct, which: string): Promise<Answer> {
  const chosen = chosenOf(await listStuck(deps.queue, deps.clock.now()), act, which);
  const things = await Promise.all(chosen.map((each) => readStuckThing(deps, each)));
  const outcome = await deps.settleStuck(act, things, speech.by);
  if (!outcome.ok) return refused(deps, speech, outcome.refusal);
  return showStuck(deps, speech, beginning, await saidOf(deps, act, chosen, outcome.value.length));
}

/** By the number that stands before it, which stays its own when others come and go. */
function chosenOf(all: readonly Stuck[], act: StuckAct, which: string): Stuck[] {
  if (act === 'retry' && which === 'all') return [...all];
  return all.filter(({ id }) => id === which);
}

async function saidOf(deps: CommandDeps, act: StuckAct, chosen: readonly Stuck[], count: number): Promise<string> {
  const [only, ...others] = chosen;
  const doing = act === 'retry' ? 'Being tried now' : 'Given up';
  if (!only || others.length > 0) return `${doing}: ${count}.`;
  return `${doing}: ${stuckTitle(await readStuckLine(deps, only))}.`;
}

const refused = (deps: CommandDeps, { timeZone }: Speaker, refusal: StuckRefusal): Answer => ({
  kind: 'refused',
  text: refusalText(refusal, { timeZone, now: deps.clock.now() }),
});
