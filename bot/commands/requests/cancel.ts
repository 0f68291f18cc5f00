import { refusalText } from '../../../cards/refusal-text.js';
import { myRequestsCard } from '../../../cards/request/my-requests-card.js';
import { sayAbout } from '../../../cards/request/request-words.js';
import { requestsCard } from '../../../cards/request/requests-card.js';
import { cancellationSaid } from '../../../cards/words/decision-words.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { RequestId } from '../../../domain/ids.js';
import { listCancelable, listMyRequests } from '../../../domain/usecases/approval/list-requests.js';
import { readClauses } from '../../language/read-clauses.js';
import { readListFacts } from '../../views/read-list-facts.js';
import { sightingOf } from '../../views/sightings.js';
import type { RequestArguments } from '../approval/match-request.js';
import type { Answer, Command, CommandContext, CommandDeps } from '../command.js';
import { asPart, beginning, type Place, pageOf, pageSize } from '../list-page.js';
import { fittingRequests } from './requests-in-words.js';

/** As many as may be meant; a platform with less room says where the rest is. */
const listed = 500;

/** `cancel`: take back a request that waits, or is granted for later: one's own, or anybody's for a role one manages. */
export const cancel: Command = {
  name: 'cancel',
  aliases: ['withdraw'],
  clauses: ['from'],
  synopsis: 'cancel [<role or person>] [from <person>]',
  summary: 'Cancel a request that waits or begins later: yours, or anybody’s for a role you manage.',
  examples: ['cancel', 'cancel Security Reader', 'cancel Security Reader from Ada Lovelace'],
  async run(deps, context) {
    const { subject, from } = readClauses(context.rest, ['from'], whenOf(deps, context));
    const isAll = subject === undefined && from === undefined;
    const mine = await listCancelable(deps)(context.actor, 'own');
    const meant = from === undefined ? (await fittingRequests(deps, mine, { subject })).requests : [];
    const [only, ...others] = meant;
    const list = async (requests: readonly ScheduleRequest[]): Promise<Answer> => {
      const facts = await readListFacts(deps, requests.slice(0, listed));
      const card = myRequestsCard(facts, whenOf(deps, context));
      return { kind: 'card', card: { ...card, unlisted: requests.length - facts.length } };
    };
    if (only && others.length === 0) return cancelOne(deps, context, only.id);
    if (only) return list(meant);
    if (isAll) return { kind: 'refused', text: 'You have no waiting request to cancel.' };
    const managed = await cancelManaged(deps, context, { subject, person: from });
    if (managed) return managed;
    return mine.length > 0 && from === undefined
      ? list(mine)
      : {
          kind: 'refused',
          text: 'No request like that waits which you could cancel. Type “pending” or “my requests”.',
        };
  },
};

type CancelCaller = Pick<CommandContext, 'by' | 'actor' | 'timeZone'>;

const whenOf = ({ clock }: CommandDeps, { timeZone }: Pick<CommandContext, 'timeZone'>) => ({
  timeZone,
  now: clock.now(),
});

/**
 * Cancels the one request that is meant among those for roles the caller manages, where it is named and they have been
 * shown it as it is; else shows what may be meant, with its buttons. Undefined where nothing is.
 */
async function cancelManaged(
  deps: CommandDeps,
  caller: CancelCaller,
  args: RequestArguments,
): Promise<Answer | undefined> {
  const managed = await listCancelable(deps)(caller.actor, 'managed');
  const { requests: meant, isNamed } = await fittingRequests(deps, managed, args);
  const [only, ...others] = meant;
  if (!only) return undefined;
  const isOne = others.length === 0;
  if (isOne && isNamed && (await deps.sightings.hasSeen(caller.actor, sightingOf(only)))) {
    return cancelOne(deps, caller, only.id);
  }
  const rows = (await readListFacts(deps, meant.slice(0, listed))).map((facts) => ({ facts, mayCancel: true }));
  const title = isOne ? 'Cancel this request?' : 'Which one do you mean?';
  const card = requestsCard(rows, title, whenOf(deps, caller));
  return { kind: 'card', card: { ...card, unlisted: meant.length - rows.length } };
}

/** Cancels the request of this id. */
export async function cancelOne(
  deps: CommandDeps,
  { by, actor, timeZone }: CancelCaller,
  id: RequestId,
): Promise<Answer> {
  const outcome = await deps.cancelRequest(id, by);
  if (outcome.ok) {
    const request = await deps.store.read.requests.get(id);
    const [facts] = request ? await readListFacts(deps, [request]) : [];
    if (!facts) throw new Error(`request ${id}, which was just cancelled, is not in the store`);
    const said = cancellationSaid(facts, request?.principalId === actor, sayAbout(facts, whenOf(deps, { timeZone })));
    return { kind: 'changed', requestId: id, said };
  }
  if (outcome.refusal.code === 'NOT_CANCELABLE') return { kind: 'present', requestId: id };
  return { kind: 'refused', text: refusalText(outcome.refusal, { timeZone, now: deps.clock.now() }) };
}

/** `my requests`: what one has asked for, and how it stands. */
export const myRequests: Command = {
  name: 'my requests',
  aliases: [],
  clauses: [],
  synopsis: 'my requests',
  summary: 'Show what you have asked for, how it stands, and what has happened to it.',
  examples: ['my requests'],
  run: (deps, context) => showMyRequests(deps, context, beginning),
};

/** Shows what whoever asks has asked for, newest first, from this place on. */
export async function showMyRequests(
  deps: CommandDeps,
  { actor, timeZone }: Pick<CommandContext, 'actor' | 'timeZone'>,
  place: Place,
): Promise<Answer> {
  // Twice as many, for what was given back is left out.
  const mine = await listMyRequests(deps)(actor, 2 * (place.from + 2 * pageSize + 1));
  const asked = mine.filter(({ action }) => action.startsWith('self') && action !== 'selfDeactivate');
  const { shown, ...where } = pageOf(asked, ({ id }) => id, place);
  const card = myRequestsCard(await readListFacts(deps, shown), { timeZone, now: deps.clock.now() });
  return { kind: 'card', card: asPart(card, { list: { of: 'my requests' }, ...where }) };
}
