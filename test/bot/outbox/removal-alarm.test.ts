import { beforeEach, describe, expect, it } from 'vitest';
import { readiness } from '../../../bot/compose/readiness.js';
import { deliver } from '../../../bot/notify/deliver.js';
import { expandEvent } from '../../../bot/notify/expand-event.js';
import type { Messenger } from '../../../bot/outbox/messenger.js';
import { outboxRelay } from '../../../bot/outbox/outbox-relay.js';
import { removalAlarm } from '../../../bot/outbox/removal-alarm.js';
import type { View } from '../../../cards/card.js';
import { renderPlain } from '../../../cards/platform/plain.js';
import { type PrincipalId, type RequestId, scheduleId } from '../../../domain/ids.js';
import { AdapterError, type AdapterErrorCode } from '../../../domain/ports/system.js';
import { minutes, seconds } from '../../../domain/time.js';
import { alice, anEligibility, by, principal } from '../../support/builders.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';
import { silentLog as log } from '../../support/silent-log.js';

const fixture = useCaseFixture();
/** What the administrators' channel shows, in the order in which it was posted there; and every change of it. */
let channel: string[];
let changes: string[];
let relay: ReturnType<typeof outboxRelay>;

const slack: Messenger = {
  surface: 'slack',
  async post(recipient, view) {
    if (recipient.kind === 'person' || !isAlert(view)) return { at: -1 };
    channel.push(renderPlain(view));
    changes.push(renderPlain(view));
    return { at: channel.length - 1 };
  },
  async update({ at }, view) {
    if (Number(at) < 0) return 'updated';
    channel[Number(at)] = renderPlain(view);
    changes.push(renderPlain(view));
    return 'updated';
  },
};

const isAlert = (view: View) => view.name === 'removal-alert';

beforeEach(() => {
  [channel, changes] = [[], []];
  const { store, directory, clock, queue } = fixture.deps;
  const surfaces = () => ['slack'] as const;
  relay = outboxRelay({
    queue,
    clock,
    log,
    expand: expandEvent({ store, queue, directory, clock, surfaces }),
    deliver: deliver({
      ...fixture.deps,
      stepUps: fixture.stepUps,
      messengers: new Map([['slack', slack]]),
      provisionAccess: fixture.provision,
    }),
    alarm: removalAlarm({ queue, surfaces }),
    lanes: new Map([
      ['directory', 2],
      ['slack', 2],
    ]),
    safetyPoll: minutes(10),
    random: () => 0,
  });
});

/** Everything that is due is carried out, again and again while time goes by. */
async function pass(steps: number, step = seconds(5)): Promise<void> {
  for (let done = 0; done < steps; done += 1) {
    await relay.drain();
    fixture.clock.pass(step);
  }
  await relay.drain();
}

async function activated(who: PrincipalId = alice): Promise<RequestId> {
  const id = idIn(await fixture.ask({}, by(who)));
  await relay.drain();
  fixture.clock.pass(minutes(10));
  return id;
}

const fails = (count: number, code: AdapterErrorCode = 'unavailable') =>
  fixture.mishaps.push(...Array.from({ length: count }, () => ({ failed: new AdapterError(code, 'down') })));
const fix = () => fixture.mishaps.splice(0);
const ready = () =>
  readiness({
    isReachable: async () => true,
    queue: fixture.deps.queue,
    clock: { now: fixture.clock.now, offset: () => 0 },
    auditTroubles: async () => [],
  })();

