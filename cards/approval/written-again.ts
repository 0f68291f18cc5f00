import { LONGEST_KEPT } from '../words/kept-arguments.js';

type Written = { justification?: string | undefined; length?: string | undefined; start?: string | undefined };

/**
 * What was written into a form of a decision, and what is wrong with it, for the button that opens it once more. Nothing
 * where all of it is empty; a reason that no button has room for is left out.
 */
export function writtenAgain({ justification, length, start }: Written, problem: string | undefined) {
  if (!justification && !length && !start && !problem) return {};
  const short = (text: string | undefined) => (text && text.length <= 100 ? text : undefined);
  const said = justification && justification.length <= LONGEST_KEPT ? { justification } : {};
  const times = { ...(short(length) && { length }), ...(short(start) && { start }) };
  return { typed: { ...said, ...times, ...(problem && { problem: problem.slice(0, 300) }) } };
}
