import { beforeEach, describe, expect, it } from 'vitest';
import { mongoIdentities } from '../../../adapters/mongo/people/identities.js';
import { mongoLinkOffers } from '../../../adapters/mongo/people/link-offers.js';

import { systemIds as ids } from '../../../adapters/system/ids.js';
import { systemTokens } from '../../../adapters/system/tokens.js';
import { listStuck } from '../../../bot/views/read-stuck.js';
import { defaultReviewSettings } from '../../../domain/access-review/access-review.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { recordAccess } from '../../../domain/usecases/assignment/record-access.js';
import { linkAccount, offerLink } from '../../../domain/usecases/person/link-account.js';
import { alice, approvedBy, aStagePolicy, asks, bob, by, carol } from '../../support/builders.js';
import { reviewingIn } from '../../support/setups/review-house.js';
import { tellingHouse } from '../../support/setups/telling-house.js';
import { idIn } from '../../support/setups/use-case-house.js';

const house = tellingHouse(['slack', 'teams']);
let review: ReturnType<typeof reviewingIn>;

beforeEach(() => {
  review = reviewingIn(house);
  house.chat('slack').treats(bob, 'knows-not');
});

/** Bob links his account of Slack, where nothing has reached him so far. */
async function link(who: PrincipalId): Promise<void> {
  const { connection, clock, store } = house;
  const deps = {
    offers: mongoLinkOffers(connection),
    links: mongoIdentities(connection),
    tokens: systemTokens,
    clock,
    record: recordAccess({ store, clock, ids }),
  };
  const token = await offerLink(deps)({ surface: 'slack', externalId: `T1:${who}`, accountName: 'bob' });
  expect(await linkAccount(deps)(token, { actor: who })).toMatchObject({ ok: true });
  house.chat('slack').treats(who, 'takes');
  await house.pass(4);
}
const inSlack = (who: PrincipalId) => house.reads(who as typeof bob, 'slack');
const begun = (over = {}) =>
  review.begin({ settings: { ...defaultReviewSettings, instanceDurationInDays: 10 }, ...over });
const asksToReview = (text: string) => text.includes('Review access to Security Reader');

describe('When somebody links their account while an access review runs', () => {
  it('then what they are to decide in it reaches them there, once, and is stuck no more', async () => {
    house.chat('teams').treats(bob, 'knows-not');
    house.server.answer('bob@contoso.example', 550);
    await begun();
    await house.pass(4);
    expect(inSlack(bob)).toEqual([]);
    expect(await listStuck(house.deps.queue, house.clock.now())).not.toEqual([]);
    await link(bob);
    expect(inSlack(bob).filter(asksToReview)).toHaveLength(1);
    expect(house.reads(carol, 'slack').filter(asksToReview)).toHaveLength(1);
    expect(await listStuck(house.deps.queue, house.clock.now())).toEqual([]);
    await house.pass(4);
    expect(inSlack(bob).filter(asksToReview)).toHaveLength(1);
  });

  it('then nothing reaches those who have decided already, or who decide nothing', async () => {
    const id = await begun();
    await house.pass(4);
    await review.decide([await review.itemOf(id, alice)], {}, by(bob));
    await link(bob);
    expect(inSlack(bob).filter(asksToReview)).toEqual([]);
    await link(alice);
    expect(house.reads(alice, 'slack').filter(asksToReview)).toEqual([]);
  });
});

describe('When somebody links their account while a request waits for them', () => {
  beforeEach(() => house.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) }))));

  it('then its card reaches them there, and decides', async () => {
    const id = idIn(await house.ask());
    await house.pass(2);
    expect(inSlack(bob)).toEqual([]);
    await link(bob);
    const cards = () => inSlack(bob).filter((text) => text.startsWith('Alice asks for Security Reader'));
    expect(cards()).toEqual([expect.stringContaining('Approve')]);
    await house.review(id);
    await house.pass(2);
    expect(cards()).toEqual([expect.stringContaining('Approved by Bob')]);
  });

  it('then what has been decided meanwhile does not', async () => {
    await house.cancel(idIn(await house.ask()));
    await house.pass(2);
    await link(bob);
    expect(inSlack(bob).some((text) => text.startsWith('Alice asks'))).toBe(false);
  });
});
