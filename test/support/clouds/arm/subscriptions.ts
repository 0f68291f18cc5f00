import { type CloudResource, refusal } from '../cloud-resource.js';

export type StandInSubscription = { subscriptionId: string; displayName: string };

/** The subscriptions that the application sees, in pages of two. */
export const subscriptions = (all: readonly StandInSubscription[]): CloudResource => ({
  method: 'GET',
  path: /^\/subscriptions$/,
  answer({ url }) {
    if (url.searchParams.get('api-version') !== '2022-12-01') return refusal(400, 'InvalidApiVersionParameter');
    const from = Number(url.searchParams.get('$skiptoken') ?? 0);
    const next = new URL(url);
    next.searchParams.set('$skiptoken', `${from + 2}`);
    const value = all
      .slice(from, from + 2)
      .map((each) => ({ id: `/subscriptions/${each.subscriptionId}`, ...each, state: 'Enabled' }));
    return { status: 200, body: { value, ...(from + 2 < all.length && { nextLink: next.href }) } };
  },
});
