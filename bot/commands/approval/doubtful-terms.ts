import { refusalText } from '../../../cards/refusal-text.js';
import type { When } from '../../../cards/words/format-time.js';
import type { ReviewResult } from '../../../domain/approval/stage.js';
import type { Clauses } from '../../language/clauses.js';
import { parseInstant } from '../../language/time/instant.js';
import { askDoubts } from '../words/doubt-text.js';
import { phraseRefusalText } from '../words/phrase-refusal-text.js';

/** What was typed of the times in a decision that cannot be done as it stands: as a form shows it, and what is wrong. */
export type DoubtfulTerms = { duration?: string | undefined; start?: string | undefined; problem: string };

/**
 * Finds what was typed of the times in a decision that cannot be taken as it is: a length that cannot be read or stands
 * in the reason, an end, a start. Returns undefined where there is nothing of the kind.
 */
export function doubtfulTerms(said: Clauses, reviewResult: ReviewResult, when: When): DoubtfulTerms | undefined {
  const { duration, end } = said;
  const { doubts = [] } = said;
  if (duration && !duration.result.ok) {
    return { duration: duration.text, problem: phraseRefusalText(duration.result.refusal, when) };
  }
  if (reviewResult === 'Deny') return startOfDenial(said, when);
  if (end) return { duration: duration?.text ?? `until ${end.text}`, problem: noEnd(end.text) };
  const start = startIn(said, when);
  if (start !== undefined) return { duration: duration?.text, start, problem: noStart(start) };
  const { values, problems } = askDoubts(
    doubts.filter(({ part }) => part === 'duration' || part === 'end'),
    { duration: duration?.text },
  );
  if (problems.duration !== undefined) return { duration: values.duration, problem: problems.duration };
  const inReason = doubts.find(({ part }) => part === 'start');
  return inReason && { duration: duration?.text, start: inReason.value, problem: startInReason(inReason.text) };
}

const noEnd = (text: string) =>
  `An approval can’t end at a time of its own (“${text}”). Write how long it is for, like 1h.`;
const noStart = (text: string) =>
  `An approval can’t set a start (“${text}”): it begins as asked. Approve it so, or deny it and say why.`;
const startInReason = (text: string) =>
  `“${text}” is in your reason. An approval can’t set a start: it begins as asked.`;

/** The start that was said, unless it is now, when an approval takes effect anyway. */
function startIn({ start }: Clauses, { now }: When): string | undefined {
  if (!start) return undefined;
  return start.result.ok && start.result.value <= now ? undefined : start.text;
}

/** A denial begins nothing: "from tomorrow 9am" is no person either. */
function startOfDenial({ from }: Clauses, when: When): DoubtfulTerms | undefined {
  if (from === undefined || !parseInstant(from, { ...when, role: 'start' }).ok) return undefined;
  return { problem: refusalText({ code: 'DURATION_WITH_DENIAL' }, when) };
}
