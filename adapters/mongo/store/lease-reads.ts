import type { mongo } from 'mongoose';
import type { Reads } from '../../../domain/ports/store.js';
import { accessKey } from '../../../domain/role/role.js';
import type { Models, Row } from '../schemas/models.js';
import { fromScheduleDocument } from './mapping.js';
import { ofStatuses } from './schedule-filters.js';

/** Leases that may be in the directory now. */
const begunLeases = {
  level: 'assignment',
  ...ofStatuses(['PendingProvisioning', 'Provisioned', 'PendingRevocation']),
} as const;

/** Leases that are over and that the directory may have held. */
const endedLeases = { level: 'assignment', ...ofStatuses(['Revoked', 'Failed']) } as const;

/** The reads of whoever compares leases with a directory, in `session`'s snapshot where one is given. */
export const leaseReads = ({ schedules }: Models, session: mongo.ClientSession | null): Reads['leases'] => {
  const begunOn = (keys: readonly string[]) =>
    schedules
      .find({ accessKey: { $in: keys }, ...begunLeases })
      .session(session)
      .lean();
  return {
    async begun(after, limit) {
      const found = await schedules
        .find({ accessKey: { $gt: after ?? '' }, ...begunLeases }, { _id: 0, accessKey: 1 })
        .sort({ accessKey: 1 })
        .limit(limit)
        .session(session)
        .lean();
      const keys = [...new Set(found.map((lease) => lease.accessKey as string))];
      const leases = keys.length === 0 ? [] : await begunOn(keys);
      return { leases: leases.map(fromScheduleDocument), next: found.length < limit ? undefined : keys.at(-1) };
    },
    async begunOn(accesses) {
      return accesses.length === 0 ? [] : (await begunOn(accesses.map(accessKey))).map(fromScheduleDocument);
    },
    async endedOn(accesses) {
      if (accesses.length === 0) return [];
      const found = await schedules
        .aggregate<{ lease: Row }>([
          { $match: { accessKey: { $in: accesses.map(accessKey) }, ...endedLeases } },
          { $group: { _id: '$accessKey', lease: { $last: '$$ROOT' } } },
        ])
        .session(session);
      return found.map(({ lease }) => fromScheduleDocument(lease));
    },
  };
};
