import type { Action } from '../../../cards/actions.js';
import { activateForm, activationOutcome } from '../../../cards/activation/activate-form.js';
import { refusalText } from '../../../cards/refusal-text.js';
import { lengthWords, roleTitle, sayAt } from '../../../cards/request/request-words.js';
import type { ActivationAsk } from '../../../domain/assignment/decide-activation.js';
import type { RequestId } from '../../../domain/ids.js';
import type { PolicyRules } from '../../../domain/policy/policy.js';
import { requiredProofs } from '../../../domain/proof/proofs.js';
import type { ActivationRefusal, RuleFailure } from '../../../domain/refusal.js';
import { roleKey } from '../../../domain/role/role.js';
import type { Replaced } from '../../../domain/usecases/approval/replace-request.js';
import { fullName, myRolesInWords, type RoleInWords } from '../../views/my-roles-in-words.js';
import type { Answer, Caller, CommandDeps, Fields } from '../command.js';
import { doubtText, unplacedText } from '../words/doubt-text.js';
import { isFurtherIn, placeOf, type Target } from '../words/find-child-scope.js';
import { keepTerms } from '../words/keep-terms.js';
import { isThere, type PlaceInReason, placeInReason } from '../words/place-in-reason.js';
import { explainUnknownRole } from '../words/unknown-role.js';
import type { ActivationArguments, FormField } from './activation-arguments.js';
import { askAction, type Intent, offerAction } from './activation-offer.js';
import { findTarget } from './activation-target.js';
import { startMeant } from './follow-on.js';
import { tellOutcome } from './tell-outcome.js';

/** What sending the form was chosen to come to. */
export const intentOf = ({ outcome }: Fields): Intent =>
  outcome === activationOutcome.preview ? 'preview' : 'activate';

/** One command's arguments on their way: whose, for what, and what may be chosen in its form. */
type Flow = {
  deps: CommandDeps;
  caller: Caller;
  args: ActivationArguments;
  eligible: readonly RoleInWords[];
  intent: Intent;
  /** The request that this one takes the place of. */
  replaces?: Replaced | undefined;
  /** What shows its form again, where that is more than what was typed. */
  reopen?: Action | undefined;
};

/** Carries out the arguments for a role, or says what that would come to; asks for what is missing or wrong. */
export async function fulfil(
  deps: CommandDeps,
  caller: Caller,
  args: ActivationArguments,
  intent: Intent,
): Promise<Answer> {
  const roles = await myRolesInWords(deps, caller);
  const flow: Flow = { deps, caller, args, eligible: roles.eligible, intent };
  const place = await placeInReason(deps.directory, args.placeDoubts);
  const asking = place ? withPlace(flow, place) : flow;
  const found = await findTarget(deps, asking.args, roles, intent);
  if (found.kind === 'answer') return found.answer;
  if (found.kind === 'target') return proceed(place && isThere(place, found.target.role) ? flow : asking, found.target);
  const { eligible, problem, unplaced } = found;
  const problems = {
    ...(problem !== undefined && { scope: problem }),
    ...(unplaced !== undefined && { role: unplacedText(unplaced) }),
  };
  return askFor(withProblems(asking, problems), eligible);
}

/**
 * Shows the form filled in where the arguments name a role for certain, and does nothing; undefined where they do not.
 */
export async function showFilledIn(
  deps: CommandDeps,
  caller: Caller,
  args: ActivationArguments,
): Promise<Answer | undefined> {
  if (!args.role) return undefined;
  const roles = await myRolesInWords(deps, caller);
  const found = await findTarget(deps, args, roles, 'activate');
  if (found.kind !== 'target') return undefined;
  return askFor(
    { deps, caller, args, eligible: roles.eligible, intent: 'activate' },
    found.target.eligible,
    found.target,
  );
}

/** Fills in the place that the reason names, and asks whether it is meant. */
function withPlace(flow: Flow, { doubt, called }: PlaceInReason): Flow {
  const asksScope = flow.eligible.some(({ schedule }) => schedule.role.kind === 'azure');
  const asked = withProblems(flow, { [asksScope ? 'scope' : 'role']: doubtText(doubt) });
  return { ...asked, args: { ...asked.args, values: { ...asked.args.values, scope: called } } };
}

/** What carries out arguments that are about one role for certain, once it is pressed; or asks what they leave open. */
export async function proposal(
  deps: CommandDeps,
  caller: Caller,
  args: ActivationArguments,
  intent: Intent,
): Promise<Action | undefined> {
  const roles = await myRolesInWords(deps, caller);
  const flow: Flow = { deps, caller, args, eligible: roles.eligible, intent };
  const place = await placeInReason(deps.directory, args.placeDoubts);
  const asking = place ? withPlace(flow, place) : flow;
  const found = await findTarget(deps, asking.args, roles, intent);
  if (found.kind !== 'target') return undefined;
  const { role } = found.target;
  return offerAction(intent, role, place && isThere(place, role) ? args : asking.args);
}

const withProblems = (flow: Flow, problems: ActivationArguments['problems']): Flow => ({
  ...flow,
  args: { ...flow.args, problems: { ...flow.args.problems, ...problems } },
});

