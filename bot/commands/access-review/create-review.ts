import { accessReviewPage } from '../../../cards/access-review/access-review-card.js';
import { accessReviewFaultText } from '../../../cards/access-review/access-review-refusal-text.js';
import { type CreateReviewQuestions, createReviewForm } from '../../../cards/access-review/create-review-form.js';
import { tickedIn } from '../../../cards/card.js';
import { refusalText } from '../../../cards/refusal-text.js';
import { defaultReviewSettings, type Recurrence, type Reviewers } from '../../../domain/access-review/access-review.js';
import type { AccessReviewFault } from '../../../domain/access-review/access-review-refusal.js';
import { usualInstance } from '../../../domain/access-review/recurrence.js';
import { ok } from '../../../domain/result.js';
import type { Instant } from '../../../domain/time.js';
import type { ReviewInput } from '../../../domain/usecases/access-review/set-up-review.js';
import { may } from '../../../domain/usecases/common/authority.js';
import { readClauses } from '../../language/read-clauses.js';
import { fullName } from '../../views/my-roles-in-words.js';
import type { Answer, Command, CommandContext, CommandDeps, Fields } from '../command.js';
import { chooseAnyRole } from '../words/choose-role.js';
import type { NamedRole } from '../words/find-any-role.js';
import { resolveReviewers } from '../words/resolve-reviewers.js';
import { roleOfValue } from '../words/role-value.js';
import { findManagedReview } from './find-review.js';
import { type ReadReview, type ReviewArguments, type ReviewField, readReviewPhrases } from './review-phrases.js';

/** `create review`: set up an access review of a role one manages. */
export const createReview: Command = {
  name: 'create review',
  aliases: ['create access review', 'new review', 'start review', 'set up review'],
  clauses: [],
  synopsis: 'create review of <role> [on <scope>] by <who> [, every <time>] [, for <days>] [, <setting> …]',
  summary: 'Set up an access review of a role you manage: who decides, how often, and what becomes of it.',
  examples: [
    'create review of Security Reader by Bruno and Carla, every month, for 14 days, no answer removes',
    'create review of Reader on Production by managers or Emeka, quarterly, reminders, recommendations, auto apply',
    'create review of member of Production Data Readers by themselves, eligible only, for 7 days, reason',
  ],
  async run(deps, context) {
    const { role, phrases } = split(context.rest.replace(/^(?:of|for)\s+/i, ''));
    return setUp(deps, context, role, readReviewPhrases(phrases, whenOf(deps, context)));
  },
  async submit(deps, context, fields) {
    return setUp(deps, context, fields.role?.trim() ?? '', readReviewPhrases(phrasesOf(fields), whenOf(deps, context)));
  },
};

/** Where the role ends: at a colon, or before who decides. */
function split(text: string): { role: string; phrases: string } {
  const [, before, after = ''] =
    /^((?:"[^"]*"|[^":])*?)(?::|,|\s(?=(?:(?:reviewed|decided) )?by\s))(.*)$/is.exec(text) ?? [];
  return before === undefined ? { role: text.trim(), phrases: '' } : { role: before.trim(), phrases: after.trim() };
}

/** A filled-in form as it would be typed. */
const phrasesOf = ({ what, reviewers, every, days, silence, switches, more }: Fields): string =>
  [
    reviewers?.trim() && `by ${reviewers.trim().replace(/^by /i, '')}`,
    what,
    every,
    days?.trim() && `for ${days.trim().replace(/^for /i, '')}`,
    silence && `no answer ${silence}`,
    ...tickedIn(switches),
    more,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('; ');

async function setUp(deps: CommandDeps, context: CommandContext, called: string, read: ReadReview): Promise<Answer> {
  const chosen = roleOfValue(called);
  const { subject, scope } = chosen ? {} : readClauses(called, ['scope'], whenOf(deps, context));
  const role = await chooseAnyRole(deps, { role: chosen, called: subject, scope });
  const reviewers = await reviewersFor(deps, context, role.role, read.args.reviewers);
  const isOnceWithEnd = read.args.range !== undefined && (read.args.pattern ?? 'once') === 'once';
  const problems: CreateReviewQuestions['problems'] = {
    ...read.problems,
    ...(isOnceWithEnd && { every: 'An end is of what comes again. Say how often, like “every month”.' }),
    ...(role.role ? {} : { role: role.problem ?? '' }),
    ...(reviewers.ok ? {} : { reviewers: reviewers.refusal }),
  };
  const roles = role.choices.length > 1 || chosen ? role.choices : [];
  const again = { roles, values: valuesOf(called, read) };
  if (!role.role || !reviewers.ok || Object.keys(problems).length > 0) return ask({ ...again, problems });
  return create(deps, context, argumentsOf(role.role, reviewers.value, read.args, deps.clock.now()), again);
}

/** Who may not review this role has nobody looked up: it is refused as it is set up, in the audit log. */
async function reviewersFor(
  { directory, store, clock }: CommandDeps,
  { actor }: CommandContext,
  named: NamedRole | undefined,
  said: string | undefined,
): ReturnType<typeof resolveReviewers> {
  const isAllowed =
    !named || (await may({ directory, reads: store.read, now: clock.now() }, 'manage', named.role, actor));
  return isAllowed ? resolveReviewers(directory, said) : ok({ type: 'selected', userIds: [] });
}

/** What is just missing has nothing wrong with it: that it is asked for says enough. */
function ask({ problems, ...questions }: CreateReviewQuestions): Answer {
  const said = Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== ''));
  return { kind: 'form', form: createReviewForm({ ...questions, problems: said }) };
}

