import {
  type AssignmentField,
  type AssignmentValues,
  assignmentForm,
} from '../../../cards/assignment/assignment-form.js';
import {
  type AdministrationRefusal,
  assignmentRefusalText,
} from '../../../cards/assignment/assignment-refusal-text.js';
import { type Say, sayAt } from '../../../cards/request/request-words.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { sameRole } from '../../../domain/role/role.js';
import { may } from '../../../domain/usecases/common/authority.js';
import type { RoleInWords } from '../../views/my-roles-in-words.js';
import type { Answer, Caller, Command, CommandDeps } from '../command.js';
import { type ChosenPrincipal, choosePrincipal } from '../words/choose-principal.js';
import { type ChosenRole, chooseAnyRole, chooseHeldRole } from '../words/choose-role.js';
import { doubtText } from '../words/doubt-text.js';
import { holdingsOf } from '../words/holdings.js';
import { isThere, placeInReason } from '../words/place-in-reason.js';
import { toldApart } from '../words/principal-words.js';
import { type AdminArguments, adminArgumentsFromFields, adminArgumentsFromText } from './admin-arguments.js';
import { endWords } from './admin-length.js';
import type { Order, Plan, Problems } from './admin-plan.js';
import { askProof, deedIntent, deedWords } from './admin-proof.js';
import { reopening } from './assignment-offer.js';

type Chosen = { who: ChosenPrincipal; role: ChosenRole; held: readonly RoleInWords[] };

/** Does what was asked, or opens the form with what was understood where something is missing, wrong or not certain. */
export const administer = (deps: CommandDeps, caller: Caller, plan: Plan, args: AdminArguments): Promise<Answer> =>
  doOrAsk(deps, caller, plan, args, false);

/** Opens the form with what was understood, whether or not anything is missing: nothing is done before it is sent. */
export const openForm = (deps: CommandDeps, caller: Caller, plan: Plan, args: AdminArguments): Promise<Answer> =>
  doOrAsk(deps, caller, plan, args, true);

async function doOrAsk(
  deps: CommandDeps,
  context: Caller,
  plan: Plan,
  args: AdminArguments,
  onlyAsks: boolean,
): Promise<Answer> {
  const chosen = await choose(deps, context, plan, args);
  const order = orderOf(plan, args, chosen);
  const problems = {
    ...(order && (await missing(deps, plan, order))),
    ...problemsOf(chosen),
    ...(await placeProblem(deps, args, order)),
    ...args.problems,
  };
  if (onlyAsks || !order || Object.keys(problems).length > 0) {
    const when = { timeZone: context.timeZone, now: deps.clock.now() };
    // Nobody fills a form in for nothing.
    const isInVain = order !== undefined && !(await mayAsk(deps, context, plan, order));
    if (isInVain) return { kind: 'refused', text: assignmentRefusalText(notPermitted, sayAt(when)) };
    return askFor(context, plan, args, chosen, problems);
  }
  const say = sayAt({ timeZone: context.timeZone, now: deps.clock.now() }, true);
  const outcome = await plan.carryOut(deps, context, order, say);
  if (outcome.ok) return { kind: 'changed', ...outcome.value };
  const { command } = plan;
  const prove = askProof(
    outcome.refusal,
    deedIntent(command, order),
    deedWords(command, await toldApart(deps.directory, order)),
  );
  if (prove) return prove;
  if (outcome.refusal.code === 'REQUEST_PENDING') return { kind: 'present', requestId: outcome.refusal.requestId };
  const mendable = fieldProblems(outcome.refusal, plan, say);
  return mendable
    ? askFor(context, plan, args, chosen, mendable)
    : { kind: 'refused', text: assignmentRefusalText(outcome.refusal, say) };
}

/** Asks for the role again where the reason names another place than it is meant at. */
async function placeProblem(
  { directory }: CommandDeps,
  args: AdminArguments,
  order: Order | undefined,
): Promise<Problems> {
  const place = await placeInReason(directory, args.placeDoubts);
  if (!place || (order && isThere(place, order.role))) return {};
  return { role: doubtText(place.doubt) };
}

const notPermitted = { code: 'NOT_PERMITTED', permission: 'manage' } as const;

/** To ask for one's own needs no permission; to do something to somebody's role does. */
async function mayAsk(
  { directory, store, clock }: CommandDeps,
  { actor }: Caller,
  { asksWhy }: Plan,
  { role }: Order,
): Promise<boolean> {
  return asksWhy === true || may({ directory, reads: store.read, now: clock.now() }, 'manage', role, actor);
}

/** How a command carries its plan out: what was typed, with these parts in this order, and its form. */
export const administering = (
  plan: Plan,
  clauses: Parameters<typeof adminArgumentsFromText>[1],
  order: Parameters<typeof adminArgumentsFromText>[2],
): Required<Pick<Command, 'clauses' | 'run' | 'propose' | 'submit'>> => ({
  clauses,
  async run(deps, context) {
    const when = { timeZone: context.timeZone, now: deps.clock.now() };
    return administer(deps, context, plan, adminArgumentsFromText(context.rest, clauses, order, when));
  },
  async propose(deps, context) {
    const when = { timeZone: context.timeZone, now: deps.clock.now() };
    const args = adminArgumentsFromText(context.rest, clauses, order, when);
    const chosen = await choose(deps, context, plan, args);
    const ordered = orderOf(plan, args, chosen);
    return ordered && reopening(plan.command, args, ordered.principal, ordered.role);
  },
  async submit(deps, context, fields) {
    const when = { timeZone: context.timeZone, now: deps.clock.now() };
    return administer(deps, context, plan, adminArgumentsFromFields(fields, when));
  },
});