/**
 * Carries out the arguments for what is certain, or says what that would come to; asks for what is missing or wrong in
 * them.
 */
export async function proceed(flow: Flow, target: Target): Promise<Answer> {
  const { deps, args, intent } = flow;
  // Where the eligibility stands: its settings govern at every scope within.
  const { rules } = await deps.store.read.policies.of(target.eligible.schedule.role);
  // What asking would come to is told of any arguments; what asking needs is asked for.
  const problems = { ...args.problems, ...(intent === 'activate' && missing(args, rules)) };
  if (!args.expiration || Object.keys(problems).length > 0) {
    return askFor(withProblems(flow, problems), target.eligible, target);
  }
  const ask: ActivationAsk = {
    justification: args.justification,
    ticketInfo: { ticketNumber: args.ticketNumber, ticketSystem: args.ticketSystem },
    scheduleInfo: {
      startDateTime: await startMeant(deps, flow.caller.actor, target.role, args.start),
      expiration: args.expiration,
    },
  };
  return intent === 'preview' ? tellOutcome(flow, target, ask) : request(flow, target, ask);
}

async function request(flow: Flow, target: Target, ask: ActivationAsk): Promise<Answer> {
  const { deps, caller } = flow;
  const intent = `activate|${roleKey(target.role)}`;
  const outcome = await deps.requestActivation(target.role, ask, caller.proofsFor(intent), caller.by, flow.replaces);
  if (outcome.ok) return { kind: 'changed', requestId: outcome.value.requestId };
  const needs = outcome.refusal.code === 'POLICY_RULES_FAILED' ? requiredProofs(outcome.refusal.failures) : undefined;
  if (needs) return { kind: 'prove', intent, needs, says: activationWords(flow, target, ask) };
  const mendable = fieldProblems(outcome.refusal, caller, deps);
  if (mendable) return askFor(withProblems(flow, mendable), target.eligible, target);
  if (outcome.refusal.code === 'NOT_CANCELABLE') return { kind: 'present', requestId: outcome.refusal.requestId };
  if (outcome.refusal.code === 'REQUEST_PENDING') return offerInPlace(flow, outcome.refusal.requestId, ask);
  return { kind: 'refused', text: refusalText(outcome.refusal, { timeZone: caller.timeZone, now: deps.clock.now() }) };
}

/** Shows the request that waits already, and offers to ask on the new terms in its place. */
async function offerInPlace({ deps, args }: Flow, id: RequestId, ask: ActivationAsk): Promise<Answer> {
  const open = await deps.store.read.requests.get(id);
  if (!open) return { kind: 'present', requestId: id };
  const { startDateTime: start, expiration } = ask.scheduleInfo;
  const said = keepTerms({ ...args, start, expiration });
  return { kind: 'present', requestId: id, extras: { offer: { revision: open.revision, ask, said } } };
}

/** Says what will be asked for: `Activate Reader on Production for 2 h`. */
function activationWords({ deps, caller }: Flow, target: Target, { scheduleInfo }: ActivationAsk): string {
  const say = sayAt({ timeZone: caller.timeZone, now: deps.clock.now() });
  const { startDateTime, expiration } = scheduleInfo;
  const length = lengthWords(expiration, say);
  const from = startDateTime === undefined ? '' : ` from ${say(startDateTime)}`;
  return `Activate ${roleTitle(target.words)}${from} ${expiration.type === 'afterDuration' ? 'for ' : ''}${length}`;
}

/** What the policy wants and the arguments do not say. Nothing is wrong yet, so nothing is called wrong. */
function missing(
  { justification, ticketNumber }: ActivationArguments,
  rules: PolicyRules,
): ActivationArguments['problems'] {
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

/** The refusals that a change in the form fixes, by field; undefined where no field would help. */
function fieldProblems(
  refusal: Parameters<typeof refusalText>[0],
  { timeZone }: Caller,
  { clock }: CommandDeps,
): ActivationArguments['problems'] | undefined {
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

/** Asks for what is missing or wrong in the arguments; `role` and `target`: what they are for, where that is known. */
export async function askFor(
  { deps, args, eligible, intent, reopen }: Flow,
  role?: RoleInWords,
  target?: Target,
): Promise<Answer> {
  if (eligible.length === 0) return explainUnknownRole(deps, undefined, eligible, { intent, args });
  const policy = role && (await deps.store.read.policies.of(role.schedule.role));
  const scope = args.values.scope ?? (target && isFurtherIn(target) ? placeOf(target) : undefined);
  const form = activateForm({
    roles: eligible.map((each) => ({ id: each.id, name: fullName(each) })),
    values: { ...args.values, role: role?.id, scope, outcome: activationOutcome[intent] },
    problems: args.problems,
    maximumDuration: policy?.rules.Expiration_EndUser_Assignment.maximumDuration,
    enabledRules: policy?.rules.Enablement_EndUser_Assignment.enabledRules ?? ['Justification'],
    asksScope: scope !== undefined || eligible.some(({ schedule }) => schedule.role.kind === 'azure'),
    reopen: reopen ?? askAction(intent, target?.role ?? role?.schedule.role, args),
  });
  return { kind: 'form', form };
}
