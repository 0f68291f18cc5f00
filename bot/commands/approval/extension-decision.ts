import type { Action } from '../../../cards/actions.js';
import { type ExtensionValues, extensionForm } from '../../../cards/approval/extension-form.js';
import { assignmentRefusalText } from '../../../cards/assignment/assignment-refusal-text.js';
import { refusalText } from '../../../cards/refusal-text.js';
import { sayAbout, sayAt } from '../../../cards/request/request-words.js';
import { extensionSaid } from '../../../cards/words/decision-words.js';
import { formatDuration } from '../../../cards/words/format-time.js';
import type { ExtensionDecision } from '../../../domain/assignment/decide-extension-approval.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import { requestId } from '../../../domain/ids.js';
import type { ApprovalRefusal, AssignmentRefusal } from '../../../domain/refusal.js';
import { ok } from '../../../domain/result.js';
import { type Duration, duration } from '../../../domain/time.js';
import { readTimes } from '../../language/time/read-times.js';
import { writeInstant } from '../../language/time/write-instant.js';
import { readRequestFacts } from '../../views/read-request-facts.js';
import { isForGood, lengthOfClauses } from '../assignment/admin-length.js';
import { askProof } from '../assignment/admin-proof.js';
import type { Answer, CommandContext, CommandDeps, Fields } from '../command.js';
import { phraseRefusalText } from '../words/phrase-refusal-text.js';
import { decisionWords } from './decision-words.js';

type Press = Extract<Action, { do: 'decide-extension' | 'ask-extension' }>;
type DecisionCaller = Pick<CommandContext, 'by' | 'actor' | 'timeZone' | 'proofsFor'>;
type Problems = Partial<Record<keyof ExtensionValues, string>>;

/** The form that asks an administrator why, and what to change before they approve, while the request waits. */
export async function askExtension(
  deps: CommandDeps,
  { actor, timeZone }: DecisionCaller,
  press: Press,
  said: { values?: ExtensionValues; problems?: Problems } = {},
): Promise<Answer> {
  const id = requestId(press.requestId);
  const facts = await readRequestFacts(deps, id);
  if (facts?.request.status !== 'PendingAdminDecision' || facts.request.revision !== press.revision) {
    return { kind: 'present', requestId: id };
  }
  if (!facts.approverIds?.includes(actor)) {
    const refusal =
      actor === facts.request.principalId
        ? ({ code: 'SELF_APPROVAL' } as const)
        : ({ code: 'NOT_PERMITTED', permission: 'manage' } as const);
    return { kind: 'refused', text: refusalText(refusal, { timeZone, now: deps.clock.now() }) };
  }
  const typed = { justification: press.filled?.justification, ...typedLength(press.filled?.duration) };
  const again = said.values ? said : writtenIn(press);
  const values = { ...valuesOf(facts.request, timeZone), ...typed, ...again.values };
  return { kind: 'form', form: extensionForm(facts, { ...press, values, problems: again.problems ?? {} }) };
}

/** What had been written into the form before, as its button carries it. */
function writtenIn(press: Press): { values?: ExtensionValues; problems?: Problems } {
  if (press.do !== 'ask-extension' || !press.typed) return {};
  const { problem, ...values } = press.typed;
  return { values, problems: problem === undefined ? {} : { length: problem } };
}

const typedLength = (length: number | undefined) =>
  length === undefined ? {} : { length: formatDuration(duration(length)) };

/** What was asked for, as it would be typed. */
function valuesOf({ level, scheduleInfo }: ScheduleRequest, timeZone: string): ExtensionValues {
  const { startDateTime, expiration } = scheduleInfo;
  const start = startDateTime === undefined ? undefined : writeInstant(startDateTime, timeZone);
  switch (expiration.type) {
    case 'noExpiration':
      return { level, start, length: 'permanently' };
    case 'afterDuration':
      return { level, start, length: formatDuration(expiration.duration) };
    case 'afterDateTime':
      return { level, start, length: `until ${writeInstant(expiration.endDateTime, timeZone)}` };
  }
}

/** A decision that was pressed: a card's button, or the form that asked why and what to change. */
export async function pressExtension(
  deps: CommandDeps,
  caller: DecisionCaller,
  press: Press,
  fields: Fields,
): Promise<Answer> {
  const request = await deps.store.read.requests.get(requestId(press.requestId));
  const { changes, problems } = request ? changesIn(fields, request, caller, deps) : { changes: {}, problems: {} };
  if (Object.keys(problems).length > 0) return askExtension(deps, caller, press, { values: fields, problems });
  const { revision, reviewResult, filled } = press;
  const justification = fields.justification?.trim() ?? filled?.justification ?? '';
  const drawn = fields.length === undefined ? lengthOf(filled?.duration) : {};
  const words = { revision, reviewResult, justification, changes: { ...drawn, ...changes } };
  return decide(deps, caller, press, words, fields);
}

