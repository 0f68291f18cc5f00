import { describe } from 'vitest';
import { linked } from '../../cards/portal-page.js';
import { unreachedCard } from '../../cards/unreached-card.js';
import { now, states } from './facts.js';
import { isAsItWas } from './golden-files.js';

const views = {
  some: unreachedCard({ facts: states.waiting, names: ['Grace Hopper'], isEverybody: false }, now),
  everybody: unreachedCard({ facts: states.waiting, names: ['Alan Turing', 'Grace Hopper'], isEverybody: true }, now),
  mended: unreachedCard({ facts: states.waiting, names: [], isEverybody: false }, now),
  over: unreachedCard({ facts: states.denied, names: [], isEverybody: false }, now),
};

describe.each(Object.entries(views))('The word of who is not reached: %s', (name, view) => {
  isAsItWas(`unreached-${name}`, linked(view, 'https://latchkey.example'));
});
