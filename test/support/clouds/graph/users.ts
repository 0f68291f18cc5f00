import { type CloudResource, refusal } from '../cloud-resource.js';

export type StandInUser = { id: string; displayName: string; userPrincipalName: string };

/** People, in pages: 100 unless `$top` says otherwise, 999 at most. */
export const users = (people: readonly StandInUser[]): CloudResource => ({
  method: 'GET',
  path: /^\/v1\.0\/users$/,
  permissions: ['User.Read.All', 'Directory.Read.All'],
  answer({ url }) {
    const size = Number(url.searchParams.get('$top') ?? 100);
    if (!(size >= 1 && size <= 999)) return refusal(400, 'Request_UnsupportedQuery');
    const from = Number(url.searchParams.get('$skiptoken') ?? 0);
    const page = people.slice(from, from + size);
    const next = new URL(url);
    next.searchParams.set('$skiptoken', `${from + size}`);
    const hasMore = from + size < people.length;
    return { status: 200, body: { value: page, ...(hasMore && { '@odata.nextLink': next.href }) } };
  },
});
