import { accessReviewPage, confirmReviewCard } from '../../../cards/access-review/access-review-card.js';
import { type AccessReviewFacts, countWords } from '../../../cards/access-review/access-review-words.js';
import { refusalText } from '../../../cards/refusal-text.js';
import type { ReviewStatus } from '../../../domain/access-review/access-review.js';
import { decideAct } from '../../../domain/access-review/progress.js';
import { askProof } from '../assignment/admin-proof.js';
import type { Answer, Caller, Command, CommandDeps } from '../command.js';
import { type FoundReview, findManagedReview, managedReview } from './find-review.js';

type Act = 'stop' | 'apply' | 'reset' | 'remind' | 'delete';

type Plan = {
  act: Act;
  /** What comes into question where nobody says which. */
  when: readonly ReviewStatus[];
  said(facts: AccessReviewFacts): string;
} & Pick<Command, 'name' | 'aliases' | 'summary'>;

const ended: readonly ReviewStatus[] = ['Completed', 'AutoReviewed'];

/** Commands for those who manage a review; what cannot be undone is asked again, unless `now` is said. */
const steering = (plan: Plan): Command & { plan: Plan } => {
  const { act, when, name, aliases, summary } = plan;
  return {
    plan,
    name,
    aliases,
    summary,
    clauses: [],
    synopsis: `${name} [<role or review>]${act === 'remind' ? '' : ' [now]'}`,
    examples: [`${name} Security Reader`],
    async run(deps, context) {
      const rest = context.rest.replace(/^(?:of|for)\s+/i, '').trim();
      const isSure = /(?:^|\s)now$/i.test(rest);
      const found = await findManagedReview(deps, context, rest.replace(/(?:^|\s)now$/i, '').trim(), {
        offer: (id) => ({ do: 'access-review', act, id, ...(isSure && { isSure }) }),
        permission: 'manage',
        isWanted: ({ status }) => when.includes(status),
      });
      return steer(deps, context, plan, found, isSure);
    },
  };
};

async function steer(
  deps: CommandDeps,
  caller: Caller,
  { act, said }: Plan,
  found: FoundReview<AccessReviewFacts>,
  isSure: boolean,
): Promise<Answer> {
  if (found.kind === 'answer') return found.answer;
  if (act === 'remind' || isSure) return carryOut(deps, caller, act, found.facts, said);
  const foreseen = act === 'delete' ? undefined : decideAct(found.facts.instance, act, caller.actor, deps.clock.now());
  if (foreseen?.ok === false) return refused(deps, caller, foreseen.refusal);
  return { kind: 'card', card: confirmReviewCard(act, found.facts) };
}

/** Does to the review that a button names what it says; what cannot be undone is asked again, unless that was. */
export async function pressReviewAct(
  deps: CommandDeps,
  caller: Caller,
  act: Act,
  id: string,
  isSure: boolean,
): Promise<Answer> {
  const command = [stopReview, applyReview, resetReview, remindReviewers, deleteReview].find(
    ({ plan }) => plan.act === act,
  );
  if (!command) throw new Error(`nothing is known to ${act} a review`);
  return steer(deps, caller, command.plan, await managedReview(deps, caller, id, 'manage'), isSure);
}

async function carryOut(
  deps: CommandDeps,
  context: Caller,
  act: Act,
  facts: AccessReviewFacts,
  said: Plan['said'],
): Promise<Answer> {
  const { id, definitionId } = facts.instance;
  const intent = `review|${act}|${act === 'delete' ? definitionId : id}`;
  const proofs = context.proofsFor(intent);
  const outcome =
    act === 'delete'
      ? await deps.deleteReview(definitionId, proofs, context.by)
      : await deps.steerReview(id, act, proofs, context.by);
  if (!outcome.ok) {
    const prove = askProof(outcome.refusal, intent, `${verbs[act]} the access review ${named(facts)}`);
    return prove ?? refused(deps, context, outcome.refusal);
  }
  return { kind: 'done', said: said(facts), ...(act !== 'delete' && { page: accessReviewPage(definitionId) }) };
}

const refused = (deps: CommandDeps, { timeZone }: Caller, refusal: Parameters<typeof refusalText>[0]): Answer => ({
  kind: 'refused',
  text: refusalText(refusal, { timeZone, now: deps.clock.now() }),
});

const verbs: Record<Act, string> = {
  stop: 'Stop',
  apply: 'Apply',
  reset: 'Reset the decisions of',
  remind: 'Remind the reviewers of',
  delete: 'Delete',
};

const named = ({ instance }: AccessReviewFacts) => `“${instance.displayName}”`;

/** `stop review`: end it permanently before its time. */
export const stopReview = steering({
  act: 'stop',
  name: 'stop review',
  aliases: ['end review'],
  summary: 'End an access review you look after before its time, for good.',
  when: ['InProgress'],
  said: (facts) => `The review ${named(facts)} is stopped. Nobody can decide in it any more.`,
});

/** `apply review`: take away what was denied. */
export const applyReview = steering({
  act: 'apply',
  name: 'apply review',
  aliases: [],
  summary: 'Take away the access that was denied in a review that has ended.',
  when: ended,
  said: (facts) =>
    `The review ${named(facts)} is being applied: ${countWords(facts.counts.Deny, 'access', 'accesses')} to remove.`,
});

/** `reset review`: forget what was decided. */
export const resetReview = steering({
  act: 'reset',
  name: 'reset review',
  aliases: ['reset decisions of'],
  summary: 'Forget every decision of an access review under way, so that it is decided anew.',
  when: ['InProgress'],
  said: (facts) => `The decisions of ${named(facts)} are being reset.`,
});

/** `remind reviewers`: tell those who have not decided again. */
export const remindReviewers = steering({
  act: 'remind',
  name: 'remind reviewers',
  aliases: ['remind review'],
  summary: 'Remind everybody who still has something to decide in an access review.',
  when: ['InProgress'],
  said: (facts) => `Everybody who has not decided in ${named(facts)} is being reminded.`,
});

/** `delete review`: end it, and let it not come again. */
export const deleteReview = steering({
  act: 'delete',
  name: 'delete review',
  aliases: [],
  summary: 'Delete an access review: it ends without being applied and does not come again.',
  when: ['NotStarted', 'InProgress', 'Completed', 'AutoReviewed', 'Applied'],
  said: (facts) => `The review ${named(facts)} is deleted. What was decided stays on record.`,
});
