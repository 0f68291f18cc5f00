import { StaleFacts } from '../../ports/store.js';

const attempts = 5;

/** Runs the work again when what it had read was stale; gives up after a few rounds, for that is a fault. */
export async function readAgainWhenStale<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (fault) {
      if (!(fault instanceof StaleFacts) || attempt === attempts) throw fault;
    }
  }
}
