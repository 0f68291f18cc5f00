import { z } from 'zod';
import { deepestBody, nestsDeeperThan } from '../../domain/nesting.js';

/** The largest body that is read, in bytes. A message of Teams is far below it. */
export const MAX_BODY = 256 * 1024;

const id = z.string().min(1).max(1000);
const account = z.looseObject({ id, aadObjectId: z.string().max(100).optional() });

/** What is relied upon of an activity. Everything else stays as it came, for the SDK. */
const Activity = z.looseObject({
  type: z.string().min(1).max(100),
  id: id.optional(),
  name: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  timestamp: z.string().max(100).optional(),
  channelId: id,
  serviceUrl: z.string().min(1).max(2000),
  from: account,
  recipient: account,
  conversation: z.looseObject({
    id,
    conversationType: z.string().max(100).optional(),
    tenantId: z.string().max(100).optional(),
  }),
  channelData: z.looseObject({ tenant: z.looseObject({ id }).optional() }).nullish(),
  text: z.string().nullish(),
  value: z.unknown().optional(),
  replyToId: id.nullish(),
  localTimezone: z.string().max(100).nullish(),
});

/** An activity whose shape has been checked, and nothing else yet. */
export type InboundActivity = z.infer<typeof Activity>;

/**
 * The activity in a body of text; undefined for what is not JSON, nests deeper than 20 or lacks what every activity of
 * Teams has. The SDK must never see such a body: it fails on some before it has looked at the token.
 */
export function parseActivity(body: string): InboundActivity | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (nestsDeeperThan(json, deepestBody)) return undefined;
  const parsed = Activity.safeParse(json);
  return parsed.success ? parsed.data : undefined;
}
