import { describe } from 'vitest';
import { unreachableCard, unreachableReviewersCard } from '../../cards/operations/unreachable-card.js';
import { linked } from '../../cards/platform/portal-page.js';
import { facts, over } from './access-review-facts.js';
import { now, states } from './facts.js';
import { isAsItWas } from './golden-files.js';

/** More than a card names. */
const crowd = Array.from({ length: 200 }, (_, index) => `Reviewer ${String(index + 1).padStart(3, '0')}`);
const decided = { ...facts, counts: { ...facts.counts, NotReviewed: 0, Approve: 3 } };

const views = {
  some: unreachableCard(states.waiting, { names: ['Grace Hopper'], isEverybody: false }, now),
  everybody: unreachableCard(states.waiting, { names: ['Alan Turing', 'Grace Hopper'], isEverybody: true }, now),
  mended: unreachableCard(states.waiting, { names: [], isEverybody: false }, now),
  over: unreachableCard(states.denied, { names: [], isEverybody: false }, now),
  'review-some': unreachableReviewersCard(facts, { names: ['Grace Hopper'], isEverybody: false }),
  'review-everybody': unreachableReviewersCard(facts, { names: crowd, isEverybody: true }),
  'review-mended': unreachableReviewersCard(facts, { names: [], isEverybody: false }),
  'review-decided': unreachableReviewersCard(decided, { names: [], isEverybody: false }),
  'review-over': unreachableReviewersCard(over, { names: [], isEverybody: false }),
};

describe.each(Object.entries(views))('The word of who is not reached: %s', (name, view) => {
  isAsItWas(`unreached-${name}`, linked(view, 'https://latchkey.example'));
});
