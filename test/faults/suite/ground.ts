import { fileURLToPath } from 'node:url';
import { buildProduct } from '../../support/products/built-product.js';
import { startReplicaSet } from './replica-set.js';

export type Ground = Awaited<ReturnType<typeof prepareGround>>;

/** What several runs can stand on: a replica set of this mongod, and the product built with what lets it go wrong. */
export async function prepareGround(mongod: { path: string; version: string }) {
  const entry = fileURLToPath(new URL('./suite-product.ts', import.meta.url));
  const built = await buildProduct({ 'suite-product': entry });
  const replicaSet = await startReplicaSet(mongod).catch(async (fault: unknown) => {
    await built.remove();
    throw fault;
  });
  return {
    folder: built.folder,
    replicaSet,
    async leave(): Promise<void> {
      await replicaSet.stop();
      await built.remove();
    },
  };
}
