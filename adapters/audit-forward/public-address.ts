import { type LookupAddress, lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AdapterError } from '../../domain/ports/system.js';

/*
 * Everything that is not the public internet: this machine, private networks, link-local addresses (cloud metadata
 * among them), those of documentation, tests, tunnels and groups. Source: IANA special-purpose address registries.
 */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ] as const),
] as const) {
  notPublic.addSubnet(network, prefix);
}
const globalIpv6 = new BlockList();
globalIpv6.addSubnet('2000::', 3, 'ipv6');
const notPublicIpv6 = new BlockList();
// Tunnels lead to addresses of the other kind.
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublicIpv6.addSubnet(network, prefix, 'ipv6');
}

/** Whether an address, in digits, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic.check(address);
    case 6:
      return globalIpv6.check(address, 'ipv6') && !notPublicIpv6.check(address, 'ipv6');
    default:
      return false;
  }
}

const refused = (host: string) =>
  new AdapterError('rejected', `${host} is not on the public internet: nothing is sent to private addresses`);

/** Throws for a host that is itself an address, in digits, and not a public one: such a host is never looked up. */
export function mustNotBePrivate(host: string): void {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0 && !isPublicAddress(bare)) throw refused(host);
}

/**
 * Looks a name up for one connection, which is then made to the address found: nothing can be another one by then. All
 * addresses of the name have to be public.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (fault, found: LookupAddress[]) => {
    const [first] = found ?? [];
    if (fault) return callback(fault, '');
    if (!first || found.some(({ address }) => !isPublicAddress(address))) return callback(refused(hostname), '');
    if (options.all) return callback(null, found);
    callback(null, first.address, first.family);
  });
};
