import { myRequestsCard } from '../../cards/my-requests-card.js';
import { refusalText } from '../../cards/refusal-text.js';
import type { RequestId } from '../../domain/ids.js';
import { listMyRequests } from '../../domain/usecases/list-requests.js';
import { readClauses } from '../language/read-clauses.js';
import type { Answer, Command, CommandDeps, Speech } from './command.js';
import { findRequest } from './find-request.js';
import { fullRequestFacts } from './request-list.js';

const listed = 20;

/** `cancel`: take back a request that waits, or is granted for later. */
export const cancel: Command = {
  name: 'cancel',
  aliases: ['withdraw'],
  clauses: [],
  synopsis: 'cancel [<role>]',
  summary: 'Cancel a request of yours that waits, or that begins later.',
  examples: ['cancel', 'cancel Security Reader'],
  async run(deps, speech) {
    const when = { timeZone: speech.timeZone, now: deps.clock.now() };
    const { subject } = readClauses(speech.rest, [], when);
    const mine = await listMyRequests(deps)(speech.actor, listed);
    const cancelable = mine.filter(({ status }) => status === 'PendingApproval' || status === 'Granted');
    if (cancelable.length === 0) return { kind: 'refused', text: 'You have no waiting request to cancel.' };
    const found = await findRequest(deps, cancelable, subject);
    if (found.kind === 'found') return cancelOne(deps, speech, found.request.id);
    return { kind: 'card', card: myRequestsCard(found.among, when) };
  },
};

type Speaker = Pick<Speech, 'by' | 'timeZone'>;

/** Cancels the request of this id. */
export async function cancelOne(deps: CommandDeps, { by, timeZone }: Speaker, id: RequestId): Promise<Answer> {
  const outcome = await deps.cancelRequest(id, by);
  if (outcome.ok) return { kind: 'changed', requestId: id, said: 'Your request is cancelled.' };
  if (outcome.refusal.code === 'NOT_CANCELABLE') return { kind: 'present', requestId: id };
  return { kind: 'refused', text: refusalText(outcome.refusal, { timeZone, now: deps.clock.now() }) };
}

/** `my requests`: what one has asked for, and how it stands. */
export const myRequests: Command = {
  name: 'my requests',
  aliases: ['requests'],
  clauses: [],
  synopsis: 'my requests',
  summary: 'Show what you have asked for and how it stands.',
  examples: ['my requests'],
  async run(deps, { actor, timeZone }) {
    const mine = await listMyRequests(deps)(actor, listed);
    const asked = mine.filter(({ action }) => action === 'selfActivate');
    return {
      kind: 'card',
      card: myRequestsCard(await fullRequestFacts(deps, asked), { timeZone, now: deps.clock.now() }),
    };
  },
};
