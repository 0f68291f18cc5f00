import { expect, it } from 'vitest';
import { hours } from '../../../domain/time.js';
import { by, carol, dave } from '../../support/builders.js';
import { reviewingIn } from '../../support/setups/review-house.js';
import { tellingHouse } from '../../support/setups/telling-house.js';

const house = tellingHouse(['web']);

it('When nothing but mail comes to people, then reviewers are asked by it although mail is off in the review, and hear of its end by it', async () => {
  const review = reviewingIn(house);
  const id = await review.begin();
  await house.pass(2);
  await review.steer(id, 'stop', by(dave));
  await review.advance();
  await house.pass(2, hours(1));
  expect(house.mailTo('carol')).toEqual([
    'PIM: Review access to Security Reader',
    'PIM: The review of Security Reader has ended',
  ]);
  expect(house.reads(carol, 'web')).toHaveLength(2);
  expect(house.mailTo('dave')).toEqual([]);
});
