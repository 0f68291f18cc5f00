import type { Action } from '../../../cards/actions.js';
import { refusalText } from '../../../cards/refusal-text.js';
import { type Suggestion, suggestionCard } from '../../../cards/suggestion-card.js';
import { LONGEST_KEPT } from '../../../cards/words/kept-arguments.js';
import type { RequestId } from '../../../domain/ids.js';
import { sameRole } from '../../../domain/role/role.js';
import { readClauses } from '../../language/read-clauses.js';
import { fullName, myRolesInWords, type RoleInWords, titleWithPlace } from '../../views/my-roles-in-words.js';
import { readRoleWords } from '../../views/read-request-facts.js';
import type { Answer, Command, CommandContext, CommandDeps } from '../command.js';
import { retypeText } from '../words/doubt-text.js';
import { type FoundRole, findRole } from '../words/find-role.js';
import { isThere, placeInReason } from '../words/place-in-reason.js';

/** `deactivate`: give back a role before its time is up. */
export const deactivate: Command = {
  name: 'deactivate',
  aliases: ['give back', 'hand back', 'return', 'release'],
  clauses: ['scope', 'justification'],
  synopsis: 'deactivate <role> [on <scope>] [because <reason>]',
  summary: 'Give back a role before its time is up.',
  examples: ['deactivate Security Reader', 'give back Reader on Production because done'],
  async run(deps, context) {
    const when = { timeZone: context.timeZone, now: deps.clock.now() };
    const said = readClauses(context.rest, ['scope', 'justification'], when);
    const { subject, scope, justification = '' } = said;
    const { active } = await myRolesInWords(deps, context);
    const mine = withoutPlanned(active.filter(({ schedule }) => schedule.assignmentType === 'activated'));
    const [only, ...others] = mine;
    if (!only) return { kind: 'refused', text: 'You have no activated role to give back.' };
    const isAll = subject === undefined && scope === undefined && others.length === 0;
    const found = isAll ? { kind: 'found' as const, role: only } : await findRole(deps.directory, mine, subject, scope);
    if (found.kind === 'found') {
      const place = await placeInReason(deps.directory, said.doubts);
      if (place && !isThere(place, found.role.schedule.role)) return { kind: 'refused', text: retypeText(place.doubt) };
      return giveBack(deps, context, found.role.schedule.createdUsing, justification);
    }
    if (justification.length > LONGEST_KEPT) return { kind: 'refused', text: tooLong };
    const near = found.kind === 'none' ? mine : found.roles;
    const offers = near.map((role) => ({
      title: titleWithPlace(role.schedule.role, role),
      action: deactivation(role.schedule.createdUsing, justification),
    }));
    return { kind: 'card', card: suggestionCard({ ...doubtOf(found, subject, scope), offers }) };
  },
};

/** What was not clear, the role or the place, and what was said of it. */
function doubtOf(found: FoundRole, subject = '', scope = ''): Pick<Suggestion, 'asked' | 'why'> {
  if (found.kind === 'elsewhere') return { asked: found.asked, why: 'not-active' };
  if (found.kind === 'unknown-place') return { asked: scope, why: 'near-place' };
  const isOfPlace = found.kind === 'offer' && found.why.endsWith('-place');
  return isOfPlace ? { asked: scope, why: found.why } : { asked: subject, why: 'not-active' };
}

const tooLong = `Nothing is given back yet. Write the whole name of the role, or a reason of at most ${LONGEST_KEPT} characters.`;

/** Gives back just this. */
const deactivation = (requestId: RequestId, justification: string): Action => ({
  do: 'deactivate',
  requestId,
  ...(justification !== '' && { justification }),
});

/** Where somebody has planned to go on with what they hold, it is what they hold that they give back. */
const withoutPlanned = (activated: readonly RoleInWords[]): RoleInWords[] =>
  activated.filter(
    ({ schedule }) =>
      schedule.status !== 'Granted' ||
      !activated.some((other) => other.schedule !== schedule && sameRole(other.schedule.role, schedule.role)),
  );

type DeactivationCaller = Pick<CommandContext, 'by' | 'timeZone'>;

/** Gives back what was activated by the request of this id. */
export async function giveBack(
  deps: CommandDeps,
  { by, timeZone }: DeactivationCaller,
  id: RequestId,
  justification = '',
): Promise<Answer> {
  const outcome = await deps.deactivate(id, justification, by);
  if (outcome.ok) return { kind: 'changed', requestId: id, said: await saidOf(deps, id) };
  if (outcome.refusal.code === 'NOT_ACTIVE') return { kind: 'present', requestId: id };
  return { kind: 'refused', text: refusalText(outcome.refusal, { timeZone, now: deps.clock.now() }) };
}

async function saidOf({ store, directory }: CommandDeps, id: RequestId): Promise<string> {
  const request = await store.read.requests.get(id);
  return `${request ? fullName(await readRoleWords(directory, request.role)) : 'It'} is being given back.`;
}
