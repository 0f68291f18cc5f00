import { z } from 'zod';

const Address = z.object({ conversationId: z.string().min(1), serviceUrl: z.string().min(1) });
const Ref = Address.extend({ activityId: z.string().min(1) });

/** Where a person's own chat with the bot is. */
export type TeamsAddress = z.infer<typeof Address>;
/** Where one message of the bot is. */
export type TeamsRef = z.infer<typeof Ref>;

/** The address kept with an identity, or undefined where it is none of ours. */
export function parseAddress(value: unknown): TeamsAddress | undefined {
  return Address.safeParse(value).data;
}

/** The place of a message as a delivery kept it, or undefined where it is none of ours. */
export function parseRef(value: unknown): TeamsRef | undefined {
  return Ref.safeParse(value).data;
}
