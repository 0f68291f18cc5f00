import { suggestionCard } from '../../../cards/suggestion-card.js';
import type { RoleInWords } from '../../views/my-roles-in-words.js';
import type { Answer, CommandDeps } from '../command.js';
import { atItsScope, findChildScope, offeredAs, placeOf, type Target } from '../words/find-child-scope.js';
import { type FoundRole, findRole } from '../words/find-role.js';
import { saidMore } from '../words/said-more.js';
import { explainUnknownRole } from '../words/unknown-role.js';
import type { ActivationArguments } from './activation-arguments.js';
import { type Intent, offerAction } from './activation-offer.js';

/** Somebody's roles, and the words they use for one of them. */
type Roles = Record<'eligible' | 'planned' | 'active', readonly RoleInWords[]>;

/** What the arguments' words for a role come to. `problem` is for the form's field of the scope, `unplaced`
 * are words after a role's name that mean nothing. */
type FoundTarget =
  | { kind: 'target'; target: Target }
  | { kind: 'answer'; answer: Answer }
  | { kind: 'ask'; eligible?: RoleInWords | undefined; problem?: string; unplaced?: string };

/** Finds the role that is wanted, at the exact scope it is wanted at; else what to say instead. */
export function findTarget(
  deps: CommandDeps,
  args: ActivationArguments,
  roles: Roles,
  intent: Intent,
): Promise<FoundTarget> {
  if (!args.role) return Promise.resolve({ kind: 'ask' });
  return 'id' in args.role ? chosen(deps, roles, args.role) : named(deps, roles, { ...args.role, args, intent });
}

/** The one that was chosen in the form, perhaps with a place within it. */
async function chosen(
  { directory }: CommandDeps,
  { eligible, active }: Roles,
  { id, scope }: { id: string; scope?: string | undefined },
): Promise<FoundTarget> {
  const role = [...eligible, ...active].find((each) => each.id === id);
  if (!role) return { kind: 'ask' };
  const isAsItStands = scope === undefined || (await findRole(directory, [role], undefined, scope)).kind === 'found';
  if (isAsItStands) return { kind: 'target', target: atItsScope(role) };
  const found = await findChildScope(directory, [role], role.roleName, scope);
  if (found.kind === 'found') return { kind: 'target', target: found.target };
  return { kind: 'ask', eligible: role, problem: scopeProblem(found, role) };
}

function scopeProblem(found: Awaited<ReturnType<typeof findChildScope>>, role: RoleInWords): string {
  switch (found.kind) {
    case 'offer':
      return `Which one? Write ${found.targets.map((target) => `“${placeOf(target)}”`).join(' or ')}.`;
    case 'outside':
      return `${found.scopeName} is not within ${role.scopeName}. Name a place that is, or leave this empty.`;
    case 'unknown-scope':
      return `I do not know that place. Name one within ${role.scopeName}, or leave this empty.`;
    default:
      return 'Only Azure roles can be activated further in. Leave this empty.';
  }
}

type Named = { called: string; scope?: string | undefined; args: ActivationArguments; intent: Intent };

/** The one that was typed: one of theirs as it stands, else at a place within it. */
async function named(deps: CommandDeps, { eligible, planned, active }: Roles, words: Named): Promise<FoundTarget> {
  const { called, scope } = words;
  const within = scope === undefined ? undefined : await furtherIn(deps, eligible, { ...words, scope });
  const found = await findRole(deps.directory, eligible, called, scope);
  if (within?.isCertain) return twofold(within.found, found, words) ?? within.found;
  if (found.kind === 'found') return { kind: 'target', target: atItsScope(found.role) };
  const more = within ? undefined : await moreThanOne(deps, eligible, words, found);
  if (more) return more;
  if (found.kind === 'offer') return within?.found ?? { kind: 'answer', answer: offerOf(found, words) };
  const held = await findRole(deps.directory, active, called, scope);
  if (held.kind === 'found') return { kind: 'target', target: atItsScope(held.role) };
  // One that begins later: the decision says from when it can be activated.
  const later = await findRole(deps.directory, planned, called, scope);
  if (later.kind === 'found') return { kind: 'target', target: atItsScope(later.role) };
  if (within) return within.found;
  if (found.kind !== 'none') return { kind: 'answer', answer: offerOf(found, words) };
  return { kind: 'answer', answer: await explainUnknownRole(deps, called, eligible, words) };
}

