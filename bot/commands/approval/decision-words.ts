import { whoAsks } from '../../../cards/words/who.js';
import { asksApproverProof, presentStage } from '../../../domain/approval/approvers.js';
import type { ReviewResult } from '../../../domain/approval/stage.js';
import { governingRole, isExtension, stageInProgress } from '../../../domain/assignment/schedule-request.js';
import type { RequestId } from '../../../domain/ids.js';
import type { Proofs } from '../../../domain/proof/proofs.js';
import type { Picked } from '../../../domain/usecases/approval/decide-many.js';
import { fullName } from '../../views/my-roles-in-words.js';
import { readRequestFacts } from '../../views/read-request-facts.js';
import type { CommandDeps } from '../command.js';

/** What the settings of a role ask of its approvers. */
export const secondFactor: Proofs = { multiFactor: true, authenticationContexts: [] };

/** Names a request as it was seen: changed terms or another stage make it another thing to decide. */
export const pickKey = ({ requestId, stageId, revision }: Picked): string => `${requestId}:${stageId}:${revision}`;

/** Says what will be decided: `Approve Reader for Ada`. */
export async function decisionWords(deps: CommandDeps, id: RequestId, reviewResult: ReviewResult): Promise<string> {
  const facts = await readRequestFacts(deps, id);
  if (!facts) return `${reviewResult} a request`;
  const what = isExtension(facts.request) ? 'the extension of ' : '';
  return `${reviewResult} ${what}${fullName(facts)} for ${whoAsks(facts)}`;
}

/** The same of several: `Approve 3 requests`. */
export const manyWords = (count: number, reviewResult: ReviewResult): string =>
  `${reviewResult} ${count === 1 ? 'one request' : `${count} requests`}`;

/** True where the settings of one of these want whoever decides to prove who they are. */
export async function asksProof({ store }: CommandDeps, picked: readonly Picked[]): Promise<boolean> {
  const requests = await store.read.requests.getAll(picked.map(({ requestId }) => requestId));
  const asked = await Promise.all(
    requests.map(async (request) => {
      const stage = stageInProgress(request);
      return (
        stage && asksApproverProof(stage, presentStage(await store.read.policies.of(governingRole(request)), stage))
      );
    }),
  );
  return asked.includes(true);
}
