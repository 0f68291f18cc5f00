import type { Action } from '../../../cards/actions.js';
import { activateForm, activationOutcome } from '../../../cards/activation/activate-form.js';
import { refusalText } from '../../../cards/refusal-text.js';
import { lengthWords, roleTitle, sayAt } from '../../../cards/request/request-words.js';
import type { ActivationAsk } from '../../../domain/assignment/decide-activation.js';
import type { RequestId } from '../../../domain/ids.js';
import type { PolicyRules } from '../../../domain/policy/policy.js';
import { proofsWanted } from '../../../domain/proof/proofs.js';
import type { ActivationRefusal, RuleFailure } from '../../../domain/refusal.js';
import { roleKey } from '../../../domain/role/role.js';
import type { Replaced } from '../../../domain/usecases/approval/replace-request.js';
import type { Answer, CommandDeps, Fields, Speaker } from '../command.js';
import { doubtText, unplacedText } from '../words/doubt-text.js';
import { isFurtherIn, placeOf, type Target } from '../words/find-child-scope.js';
import { keepSaid } from '../words/keep-said.js';
import { fullName, myRolesInWords, type RoleInWords } from '../words/my-roles-in-words.js';
import { isThere, type PlaceInReason, placeInReason } from '../words/place-in-reason.js';
import { explainUnknownRole } from '../words/unknown-role.js';
import { askAction, type Intent, offerAction } from './activation-offer.js';
import { findTarget } from './activation-target.js';
import type { ActivationWish, FormField } from './activation-wish.js';
import { startMeant } from './follow-on.js';
import { tellOutcome } from './tell-outcome.js';

/** What sending the form was chosen to come to. */
export const intentOf = ({ outcome }: Fields): Intent =>
  outcome === activationOutcome.preview ? 'preview' : 'activate';

/** One wish on its way: whose, for what, and what may be chosen in its form. */
type Flow = {
  deps: CommandDeps;
  speaker: Speaker;
  wish: ActivationWish;
  eligible: readonly RoleInWords[];
  intent: Intent;
  /** The request that this one takes the place of. */
  replaces?: Replaced | undefined;
  /** What shows its form again, where that is more than what was typed. */
  reopen?: Action | undefined;
};

/** Carries out a wish for a role, or says what that would come to; asks for what is missing or wrong. */
export async function fulfil(
  deps: CommandDeps,
  speaker: Speaker,
  wish: ActivationWish,
  intent: Intent,
): Promise<Answer> {
  const roles = await myRolesInWords(deps, speaker);
  const flow: Flow = { deps, speaker, wish, eligible: roles.eligible, intent };
  const place = await placeInReason(deps.directory, wish.placeDoubts);
  const asking = place ? withPlace(flow, place) : flow;
  const found = await findTarget(deps, asking.wish, roles, intent);
  if (found.kind === 'answer') return found.answer;
  if (found.kind === 'target') return proceed(place && isThere(place, found.target.role) ? flow : asking, found.target);
  const { eligible, problem, unplaced } = found;
  const problems = {
    ...(problem !== undefined && { scope: problem }),
    ...(unplaced !== undefined && { role: unplacedText(unplaced) }),
  };
  return askFor(withProblems(asking, problems), eligible);
}

/** Shows the form filled in where a wish names a role for certain, and does nothing; undefined where it does not. */
export async function showFilledIn(
  deps: CommandDeps,
  speaker: Speaker,
  wish: ActivationWish,
): Promise<Answer | undefined> {
  if (!wish.role) return undefined;
  const roles = await myRolesInWords(deps, speaker);
  const found = await findTarget(deps, wish, roles, 'activate');
  if (found.kind !== 'target') return undefined;
  return askFor(
    { deps, speaker, wish, eligible: roles.eligible, intent: 'activate' },
    found.target.eligible,
    found.target,
  );
}

