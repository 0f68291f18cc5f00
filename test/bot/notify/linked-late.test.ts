import { beforeEach, describe, expect, it } from 'vitest';
import { mongoIdentities } from '../../../adapters/mongo/people/identities.js';
import { mongoLinkOffers } from '../../../adapters/mongo/people/link-offers.js';

import { systemIds as ids } from '../../../adapters/system/ids.js';
import { systemTokens } from '../../../adapters/system/tokens.js';
import { listDeadLetters } from '../../../bot/views/read-dead-letters.js';
import { defaultReviewSettings } from '../../../domain/access-review/access-review.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { recordAccess } from '../../../domain/usecases/assignment/record-access.js';
import { linkAccount, offerLink } from '../../../domain/usecases/person/link-account.js';
import { alice, approvedBy, aStagePolicy, asks, bob, by, carol } from '../../support/builders.js';
import { reviewingIn } from '../../support/setups/access-review-fixture.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';
import { idIn } from '../../support/setups/use-case-fixture.js';

const fixture = notifyingFixture(['slack', 'teams']);
let review: ReturnType<typeof reviewingIn>;

beforeEach(() => {
  review = reviewingIn(fixture);
  fixture.chat('slack').treats(bob, 'knows-not');
});

/** Bob links his account of Slack, where nothing has reached him so far. */
async function link(who: PrincipalId): Promise<void> {
  const { connection, clock, store } = fixture;
  const deps = {
    offers: mongoLinkOffers(connection),
    links: mongoIdentities(connection),
    tokens: systemTokens,
    clock,
    record: recordAccess({ store, clock, ids }),
  };
  const token = await offerLink(deps)({ surface: 'slack', externalId: `T1:${who}`, accountName: 'bob' });
  expect(await linkAccount(deps)(token, { actor: who })).toMatchObject({ ok: true });
  fixture.chat('slack').treats(who, 'takes');
  await fixture.pass(4);
}
const inSlack = (who: PrincipalId) => fixture.reads(who as typeof bob, 'slack');
const begun = (over = {}) =>
  review.begin({ settings: { ...defaultReviewSettings, instanceDurationInDays: 10 }, ...over });
const asksToReview = (text: string) => text.includes('Review access to Security Reader');

describe('When somebody links their account while an access review runs', () => {
  it('then what they are to decide in it reaches them there, once, and is stuck no more', async () => {
    fixture.chat('teams').treats(bob, 'knows-not');
    fixture.server.answer('bob@contoso.example', 550);
    await begun();
    await fixture.pass(4);
    expect(inSlack(bob)).toEqual([]);
    expect(await listDeadLetters(fixture.deps.queue, fixture.clock.now())).not.toEqual([]);
    await link(bob);
    expect(inSlack(bob).filter(asksToReview)).toHaveLength(1);
    expect(fixture.reads(carol, 'slack').filter(asksToReview)).toHaveLength(1);
    expect(await listDeadLetters(fixture.deps.queue, fixture.clock.now())).toEqual([]);
    await fixture.pass(4);
    expect(inSlack(bob).filter(asksToReview)).toHaveLength(1);
  });

  it('then nothing reaches those who have decided already, or who decide nothing', async () => {
    const id = await begun();
    await fixture.pass(4);
    await review.decide([await review.itemOf(id, alice)], {}, by(bob));
    await link(bob);
    expect(inSlack(bob).filter(asksToReview)).toEqual([]);
    await link(alice);
    expect(fixture.reads(alice, 'slack').filter(asksToReview)).toEqual([]);
  });
});

describe('When somebody links their account while a request waits for them', () => {
  beforeEach(() => fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) }))));

  it('then its card reaches them there, and decides', async () => {
    const id = idIn(await fixture.ask());
    await fixture.pass(2);
    expect(inSlack(bob)).toEqual([]);
    await link(bob);
    const cards = () => inSlack(bob).filter((text) => text.startsWith('Alice asks for Security Reader'));
    expect(cards()).toEqual([expect.stringContaining('Approve')]);
    await fixture.review(id);
    await fixture.pass(2);
    expect(cards()).toEqual([expect.stringContaining('Approved by Bob')]);
  });

  it('then what has been decided meanwhile does not', async () => {
    await fixture.cancel(idIn(await fixture.ask()));
    await fixture.pass(2);
    await link(bob);
    expect(inSlack(bob).some((text) => text.startsWith('Alice asks'))).toBe(false);
  });
});
