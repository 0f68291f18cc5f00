import type { ControlLowered, DomainEvent } from '../../domain-event.js';
import { type CorrelationId, eventId } from '../../ids.js';
import type { Ids } from '../../ports/system.js';
import type { Lowering, LoweringName } from '../../proof/lowering.js';
import type { Instant } from '../../time.js';
import type { By } from './recording.js';

export type Moment = { ids: Ids; now: Instant; correlationId: CorrelationId };

/** Has others told that somebody has lowered a control, or undone that. */
export const loweredEvent = (
  { ids, now, by: { actor: changedBy, correlationId } }: { ids: Ids; now: Instant; by: By },
  what: ControlLowered['what'],
  lowering: Lowering,
): DomainEvent => ({
  type: 'control.lowered',
  what,
  lowering,
  changedBy,
  id: eventId(ids.next()),
  at: now,
  correlationId,
});

/** Has every card about this lowering drawn again: it can't be undone any more. */
export const overEvent = ({ ids, now, correlationId }: Moment, lowering: LoweringName): DomainEvent => ({
  type: 'lowering.over',
  lowering,
  id: eventId(ids.next()),
  at: now,
  correlationId,
});