/** Fills in the place that the reason names, and asks whether it is meant. */
function withPlace(flow: Flow, { doubt, called }: PlaceInReason): Flow {
  const asksScope = flow.eligible.some(({ schedule }) => schedule.role.kind === 'azure');
  const asked = withProblems(flow, { [asksScope ? 'scope' : 'role']: doubtText(doubt) });
  return { ...asked, wish: { ...asked.wish, values: { ...asked.wish.values, scope: called } } };
}

/** What carries out a wish that is about one role for certain, once it is pressed; or asks what it leaves open. */
export async function proposal(
  deps: CommandDeps,
  speaker: Speaker,
  wish: ActivationWish,
  intent: Intent,
): Promise<Action | undefined> {
  const roles = await myRolesInWords(deps, speaker);
  const flow: Flow = { deps, speaker, wish, eligible: roles.eligible, intent };
  const place = await placeInReason(deps.directory, wish.placeDoubts);
  const asking = place ? withPlace(flow, place) : flow;
  const found = await findTarget(deps, asking.wish, roles, intent);
  if (found.kind !== 'target') return undefined;
  const { role } = found.target;
  return offerAction(intent, role, place && isThere(place, role) ? wish : asking.wish);
}

const withProblems = (flow: Flow, problems: ActivationWish['problems']): Flow => ({
  ...flow,
  wish: { ...flow.wish, problems: { ...flow.wish.problems, ...problems } },
});

/** Carries out a wish for what is certain, or says what that would come to; asks for what is missing or wrong in it. */
export async function proceed(flow: Flow, target: Target): Promise<Answer> {
  const { deps, wish, intent } = flow;
  // Where the eligibility stands: its settings govern at every scope within.
  const { rules } = await deps.store.read.policies.of(target.eligible.schedule.role);
  // What asking would come to is told of any wish; what asking needs is asked for.
  const problems = { ...wish.problems, ...(intent === 'activate' && missing(wish, rules)) };
  if (!wish.expiration || Object.keys(problems).length > 0) {
    return askFor(withProblems(flow, problems), target.eligible, target);
  }
  const ask: ActivationAsk = {
    justification: wish.justification,
    ticketInfo: { ticketNumber: wish.ticketNumber, ticketSystem: wish.ticketSystem },
    scheduleInfo: {
      startDateTime: await startMeant(deps, flow.speaker.actor, target.role, wish.start),
      expiration: wish.expiration,
    },
  };
  return intent === 'preview' ? tellOutcome(flow, target, ask) : request(flow, target, ask);
}

async function request(flow: Flow, target: Target, ask: ActivationAsk): Promise<Answer> {
  const { deps, speaker } = flow;
  const intent = `activate|${roleKey(target.role)}`;
  const outcome = await deps.requestActivation(target.role, ask, speaker.proofsFor(intent), speaker.by, flow.replaces);
  if (outcome.ok) return { kind: 'changed', requestId: outcome.value.requestId };
  const needs = outcome.refusal.code === 'POLICY_RULES_FAILED' ? proofsWanted(outcome.refusal.failures) : undefined;
  if (needs) return { kind: 'prove', intent, needs, says: activationWords(flow, target, ask) };
  const mendable = fieldProblems(outcome.refusal, speaker, deps);
  if (mendable) return askFor(withProblems(flow, mendable), target.eligible, target);
  if (outcome.refusal.code === 'NOT_CANCELABLE') return { kind: 'present', requestId: outcome.refusal.requestId };
  if (outcome.refusal.code === 'REQUEST_PENDING') return offerInPlace(flow, outcome.refusal.requestId, ask);
  return { kind: 'refused', text: refusalText(outcome.refusal, { timeZone: speaker.timeZone, now: deps.clock.now() }) };
}

/** Shows the request that waits already, and offers to ask on the new terms in its place. */
async function offerInPlace({ deps, wish }: Flow, id: RequestId, ask: ActivationAsk): Promise<Answer> {
  const open = await deps.store.read.requests.get(id);
  if (!open) return { kind: 'present', requestId: id };
  const { startDateTime: start, expiration } = ask.scheduleInfo;
  const said = keepSaid({ ...wish, start, expiration });
  return { kind: 'present', requestId: id, extras: { offer: { revision: open.revision, ask, said } } };
}

