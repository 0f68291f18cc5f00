import { isIPv6 } from 'node:net';
import type { Clock } from '../../domain/ports/system.js';
import { after, type Duration, type Instant } from '../../domain/time.js';

export type Budget = { times: number; per: Duration };
type Spent = { times: number; until: Instant };

/** So many senders are told apart at once; beyond that, whoever has not been heard of for longest is forgotten. */
const mostKept = 20_000;

/**
 * Counts in this process, and writes nothing: for what comes too often to be counted in the database. `spend` returns
 * undefined while `key` is within its budget, otherwise how long to wait.
 */
export function budgets(clock: Clock): { spend(key: string, budget: Budget): Duration | undefined; size(): number } {
  const spent = new Map<string, Spent>();
  return {
    spend(key, { times, per }) {
      const now = clock.now();
      const known = spent.get(key);
      const open = known && now < known.until ? known : { times: 0, until: after(now, per) };
      spent.delete(key);
      if (spent.size >= mostKept) forgetOldest(spent);
      spent.set(key, open);
      if (open.times >= times) return (open.until - now) as Duration;
      open.times += 1;
      return undefined;
    },
    size: () => spent.size,
  };
}

function forgetOldest(spent: Map<string, Spent>): void {
  const oldest = spent.keys().next();
  if (!oldest.done) spent.delete(oldest.value);
}

/** An address as it is counted: of IPv6 the network of one customer, for each has more addresses than can be counted. */
export function countedAddress(address = 'unknown'): string {
  if (!isIPv6(address)) return address;
  const plain = address.replace(/%.*$/, '').toLowerCase();
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain) ?? [];
  if (mapped) return mapped;
  const [head = '', tail] = plain.split('::', 2);
  const before = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const all = [...before, ...Array<string>(Math.max(0, 8 - before.length - behind.length)).fill('0'), ...behind];
  return `${all
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
