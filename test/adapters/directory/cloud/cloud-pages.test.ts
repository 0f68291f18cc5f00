import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pages } from '../../../../adapters/directory/cloud/pages.js';
import { type CloudStory, cloudStory } from '../../../support/clouds/cloud-story.js';

let story: CloudStory;
beforeEach(async () => {
  story = await cloudStory();
});
afterEach(() => story.clouds.close());

const users = /^\/v1\.0\/users/;

/** Everything in the list, page by page. */
async function read(path = '/v1.0/users?$top=2', api: 'graph' | 'arm' = 'graph'): Promise<unknown[][]> {
  const all: unknown[][] = [];
  for await (const page of pages(story.signedIn(), story.clouds.hosts, { api, path, priority: 'sweep' }))
    all.push(page);
  return all;
}

it('When a list has several pages, then each is read once, in Graph and in Azure', async () => {
  const { people, subscriptions } = story.clouds;
  for (const id of ['a', 'b', 'c', 'd', 'e'])
    people.push({ id, displayName: id, userPrincipalName: `${id}@contoso.example` });
  for (const id of ['1', '2', '3']) subscriptions.push({ subscriptionId: id, displayName: id });
  expect((await read()).map((page) => page.length)).toEqual([2, 2, 1]);
  expect((await read('/subscriptions?api-version=2022-12-01', 'arm')).map((page) => page.length)).toEqual([2, 1]);
});

describe('When a list gives a next page', () => {
  it.each([
    ['on another host', () => `${story.clouds.hosts.arm}/v1.0/users?$skiptoken=1`],
    ['on another port', () => 'http://127.0.0.1:9/v1.0/users'],
    ['in another version of the API', () => `${story.clouds.hosts.graph}/beta/users`],
    ['with a name and password', () => story.clouds.hosts.graph.replace('//', '//a:b@').concat('/v1.0/users')],
    ['that is no address', () => '/v1.0/users?$skiptoken=1'],
  ])('%s, then no token goes there', async (_where, link) => {
    const reply = { status: 200, body: { value: [], '@odata.nextLink': link() } };
    story.clouds.knobs.next(users, { kind: 'answer', reply });
    await expect(read()).rejects.toMatchObject({ code: 'rejected' });
    expect(story.clouds.calls).toHaveLength(2);
  });

  it('that it gave before, then reading ends with an error', async () => {
    const nextLink = `${story.clouds.hosts.graph}/v1.0/users?$skiptoken=1`;
    const reply = { status: 200, body: { value: [], '@odata.nextLink': nextLink } };
    story.clouds.knobs.next(users, { kind: 'answer', reply }, 9);
    await expect(read()).rejects.toMatchObject({ code: 'unavailable' });
    expect(story.callsTo(users)).toHaveLength(2);
  });

  it('without end, then reading stops after a thousand', async () => {
    let count = 0;
    const nextLink = () => `${story.clouds.hosts.graph}/v1.0/users?$skiptoken=${count}`;
    const client = { call: async () => ({ value: [count++], '@odata.nextLink': nextLink() }) };
    const first = { api: 'graph', path: '/v1.0/users', priority: 'sweep' } as const;
    const readAll = async () => {
      for await (const page of pages(client, story.clouds.hosts, first)) expect(page).toEqual([count - 1]);
    };
    await expect(readAll()).rejects.toMatchObject({ code: 'rejected' });
    expect(count).toBe(1_000);
  });
});

it('When the answer is no list, then it is not taken for an empty one', async () => {
  story.clouds.knobs.next(users, { kind: 'answer', reply: { status: 200, body: { id: '1' } } });
  await expect(read()).rejects.toMatchObject({ code: 'unavailable' });
});

describe('When the cloud answers as in Microsoft’s own examples', () => {
  const example = (name: string) => JSON.parse(readFileSync(`test/fixtures/clouds/${name}.json`, 'utf8'));
  it.each([
    ['graph', '/v1.0/organization', example('graph/organization-list').response.body],
    ['graph', '/v1.0/users', example('graph/user-list-1').response.body],
    ['arm', '/subscriptions?api-version=2022-12-01', example('arm/GetSubscriptions').responses['200'].body],
  ] as const)('to a call to %s of %s, then everything in it is read', async (api, path, body) => {
    // An ellipsis in an example is no link.
    const { nextLink: _ellipsis, ...only } = body;
    const reply = { status: 200, body: only };
    story.clouds.knobs.next(/(organization|users|subscriptions)$/, { kind: 'answer', reply });
    expect(await read(path, api)).toEqual([body.value]);
  });
});
