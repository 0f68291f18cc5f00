import type { View } from '../../cards/card.js';
import type { CorrelationId } from '../../domain/ids.js';
import type { Role } from '../../domain/role/role.js';
import { type Delivery, type MessageLane, priority } from '../outbox/delivery.js';

/**
 * What tells the administrators' channel on each of these surfaces something once, and the administrators themselves by
 * mail; `key` names it permanently. `about`: the role whose administrators get the mail, the directory's own unless
 * given.
 */
export const tellAdmins = (
  key: string,
  view: View,
  correlationId: CorrelationId,
  surfaces: readonly MessageLane[],
  about?: Role,
): Delivery[] =>
  surfaces.map((lane) => ({
    key: `${key}|channel:admins|${lane}`,
    lane,
    effect: { kind: 'reply', view, recipient: { kind: 'channel', channel: 'admins', ...(about && { about }) } },
    priority: priority.alert,
    correlationId,
  }));
