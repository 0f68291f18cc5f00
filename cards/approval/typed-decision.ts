import type { ReviewResult } from '../../domain/approval/stage.js';
import { type ScheduleRequest, stageInProgress } from '../../domain/assignment/schedule-request.js';
import type { Duration } from '../../domain/time.js';
import type { Action } from '../actions.js';
import { oneLine } from '../platform/plain-text.js';
import { formatDuration } from '../words/format-time.js';

/** A decision that somebody typed and that is done at a press: what they said, and of which terms they were shown. */
export type TypedDecision = {
  reviewResult: ReviewResult;
  stageId: number;
  revision: number;
  justification?: string | undefined;
  duration?: Duration | undefined;
};

/** The longest reason that a button carries: no platform has room for more. */
export const longestFilled = 600;

type Filled = Extract<Action, { do: 'review' }>['filled'];

/** What was typed, for a button that decides just that; nothing where the request is another one by now. */
export function filledBy(
  typed: TypedDecision | undefined,
  request: ScheduleRequest,
  reviewResult: ReviewResult,
): Filled | undefined {
  if (!typed || typed.reviewResult !== reviewResult || !isOf(typed, request)) return undefined;
  const { justification, duration } = typed;
  if (!justification && duration === undefined) return undefined;
  return { ...(justification && { justification }), ...(duration !== undefined && { duration }) };
}

const isOf = ({ stageId, revision }: TypedDecision, request: ScheduleRequest): boolean =>
  revision === request.revision && stageId === (stageInProgress(request)?.stageId ?? 0);

/** `Approve for 1 h`, where that was typed. */
export const titleWith = (title: string, filled: Filled | undefined): string =>
  filled?.duration === undefined ? title : `${title} for ${formatDuration(filled.duration as Duration)}`;

/** Says that nothing is decided yet, and what the button decides; nothing where the request is another one by now. */
export function typedWords(typed: TypedDecision | undefined, request: ScheduleRequest): string[] {
  if (!typed || !isOf(typed, request)) return [];
  const { reviewResult, justification } = typed;
  const said = justification ? ` Your reason goes with it: “${oneLine(justification, 200)}”.` : '';
  return [`Not decided yet: check that you mean this request, then press ${reviewResult}.${said}`];
}