/** Several roles are activated one at a time; words after a role's whole name are asked about. */
async function moreThanOne(
  { directory }: CommandDeps,
  eligible: readonly RoleInWords[],
  words: Named,
  found: FoundRole,
): Promise<FoundTarget | undefined> {
  const more = await saidMore(directory, eligible, words, found);
  if (more?.kind === 'unplaced') return { kind: 'ask', eligible: more.role, unplaced: more.unplaced };
  return more && { kind: 'answer', answer: offer(more.roles.map(atItsScope), 'one-at-a-time', words) };
}

/** Where a role of the directory and one in Azure are both called so, at places that are too, neither is taken. */
function twofold(within: FoundTarget, found: FoundRole, words: Named): FoundTarget | undefined {
  if (within.kind !== 'target' || found.kind !== 'found') return undefined;
  const targets = [within.target, atItsScope(found.role)];
  const isOneKind = new Set(targets.map(({ role }) => role.kind)).size === 1;
  return isOneKind
    ? undefined
    : { kind: 'answer', answer: offer(targets, 'ambiguous-place', { ...words, asked: words.scope }) };
}

/** What is offered instead, saying what it is that does not fit: the role, or the place. */
function offerOf(found: Exclude<FoundRole, { kind: 'found' | 'none' }>, words: Named): Answer {
  const targets = found.roles.map(atItsScope);
  switch (found.kind) {
    case 'offer':
      return offer(targets, found.why, { ...words, asked: found.why.endsWith('-place') ? words.scope : words.called });
    case 'elsewhere':
      return offer(targets, 'not-eligible', { ...words, asked: found.asked });
    case 'unknown-place':
      return offer(targets, 'unknown-scope', { ...words, asked: words.scope });
  }
}

/** Undefined where the words are not about a place in Azure. */
async function furtherIn(
  { directory }: CommandDeps,
  eligible: readonly RoleInWords[],
  words: Named & { scope: string },
): Promise<{ found: FoundTarget; isCertain: boolean } | undefined> {
  const found = await findChildScope(directory, eligible, words.called, words.scope);
  switch (found.kind) {
    case 'none':
      return undefined;
    case 'found':
      return { found: { kind: 'target', target: found.target }, isCertain: true };
    case 'offer': {
      const answer = offer(found.targets, found.why, { ...words, asked: words.scope });
      return { found: { kind: 'answer', answer }, isCertain: found.why === 'ambiguous-place' };
    }
    case 'outside': {
      const asked = `${found.roleName} on ${found.scopeName}`;
      const answer = await instead(directory, asked, 'not-eligible', eligible, words);
      return { found: { kind: 'answer', answer }, isCertain: false };
    }
    case 'unknown-scope': {
      const answer = await instead(directory, words.scope, 'unknown-scope', eligible, words);
      return { found: { kind: 'answer', answer }, isCertain: false };
    }
  }
}

type Why = Parameters<typeof suggestionCard>[0]['why'];

/** Those of one's roles that are called so, at the scopes where they stand. */
async function instead(
  directory: CommandDeps['directory'],
  asked: string,
  why: Why,
  eligible: readonly RoleInWords[],
  words: Named,
): Promise<Answer> {
  const found = await findRole(directory, eligible, words.called, undefined);
  const roles = found.kind === 'found' ? [found.role] : found.kind === 'offer' ? found.roles : eligible;
  return offer(roles.map(atItsScope), why, { ...words, asked });
}

function offer(targets: readonly Target[], why: Why, words: Named & { asked?: string | undefined }): Answer {
  const offers = targets.map((target) => {
    const recurs = targets.some((other) => other !== target && offeredAs(other) === offeredAs(target));
    const id = recurs && target.role.kind !== 'group' ? target.role.directoryScopeId : undefined;
    const title = id === undefined ? offeredAs(target) : `${offeredAs(target)} (${id})`;
    return { title, action: offerAction(words.intent, target.role, words.args) };
  });
  return { kind: 'card', card: suggestionCard({ asked: words.asked ?? words.called, why, offers }) };
}
