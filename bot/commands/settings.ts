import { type SettingsFacts, settingsCard } from '../../cards/settings-card.js';
import { suggestionCard } from '../../cards/suggestion-card.js';
import { readClauses } from '../language/read-clauses.js';
import { carryOut, maySettings, refused } from './carry-out-settings.js';
import type { Answer, Command, CommandDeps, Speech } from './command.js';
import { type FoundAnyRole, findAnyRole } from './find-any-role.js';
import { readSettingsFacts } from './settings-facts.js';
import { begins, readSettingsText } from './settings-text.js';

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
  async run(deps, speech) {
    for (const { subject, changes } of splits(speech.rest)) {
      const answer = await runSplit(deps, speech, subject, changes);
      if (answer) return answer;
    }
    const [{ subject } = { subject: '' }] = splits(speech.rest);
    return { kind: 'refused', text: unknownText(subject) };
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

/** Undefined where these words name no role. */
async function runSplit(
  deps: CommandDeps,
  speech: Speech,
  words: string,
  changes: string,
): Promise<Answer | undefined> {
  const { subject, scope } = readClauses(words, ['scope'], { timeZone: speech.timeZone, now: deps.clock.now() });
  if (subject === undefined) {
    return { kind: 'refused', text: 'Of which role? Type “settings” and its name, like: settings Security Reader.' };
  }
  const found = await findAnyRole(deps, subject, scope);
  if (found.kind === 'none') return undefined;
  if (found.kind === 'offer') return { kind: 'card', card: offerCard(words, found, changes) };
  const facts = await readSettingsFacts(deps, found.role);
  if (changes === '') return show(deps, speech, facts);
  const reopen = { do: 'run' as const, text: speech.text };
  return carryOut(deps, speech, facts, { ...readSettingsText(changes), reopen });
}

function offerCard(asked: string, { roles, why }: Offer, changes: string) {
  const offers = roles.map(({ words: { roleName, scopeName } }) => {
    const named = scopeName === undefined ? roleName : `${roleName} on ${scopeName}`;
    const typed = scopeName === undefined ? `"${roleName}"` : `"${roleName}" on "${scopeName}"`;
    return {
      title: named,
      action: { do: 'run' as const, text: `settings ${typed}${changes === '' ? '' : `: ${changes}`}` },
    };
  });
  return suggestionCard({ asked, why, offers });
}

async function show(deps: CommandDeps, speech: Speech, facts: SettingsFacts): Promise<Answer> {
  const mayChange = await maySettings(deps, 'manage', facts, speech);
  if (mayChange || (await maySettings(deps, 'view', facts, speech))) {
    return { kind: 'card', card: settingsCard(facts, mayChange) };
  }
  return refused({ code: 'NOT_PERMITTED', permission: 'view' });
}

const unknownText = (subject: string) =>
  `I know no role “${subject.slice(0, 80)}”. Type its whole name, with “on” and the place where it has one, or “member of” and the group.`;
