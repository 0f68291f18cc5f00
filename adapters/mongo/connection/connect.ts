import mongoose, { type Connection } from 'mongoose';

/** How long one operation may look for a primary before it says that there is none, in milliseconds. */
const serverSelection = 5_000;
/** A connection in use that says nothing for so long is given up: nothing may wait for ever. In milliseconds. */
const socketSilence = 20_000;

/**
 * Connects to the replica set of this URI. Writes are acknowledged by a majority and journaled, reads see what a
 * majority has. Throws what the driver throws when no primary is found in time.
 */
export async function connect(uri: string): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    serverSelectionTimeoutMS: serverSelection,
    socketTimeoutMS: socketSilence,
    writeConcern: { w: 'majority', journal: true },
    readConcernLevel: 'majority',
    ignoreUndefined: true,
    autoIndex: false,
    autoCreate: false,
    maxPoolSize: 50,
  });
  return connection.asPromise();
}
