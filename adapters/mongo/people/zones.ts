import type { Connection } from 'mongoose';
import type { KnownZones, Zones } from '../../../bot/views/zone-of.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { retryWhileUnavailable } from '../connection/retry-while-unavailable.js';
import { modelsOf } from '../schemas/models.js';

/** People wait for what is read here, in milliseconds. */
const timeout = 2_000;

/** The zones in which people read times, kept in the database: one small record a person. `home`: the organisation's. */
export function mongoZones(connection: Connection, home: string): Zones {
  const { preferences, lastZones } = modelsOf(connection);
  const methods: Omit<Zones, 'home'> = {
    async of(people) {
      const these = { _id: { $in: [...new Set(people as readonly string[])] } };
      const [chosen, last] = await Promise.all([
        preferences.find(these, { timeZone: 1 }).lean(),
        lastZones.find(these, { timeZone: 1 }).lean(),
      ]);
      const known = new Map<PrincipalId, KnownZones>();
      const note = (key: keyof KnownZones, { _id, timeZone }: { _id: string; timeZone?: unknown }) => {
        if (timeZone !== undefined)
          known.set(_id as PrincipalId, { ...known.get(_id as PrincipalId), [key]: String(timeZone) });
      };
      for (const row of chosen) note('chosen', row);
      for (const row of last) note('last', row);
      return known;
    },
    async saw(person, timeZone) {
      await lastZones.updateOne({ _id: person }, { $set: { timeZone } }, { upsert: true });
    },
  };
  return { ...retryWhileUnavailable(methods, timeout), home };
}
