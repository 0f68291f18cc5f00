import { parseAction } from '../../cards/actions.js';
import { apologyCard } from '../../cards/apology-card.js';
import type { View } from '../../cards/card.js';
import { lineCard } from '../../cards/line-card.js';
import { linked } from '../../cards/platform/portal-page.js';
import { refusalCard, refusalName } from '../../cards/refusal-card.js';
import { refusalText } from '../../cards/refusal-text.js';
import { asOf } from '../../cards/words/as-of.js';
import { AdapterError, type Log } from '../../domain/ports/system.js';
import { proofsFor } from '../../domain/proof/proofs.js';
import { after, type Duration, days } from '../../domain/time.js';
import type { By } from '../../domain/usecases/common/recording.js';
import type { Answer, Caller, Command, CommandDeps } from '../commands/command.js';
import { runText } from '../commands/run-text.js';
import { visibleFields } from '../language/visible-fields.js';
import { type Delivery, priority } from '../outbox/delivery.js';
import type { PortalAt } from '../views/portal-at.js';
import { presentCard } from '../views/present-card.js';
import { zoneHere, zoneOf } from '../views/zone-of.js';
import { type HoldDeps, holdTurn, nobodyCanProve } from './ask-step-up.js';
import { press } from './press.js';
import type { HandleTurn, Reply, Turn } from './turn.js';
import { whatIsTooMuch } from './turn-size.js';

export type DispatchDeps = CommandDeps &
  HoldDeps & {
    commands: readonly Command[];
    /** How long a proof of who somebody is counts for the act it was given for. */
    proofFreshness: Duration;
    portalAt?: PortalAt | undefined;
    log: Log;
  };

/**
 * Turns one inbound message or press into its answer: the one place where a fault of our own becomes an apology. What
 * is answered to a message goes out by the outbox, under the message's own id, so it is neither lost nor said twice.
 */
export const dispatch =
  (deps: DispatchDeps): HandleTurn =>
  async (turn) => {
    const log = deps.log.with({ correlationId: turn.correlationId, surface: turn.surface });
    try {
      const answer = await answerTo(deps, turn);
      // The request's own correlation id goes on from here; its id ties this delivery to it.
      const about = 'requestId' in answer ? { requestId: answer.requestId } : {};
      log.info('turn.answered', { commandId: turn.commandId, actor: turn.actor, answer: answer.kind, ...about });
      return await reply(deps, turn, answer);
    } catch (fault) {
      if (fault instanceof AdapterError && fault.retryable) {
        log.warn('turn.not-stored', { commandId: turn.commandId, err: fault });
        throw notStored(fault);
      }
      log.error('turn.failed', { commandId: turn.commandId, err: fault });
      return reply(deps, turn, { kind: 'card', card: apologyCard(turn.correlationId) });
    }
  };

const notStored = (cause: unknown) => new AdapterError('unavailable', 'the turn was not stored', { cause });

/** What one turn comes to; nothing of it is sent yet. */
export async function answerTo(deps: DispatchDeps, turn: Turn): Promise<Answer> {
  const { actor, commandId, correlationId, surface, address, input } = turn;
  const by: By = { actor, commandId, correlationId, via: surface, address };
  const now = deps.clock.now();
  const tooMuch = whatIsTooMuch(input);
  if (tooMuch !== undefined) return { kind: 'refused', text: tooMuch };
  const caller: Caller = {
    by,
    actor,
    timeZone: await zoneHere(deps, actor, turn.timeZone),
    proofsFor: (intent) => proofsFor(intent, turn.proof, deps.proofFreshness, now),
  };
  const answer = await said(deps, caller, input);
  return answer.kind === 'card' ? { ...answer, card: asOf(answer.card, { timeZone: caller.timeZone, now }) } : answer;
}

async function said(deps: DispatchDeps, caller: Caller, input: Turn['input']): Promise<Answer> {
  if (input.kind === 'text') return runText(deps, caller, input.text);
  const action = parseAction(input.action);
  if (!action) return runText(deps, caller, 'help');
  return press(deps, caller, action, visibleFields(input.fields));
}