/** A decision that was typed. */
export function submitExtensionDecision(
  deps: CommandDeps,
  caller: DecisionCaller,
  { id, revision }: Pick<ScheduleRequest, 'id' | 'revision'>,
  {
    duration: length,
    ...words
  }: Pick<ExtensionDecision, 'reviewResult' | 'justification'> & { duration?: Duration | undefined },
): Promise<Answer> {
  const when = { timeZone: caller.timeZone, now: deps.clock.now() };
  if (length !== undefined && words.reviewResult === 'Deny') {
    return Promise.resolve({ kind: 'refused', text: refusalText({ code: 'DURATION_WITH_DENIAL' }, when) });
  }
  const press: Press = { do: 'decide-extension', requestId: id, revision, reviewResult: words.reviewResult };
  return decide(deps, caller, press, { ...words, revision, changes: lengthOf(length) }, {});
}

const lengthOf = (length: number | undefined): NonNullable<ExtensionDecision['changes']> =>
  length === undefined ? {} : { expiration: { type: 'afterDuration', duration: duration(length) } };

/** What the form says otherwise than the request does. */
function changesIn(
  fields: Fields,
  request: ScheduleRequest,
  { timeZone }: DecisionCaller,
  { clock }: CommandDeps,
): { changes: NonNullable<ExtensionDecision['changes']>; problems: Problems } {
  const when = { timeZone, now: clock.now() };
  const asked = valuesOf(request, timeZone);
  const changed = (id: 'start' | 'length' | 'level') => {
    const text = fields[id]?.trim();
    return text && text !== asked[id] ? text : undefined;
  };
  const [level, startText, lengthText] = [changed('level'), changed('start'), changed('length')];
  const forGood = lengthText !== undefined && isForGood(lengthText);
  const times = readTimes({ start: startText, length: forGood ? undefined : lengthText }, when);
  const start = times.start?.result;
  const length = forGood ? ok({ type: 'noExpiration' as const }) : lengthOfClauses(times, when.now)?.result;
  return {
    changes: {
      ...((level === 'eligibility' || level === 'assignment') && { level }),
      ...(start?.ok && { startDateTime: start.value }),
      ...(length?.ok && { expiration: length.value }),
    },
    problems: {
      ...(start && !start.ok && { start: phraseRefusalText(start.refusal, when) }),
      ...(length && !length.ok && { length: phraseRefusalText(length.refusal, when) }),
    },
  };
}

async function decide(
  deps: CommandDeps,
  caller: DecisionCaller,
  press: Press,
  words: ExtensionDecision,
  fields: Fields,
): Promise<Answer> {
  const id = requestId(press.requestId);
  const intent = `extension|${id}|${press.revision}|${press.reviewResult}`;
  const outcome = await deps.decideExtension(id, words, caller.proofsFor(intent), caller.by);
  const when = { timeZone: caller.timeZone, now: deps.clock.now() };
  if (outcome.ok) {
    const facts = await readRequestFacts(deps, id);
    if (!facts) throw new Error(`request ${id}, which was just decided, is not in the store`);
    return { kind: 'changed', requestId: id, said: extensionSaid(facts, outcome.value.outcome, sayAbout(facts, when)) };
  }
  const { refusal } = outcome;
  const prove = askProof(refusal, intent, await decisionWords(deps, id, press.reviewResult));
  if (prove) return prove;
  if (refusal.code === 'NOT_PENDING' || refusal.code === 'STALE_CARD') return { kind: 'present', requestId: id };
  const text = textOf(refusal, when);
  const field = fixedBy(refusal);
  if (!field || press.reviewResult === 'Deny') return { kind: 'refused', text };
  return askExtension(deps, caller, press, { values: fields, problems: { [field]: text } });
}

/** The field whose change fixes a refusal; undefined where none does. */
function fixedBy(refusal: AssignmentRefusal | ApprovalRefusal): keyof ExtensionValues | undefined {
  switch (refusal.code) {
    case 'DURATION_TOO_SHORT':
    case 'ENDS_BEFORE_START':
    case 'NOT_LATER':
      return 'length';
    case 'ALREADY_BEGUN':
      return 'start';
    case 'POLICY_RULES_FAILED':
      return refusal.failures.every(({ rule }) => rule === 'ExpirationRule') ? 'length' : undefined;
    default:
      return undefined;
  }
}

function textOf(
  refusal: AssignmentRefusal | ApprovalRefusal,
  when: { timeZone: string; now: ReturnType<CommandDeps['clock']['now']> },
) {
  switch (refusal.code) {
    case 'POLICY_RULES_FAILED':
    case 'DURATION_TOO_SHORT':
    case 'ENDS_BEFORE_START':
      return assignmentRefusalText(refusal, sayAt(when, true));
    default:
      return refusalText(refusal, when);
  }
}
