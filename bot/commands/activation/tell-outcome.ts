import { previewCard, refusedPreviewCard } from '../../../cards/activation/preview-card.js';
import type { ActivationAsk } from '../../../domain/assignment/decide-activation.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Proofs } from '../../../domain/proof/proofs.js';
import { readNames } from '../../views/read-names.js';
import { readRoleWords } from '../../views/read-request-facts.js';
import type { Answer, Caller, CommandDeps } from '../command.js';
import type { Target } from '../words/find-child-scope.js';
import type { ActivationArguments } from './activation-arguments.js';
import { offerAction } from './activation-offer.js';

/** Tells what asking for a role would come to, and offers to ask for it. Changes nothing. */
export async function tellOutcome(
  { deps, caller, args }: { deps: CommandDeps; caller: Caller; args: ActivationArguments },
  target: Target,
  ask: ActivationAsk,
): Promise<Answer> {
  const when = { timeZone: caller.timeZone, now: deps.clock.now() };
  const outcome = await deps.previewActivation(target.role, ask, await whatIsAskedLater(deps, target), caller.actor);
  // A start that has come is left out: it begins when it is asked for.
  const { startDateTime: start } = ask.scheduleInfo;
  const meant = { ...args, start: start !== undefined && start > when.now ? start : undefined };
  const asked = { ...target.words, ask, press: offerAction('activate', target.role, meant) };
  if (!outcome.ok) return { kind: 'card', card: refusedPreviewCard({ ...asked, ...outcome.refusal }, when) };
  const preview = outcome.value;
  const { principalId, role } = preview.eligibility;
  const [names, eligibleAt] = await Promise.all([
    readNames(deps.directory, [
      principalId,
      ...preview.stages.flatMap(({ primary, escalation }) => [...primary, ...escalation]),
    ]),
    readRoleWords(deps.directory, role),
  ]);
  const nameOf = (id: PrincipalId) => names[id] ?? id;
  const named = (people: readonly PrincipalId[]) => people.map(nameOf).sort((a, b) => a.localeCompare(b));
  const told = {
    ...asked,
    preview,
    through: principalId === caller.actor ? undefined : nameOf(principalId),
    eligibleAt: eligibleAt.scopeName,
    stages: preview.stages.map(({ asks, primary, escalation }) => ({
      asks,
      primary: named(primary),
      escalation: named(escalation),
    })),
  };
  return { kind: 'card', card: previewCard(told, when) };
}

/** Whoever activates is asked to prove what the settings want then; until then they are taken to be able to. */
async function whatIsAskedLater({ store }: CommandDeps, { eligible }: Target): Promise<Proofs> {
  const { rules } = await store.read.policies.of(eligible.schedule.role);
  const { claimValue } = rules.AuthenticationContext_EndUser_Assignment;
  return { multiFactor: true, authenticationContexts: [claimValue] };
}
