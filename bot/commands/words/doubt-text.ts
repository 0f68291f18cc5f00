import type { Doubt } from '../../language/clauses.js';

/** How long and from when, as the form shows it. */
type TimeValues = { duration?: string | undefined; start?: string | undefined };

/** Says what is left over of a sentence. */
export function unplacedText(words: string): string {
  const next = /^(?:and|also|plus|&)\s+(.+)$/i.exec(words)?.[1];
  if (next !== undefined) return `I do one thing at a time. Ask for “${next}” next.`;
  return `I could not place “${words}”. Leave it out, or put it in the reason.`;
}

/** Says that words of the reason may be meant otherwise, and how to say which; `said`: what was said of it besides. */
export function doubtText({ part, text }: Pick<Doubt, 'part' | 'text'>, said?: string): string {
  if (said !== undefined) return `You asked for “${said}”, and your reason says “${text}”. Keep the one you mean.`;
  const inReason = `“${text}” is in your reason.`;
  switch (part) {
    case 'duration':
    case 'end':
      return `${inReason} If it isn’t how long the role is needed, change it here.`;
    case 'start':
      return `${inReason} If the role isn’t to start then, write “now”.`;
    case 'scope':
      return `${inReason} If you mean that place, name it here.`;
    case 'from':
    case 'to':
      return `${inReason} If you mean that person, name them here.`;
  }
}

/** The same where there is no form to correct it in. */
export const retypeText = ({ text }: Pick<Doubt, 'text'>): string =>
  `“${text}” is in your reason. If it is part of the command, put it before “because”. If not, put the reason in quotation marks.`;

/** What a form shows for the times that stand in a reason: filled in, as what would give less, and asked. */
export function askDoubts(
  doubts: readonly Doubt[],
  said: TimeValues,
): { values: TimeValues; problems: { duration?: string; start?: string } } {
  const length = doubts.find(({ part }) => part === 'duration' || part === 'end');
  const start = doubts.find(({ part }) => part === 'start');
  const lengthSaid = length && (length.part === 'end' ? `until ${length.value}` : length.value);
  return {
    values: { duration: lengthSaid ?? said.duration, start: start?.value ?? said.start },
    problems: {
      ...(length && { duration: doubtText(length, said.duration) }),
      ...(start && { start: doubtText(start, said.start) }),
    },
  };
}
