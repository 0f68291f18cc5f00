import type { Action } from '../../../cards/actions.js';
import { type DecisionQuestion, decisionForm } from '../../../cards/approval/decision-form.js';
import { refusalText } from '../../../cards/refusal-text.js';
import { sayAbout } from '../../../cards/request/request-words.js';
import { decisionSaid } from '../../../cards/words/decision-words.js';
import { formatDuration } from '../../../cards/words/format-time.js';
import { stageInProgress } from '../../../domain/assignment/schedule-request.js';
import { type RequestId, requestId } from '../../../domain/ids.js';
import { duration } from '../../../domain/time.js';
import type { DecidedOutcome, DecisionWords } from '../../../domain/usecases/approval/decide-request.js';
import { parseDuration } from '../../language/time/duration.js';
import { readRequestFacts } from '../../views/read-request-facts.js';
import type { Answer, CommandContext, CommandDeps, Fields } from '../command.js';
import { phraseRefusalText } from '../words/phrase-refusal-text.js';
import { decisionWords, pickKey, secondFactor } from './decision-words.js';

type Press = Extract<Action, { do: 'review' | 'ask-review' }>;
type DecisionCaller = Pick<CommandContext, 'by' | 'actor' | 'timeZone' | 'proofsFor'>;
type FormState = Pick<DecisionQuestion, 'values' | 'problem'>;

/**
 * The form that asks for the reason of a decision, and for an approval how long it is for at most, for those who are
 * asked, while the request waits for it. `said`: what is filled in, and what is wrong with it; where nothing is given,
 * what the button was drawn with.
 */
export async function askWhy(
  deps: CommandDeps,
  { actor, timeZone }: DecisionCaller,
  press: Press,
  said: FormState = typedIn(press),
): Promise<Answer> {
  const id = requestId(press.requestId);
  const facts = await readRequestFacts(deps, id);
  const stage = facts && stageInProgress(facts.request);
  if (!facts || !stage || facts.request.revision !== press.revision || stage.stageId !== press.stageId) {
    return { kind: 'present', requestId: id };
  }
  if (!facts.approverIds?.includes(actor)) {
    const code = actor === facts.request.principalId ? 'SELF_APPROVAL' : 'NOT_AN_APPROVER';
    return { kind: 'refused', text: refusalText({ code }, { timeZone, now: deps.clock.now() }) };
  }
  const isRequired = stage.asks.isApproverJustificationRequired;
  const viewer = { part: 'approver' as const, principalId: actor, timeZone };
  return { kind: 'form', form: decisionForm(facts, { ...press, isRequired, ...said }, viewer, deps.clock.now()) };
}

/**
 * A decision that was pressed: a card's button, with what had been typed before it was drawn, or the form that asked
 * why, whose fields then are all that counts.
 */
export async function pressDecision(
  deps: CommandDeps,
  caller: DecisionCaller,
  press: Press,
  fields: Fields,
): Promise<Answer> {
  const { stageId, revision, reviewResult } = press;
  const drawn = wordsIn(press);
  const justification = fields.justification?.trim() ?? drawn.justification;
  const values = { justification, duration: fields.duration?.trim() };
  const words = { stageId, revision, reviewResult, justification };
  if (fields.duration === undefined) return decide(deps, caller, press, { ...words, ...lengthOf(drawn) });
  if (!values.duration) return decide(deps, caller, press, words);
  const when = { timeZone: caller.timeZone, now: deps.clock.now() };
  const length = parseDuration(values.duration);
  if (!length.ok) return askWhy(deps, caller, press, { values, problem: phraseRefusalText(length.refusal, when) });
  return decide(deps, caller, press, { ...words, duration: length.value });
}

type Words = Pick<DecisionWords, 'justification' | 'duration'>;

const wordsIn = ({ filled }: Press): Words => ({
  justification: filled?.justification ?? '',
  ...(filled?.duration !== undefined && { duration: duration(filled.duration) }),
});

/** What the form shows at first: what was written into it before, else what the button was drawn with. */
function typedIn(press: Press): FormState {
  const typed = press.do === 'ask-review' ? press.typed : undefined;
  if (!typed) return { values: valuesOf(wordsIn(press)) };
  return { values: { justification: typed.justification, duration: typed.length }, problem: typed.problem };
}

const lengthOf = ({ duration: length }: Words) => (length === undefined ? {} : { duration: length });

const valuesOf = ({ justification, duration: length }: Words): FormState['values'] => ({
  justification,
  duration: length === undefined ? undefined : formatDuration(length),
});

/** Carries out a decision on the stage and revision of a press; says what came of it, or asks for what is missing. */
export async function decide(
  deps: CommandDeps,
  caller: DecisionCaller,
  press: Press,
  words: DecisionWords,
): Promise<Answer> {
  const id = requestId(press.requestId);
  const intent = `review|${pickKey({ ...words, requestId: id })}|${words.reviewResult}`;
  const outcome = await deps.decideRequest(id, words, caller.proofsFor(intent), caller.by);
  if (outcome.ok) {
    return { kind: 'changed', requestId: id, said: await saidOf(deps, caller, id, outcome.value.outcome) };
  }
  const { refusal } = outcome;
  const when = { timeZone: caller.timeZone, now: deps.clock.now() };
  switch (refusal.code) {
    case 'NOT_PENDING':
    case 'STALE_CARD':
    case 'ALREADY_DECIDED':
      return { kind: 'present', requestId: refusal.requestId };
    case 'APPROVAL_PROOF_REQUIRED':
      return { kind: 'prove', intent, needs: secondFactor, says: await decisionWords(deps, id, words.reviewResult) };
    case 'APPROVAL_JUSTIFICATION_REQUIRED':
      return askWhy(deps, caller, press, { values: valuesOf(words) });
    case 'DURATION_NOT_SHORTER':
    case 'DURATION_TOO_SHORT':
      return askWhy(deps, caller, press, { values: valuesOf(words), problem: refusalText(refusal, when) });
    default:
      return { kind: 'refused', text: refusalText(refusal, when) };
  }
}

type Done = Extract<DecidedOutcome, { ok: true }>['value']['outcome'];

async function saidOf(deps: CommandDeps, { timeZone }: DecisionCaller, id: RequestId, outcome: Done): Promise<string> {
  const facts = await readRequestFacts(deps, id);
  if (!facts) throw new Error(`request ${id}, which was just decided, is not in the store`);
  return decisionSaid(facts, outcome, sayAbout(facts, { timeZone, now: deps.clock.now() }));
}
