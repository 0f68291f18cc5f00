import { AdapterError, type Log } from '../../../../domain/ports/system.js';
import type { CloudTimer } from '../cloud-timer.js';
import type { AcquiredToken } from './acquire-token.js';

export type TokenCache = {
  /** A token for the API at this origin. Throws what getting one throws. */
  token(audience: string): Promise<string>;
  /** A token other than `refused`, which the API no longer takes. However many ask, one is fetched. */
  otherThan(audience: string, refused: string): Promise<string>;
};

type Held = { token: string; renewAt: number; expiresAt: number };
type Entry = { held?: Held | undefined; fetching?: Promise<string> | undefined; refused?: Refused | undefined };
type Refused = { fault: unknown; until: number };

const renewAfter = 0.8;
const spread = 0.05;
/** A token is given to nobody in its last moments, in milliseconds. */
const margin = 30_000;
/** How long a refusal counts for everybody who asks, and a failed renewal is not repeated. */
const refusedFor = 10_000;

export type TokenCacheParts = {
  acquire: (audience: string) => Promise<AcquiredToken>;
  timer: CloudTimer;
  log: Log;
  /** From 0 up to 1, to spread renewals. */
  random: () => number;
};

/**
 * Keeps one token for each API in memory. It is fetched once however many ask, and renewed at four fifths of its life
 * while the old one still serves, so that a short outage of sign-in is not noticed.
 */
export function tokenCache({ acquire, timer, log, random }: TokenCacheParts): TokenCache {
  const entries = new Map<string, Entry>();
  const entryOf = (audience: string): Entry => {
    const entry = entries.get(audience) ?? {};
    entries.set(audience, entry);
    return entry;
  };

  const fetchNew = async (audience: string, entry: Entry): Promise<string> => {
    try {
      const { token, lifetime } = await acquire(audience);
      const now = timer.now();
      const renewAt = now + lifetime * (renewAfter - spread * random());
      entry.held = { token, renewAt, expiresAt: now + lifetime };
      entry.refused = undefined;
      return token;
    } catch (fault) {
      entry.refused = { fault, until: timer.now() + refusedFor };
      log.warn('cloud.token-refused', { audience, error: fault });
      throw fault;
    } finally {
      entry.fetching = undefined;
    }
  };
  const fetchOnce = (audience: string, entry: Entry): Promise<string> => {
    entry.fetching ??= fetchNew(audience, entry);
    return entry.fetching;
  };
  const needed = (audience: string, entry: Entry): Promise<string> => {
    const { refused } = entry;
    const isFinal = refused?.fault instanceof AdapterError && !refused.fault.retryable;
    if (isFinal && timer.now() < refused.until) return Promise.reject(refused.fault);
    return fetchOnce(audience, entry);
  };

  return {
    async token(audience) {
      const entry = entryOf(audience);
      const { held, refused } = entry;
      const now = timer.now();
      if (!held || now >= held.expiresAt - margin) return needed(audience, entry);
      const isDue = now >= held.renewAt && now >= (refused?.until ?? 0);
      if (isDue) fetchOnce(audience, entry).catch(() => undefined);
      return held.token;
    },
    async otherThan(audience, refused) {
      const entry = entryOf(audience);
      if (entry.held?.token === refused) entry.held = undefined;
      return entry.held?.token ?? needed(audience, entry);
    },
  };
}
