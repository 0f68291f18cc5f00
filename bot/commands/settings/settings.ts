import type { Action } from '../../../cards/actions.js';
import { type SettingsFacts, settingsCard } from '../../../cards/settings/settings-card.js';
import { suggestionCard } from '../../../cards/suggestion-card.js';
import type { Role } from '../../../domain/role/role.js';
import { readClauses } from '../../language/read-clauses.js';
import { titleWithPlace } from '../../views/my-roles-in-words.js';
import { readSettingsFacts } from '../../views/settings-facts.js';
import type { Answer, Caller, Command, CommandContext, CommandDeps } from '../command.js';
import { beginning, pageOfCard } from '../list-page.js';
import { askedOf, type FoundAnyRole, findAnyRole } from '../words/find-any-role.js';
import { noSuchRoleText } from '../words/no-such-role-text.js';
import { carryOut, maySettings, refused } from './carry-out-settings.js';
import { begins, readSettingsText, type Written } from './settings-text.js';

/** `settings`: what a role asks for, and changing it. */
export const settings: Command = {
  name: 'settings',
  aliases: ['setting', 'settings of', 'settings for', 'role settings', 'policy', 'policy of', 'configure'],
  clauses: ['scope'],
  synopsis: 'settings <role> [on <scope>] [: <setting> <value>, …]',
  summary: 'Show what a role asks for; or change it: maximum, reason, ticket, approval, longest eligibility and more.',
  examples: [
    'settings Security Reader',
    'settings Security Reader: maximum 4h, reason on, ticket on, second factor off',
    'settings Security Reader: approval by Security Approvers, 2 approvals, approval window 4h, escalate to Olga after 2h, then by Platform Owners',
    'settings Reader on Production: longest eligibility 90 days, longest assignment permanent, notify admins critical',
  ],
  async run(deps, context) {
    let unknown: Answer | undefined;
    for (const { subject, changes } of splits(context.rest)) {
      const { answer, isKnown } = await runSplit(deps, context, subject, changes);
      if (isKnown) return answer;
      unknown ??= answer;
    }
    return unknown ?? refusedText(ofWhichRole);
  },
};

type Split = { subject: string; changes: string };

/**
 * Where the role ends and its changes begin: at the colon; without one the whole may be the role, or it ends before
 * the first words that are a setting for certain.
 */
function splits(rest: string): Split[] {
  const [, subject = '', changes = ''] = /^((?:"[^"]*"|[^":])*):(.*)$/s.exec(rest) ?? [];
  if (subject !== '') return [{ subject: subject.trim(), changes: changes.trim() }];
  const boundaries = Array.from(rest.matchAll(/[\s,]+(?=\S)/g), ({ index }) => index);
  const at = boundaries.find((index) =>
    begins(
      rest
        .slice(index)
        .replace(/^[\s,]+/, '')
        .split(/[,;]/)[0]
        ?.trim() ?? '',
    ),
  );
  const whole = { subject: rest.trim(), changes: '' };
  if (at === undefined) return [whole];
  return [{ subject: rest.slice(0, at).trim(), changes: rest.slice(at).replace(/^[\s,]+/, '') }, whole];
}

type Offer = Extract<FoundAnyRole, { kind: 'offer' }>;

/** Carries out these words; where they name no role there is, says so (`isKnown`: false). */
async function runSplit(
  deps: CommandDeps,
  context: CommandContext,
  words: string,
  changes: string,
): Promise<{ answer: Answer; isKnown: boolean }> {
  const { subject, scope } = readClauses(words, ['scope'], { timeZone: context.timeZone, now: deps.clock.now() });
  if (subject === undefined) return { answer: refusedText(ofWhichRole), isKnown: true };
  const found = await findAnyRole(deps, subject, scope);
  if (found.kind === 'none') return { answer: refusedText(noSuchRoleText(found, subject, scope)), isKnown: false };
  return {
    answer: await answerAbout(deps, context, found, { asked: askedFor(found, words, scope), changes }),
    isKnown: true,
  };
}

const ofWhichRole = 'Of which role? Type “settings” and its name, like: settings Security Reader.';
const refusedText = (text: string): Answer => ({ kind: 'refused', text });

const askedFor = (found: Known, words: string, scope: string | undefined): string =>
  found.kind === 'offer' ? askedOf(found, words, scope) : words;

type Known = Exclude<FoundAnyRole, { kind: 'none' }>;

async function answerAbout(
  deps: CommandDeps,
  context: CommandContext,
  found: Known,
  { asked, changes }: { asked: string; changes: string },
): Promise<Answer> {
  if (found.kind === 'offer') return { kind: 'card', card: offerCard(asked, found, changes) };
  const facts = await readSettingsFacts(deps, found.role);
  if (changes === '') return show(deps, context, facts);
  const desired = readSettingsText(changes);
  return carryOut(deps, context, facts, { ...desired, reopen: filling(found.role, desired) });
}

function offerCard(asked: string, { roles, why }: Offer, changes: string) {
  const offers = roles.map(({ role, words }) => ({
    title: titleWithPlace(role, words),
    action: changes === '' ? ({ do: 'settings', role } as const) : filling(role, readSettingsText(changes)),
  }));
  return suggestionCard({ asked, why, offers });
}

/** What opens the form with what was written. */
function filling(role: Role, { written, doubts, notes }: Written): Action {
  const action: Action = { do: 'fill-settings', role, written, problems: doubts, notes: notes.slice(0, MOST_NOTES) };
  if (JSON.stringify(action).length <= LONGEST_PAYLOAD) return action;
  return { do: 'fill-settings', role, written: {}, problems: {}, notes: [tooLong] };
}

const MOST_NOTES = 5;
/** What every platform takes. */
const LONGEST_PAYLOAD = 1900;
const tooLong = 'What you wrote is too long to keep in a button. Type it again in parts.';

/** Shows what the role that a button names asks for, from this place on. */
export const showSettings = async (deps: CommandDeps, caller: Caller, role: Role, place = beginning): Promise<Answer> =>
  show(deps, caller, await readSettingsFacts(deps, role), place);

async function show(deps: CommandDeps, context: Caller, facts: SettingsFacts, place = beginning): Promise<Answer> {
  const mayChange = await maySettings(deps, 'manage', facts, context);
  if (mayChange || (await maySettings(deps, 'view', facts, context))) {
    return {
      kind: 'card',
      card: pageOfCard(settingsCard(facts, mayChange), { of: 'settings', role: facts.role }, place),
    };
  }
  return refused({ code: 'NOT_PERMITTED', permission: 'view' });
}