async function reply(deps: DispatchDeps, turn: Turn, answer: Answer): Promise<Reply> {
  if (answer.kind === 'prove') {
    const pending = deps.stepUps ? await holdTurn(deps.stepUps, deps, turn, answer) : nobodyCanProve(answer);
    return pending.kind === 'refused' ? reply(deps, turn, pending) : pending;
  }
  const inPlace = turn.input.kind === 'press' ? await replyToPress(deps, turn, turn.input.action, answer) : undefined;
  if (inPlace) return inPlace;
  if (answer.kind === 'form' && turn.input.kind === 'text' && turn.input.opensForms) return answer;
  const view = await viewOf(deps, turn, answer);
  if (view) await send(deps, turn, effectOf(turn, answer, view));
  return {
    kind: 'delivered',
    ...(view && { said: view.summary }),
    ...('requestId' in answer && { requestId: answer.requestId }),
  };
}

type PostedAnswer = Exclude<Answer, { kind: 'prove' }>;

/** What is answered where the press was made; undefined where the answer is a message of its own. */
async function replyToPress(
  deps: DispatchDeps,
  turn: Turn,
  payload: unknown,
  answer: PostedAnswer,
): Promise<Reply | undefined> {
  if (answer.kind === 'form') return answer;
  if (answer.kind === 'changed') return answer.said === undefined ? undefined : { kind: 'said', text: answer.said };
  if (!isAboutRequest(payload)) return undefined;
  if (answer.kind === 'refused') return { kind: 'said', text: answer.text };
  // What was said with it is not the pressed card's affair.
  if (answer.kind !== 'present' || answer.extras) return undefined;
  const card = await presentCard(deps, answer.requestId, turn.actor);
  return card
    ? { kind: 'show', card: linked(card, deps.portalAt?.()) }
    : { kind: 'said', text: await notFound(deps, turn) };
}

const notFound = async (deps: DispatchDeps, { actor, timeZone }: Turn) =>
  refusalText({ code: 'REQUEST_NOT_FOUND' }, { timeZone: await zoneOf(deps, actor, timeZone), now: deps.clock.now() });

/** A press on a request's own card, whose answer belongs there and not in a new message. */
function isAboutRequest(payload: unknown): boolean {
  const action = parseAction(payload);
  return action !== undefined && action.do !== 'run' && action.do !== 'submit';
}

/** The answer as a message of its own; undefined where the living card says it all. */
async function viewOf(deps: DispatchDeps, turn: Turn, answer: PostedAnswer): Promise<View | undefined> {
  switch (answer.kind) {
    case 'card':
      return answer.card;
    case 'form':
      return answer.form;
    case 'refused':
      return refusalCard(answer.text);
    case 'present':
      return (
        (await presentCard(deps, answer.requestId, turn.actor, answer.extras)) ??
        refusalCard(await notFound(deps, turn))
      );
    case 'done':
      return lineCard(answer.said, answer.page);
    case 'changed':
      return answer.said === undefined ? undefined : lineCard(answer.said);
  }
}

/** A request's card goes on living where it is shown again; everything else is an answer that stands as it was given. */
function effectOf(turn: Turn, answer: PostedAnswer, view: View): Pick<Delivery, 'effect' | 'requestId'> {
  const recipient = { kind: 'person', principalId: turn.actor } as const;
  if (answer.kind !== 'present' || view.name === refusalName) return { effect: { kind: 'reply', view, recipient } };
  const { requestId: id, extras } = answer;
  return { effect: { kind: 'card', requestId: id, recipient, ...(extras && { extras }) }, requestId: id };
}

/** A card that was asked for again is drawn again for so long. */
const drawnAgainFor = days(35);

async function send(deps: DispatchDeps, turn: Turn, what: Pick<Delivery, 'effect' | 'requestId'>): Promise<void> {
  const delivery: Delivery = {
    key: `reply|${turn.commandId}`,
    lane: turn.surface,
    ...what,
    ...(what.effect.kind === 'card' && { until: after(deps.clock.now(), drawnAgainFor) }),
    priority: priority.card,
    correlationId: turn.correlationId,
  };
  await deps.queue.enqueue(delivery, deps.clock.now());
  deps.wake();
}