/** Says what will be asked for: `Activate Reader on Production for 2 h`. */
function activationWords({ deps, speaker }: Flow, target: Target, { scheduleInfo }: ActivationAsk): string {
  const say = sayAt({ timeZone: speaker.timeZone, now: deps.clock.now() });
  const { startDateTime, expiration } = scheduleInfo;
  const length = lengthWords(expiration, say);
  const from = startDateTime === undefined ? '' : ` from ${say(startDateTime)}`;
  return `Activate ${roleTitle(target.words)}${from} ${expiration.type === 'afterDuration' ? 'for ' : ''}${length}`;
}

/** What the policy wants and the wish does not say. Nothing is wrong yet, so nothing is called wrong. */
function missing({ justification, ticketNumber }: ActivationWish, rules: PolicyRules): ActivationWish['problems'] {
  const { enabledRules } = rules.Enablement_EndUser_Assignment;
  return {
    ...(enabledRules.includes('Justification') && !justification && { justification: '' }),
    ...(enabledRules.includes('Ticketing') && !ticketNumber && { ticketNumber: '' }),
  };
}

const fieldOf: Partial<Record<RuleFailure['rule'], FormField>> = {
  ExpirationRule: 'duration',
  JustificationRule: 'justification',
  TicketingRule: 'ticketNumber',
};

/** The refusals that a change in the form mends, by field; undefined where no field would help. */
function fieldProblems(
  refusal: Parameters<typeof refusalText>[0],
  { timeZone }: Speaker,
  { clock }: CommandDeps,
): ActivationWish['problems'] | undefined {
  const say = (each: ActivationRefusal) => refusalText(each, { timeZone, now: clock.now() });
  switch (refusal.code) {
    case 'DURATION_TOO_SHORT':
    case 'ENDS_BEFORE_START':
      return { duration: say(refusal) };
    case 'STARTS_AFTER_ELIGIBILITY':
      return { start: say(refusal) };
    case 'POLICY_RULES_FAILED': {
      // A proof is asked for last, once everything that is written is right.
      const written = refusal.failures.filter(({ rule }) => rule !== 'MfaRule' && rule !== 'AcrsRule');
      const fields = written.map((failure) => [fieldOf[failure.rule], failure] as const);
      if (fields.some(([field]) => field === undefined)) return undefined;
      return Object.fromEntries(
        fields.map(([field, failure]) => [field, say({ code: 'POLICY_RULES_FAILED', failures: [failure] })]),
      );
    }
    default:
      return undefined;
  }
}

/** Asks for what is missing or wrong in a wish; `role` and `target`: what it is for, where that is known. */
export async function askFor(
  { deps, wish, eligible, intent, reopen }: Flow,
  role?: RoleInWords,
  target?: Target,
): Promise<Answer> {
  if (eligible.length === 0) return explainUnknownRole(deps, undefined, eligible, { intent, wish });
  const policy = role && (await deps.store.read.policies.of(role.schedule.role));
  const scope = wish.values.scope ?? (target && isFurtherIn(target) ? placeOf(target) : undefined);
  const form = activateForm({
    roles: eligible.map((each) => ({ id: each.id, name: fullName(each) })),
    values: { ...wish.values, role: role?.id, scope, outcome: activationOutcome[intent] },
    problems: wish.problems,
    maximumDuration: policy?.rules.Expiration_EndUser_Assignment.maximumDuration,
    enabledRules: policy?.rules.Enablement_EndUser_Assignment.enabledRules ?? ['Justification'],
    asksScope: scope !== undefined || eligible.some(({ schedule }) => schedule.role.kind === 'azure'),
    reopen: reopen ?? askAction(intent, target?.role ?? role?.schedule.role, wish),
  });
  return { kind: 'form', form };
}
