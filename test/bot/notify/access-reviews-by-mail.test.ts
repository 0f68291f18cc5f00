import { expect, it } from 'vitest';
import { hours } from '../../../domain/time.js';
import { by, carol, dave } from '../../support/builders.js';
import { reviewingIn } from '../../support/setups/access-review-fixture.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';

const fixture = notifyingFixture(['web']);

it('When nothing but mail comes to people, then reviewers are asked by it although mail is off in the review, and hear of its end by it', async () => {
  const review = reviewingIn(fixture);
  const id = await review.begin();
  await fixture.pass(2);
  await review.steer(id, 'stop', by(dave));
  await review.advance();
  await fixture.pass(2, hours(1));
  expect(fixture.mailTo('carol')).toEqual([
    'PIM: Review access to Security Reader',
    'PIM: The review of Security Reader has ended',
  ]);
  expect(fixture.reads(carol, 'web')).toHaveLength(2);
  expect(fixture.mailTo('dave')).toEqual([]);
});
