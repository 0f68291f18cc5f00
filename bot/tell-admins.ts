import type { View } from '../cards/card.js';
import type { CorrelationId } from '../domain/ids.js';
import type { Surface } from '../domain/ports/identities.js';
import { type Delivery, priority } from './delivery.js';

/** What tells the administrators' channel on each of these surfaces something once; `key` names it for good. */
export const tellAdmins = (
  key: string,
  view: View,
  correlationId: CorrelationId,
  surfaces: readonly Surface[],
): Delivery[] =>
  surfaces.map((lane) => ({
    key: `${key}|channel:admins|${lane}`,
    lane,
    effect: { kind: 'reply', view, recipient: { kind: 'channel', channel: 'admins' } },
    priority: priority.alert,
    correlationId,
  }));
