import { previewCard, refusedPreviewCard } from '../../cards/preview-card.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { ActivationAsk } from '../../domain/policy/decide-activation.js';
import type { Proofs } from '../../domain/proof/proofs.js';
import { readNames, readRoleWords } from '../read-request-facts.js';
import type { ActivationWish } from './activation-wish.js';
import type { Answer, CommandDeps, Speech } from './command.js';
import { placeOf, type Target } from './find-child-scope.js';

/** No button carries more. */
const LONGEST_COMMAND = 1800;

/** Tells what asking for a role would come to, and offers to ask for it. Changes nothing. */
export async function tellOutcome(
  { deps, speech, wish }: { deps: CommandDeps; speech: Speech; wish: ActivationWish },
  target: Target,
  ask: ActivationAsk,
): Promise<Answer> {
  const when = { timeZone: speech.timeZone, now: deps.clock.now() };
  const outcome = await deps.previewActivation(target.role, ask, await whatIsAskedLater(deps, target), speech.actor);
  const command = commandFor(target, wish, ask, when.now);
  const asked = { ...target.words, ask, command: command.length <= LONGEST_COMMAND ? command : undefined };
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
    through: principalId === speech.actor ? undefined : nameOf(principalId),
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

/**
 * The command that asks for just this. Its moments are absolute: pressed a day later, it must not come to mean the next
 * day's. A start that has come is left out: it begins when it is asked for.
 */
function commandFor(target: Target, wish: ActivationWish, { scheduleInfo }: ActivationAsk, now: number): string {
  const { startDateTime, expiration } = scheduleInfo;
  const place = placeOf(target);
  const { ticketNumber, ticketSystem, justification } = wish;
  return [
    `activate ${quoted(target.words.roleName)}`,
    ...(place === undefined ? [] : [`on ${quoted(place)}`]),
    ...(expiration.type === 'afterDuration' ? [`for ${wish.values.duration ?? ''}`] : []),
    ...(startDateTime === undefined || startDateTime <= now ? [] : [`at ${iso(startDateTime)}`]),
    ...(expiration.type === 'afterDateTime' ? [`until ${iso(expiration.endDateTime)}`] : []),
    ...(ticketNumber ? [`ticket ${quoted(ticketNumber)}${ticketSystem ? ` in ${quoted(ticketSystem)}` : ''}`] : []),
    ...(justification ? [`because ${quoted(justification)}`] : []),
  ].join(' ');
}

const quoted = (text: string) => (text.includes('"') ? text : `"${text}"`);
const iso = (moment: number) => new Date(moment).toISOString();
