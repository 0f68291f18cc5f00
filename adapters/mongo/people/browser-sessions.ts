import { createHash } from 'node:crypto';
import MongoStore from 'connect-mongo';
import type { Connection } from 'mongoose';
import type { Duration } from '../../../domain/time.js';
import { browserSessions } from '../schemas/web-schemas.js';

type Client = NonNullable<Parameters<typeof MongoStore.create>[0]['client']>;

/**
 * Where express-session keeps what belongs to a browser's cookie, at the most for `lasts`. It is found by the hash of
 * the cookie's value, so that whoever reads the database cannot take anybody's place. Source: ASVS 5.0, 7.2.
 */
export const mongoBrowserSessions = (connection: Connection, lasts: Duration) =>
  MongoStore.create({
    // The same driver in another release: the library only finds and updates with it.
    client: connection.getClient() as unknown as Client,
    dbName: connection.name,
    collectionName: browserSessions,
    transformId: (id) => createHash('sha256').update(id).digest('hex'),
    ttl: lasts / 1000,
    // Whether one is idle is known elsewhere: a look at a page writes nothing here.
    touchAfter: lasts / 1000,
    autoRemove: 'disabled',
  });
