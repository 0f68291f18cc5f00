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
import type { Answer, Command, CommandDeps, Speaker } from '../command.js';
import { type ChosenPrincipal, choosePrincipal } from '../words/choose-principal.js';
import { type ChosenRole, chooseAnyRole, chooseHeldRole } from '../words/choose-role.js';
import { doubtText } from '../words/doubt-text.js';
import { holdingsOf } from '../words/holdings.js';
import type { RoleInWords } from '../words/my-roles-in-words.js';
import { isThere, placeInReason } from '../words/place-in-reason.js';
import { toldApart } from '../words/principal-words.js';
import { endWords } from './admin-length.js';
import type { Order, Plan, Problems } from './admin-plan.js';
import { askProof, deedIntent, deedWords } from './admin-proof.js';
import { type AdminWish, adminWishFromFields, adminWishFromText } from './admin-wish.js';
import { reopening } from './assignment-offer.js';

type Chosen = { who: ChosenPrincipal; role: ChosenRole; held: readonly RoleInWords[] };

/** Does what was asked, or opens the form with what was understood where something is missing, wrong or not certain. */
export const administer = (deps: CommandDeps, speaker: Speaker, plan: Plan, wish: AdminWish): Promise<Answer> =>
  doOrAsk(deps, speaker, plan, wish, false);

/** Opens the form with what was understood, whether or not anything is missing: nothing is done before it is sent. */
export const openForm = (deps: CommandDeps, speaker: Speaker, plan: Plan, wish: AdminWish): Promise<Answer> =>
  doOrAsk(deps, speaker, plan, wish, true);

async function doOrAsk(
  deps: CommandDeps,
  speech: Speaker,
  plan: Plan,
  wish: AdminWish,
  onlyAsks: boolean,
): Promise<Answer> {
  const chosen = await choose(deps, speech, plan, wish);
  const order = orderOf(plan, wish, chosen);
  const problems = {
    ...(order && (await missing(deps, plan, order))),
    ...problemsOf(chosen),
    ...(await placeProblem(deps, wish, order)),
    ...wish.problems,
  };
  if (onlyAsks || !order || Object.keys(problems).length > 0) {
    const when = { timeZone: speech.timeZone, now: deps.clock.now() };
    // Nobody fills a form in for nothing.
    const isInVain = order !== undefined && !(await mayAsk(deps, speech, plan, order));
    if (isInVain) return { kind: 'refused', text: assignmentRefusalText(notPermitted, sayAt(when)) };
    return askFor(speech, plan, wish, chosen, problems);
  }
  const say = sayAt({ timeZone: speech.timeZone, now: deps.clock.now() }, true);
  const outcome = await plan.carryOut(deps, speech, order, say);
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
    ? askFor(speech, plan, wish, chosen, mendable)
    : { kind: 'refused', text: assignmentRefusalText(outcome.refusal, say) };
}

/** Asks for the role again where the reason names another place than it is meant at. */
async function placeProblem({ directory }: CommandDeps, wish: AdminWish, order: Order | undefined): Promise<Problems> {
  const place = await placeInReason(directory, wish.placeDoubts);
  if (!place || (order && isThere(place, order.role))) return {};
  return { role: doubtText(place.doubt) };
}

const notPermitted = { code: 'NOT_PERMITTED', permission: 'manage' } as const;

/** To ask for one's own needs no permission; to do something to somebody's role does. */
async function mayAsk(
  { directory, store, clock }: CommandDeps,
  { actor }: Speaker,
  { asksWhy }: Plan,
  { role }: Order,
): Promise<boolean> {
  return asksWhy === true || may({ directory, reads: store.read, now: clock.now() }, 'manage', role, actor);
}

