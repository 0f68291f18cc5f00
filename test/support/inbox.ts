import { deliver } from '../../bot/notify/deliver.js';
import { expandEvent } from '../../bot/notify/expand-event.js';
import type { Messenger } from '../../bot/outbox/messenger.js';
import { outboxRelay } from '../../bot/outbox/outbox-relay.js';
import type { Card } from '../../cards/card.js';
import type { Surface } from '../../domain/identity/surface.js';
import type { PrincipalId } from '../../domain/ids.js';
import { minutes } from '../../domain/time.js';
import type { UseCaseFixture } from './setups/use-case-fixture.js';
import { silentLog as log } from './silent-log.js';

type Message = { to: string; key: string; card: Card };

/** What the people of a house read: a surface that keeps every message, and what brings it there. */
export function inbox(fixture: UseCaseFixture) {
  const messages: Message[] = [];
  const messenger: Messenger = {
    surface: 'web',
    async post(recipient, view, { key }) {
      if (view.kind !== 'card') throw new Error('a form was sent unasked');
      messages.push({ to: recipient.kind === 'person' ? recipient.principalId : recipient.channel, key, card: view });
      return { key };
    },
    async update({ key }, view) {
      const shown = messages.find((each) => each.key === key);
      if (shown && view.kind === 'card') shown.card = view;
      return 'updated';
    },
  };
  const { store, directory, clock, stepUps, deps, provision } = fixture;
  const surfaces = (): Surface[] => ['web'];
  const relay = outboxRelay({
    queue: deps.queue,
    clock,
    log,
    expand: expandEvent({ store, directory, clock, queue: deps.queue, surfaces }),
    deliver: deliver({ ...deps, stepUps, provisionAccess: provision, messengers: new Map([['web', messenger]]) }),
    lanes: new Map([
      ['directory', 4],
      ['web', 1],
    ]),
    safetyPoll: minutes(10),
    random: () => 0,
  });
  let read = 0;
  return {
    /** Brings everybody what is due. */
    follow: () => relay.drain(),
    /** What came since this was asked last: who reads what. Cards that were there already are not news. */
    news(): Message[] {
      const fresh = messages.slice(read);
      read = messages.length;
      return fresh;
    },
    /** The last that somebody was sent. */
    last(who: PrincipalId | 'admins'): Card {
      const found = messages.findLast(({ to }) => to === who);
      if (!found) throw new Error(`nothing was sent to ${who}`);
      return found.card;
    },
  };
}