async function create(
  deps: CommandDeps,
  context: CommandContext,
  args: ReviewInput,
  again: Omit<CreateReviewQuestions, 'problems'>,
): Promise<Answer> {
  const outcome = await deps.createReview(args, context.by);
  if (outcome.ok) {
    const begins = args.startDateTime === undefined ? 'begins now' : 'is planned';
    return {
      kind: 'done',
      said: `The review “${args.displayName}” ${begins}. Whoever decides is told when it begins.`,
      page: accessReviewPage(outcome.value.reviewId),
    };
  }
  if (outcome.refusal.code !== 'ACCESS_REVIEW_TERMS') {
    return { kind: 'refused', text: refusalText(outcome.refusal, whenOf(deps, context)) };
  }
  return ask({ ...again, problems: problemsOf(outcome.refusal.faults) });
}

const fieldOf: Partial<Record<AccessReviewFault['kind'], ReviewField>> = {
  'no-reviewers': 'reviewers',
  'no-fallback': 'reviewers',
  'reviewer-unable': 'reviewers',
  'too-many-reviewers': 'reviewers',
  'of-applications': 'what',
  length: 'days',
};

const problemsOf = (faults: readonly AccessReviewFault[]): CreateReviewQuestions['problems'] =>
  Object.fromEntries(faults.map((fault) => [fieldOf[fault.kind] ?? 'more', accessReviewFaultText(fault)]));

const valuesOf = (role: string, { raw, args }: ReadReview): CreateReviewQuestions['values'] => ({
  role,
  what: args.principals === 'servicePrincipals' ? 'applications' : args.assignmentType,
  reviewers: raw.reviewers?.join(', '),
  every: raw.every?.at(-1)?.toLowerCase(),
  days: raw.days?.at(-1),
  silence: raw.silence?.at(-1)?.toLowerCase(),
  switches: raw.switches?.map((each) => each.toLowerCase().replace(/ on$/, '')).join(','),
  more: raw.more?.join(', '),
});

function argumentsOf(
  { role, words }: NamedRole,
  reviewers: Reviewers,
  said: ReviewArguments,
  now: Instant,
): ReviewInput {
  const pattern = said.pattern === 'once' ? undefined : said.pattern;
  const recurrence: Recurrence | undefined = pattern && { pattern, range: said.range ?? { type: 'noEnd' } };
  const principals = said.principals ?? 'users';
  // Applications are never eligible: to review all of theirs is to review what they have.
  const assignmentType = said.assignmentType ?? (principals === 'users' ? 'all' : 'active');
  return {
    displayName: said.displayName ?? `Review of ${fullName(words)}`.slice(0, 100),
    scope: {
      role,
      principals,
      assignmentType,
      ...(said.inactiveFor !== undefined && { inactiveFor: said.inactiveFor }),
    },
    reviewers,
    settings: {
      ...defaultReviewSettings,
      instanceDurationInDays: said.days ?? usualInstance(said.start ?? now, pattern),
      ...settingsSaid(said),
      ...(recurrence && { recurrence }),
    },
    ...(said.start !== undefined && { startDateTime: said.start }),
  };
}

const settingsSaid = ({ switches, lookBack, defaultDecision }: ReviewArguments) => ({
  ...switches,
  ...(lookBack !== undefined && { recommendationLookBackDuration: lookBack }),
  ...(defaultDecision !== undefined && { defaultDecision, defaultDecisionEnabled: defaultDecision !== 'None' }),
});

/** `change review`: what of a review can be otherwise from its next occurrence on. */
export const changeReview: Command = {
  name: 'change review',
  aliases: ['update review'],
  clauses: [],
  synopsis: 'change review <role or review>: [by <who>] [, for <days>] [, <setting> …]',
  summary: 'Change who decides in a review you look after, or its settings, from the next time on.',
  examples: ['change review Security Reader: by Bruno and Olga, reminders on, for 7 days'],
  async run(deps, context) {
    const { role: words, phrases } = split(context.rest.replace(/^(?:of|for)\s+/i, ''));
    const found = await findManagedReview(deps, context, words, { permission: 'manage' });
    if (found.kind === 'answer') return found.answer;
    const { args, problems } = readReviewPhrases(phrases, whenOf(deps, context));
    const [problem] = Object.values(problems);
    if (problem !== undefined) return { kind: 'refused', text: problem };
    if (phrases === '')
      return {
        kind: 'refused',
        text: 'Say what to change, like: change review Security Reader: by Bruno, reminders on.',
      };
    if (isFixed(args)) return { kind: 'refused', text: fixedText };
    const reviewers = args.reviewers === undefined ? undefined : await resolveReviewers(deps.directory, args.reviewers);
    if (reviewers?.ok === false) return { kind: 'refused', text: reviewers.refusal };
    const change = {
      ...(args.displayName !== undefined && { displayName: args.displayName }),
      ...(reviewers && { reviewers: reviewers.value }),
      settings: { ...settingsSaid(args), ...(args.days !== undefined && { instanceDurationInDays: args.days }) },
    };
    const { instance } = found.facts;
    const outcome = await deps.changeReview(instance.definitionId, change, context.by);
    if (!outcome.ok) return { kind: 'refused', text: refusalText(outcome.refusal, whenOf(deps, context)) };
    const said = `The review “${args.displayName ?? instance.displayName}” is changed, from the next time it begins.`;
    return { kind: 'done', said, page: accessReviewPage(instance.definitionId) };
  },
};

const isFixed = ({ pattern, range, start, assignmentType, principals, inactiveFor }: ReviewArguments): boolean =>
  [pattern, range, start, assignmentType, principals, inactiveFor].some((each) => each !== undefined);
const fixedText = 'What is reviewed and how often stay as they are. Delete the review and create another one.';

const whenOf = ({ clock }: CommandDeps, { timeZone }: CommandContext) => ({ timeZone, now: clock.now() });
