import { suggestionCard } from '../../cards/suggestion-card.js';
import { type Intent, offerAction } from './activation-offer.js';
import type { ActivationWish } from './activation-wish.js';
import type { Answer, CommandDeps } from './command.js';
import { atItsScope, findChildScope, offeredAs, placeOf, type Target } from './find-child-scope.js';
import { findRole } from './find-role.js';
import type { RoleInWords } from './my-roles-in-words.js';
import { explainUnknownRole } from './unknown-role.js';

/** Somebody's roles, and the words they use for one of them. */
type Roles = { eligible: readonly RoleInWords[]; active: readonly RoleInWords[] };

/** What a wish's words for a role come to. `problem` is for the form's field of the scope. */
type FoundTarget =
  | { kind: 'target'; target: Target }
  | { kind: 'answer'; answer: Answer }
  | { kind: 'ask'; eligible?: RoleInWords | undefined; problem?: string };

/** Finds the role that is wanted, at the exact scope it is wanted at; else what to say instead. */
export function findTarget(
  deps: CommandDeps,
  wish: ActivationWish,
  roles: Roles,
  intent: Intent,
): Promise<FoundTarget> {
  if (!wish.role) return Promise.resolve({ kind: 'ask' });
  return 'id' in wish.role ? chosen(deps, roles, wish.role) : named(deps, roles, { ...wish.role, wish, intent });
}

/** The one that was chosen in the form, perhaps with a place within it. */
async function chosen(
  { directory }: CommandDeps,
  { eligible, active }: Roles,
  { id, scope }: { id: string; scope?: string | undefined },
): Promise<FoundTarget> {
  const role = [...eligible, ...active].find((each) => each.id === id);
  if (!role) return { kind: 'ask' };
  if (scope === undefined) return { kind: 'target', target: atItsScope(role) };
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

type Named = { called: string; scope?: string | undefined; wish: ActivationWish; intent: Intent };

/** The one that was typed: one of theirs as it stands, else at a place within it. */
async function named(deps: CommandDeps, { eligible, active }: Roles, words: Named): Promise<FoundTarget> {
  const { called, scope } = words;
  const found = findRole(eligible, called, scope);
  if (found.kind === 'found') return { kind: 'target', target: atItsScope(found.role) };
  const within = scope === undefined ? undefined : await furtherIn(deps, eligible, { ...words, scope });
  if (within) return within;
  if (found.kind === 'offer') return { kind: 'answer', answer: offer(found.roles.map(atItsScope), found.why, words) };
  const held = findRole(active, called, scope);
  if (held.kind === 'found') return { kind: 'target', target: atItsScope(held.role) };
  return { kind: 'answer', answer: await explainUnknownRole(deps, called, eligible, words) };
}

/** Undefined where the words are not about a place in Azure. */
async function furtherIn(
  { directory }: CommandDeps,
  eligible: readonly RoleInWords[],
  words: Named & { scope: string },
): Promise<FoundTarget | undefined> {
  const found = await findChildScope(directory, eligible, words.called, words.scope);
  switch (found.kind) {
    case 'none':
      return undefined;
    case 'found':
      return { kind: 'target', target: found.target };
    case 'offer':
      return { kind: 'answer', answer: offer(found.targets, found.why, { ...words, asked: words.scope }) };
    case 'outside': {
      const asked = `${found.roleName} on ${found.scopeName}`;
      return { kind: 'answer', answer: instead(asked, 'not-eligible', eligible, words) };
    }
    case 'unknown-scope':
      return { kind: 'answer', answer: instead(words.scope, 'unknown-scope', eligible, words) };
  }
}

type Why = Parameters<typeof suggestionCard>[0]['why'];

/** Those of one's roles that are called so, at the scopes where they stand. */
function instead(asked: string, why: Why, eligible: readonly RoleInWords[], words: Named): Answer {
  const found = findRole(eligible, words.called, undefined);
  const roles = found.kind === 'found' ? [found.role] : found.kind === 'offer' ? found.roles : eligible;
  return offer(roles.map(atItsScope), why, { ...words, asked });
}

function offer(targets: readonly Target[], why: Why, words: Named & { asked?: string }): Answer {
  const offers = targets.map((target) => {
    const recurs = targets.some((other) => other !== target && offeredAs(other) === offeredAs(target));
    const id = recurs && target.role.kind !== 'group' ? target.role.directoryScopeId : undefined;
    const title = id === undefined ? offeredAs(target) : `${offeredAs(target)} (${id})`;
    return { title, action: offerAction(words.intent, target.role, words.wish) };
  });
  return { kind: 'card', card: suggestionCard({ asked: words.asked ?? words.called, why, offers }) };
}
