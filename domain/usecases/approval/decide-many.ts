import type { DecisionAsk } from '../../approval/decide-approval.js';
import { commandId, type RequestId } from '../../ids.js';
import type { Proofs } from '../../proof/proofs.js';
import type { By } from '../common/recording.js';
import { type DecidedOutcome, type DecideRequestDeps, decideRequest } from './decide-request.js';

/** A request to decide, at the stage and revision that the approver saw. */
export type Picked = Pick<DecisionAsk, 'stageId' | 'revision'> & { requestId: RequestId };

/** The same words for all of them. */
export type ManyWords = Pick<DecisionAsk, 'reviewResult' | 'justification' | 'duration'>;

export type ManyDecided = readonly { requestId: RequestId; outcome: DecidedOutcome }[];

/** As many requests as are decided in one go: a person still has to read the answer. */
export const mostAtOnce = 50;
/** How many transactions of one person's decision run side by side. */
const sideBySide = 5;

/**
 * Decides several requests with the same words, each by `decideRequest` with its own authorisation and transaction, so
 * that one refusal keeps none of the others. Takes at most `mostAtOnce` of those picked, each request once. Which ones
 * is stored with the command first: delivered again it decides these very requests, not what has come in since.
 * Returns what came of each, in the order picked.
 */
export const decideMany =
  (deps: DecideRequestDeps) =>
  async (picked: readonly Picked[], words: ManyWords, proofs: Proofs, by: By): Promise<ManyDecided> => {
    const each = new Map(picked.map((pick) => [pick.requestId, pick]));
    const chosen = [...each.values()].slice(0, mostAtOnce);
    const settled = await deps.store.transaction(async () => chosen, by.commandId);
    const reviewed: { requestId: RequestId; outcome: DecidedOutcome }[] = [];
    for (let at = 0; at < settled.length; at += sideBySide) {
      const batch = settled.slice(at, at + sideBySide);
      reviewed.push(...(await Promise.all(batch.map((pick) => decideOne(deps, pick, words, proofs, by)))));
    }
    return reviewed;
  };

async function decideOne(deps: DecideRequestDeps, pick: Picked, words: ManyWords, proofs: Proofs, by: By) {
  const { requestId, stageId, revision } = pick;
  const own = { ...by, commandId: commandId(`${by.commandId}|${requestId}`) };
  return { requestId, outcome: await decideRequest(deps)(requestId, { ...words, stageId, revision }, proofs, own) };
}
