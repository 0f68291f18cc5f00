import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { mongoDeliveryQueue } from '../../adapters/mongo/outbox/delivery-queue.js';
import { deliver } from '../../bot/notify/deliver.js';
import { expandEvent } from '../../bot/notify/expand-event.js';
import type { Messenger, Recipient } from '../../bot/outbox/messenger.js';
import { outboxRelay } from '../../bot/outbox/outbox-relay.js';
import { begin } from '../../domain/approval/decide-approval.js';
import type { DomainEvent } from '../../domain/domain-event.js';
import { correlationId, eventId, type PrincipalId, requestId, scheduleId } from '../../domain/ids.js';
import { days, hours, minutes, seconds } from '../../domain/time.js';
import { aPendingRequest, aRole, aSchedule, aStage, monday, principal } from '../support/builders.js';
import { useCaseFixture } from '../support/setups/use-case-fixture.js';
import { silentLog as log } from '../support/silent-log.js';

const fixture = useCaseFixture();
const people = Array.from({ length: 100 }, (_, number) => principal(`p${number}`));
const decided = { ...begin(aStage(), monday), status: 'Completed' as const };

/** The outbox at work, and what everybody is shown: a post for every message, however often it is changed. */
function relayed() {
  const { store, directory, clock, provision } = fixture;
  const posts: { to: string; title: string }[] = [];
  const messenger: Messenger = {
    surface: 'slack',
    async post(to: Recipient, view) {
      posts.push({ to: to.kind === 'person' ? to.principalId : to.channel, title: view.title });
      return { index: posts.length - 1 };
    },
    async update({ index }, { title }) {
      posts[index as number] = { to: posts[index as number]?.to ?? '', title };
      return 'updated';
    },
  };
  const queue = mongoDeliveryQueue(fixture.connection, { lease: seconds(30), newLease: randomUUID });
  const relay = outboxRelay({
    queue,
    clock,
    log,
    expand: expandEvent({ store, queue, directory, clock, surfaces: () => ['slack'] }),
    deliver: deliver({
      store,
      directory,
      clock,
      queue,
      sightings: fixture.deps.sightings,
      zones: fixture.zones,
      stepUps: fixture.stepUps,
      provisionAccess: provision,
      messengers: new Map([['slack', messenger]]),
    }),
    lanes: new Map([
      ['directory', 4],
      ['slack', 4],
    ]),
    safetyPoll: minutes(10),
    random: () => 0,
  });
  return { posts, relay };
}

/** For each person, an activation of which nobody has been told yet, and a request that still waits. */
async function leaveBehind(principalId: PrincipalId, number: number) {
  const about = { correlationId: correlationId(`thread-${number}`) };
  const active = aPendingRequest({ ...about, principalId, id: requestId(`active-${number}`), status: 'Provisioned' });
  const lease = aSchedule({ ...about, principalId, id: scheduleId(`lease-${number}`), createdUsing: active.id });
  const waiting = aPendingRequest({ ...about, principalId, id: requestId(`waiting-${number}`), role: aRole('waits') });
  const event = (name: string) => ({ ...about, id: eventId(`${name}-${number}`), at: monday });
  await fixture.records.grants.put({ principalId, role: lease.role }, { endDateTime: lease.endDateTime, fence: 0 });
  await fixture.store.transaction(async (tx) => {
    await tx.requests.insert({ ...active, stages: [decided] });
    await tx.requests.insert(waiting);
    await tx.schedules.insert({ ...lease, provisionedDateTime: monday });
    const events: DomainEvent[] = [
      { ...event('a'), type: 'request.submitted', requestId: active.id },
      { ...event('b'), type: 'request.approved', requestId: active.id },
      { ...event('c'), type: 'assignment.provisioned', requestId: active.id, scheduleId: lease.id },
      { ...event('d'), type: 'request.submitted', requestId: waiting.id },
    ];
    await tx.outbox.append(...events);
  });
}

it('When Latchkey was down for two days, then everybody hears once how each thing stands now, and nothing of what has passed', async () => {
  await Promise.all(people.map(leaveBehind));
  fixture.clock.pass(days(2));
  while ((await fixture.tick()) > 0);
  const { posts, relay } = relayed();
  await relay.drain();
  fixture.clock.pass(hours(1));
  await relay.drain();
  const seen = (who: string) => posts.filter(({ to }) => to === who).map(({ title }) => title);
  for (const person of people) {
    expect(seen(person)).toHaveLength(4); // a card for each request, and one word about what became of it
    expect(seen(person).filter((title) => /active|activated/.test(title))).toEqual([]);
  }
  // The approvers hear nothing of what is over; the administrators that each role was had, in one card.
  expect(posts).toHaveLength(people.length * 4 + people.length);
  expect(seen('admins')).toHaveLength(people.length);
}, 120_000);
