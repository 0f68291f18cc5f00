import { refusalText } from '../../../cards/refusal-text.js';
import { historyCard } from '../../../cards/request/history-card.js';
import { myRequestsCard } from '../../../cards/request/my-requests-card.js';
import type { RequestFacts } from '../../../cards/request/request-facts.js';
import { cancelable, isTheirs } from '../../../domain/assignment/decide-cancellation.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { type RequestId, requestId } from '../../../domain/ids.js';
import { listMyRequests } from '../../../domain/usecases/approval/list-requests.js';
import { may } from '../../../domain/usecases/common/authority.js';
import { readClauses } from '../../language/read-clauses.js';
import { readListFacts } from '../../views/read-list-facts.js';
import { readNames } from '../../views/read-names.js';
import { concerns } from '../../views/read-request-facts.js';
import type { Answer, Command, CommandContext, CommandDeps } from '../command.js';
import { beginning, type Place, pageOfCard } from '../list-page.js';
import { fittingRequests } from './requests-in-words.js';

const listed = 20;

type HistoryCaller = Pick<CommandContext, 'actor' | 'timeZone'>;

/** `history`: what has happened to one request, step by step. */
export const history: Command = {
  name: 'history',
  aliases: ['history of', 'what happened to'],
  clauses: [],
  synopsis: 'history [<role or request>]',
  summary: 'Show step by step what has happened to a request: who asked, who decided, and when.',
  examples: ['history Security Reader'],
  async run(deps, context) {
    const when = { timeZone: context.timeZone, now: deps.clock.now() };
    const { subject } = readClauses(context.rest, [], when);
    const known = subject && !subject.includes(' ') ? await factsOf(deps, subject) : undefined;
    if (known) return tell(deps, context, known, beginning);
    const all = (await listMyRequests(deps)(context.actor, listed)).filter(({ action }) => action !== 'selfDeactivate');
    const { requests: fitting } = await fittingRequests(deps, all, { subject });
    const meant = await readListFacts(deps, fitting);
    const [only, ...others] = meant;
    if (only && others.length === 0) return tell(deps, context, only, beginning);
    if (meant.length === 0 && all.length > 0) {
      return {
        kind: 'refused',
        text: 'You have no request like that. Type “my requests” to choose one, or “requests” for those of roles you look after.',
      };
    }
    return { kind: 'card', card: myRequestsCard(meant, when) };
  },
};

async function factsOf(deps: CommandDeps, id: string): Promise<RequestFacts | undefined> {
  const request = await deps.store.read.requests.get(requestId(id));
  return request && (await readListFacts(deps, [request]))[0];
}

/** Shows what has happened to the request that a button names, from this place on. */
export async function showHistory(
  deps: CommandDeps,
  caller: HistoryCaller,
  id: RequestId,
  place: Place,
): Promise<Answer> {
  const facts = await factsOf(deps, id);
  if (facts) return tell(deps, caller, facts, place);
  const when = { timeZone: caller.timeZone, now: deps.clock.now() };
  return { kind: 'refused', text: refusalText({ code: 'REQUEST_NOT_FOUND' }, when) };
}

/** Shown to those whom the request concerns, and as though it were not there to all others. */
async function tell(
  deps: CommandDeps,
  { actor, timeZone }: HistoryCaller,
  facts: RequestFacts,
  place: Place,
): Promise<Answer> {
  const when = { timeZone, now: deps.clock.now() };
  if (!(await concerns(deps, facts, actor))) {
    return { kind: 'refused', text: refusalText({ code: 'REQUEST_NOT_FOUND' }, when) };
  }
  const trail = await deps.store.read.audit.ofRequest(facts.request.id);
  const people = trail.flatMap((event): PrincipalId[] => [
    ...(event.actor.kind === 'person' ? [event.actor.principalId] : []),
    ...(event.subject ? [event.subject] : []),
  ]);
  const reach = { directory: deps.directory, reads: deps.store.read, now: when.now };
  const [names, mayCancel, mayView] = await Promise.all([
    readNames(deps.directory, people),
    isCancelable(deps, facts, actor),
    may(reach, 'view', facts.request.role, actor),
  ]);
  const card = historyCard({ facts, trail, names, mayCancel, mayView }, when);
  return { kind: 'card', card: pageOfCard(card, { of: 'history', requestId: facts.request.id }, place) };
}

async function isCancelable(deps: CommandDeps, { request }: RequestFacts, actor: PrincipalId): Promise<boolean> {
  if (!cancelable.includes(request.status)) return false;
  const reach = { directory: deps.directory, reads: deps.store.read, now: deps.clock.now() };
  return isTheirs(request, actor) || may(reach, 'manage', request.role, actor);
}
