import { activateForm } from '../../cards/activate-form.js';
import { refusalText } from '../../cards/refusal-text.js';
import { suggestionCard } from '../../cards/suggestion-card.js';
import type { ActivationAsk } from '../../domain/policy/decide-activation.js';
import type { PolicyRules } from '../../domain/policy/policy.js';
import type { ActivationRefusal, RuleFailure } from '../../domain/refusal.js';
import {
  type ActivationWish,
  activationClauses,
  type FormField,
  wishFromFields,
  wishFromText,
} from './activation-wish.js';
import type { Answer, Command, CommandDeps, Speech } from './command.js';
import { findRole } from './find-role.js';
import { fullName, myRolesInWords, type RoleInWords } from './my-roles-in-words.js';
import { explainUnknownRole } from './unknown-role.js';

/** Chat proves nothing of a person beyond who they are; the portal's sign-in brings the proofs. */
const proofs = { multiFactor: false, authenticationContexts: [] };

/** `activate`: borrow a role one is eligible for. */
export const activate: Command = {
  name: 'activate',
  aliases: [
    ...['request', 'borrow', 'i need', 'i want', 'give me', 'make me', 'elevate to', 'elevate me to'],
    ...['can i have', 'could i have', 'may i have'],
  ],
  clauses: activationClauses,
  synopsis: 'activate <role> [on <scope>] [for <duration>] [at <time>] [because <reason>] [ticket <number>]',
  summary: 'Activate a role you are eligible for; whatever is missing is asked for.',
  examples: [
    'activate Security Reader for 2h because INC-42',
    'activate Reader on Production for 90 min at 17:30 because quarterly review',
  ],
  async run(deps, speech) {
    return fulfil(deps, speech, wishFromText(speech.rest, { timeZone: speech.timeZone, now: deps.clock.now() }));
  },
  async submit(deps, speech, fields) {
    return fulfil(deps, speech, wishFromFields(fields, { timeZone: speech.timeZone, now: deps.clock.now() }));
  },
};

async function fulfil(deps: CommandDeps, speech: Speech, wish: ActivationWish): Promise<Answer> {
  const { eligible, active } = await myRolesInWords(deps, speech);
  if (!wish.role) return askFor(deps, speech, wish, eligible, undefined);
  if ('id' in wish.role) {
    const { id } = wish.role;
    const chosen = [...eligible, ...active].find((role) => role.id === id);
    return chosen ? proceed(deps, speech, wish, eligible, chosen) : askFor(deps, speech, wish, eligible, undefined);
  }
  const { called, scope } = wish.role;
  const found = findRole(eligible, called, scope);
  if (found.kind === 'found') return proceed(deps, speech, wish, eligible, found.role);
  if (found.kind === 'offer') {
    const offers = found.roles.map((role) => ({
      title: fullName(role),
      text: retyped(speech.rest, called, scope, role),
    }));
    return { kind: 'card', card: suggestionCard({ asked: called, why: found.why, offers }) };
  }
  const held = findRole(active, called, scope);
  if (held.kind === 'found') return proceed(deps, speech, wish, eligible, held.role);
  return explainUnknownRole(deps, called, eligible);
}

/** The command as it would have been typed with the whole name of the role. */
function retyped(rest: string, called: string, scope: string | undefined, role: RoleInWords): string {
  const named = rest.replace(called, () => `"${role.roleName}"`);
  if (role.scopeName === undefined) return `activate ${named}`;
  const place = `"${role.scopeName}"`;
  return scope === undefined
    ? `activate ${named.replace(`"${role.roleName}"`, (name) => `${name} on ${place}`)}`
    : `activate ${named.replace(scope, () => place)}`;
}

async function proceed(
  deps: CommandDeps,
  speech: Speech,
  wish: ActivationWish,
  eligible: readonly RoleInWords[],
  role: RoleInWords,
): Promise<Answer> {
  const { rules } = await deps.store.read.policies.of(role.schedule.role);
  const problems = { ...wish.problems, ...missing(wish, rules) };
  if (!wish.expiration || Object.keys(problems).length > 0) {
    return askFor(deps, speech, { ...wish, problems }, eligible, role);
  }
  const ask: ActivationAsk = {
    justification: wish.justification,
    ticketInfo: { ticketNumber: wish.ticketNumber, ticketSystem: wish.ticketSystem },
    scheduleInfo: { startDateTime: wish.start, expiration: wish.expiration },
  };
  const outcome = await deps.requestActivation(role.schedule.role, ask, proofs, speech.by);
  if (outcome.ok) return { kind: 'changed', requestId: outcome.value.requestId };
  const mendable = fieldProblems(outcome.refusal, speech, deps);
  if (mendable) return askFor(deps, speech, { ...wish, problems: mendable }, eligible, role);
  if (outcome.refusal.code === 'REQUEST_PENDING') return { kind: 'present', requestId: outcome.refusal.requestId };
  return { kind: 'refused', text: refusalText(outcome.refusal, { timeZone: speech.timeZone, now: deps.clock.now() }) };
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
  { timeZone }: Speech,
  { clock }: CommandDeps,
): ActivationWish['problems'] | undefined {
  const say = (each: ActivationRefusal) => refusalText(each, { timeZone, now: clock.now() });
  switch (refusal.code) {
    case 'DURATION_TOO_SHORT':
    case 'ENDS_BEFORE_START':
      return { duration: say(refusal) };
    case 'START_IN_PAST':
    case 'STARTS_AFTER_ELIGIBILITY':
      return { start: say(refusal) };
    case 'POLICY_RULES_FAILED': {
      const fields = refusal.failures.map((failure) => [fieldOf[failure.rule], failure] as const);
      if (fields.some(([field]) => field === undefined)) return undefined;
      return Object.fromEntries(
        fields.map(([field, failure]) => [field, say({ code: 'POLICY_RULES_FAILED', failures: [failure] })]),
      );
    }
    default:
      return undefined;
  }
}

async function askFor(
  deps: CommandDeps,
  { text }: Speech,
  wish: ActivationWish,
  eligible: readonly RoleInWords[],
  role: RoleInWords | undefined,
): Promise<Answer> {
  if (eligible.length === 0) return explainUnknownRole(deps, undefined, eligible);
  const policy = role && (await deps.store.read.policies.of(role.schedule.role));
  const form = activateForm({
    roles: eligible.map((each) => ({ id: each.id, name: fullName(each) })),
    values: { ...wish.values, role: role?.id },
    problems: wish.problems,
    maximumDuration: policy?.rules.Expiration_EndUser_Assignment.maximumDuration,
    enabledRules: policy?.rules.Enablement_EndUser_Assignment.enabledRules ?? ['Justification'],
    reopen: text || 'activate',
  });
  return { kind: 'form', form };
}