async function choose(deps: CommandDeps, context: Caller, plan: Plan, args: AdminArguments): Promise<Chosen> {
  const who = await choosePrincipal(deps.directory, args.who);
  if (plan.among === 'all') return { who, role: await chooseAnyRole(deps, args), held: [] };
  if (!who.principal)
    return { who, role: { choices: [], ...(!args.called && !args.role && { problem: '' }) }, held: [] };
  const held = await holdingsOf(deps, context, who.principal.id, plan.among);
  const ofLevel = args.level ? held.filter(({ schedule }) => schedule.level === args.level) : held;
  return { who, role: await chooseHeldRole(deps, args, ofLevel), held };
}

const problemsOf = ({ who, role }: Chosen): Problems => ({
  ...(who.problem !== undefined && { who: who.problem }),
  ...(role.problem !== undefined && { role: role.problem }),
});

/** What they have of the chosen role. */
const ofRole = ({ role, held }: Pick<Chosen, 'role' | 'held'>): Schedule[] =>
  held.flatMap(({ schedule }) => (role.role && sameRole(schedule.role, role.role.role) ? schedule : []));

function orderOf(plan: Plan, args: AdminArguments, { who, role, held }: Chosen): Order | undefined {
  if (!who.principal || !role.role) return undefined;
  const has = ofRole({ role, held });
  const level = args.level ?? (isEither(plan, has) ? undefined : (has[0]?.level ?? 'eligibility'));
  if (level === undefined) return undefined;
  const there = has.find((each) => each.level === level);
  return { principal: who.principal, role: role.role.role, named: role.role, level, there, args };
}

/** They are eligible and assigned, so it has to be said which of the two is meant. */
const isEither = ({ among }: Plan, has: readonly Schedule[]) => among !== 'all' && has.length > 1;

/** What has to be said and is not. Nothing is wrong yet, so nothing is called wrong. */
async function missing(deps: CommandDeps, plan: Plan, { role, level, args }: Order): Promise<Problems> {
  const { rules } = await deps.store.read.policies.of(role);
  const { enabledRules } =
    level === 'eligibility' ? rules.Enablement_Admin_Eligibility : rules.Enablement_Admin_Assignment;
  const asks = (field: AssignmentField) => plan.fields.includes(field);
  const wantsReason = plan.asksWhy || enabledRules.includes('Justification');
  const isTimed = args.expiration !== undefined || (plan.command === 'update' && args.start !== undefined);
  return {
    ...(wantsReason && !args.justification && { justification: '' }),
    ...(asks('ticketNumber') && enabledRules.includes('Ticketing') && !args.ticketNumber && { ticketNumber: '' }),
    ...(asks('length') && !isTimed && { length: '' }),
  };
}

/** The refusals that a change in the form fixes, by field; undefined where no field would help. */
function fieldProblems(refusal: AdministrationRefusal, plan: Plan, say: Say): Problems | undefined {
  const text = assignmentRefusalText(refusal, say);
  switch (refusal.code) {
    case 'DURATION_TOO_SHORT':
    case 'ENDS_BEFORE_START':
    case 'NOT_LATER':
      return { length: text };
    case 'ALREADY_BEGUN':
      return { start: text };
    case 'POLICY_RULES_FAILED':
      return plan.fields.includes('length') && refusal.failures.every(({ rule }) => rule === 'ExpirationRule')
        ? { length: text }
        : undefined;
    default:
      return undefined;
  }
}

function askFor(context: Caller, plan: Plan, args: AdminArguments, chosen: Chosen, problems: Problems): Answer {
  const { command, title, submit, isDestructive, fields } = plan;
  const has = ofRole(chosen);
  const which = isEither(plan, has) && !args.level;
  const level = args.level ?? (which ? undefined : (has[0]?.level ?? 'eligibility'));
  const values: AssignmentValues = { ...args.values, ...understood(chosen), level };
  const current = has.find(({ level }) => level === values.level);
  if (command === 'update') values.length ??= current && endWords(current, context.timeZone);
  const form = assignmentForm({
    command,
    title,
    submit,
    isDestructive,
    fields,
    required: ['role', 'who', 'level', 'length', 'justification'],
    values,
    choices: { who: chosen.who.choices, role: chosen.role.choices, level: levelsAmong(plan, has) },
    problems: { ...problems, ...(which && { level: 'They are eligible and assigned. Choose which one you mean.' }) },
    reopen: reopening(command, { ...args, problems }, chosen.who.principal, chosen.role.role?.role),
  });
  return { kind: 'form', form };
}

/** What was found for certain, as it is found again. */
const understood = ({ who, role }: Chosen) => ({
  ...(who.principal && { who: who.choices[0]?.value }),
  ...(role.role && { role: role.choices[0]?.value }),
});

const LEVELS = [
  { title: 'Eligible: may activate it', value: 'eligibility' },
  { title: 'Active: holds it', value: 'assignment' },
];

const levelsAmong = ({ among }: Plan, has: readonly Schedule[]) =>
  among === 'all' || has.length === 0 ? LEVELS : LEVELS.filter(({ value }) => has.some(({ level }) => level === value));