describe('When the directory does not take an access out', () => {
  it('then nobody is alarmed where it does within the first minute', async () => {
    const id = await activated();
    fails(6);
    await fixture.giveBack(id);
    await pass(30);
    expect(fixture.mishaps).toEqual([]);
    expect(changes).toEqual([]);
    expect(await fixture.grantedUntil()).toBe('never');
  });

  it('then the administrators are told after a minute, once, why and since when; and when it is gone', async () => {
    const id = await activated();
    fails(999);
    await fixture.giveBack(id);
    await pass(13);
    expect(channel).toHaveLength(1);
    expect(channel[0]).toContain('Alice still has Security Reader in the directory');
    expect(channel[0]).toContain('The directory cannot be reached, or is failing');
    expect(channel[0]).toMatch(/tried \d+ times since 09:10/);
    fix();
    await pass(24);
    expect(channel).toHaveLength(1);
    expect(channel[0]).toContain('Alice no longer has Security Reader');
    expect(channel[0]).toContain('It is gone from the directory now');
  });

  it('then it is tried without end, and the alert keeps up with it every now and then', async () => {
    const id = await activated();
    fails(999);
    await fixture.giveBack(id);
    await pass(90, minutes(1));
    expect(fixture.calls.filter((call) => call === 'revoke').length).toBeGreaterThan(85);
    expect(channel).toHaveLength(1);
    expect(channel[0]).toMatch(/tried [89]\d times since 09:10/);
    expect(changes.length).toBeLessThan(11);
    fix();
    await pass(3, minutes(1));
    expect(channel[0]).toContain('It is gone from the directory now');
  }, 30_000);

  it('then a process that dies before it could say that it is gone leaves no alert that stays', async () => {
    const id = await activated();
    fails(999);
    await fixture.giveBack(id);
    await pass(13);
    fix();
    const { queue, clock } = fixture.deps;
    fixture.clock.pass(minutes(1));
    const claimed = await queue.claim('directory', clock.now());
    if (claimed?.effect.kind !== 'access') throw new Error('no removal was due');
    await fixture.provision(claimed.effect.access, claimed);
    await queue.done(claimed, clock.now(), {});
    expect(channel[0]).toContain('still has');
    await pass(1, minutes(10));
    expect(channel[0]).toContain('It is gone from the directory now');
  });

  it('then a second incident of the same access is told in the same place', async () => {
    for (const _incident of ['first', 'second']) {
      const id = await activated();
      fails(999);
      await fixture.giveBack(id);
      await pass(16);
      expect(channel).toHaveLength(1);
      expect(channel[0]).toContain('still has');
      fix();
      await pass(12);
      expect(channel[0]).toContain('It is gone');
    }
  });

  it('then whoever has activated it again meanwhile has it by right', async () => {
    const id = await activated();
    fails(999);
    await fixture.giveBack(id);
    await pass(13);
    await fixture.ask({}, by(alice));
    fix();
    await pass(24);
    expect(channel[0]).toContain('Alice has Security Reader by right again');
  });

  it('then readiness tells of it and stays ready, and the number of people stuck is all it says', async () => {
    const id = await activated();
    expect(await ready()).toEqual({ status: 'ready', reasons: [] });
    fails(999);
    await fixture.giveBack(id);
    await pass(13);
    expect(await ready()).toEqual({
      status: 'degraded',
      reasons: ['removals of access that the directory has not taken for over a minute: 1 (type “stuck” to see them)'],
    });
    fix();
    await pass(24);
    expect(await ready()).toEqual({ status: 'ready', reasons: [] });
  });

  it('then a directory that is down for hundreds makes no more than ten alerts', async () => {
    const people = Array.from({ length: 14 }, (_, number) => principal(`many${number}`));
    const user = await fixture.directory.principal(alice);
    await fixture.records.principals.save(people.map((id) => ({ ...user, id }) as never));
    await fixture.hold(
      ...people.map((principalId) => anEligibility({ id: scheduleId(`eligible-${principalId}`), principalId })),
    );
    const ids: [PrincipalId, RequestId][] = [];
    for (const who of people) ids.push([who, idIn(await fixture.ask({}, by(who)))]);
    await relay.drain();
    fixture.clock.pass(minutes(10));
    fails(9_999);
    for (const [who, id] of ids) await fixture.giveBack(id, by(who));
    await pass(20);
    expect(channel).toHaveLength(10);
  });
});

describe('When an access does not get in', () => {
  it('then that is no alarm: whoever waits for it sees it on their card', async () => {
    fails(999);
    await fixture.ask();
    await pass(40);
    expect([changes, (await ready()).reasons]).toEqual([[], []]);
  });
});
