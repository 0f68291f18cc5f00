import type { Connection } from 'mongoose';
import type { DatabaseMark, DemoBeginnings } from '../../../bot/config/database-kind.js';

type MarkDocument = DatabaseMark & { _id: string };

const collectionName = 'databaseMark';
const id = 'database';
const duplicateKey = 11_000;

/** The mark of the database that `connection` is open on. Reads and writes of it are one operation on one document. */
export function databaseMark(connection: Connection) {
  const marks = connection.collection<MarkDocument>(collectionName);
  const read = async (): Promise<DatabaseMark | undefined> => {
    const found = await marks.findOne({ _id: id }, { readConcern: 'local' });
    return found ? { kind: found.kind, demo: found.demo, unfinishedImport: found.unfinishedImport } : undefined;
  };
  return {
    /** Returns the mark, or undefined if the database has none yet. */
    read,
    /**
     * Marks the database so unless it is marked already. Returns the mark that holds: of several processes that claim a
     * new database at once, one wins and the others get its mark.
     */
    async claim(desired: DatabaseMark): Promise<DatabaseMark> {
      for (;;) {
        await marks.updateOne({ _id: id }, { $setOnInsert: desired }, { upsert: true }).catch(unlessClaimedMeanwhile);
        const mark = await read();
        if (mark) return mark;
      }
    },
    /** Stores what the demo began with. Returns without a change if that is stored already. */
    async begun(demo: DemoBeginnings): Promise<void> {
      await marks.updateOne({ _id: id, demo: { $exists: false } }, { $set: { demo } });
    },
    /** Notes that this file is being imported. */
    async importBegun(fileName: string): Promise<void> {
      await marks.updateOne({ _id: id }, { $set: { unfinishedImport: fileName } });
    },
    /** Notes that the import of this file is complete. */
    async importEnded(fileName: string): Promise<void> {
      await marks.updateOne({ _id: id, unfinishedImport: fileName }, { $unset: { unfinishedImport: 1 } });
    },
    /** True for a database of a version whose collections had other names: this one would find nothing in it. */
    async isOfEarlierVersion(): Promise<boolean> {
      return (await connection.collection('walks').findOne({}, { projection: { _id: 1 } })) !== null;
    },
    /**
     * Returns what an unmarked database holds: nothing (empty collections count as nothing), the people of the built-in
     * demo, known by one of `demoAddresses`, or anything else.
     */
    async holds(demoAddresses: readonly string[]): Promise<'nothing' | 'demo' | 'anything'> {
      const principals = connection.collection('directoryPrincipals');
      if (await principals.findOne({ addresses: { $in: [...demoAddresses] } })) return 'demo';
      for (const { name, type } of await connection.listCollections()) {
        if (name === collectionName || name.startsWith('system.') || type === 'view') continue;
        if (await connection.collection(name).findOne({}, { projection: { _id: 1 } })) return 'anything';
      }
      return 'nothing';
    },
  };
}

function unlessClaimedMeanwhile(fault: { code?: unknown }): void {
  if (fault.code !== duplicateKey) throw fault;
}

/** What an operator knows the database of `connection` by: its name and hosts, never who signs in to it. */
export function nameOfDatabase(connection: Connection): string {
  const hosts = connection.getClient().options.hosts.map((host) => decodeURIComponent(String(host)));
  return `the database “${connection.name}” on ${hosts.join(', ')}`;
}