/** How a command carries its plan out: what was typed, with these parts in this order, and its form. */
export const administering = (
  plan: Plan,
  clauses: Parameters<typeof adminWishFromText>[1],
  order: Parameters<typeof adminWishFromText>[2],
): Required<Pick<Command, 'clauses' | 'run' | 'propose' | 'submit'>> => ({
  clauses,
  async run(deps, speech) {
    const when = { timeZone: speech.timeZone, now: deps.clock.now() };
    return administer(deps, speech, plan, adminWishFromText(speech.rest, clauses, order, when));
  },
  async propose(deps, speech) {
    const when = { timeZone: speech.timeZone, now: deps.clock.now() };
    const wish = adminWishFromText(speech.rest, clauses, order, when);
    const chosen = await choose(deps, speech, plan, wish);
    const ordered = orderOf(plan, wish, chosen);
    return ordered && reopening(plan.command, wish, ordered.principal, ordered.role);
  },
  async submit(deps, speech, fields) {
    const when = { timeZone: speech.timeZone, now: deps.clock.now() };
    return administer(deps, speech, plan, adminWishFromFields(fields, when));
  },
});

async function choose(deps: CommandDeps, speech: Speaker, plan: Plan, wish: AdminWish): Promise<Chosen> {
  const who = await choosePrincipal(deps.directory, wish.who);
  if (plan.among === 'all') return { who, role: await chooseAnyRole(deps, wish), held: [] };
  if (!who.principal)
    return { who, role: { choices: [], ...(!wish.called && !wish.role && { problem: '' }) }, held: [] };
  const held = await holdingsOf(deps, speech, who.principal.id, plan.among);
  const ofLevel = wish.level ? held.filter(({ schedule }) => schedule.level === wish.level) : held;
  return { who, role: await chooseHeldRole(deps, wish, ofLevel), held };
}

const problemsOf = ({ who, role }: Chosen): Problems => ({
  ...(who.problem !== undefined && { who: who.problem }),
  ...(role.problem !== undefined && { role: role.problem }),
});

/** What they have of the chosen role. */
const ofRole = ({ role, held }: Pick<Chosen, 'role' | 'held'>): Schedule[] =>
  held.flatMap(({ schedule }) => (role.role && sameRole(schedule.role, role.role.role) ? schedule : []));

function orderOf(plan: Plan, wish: AdminWish, { who, role, held }: Chosen): Order | undefined {
  if (!who.principal || !role.role) return undefined;
  const has = ofRole({ role, held });
  const level = wish.level ?? (isEither(plan, has) ? undefined : (has[0]?.level ?? 'eligibility'));
  if (level === undefined) return undefined;
  const there = has.find((each) => each.level === level);
  return { principal: who.principal, role: role.role.role, named: role.role, level, there, wish };
}

/** They are eligible and assigned, so it has to be said which of the two is meant. */
const isEither = ({ among }: Plan, has: readonly Schedule[]) => among !== 'all' && has.length > 1;

/** What has to be said and is not. Nothing is wrong yet, so nothing is called wrong. */
async function missing(deps: CommandDeps, plan: Plan, { role, level, wish }: Order): Promise<Problems> {
  const { rules } = await deps.store.read.policies.of(role);
  const { enabledRules } =
    level === 'eligibility' ? rules.Enablement_Admin_Eligibility : rules.Enablement_Admin_Assignment;
  const asks = (field: AssignmentField) => plan.fields.includes(field);
  const wantsReason = plan.asksWhy || enabledRules.includes('Justification');
  const isTimed = wish.expiration !== undefined || (plan.command === 'update' && wish.start !== undefined);
  return {
    ...(wantsReason && !wish.justification && { justification: '' }),
    ...(asks('ticketNumber') && enabledRules.includes('Ticketing') && !wish.ticketNumber && { ticketNumber: '' }),
    ...(asks('length') && !isTimed && { length: '' }),
  };
}

/** The refusals that a change in the form mends, by field; undefined where no field would help. */
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

function askFor(speech: Speaker, plan: Plan, wish: AdminWish, chosen: Chosen, problems: Problems): Answer {
  const { command, title, submit, isDestructive, fields } = plan;
  const has = ofRole(chosen);
  const which = isEither(plan, has) && !wish.level;
  const level = wish.level ?? (which ? undefined : (has[0]?.level ?? 'eligibility'));
  const values: AssignmentValues = { ...wish.values, ...understood(chosen), level };
  const current = has.find(({ level }) => level === values.level);
  if (command === 'update') values.length ??= current && endWords(current, speech.timeZone);
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
    reopen: reopening(command, { ...wish, problems }, chosen.who.principal, chosen.role.role?.role),
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
