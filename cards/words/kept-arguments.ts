import { z } from 'zod';

const moment = z.iso.datetime().max(30);
const fields = [
  ...['role', 'scope', 'who', 'level', 'start', 'duration', 'length'],
  ...['justification', 'ticketNumber', 'ticketSystem', 'outcome'],
] as const;
const texts = z.partialRecord(z.enum(fields), z.string().max(300));

/** The longest reason that a button keeps: with all else that it carries, every platform takes it. */
export const LONGEST_KEPT = 1200;

/**
 * What else was said with a command, as its form's fields would bring it: moments and lengths of time in full, so that
 * they mean the same on another day; words of people as they wrote them. `written` is what could not be read, for the
 * form to show again, and `problems` what is wrong with it.
 */
export const keptArguments = z.strictObject({
  start: moment.optional(),
  end: moment.optional(),
  length: z.iso.duration().max(60).optional(),
  isForGood: z.literal(true).optional(),
  justification: z.string().max(LONGEST_KEPT).optional(),
  ticketNumber: z.string().max(100).optional(),
  ticketSystem: z.string().max(100).optional(),
  written: texts.optional(),
  problems: texts.optional(),
});

export type KeptArguments = z.infer<typeof keptArguments>;
