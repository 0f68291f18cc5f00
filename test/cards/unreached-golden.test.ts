import { describe } from 'vitest';
import { unreachedCard, unreachedReviewCard } from '../../cards/operations/unreached-card.js';
import { linked } from '../../cards/platform/portal-page.js';
import { now, states } from './facts.js';
import { isAsItWas } from './golden-files.js';
import { facts, over } from './review-facts.js';

/** More than a card names. */
const crowd = Array.from({ length: 200 }, (_, index) => `Reviewer ${String(index + 1).padStart(3, '0')}`);
const decided = { ...facts, counts: { ...facts.counts, NotReviewed: 0, Approve: 3 } };

const views = {
  some: unreachedCard(states.waiting, { names: ['Grace Hopper'], isEverybody: false }, now),
  everybody: unreachedCard(states.waiting, { names: ['Alan Turing', 'Grace Hopper'], isEverybody: true }, now),
  mended: unreachedCard(states.waiting, { names: [], isEverybody: false }, now),
  over: unreachedCard(states.denied, { names: [], isEverybody: false }, now),
  'review-some': unreachedReviewCard(facts, { names: ['Grace Hopper'], isEverybody: false }),
  'review-everybody': unreachedReviewCard(facts, { names: crowd, isEverybody: true }),
  'review-mended': unreachedReviewCard(facts, { names: [], isEverybody: false }),
  'review-decided': unreachedReviewCard(decided, { names: [], isEverybody: false }),
  'review-over': unreachedReviewCard(over, { names: [], isEverybody: false }),
};

describe.each(Object.entries(views))('The word of who is not reached: %s', (name, view) => {
  isAsItWas(`unreached-${name}`, linked(view, 'https://latchkey.example'));
});
