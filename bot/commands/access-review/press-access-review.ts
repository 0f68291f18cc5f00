import type { Action } from '../../../cards/actions.js';
import type { Answer, Caller, CommandDeps } from '../command.js';
import { showResults } from './access-reviews.js';
import { managedReview } from './find-review.js';
import { pressReviewer } from './review-access.js';
import { pressReviewAct } from './steer-reviews.js';

/** Shows the access review that a button names, opens its tick-list, or does to it what the button says. */
export async function pressAccessReview(
  deps: CommandDeps,
  caller: Caller,
  pressed: Extract<Action, { do: 'access-review' }>,
): Promise<Answer> {
  const { act, id, isSure = false } = pressed;
  switch (act) {
    case 'show':
      return showResults(deps, caller, await managedReview(deps, caller, id, 'view'));
    case 'decide':
    case 'accept':
      return pressReviewer(deps, caller, act, pressed);
    default:
      return pressReviewAct(deps, caller, act, id, isSure);
  }
}
