import { z } from 'zod';
import type { CloudCall, CloudClient } from './cloud-client.js';
import { CloudError } from './cloud-error.js';
import type { CloudHosts } from './cloud-hosts.js';

const Page = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().optional(),
  nextLink: z.string().nullish(),
});

/** 100,000 people in pages of 100. A list that is longer goes in circles. */
const mostPages = 1_000;

/**
 * Reads a list page by page and yields what each page holds. Follows a link only to the same host and the same API, at
 * most 1,000 times. Throws CloudError: `rejected` for a foreign link or a list without end, `unavailable` where a link
 * comes twice or the answer is no list; and what a call throws.
 */
export async function* pages(client: CloudClient, hosts: CloudHosts, first: CloudCall): AsyncGenerator<unknown[]> {
  const begin = new URL(first.path, hosts[first.api]);
  const seen = new Set<string>();
  let path = first.path;
  for (let count = 0; count < mostPages; count += 1) {
    const { data } = Page.safeParse(await client.call({ ...first, path }));
    if (!data) throw new CloudError('unavailable', `${begin.pathname} answered with no list`);
    yield data.value;
    const link = data['@odata.nextLink'] ?? data.nextLink;
    if (!link) return;
    if (seen.has(link)) throw new CloudError('unavailable', `${begin.pathname} gave the same next page twice`);
    seen.add(link);
    path = ownPath(link, begin);
  }
  throw new CloudError('rejected', `${begin.pathname} has more than ${mostPages} pages`);
}

/** The link's path and query, where it leads to the same host and begins with the same step. */
function ownPath(link: string, begin: URL): string {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  const isOwn = url?.origin === begin.origin && firstStep(url) === firstStep(begin) && !url.username && !url.password;
  if (!isOwn) throw new CloudError('rejected', `${begin.pathname} gave a next page on another host or API`);
  return `${url.pathname}${url.search}`;
}

const firstStep = ({ pathname }: URL) => pathname.split('/')[1]?.toLowerCase();
