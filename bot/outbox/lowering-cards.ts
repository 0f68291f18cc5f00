import type { DomainEvent } from '../../domain/domain-event.js';
import { type LoweringName, loweringKey } from '../../domain/proof/lowering.js';

/** How the keys of all cards about one lowering begin, and of no others. */
export const lowersPrefix = (name: LoweringName): string => `lowered|${loweringKey(name)}|`;

/** The beginning of the keys of cards that an event has drawn again; undefined where it has none. */
export const redrawnBy = (event: DomainEvent): string | undefined =>
  event.type === 'lowering.over' ? lowersPrefix(event.lowering) : undefined;
