import { z } from 'zod';

const id = z.string().min(1).max(100);
const text = z.string().max(2000);

const schemas = [
  /** A decision on one stage, drawn from one revision of the terms. Fields: `justification`. */
  z.strictObject({
    do: z.literal('review'),
    requestId: id,
    stageId: z.int().min(0).max(100),
    revision: z.int().min(0),
    reviewResult: z.enum(['Approve', 'Deny']),
  }),
  /** Opens the form that asks why, before a decision that needs (Approve) or invites (Deny) a reason. */
  z.strictObject({
    do: z.literal('ask-review'),
    requestId: id,
    stageId: z.int().min(0).max(100),
    revision: z.int().min(0),
    reviewResult: z.enum(['Approve', 'Deny']),
  }),
  /** Shows the present card of a request: the way back from a form. */
  z.strictObject({ do: z.literal('show'), requestId: id }),
  z.strictObject({ do: z.literal('deactivate'), requestId: id }),
  z.strictObject({ do: z.literal('cancel'), requestId: id }),
  /** Runs a command as though its text had been typed. */
  z.strictObject({ do: z.literal('run'), text }),
  /** A filled-in form of a command. The values come as the press's fields. */
  z.strictObject({ do: z.literal('submit'), form: z.string().max(50) }),
] as const;

const Action = z.discriminatedUnion('do', schemas);

/** What a button does. It names things by id and the revision it was drawn from, and carries no authority of its own. */
export type Action = z.infer<typeof Action>;

/** The payload of a button press as it came back from a platform; undefined when it is none of ours. */
export function parseAction(payload: unknown): Action | undefined {
  const parsed = Action.safeParse(payload);
  return parsed.success ? parsed.data : undefined;
}
