import type { Connection } from 'mongoose';
import type { DomainEvent } from '../../../domain/domain-event.js';
import { type Access, accessKey } from '../../../domain/role/role.js';
import { modelsOf, type Row } from '../schemas/models.js';

/** Events that make the directory look at an access. */
const looksAtAccess: readonly DomainEvent['type'][] = ['access.due', 'access.ended'];

/**
 * The keys of those of some accesses that the directory will look at unasked: an event of theirs waits to be told, or
 * their delivery is due, claimed, or put off until later. `deliveryKeyOf`: under which key that delivery is kept.
 */
export function accessesUnderWay(connection: Connection, deliveryKeyOf: (access: Access) => string) {
  const { outbox, deliveries } = modelsOf(connection);
  return async (accesses: readonly Access[]): Promise<ReadonlySet<string>> => {
    const people = [...new Set(accesses.map(({ principalId }) => principalId))];
    const of = { 'event.access.principalId': { $in: people }, 'event.type': { $in: looksAtAccess } };
    // First: an event that becomes a delivery meanwhile is found there.
    const waiting = await outbox.find(of, { 'event.access': 1 }).lean();
    const keys = accesses.map(deliveryKeyOf);
    const found = await deliveries.find({ _id: { $in: keys }, due: { $exists: true } }, { _id: 1 }).lean();
    const [told, due] = [new Set(waiting.map(keyOf)), new Set(found.map(({ _id }) => _id))];
    return new Set(accesses.filter((each) => told.has(accessKey(each)) || due.has(deliveryKeyOf(each))).map(accessKey));
  };
}

const keyOf = (row: object) => accessKey((row as Row & { event: { access: Access } }).event.access);
