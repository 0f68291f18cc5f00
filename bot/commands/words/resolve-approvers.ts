import type { SettingKey } from '../../../cards/settings/settings-sections.js';
import type { ApproverSet } from '../../../domain/policy/policy.js';
import type { Directory, Principal } from '../../../domain/ports/directory.js';
import { ok, type Result, refuse } from '../../../domain/result.js';
import type { SettingsArguments, StageArguments } from '../settings/settings-arguments.js';
import type { ResolvedStage, ResolvedStages } from '../settings/settings-changes.js';
import { partsOf } from '../settings/settings-text.js';
import { findPrincipal } from './find-principal.js';
import { principalTitle } from './principal-words.js';

async function resolveStage(
  directory: Directory,
  { approvers, escalateTo, ...rest }: StageArguments,
): Promise<Result<ResolvedStage, { approvers?: string; escalateTo?: string }>> {
  const [first, second] = await Promise.all([
    approvers === undefined ? undefined : resolveApprovers(directory, approvers),
    escalateTo === undefined ? undefined : resolveApprovers(directory, escalateTo),
  ]);
  if (first?.ok === false || second?.ok === false) {
    return refuse({
      ...(first?.ok === false && { approvers: first.refusal }),
      ...(second?.ok === false && { escalateTo: second.refusal }),
    });
  }
  return ok({ ...rest, ...(first && { approvers: first.value }), ...(second && { escalateTo: second.value }) });
}

const NOBODY = /^(?:|nobody|none|default|(?:the )?default approvers|(?:the )?administrators)$/i;

/** Each of them is looked up. */
const mostNamed = 30;

async function resolveApprovers(directory: Directory, words: string): Promise<Result<ApproverSet[], string>> {
  if (NOBODY.test(words.trim())) return ok([]);
  // “Research and Development” may be one name.
  const whole = await findPrincipal(directory, words);
  if (whole.kind === 'found') return asApprovers([whole.principal]);
  const names = partsOf(words).flatMap((part) => (part.startsWith('"') ? [part] : part.split(/\s+and\s+/i)));
  if (names.length > mostNamed) return refuse(`Name at most ${mostNamed} people or groups, or a group of all of them.`);
  const found = await Promise.all(names.map((name) => resolveOne(directory, name)));
  const [problem] = found.filter((each) => !each.ok);
  return problem ?? asApprovers(found.flatMap((each) => (each.ok ? [each.value] : [])));
}

async function resolveOne(directory: Directory, name: string): Promise<Result<Principal, string>> {
  const found = await findPrincipal(directory, name);
  switch (found.kind) {
    case 'found':
      return ok(found.principal);
    case 'offer':
      return refuse(
        `“${name}” could be ${found.principals.map(principalTitle).join(' or ')}. Write the whole name, or the mail address.`,
      );
    case 'none':
      return refuse(`There is nobody called “${name}”. Write the name of a person or of a group.`);
  }
}

function asApprovers(principals: readonly Principal[]): Result<ApproverSet[], string> {
  const sets: ApproverSet[] = [];
  for (const { type, id, displayName } of principals) {
    if (type === 'servicePrincipal') return refuse(`“${displayName}” is no person and no group, so it cannot approve.`);
    sets.push(type === 'user' ? { type: 'singleUser', userId: id } : { type: 'groupMembers', groupId: id });
  }
  return ok(sets);
}

/** Who is meant by the approvers of every stage in words; and what is wrong with any, by the setting that says it. */
export async function resolveStages(
  directory: Directory,
  { firstStage, furtherStages }: SettingsArguments,
): Promise<{ stages: ResolvedStages; problems: Partial<Record<SettingKey, string>> }> {
  const [first, further] = await Promise.all([
    resolveStage(directory, firstStage),
    furtherStages && Promise.all(furtherStages.map((stage) => resolveStage(directory, stage))),
  ]);
  const [broken] = further?.filter((stage) => !stage.ok) ?? [];
  return {
    stages: {
      first: first.ok ? first.value : {},
      ...(further && { further: further.flatMap((stage) => (stage.ok ? [stage.value] : [])) }),
    },
    problems: {
      ...(!first.ok && first.refusal),
      ...(broken && { furtherStages: broken.refusal.approvers ?? broken.refusal.escalateTo ?? '' }),
    },
  };
}
