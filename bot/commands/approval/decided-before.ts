import { outcomeWords } from '../../../cards/request/request-row.js';
import { decisionsOf } from '../../../cards/request/request-words.js';
import { decidedBefore } from '../../../cards/words/decision-words.js';
import { after, days, milliseconds } from '../../../domain/time.js';
import { readListFacts } from '../../views/read-list-facts.js';
import type { Answer, CommandContext, CommandDeps } from '../command.js';
import { fittingRequests } from '../requests/requests-in-words.js';
import type { RequestArguments } from './match-request.js';

/** Who decides again has decided lately: nothing older is looked for. */
const lately = days(2);
const mostLooked = 200;
const decided = [
  'Granted',
  'PendingProvisioning',
  'Provisioned',
  'Denied',
  'Failed',
  'PendingRevocation',
  'Revoked',
] as const;

/**
 * Where the caller has decided just what they name, and nothing of it waits any more: how it stands, and what is still
 * possible. Undefined where they have decided nothing of the kind lately.
 */
export async function tellDecided(
  deps: CommandDeps,
  { actor, timeZone }: Pick<CommandContext, 'actor' | 'timeZone'>,
  args: RequestArguments,
): Promise<Answer | undefined> {
  const when = { timeZone, now: deps.clock.now() };
  const since = after(when.now, milliseconds(-lately));
  const all = await deps.store.read.requests.list({ statuses: decided, since, limit: mostLooked });
  const mine = all.filter((request) =>
    request.stages.some(({ decisions }) => decisions.some((each) => each.reviewedBy === actor)),
  );
  const [latest] = (await fittingRequests(deps, mine, args)).requests;
  const [facts] = latest ? await readListFacts(deps, [latest]) : [];
  const own = facts && decisionsOf(facts).findLast(({ reviewedBy }) => reviewedBy === actor);
  if (!facts || !own) return undefined;
  const verb = own.reviewResult === 'Approve' ? 'You approved this' : 'You denied this';
  return { kind: 'refused', text: decidedBefore(facts, verb, outcomeWords(facts, when)) };
}
