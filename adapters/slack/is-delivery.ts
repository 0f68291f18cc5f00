import { z } from 'zod';
import { deepestBody, nestsDeeperThan } from '../../domain/nesting.js';

const id = z.string().min(1).max(1000);
const sender = z.looseObject({ id, team_id: z.string().nullish() });
const state = z.looseObject({ values: z.record(z.string(), z.record(z.string(), z.looseObject({}))) });
const team = z.looseObject({ id }).nullish();

/** What is relied upon of each kind of delivery, here and in Bolt, which goes by the same fields in the same order. */
const kinds: readonly [says: (body: Body) => boolean, shape: z.ZodType][] = [
  [({ type }) => type === 'url_verification', z.looseObject({ challenge: z.string() })],
  [
    ({ event, type }) => event !== undefined || type === 'event_callback',
    z.looseObject({ event_id: id, team_id: id.nullish(), event: z.looseObject({ type: id }) }),
  ],
  [
    ({ command }) => command !== undefined,
    z.looseObject({ command: id, text: z.string(), trigger_id: id, team_id: id, user_id: id, channel_id: id }),
  ],
  [
    ({ actions }) => actions !== undefined,
    z.looseObject({
      actions: z.array(z.looseObject({ type: id })).min(1),
      user: sender,
      team,
      trigger_id: id.nullish(),
      state: state.nullish(),
    }),
  ],
  [
    ({ type }) => type === 'view_submission',
    z.looseObject({
      user: sender,
      team,
      view: z.looseObject({
        id,
        hash: id,
        private_metadata: z.string(),
        state,
        blocks: z.array(z.looseObject({ type: id })),
      }),
    }),
  ],
  [({ type }) => type === 'view_closed', z.looseObject({ user: sender, team, view: z.looseObject({}) })],
  [({ type, name }) => type !== undefined || name !== undefined, z.looseObject({ user: sender, team })],
];

type Body = Readonly<Record<string, unknown>>;

/**
 * Whether a parsed body has what its kind of delivery always has. One without it would fail on the way, and Slack would
 * send it again and again.
 */
export function isDelivery(parsed: unknown): boolean {
  if (typeof parsed !== 'object' || parsed === null || nestsDeeperThan(parsed, deepestBody)) return false;
  const body = parsed as Body;
  const [, shape] = kinds.find(([says]) => says(body)) ?? [];
  return shape?.safeParse(body).success ?? false;
}
