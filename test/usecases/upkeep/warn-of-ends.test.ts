import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mongoCheckpoints } from '../../../adapters/mongo/store/checkpoints.js';
import { leadOf, warningsOf } from '../../../domain/assignment/end-warnings.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { scheduleId } from '../../../domain/ids.js';
import { type Duration, days, duration, hours, after as later, milliseconds, minutes } from '../../../domain/time.js';
import { warnOfEnds } from '../../../domain/usecases/upkeep/warn-of-ends.js';
import { anEligibility, aRole, aSchedule, monday, principal } from '../../support/builders.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const noPause = milliseconds(0);
/** One process looks, at `limit` schedules at a time. */
const look = (limit = 50, pause: Duration = noPause) =>
  warnOfEnds({ store: fixture.store, checkpoints: mongoCheckpoints(fixture.connection), clock: fixture.clock })(
    limit,
    pause,
  );
/** What was told so far: `reader 14-days`. */
const told = async () => {
  const rows = await fixture.connection.collection('outbox').find().sort({ due: 1, _id: 1 }).toArray();
  return rows.map(({ event }) => `${event.scheduleId} ${event.warning}`);
};
const given = (name: string, lasts: Duration, over: Partial<Schedule> = {}) =>
  anEligibility({
    id: scheduleId(name),
    role: aRole(name),
    startDateTime: later(monday, days(-30)),
    endDateTime: later(monday, lasts),
    ...over,
  });
const activated = (name: string, lasts: Duration) =>
  aSchedule({ id: scheduleId(name), role: aRole(name), endDateTime: later(monday, lasts) });
const at = (gap: Duration, beside = 0) => fixture.clock.set(later(monday, duration(gap + beside)));

describe('When the end of what was given comes near', () => {
  it('then it is told 14 days and 1 day before, each at its very moment and once', async () => {
    await look();
    await fixture.hold(given('reader', days(20)));
    at(days(6), -1);
    await look();
    expect(await told()).toEqual([]);
    at(days(6));
    await look();
    await look();
    expect(await told()).toEqual(['reader 14-days']);
    at(days(19), -1);
    await look();
    expect(await told()).toHaveLength(1);
    at(days(19));
    await look();
    at(days(30));
    await look();
    expect(await told()).toEqual(['reader 14-days', 'reader 1-day']);
  });

  it('then what is for good, planned, over or on its way out is not warned of', async () => {
    await look();
    await fixture.hold(
      given('for-good', days(15), { endDateTime: undefined }),
      given('planned', days(15), { status: 'Granted', startDateTime: later(monday, days(14)) }),
      given('over', days(15), { status: 'Revoked' }),
      given('on-its-way-out', days(15), { status: 'PendingRevocation' }),
    );
    at(days(15));
    await look();
    expect(await told()).toEqual([]);
  });

  it('then an end that was moved is told at its new moment, and not for the old one', async () => {
    const reader = given('reader', days(15));
    await fixture.hold(reader);
    await look();
    const moved = { ...reader, endDateTime: later(monday, days(40)) };
    await fixture.store.transaction((tx) => tx.schedules.save(moved));
    at(days(25));
    await look();
    expect(await told()).toEqual([]);
    at(days(26));
    await look();
    expect(await told()).toEqual(['reader 14-days']);
    // Sooner again: its day before has not come yet, its fortnight has.
    await fixture.store.transaction((tx) =>
      tx.schedules.save({ ...moved, version: 1, endDateTime: later(monday, days(30)) }),
    );
    at(days(29));
    await look();
    expect(await told()).toEqual(['reader 14-days', 'reader 1-day']);
  });

  it('then what was given within the fortnight is not told of a moment before it was there', async () => {
    await look();
    at(days(2));
    await fixture.hold(given('late', days(12), { startDateTime: later(monday, days(2)) }));
    await look();
    expect(await told()).toEqual([]);
    at(days(11));
    await look();
    expect(await told()).toEqual(['late 1-day']);
  });

  it('then after an outage everything that has passed is told, and what had passed before the very first look is not', async () => {
    await fixture.hold(given('before', days(13)), given('reader', days(20)), given('writer', days(21)));
    await look();
    at(days(10));
    await look();
    expect(await told()).toEqual(['reader 14-days', 'writer 14-days']);
  });
});

describe('When an activation is about to end', () => {
  it('then its holder is warned a quarter of an hour before, five minutes where it lasts less than an hour', async () => {
    await look();
    await fixture.hold(
      activated('long', hours(2)),
      activated('short', minutes(59)),
      activated('shortest', minutes(14)),
    );
    for (const gap of [minutes(54), hours(2)]) {
      at(gap, gap === hours(2) ? -minutes(15) - 1 : -1);
      await look();
    }
    expect(await told()).toEqual(['short 5-minutes']);
    at(minutes(105));
    await look();
    expect(await told()).toEqual(['short 5-minutes', 'long 15-minutes']);
  });
});

describe('When many are due, or several look', () => {
  const crowd = (count: number, end: (number: number) => Duration) =>
    Array.from({ length: count }, (_, number) =>
      given(`crowd-${String(number).padStart(3, '0')}`, end(number), { principalId: principal(`c${number}`) }),
    );

  it('then a page at a time takes all of them once, those too that end at one moment', async () => {
    await look();
    await fixture.hold(...crowd(25, (number) => days(number < 20 ? 20 : 21)));
    at(days(7));
    await look(4);
    const all = await told();
    expect(all).toHaveLength(25);
    expect(new Set(all).size).toBe(25);
  });

  it('then three processes at once tell each of them once', async () => {
    await look();
    await fixture.hold(...crowd(40, (number) => duration(days(20) + number)));
    at(days(7));
    await Promise.all([look(3), look(3), look(3), look(3)]);
    expect((await told()).length).toBe(40);
  });

  it('then one that has looked lately is left its time', async () => {
    await look(50, minutes(1));
    await fixture.hold(
      given('reader', days(14), {
        startDateTime: later(monday, days(-9)),
        endDateTime: later(monday, duration(days(14) + 1)),
      }),
    );
    fixture.clock.pass(minutes(1));
    fixture.clock.pass(milliseconds(-1));
    await look(50, minutes(1));
    expect(await told()).toEqual([]);
    fixture.clock.pass(milliseconds(1));
    await look(50, minutes(1));
    expect(await told()).toEqual(['reader 14-days']);
  });

  it('then one that dies before it has stored them leaves them to the next', async () => {
    await look();
    await fixture.hold(given('reader', days(20)));
    at(days(7));
    const dying = { ...fixture.store, transaction: () => Promise.reject(new Error('killed')) };
    const checkpoints = mongoCheckpoints(fixture.connection);
    await expect(warnOfEnds({ store: dying, checkpoints, clock: fixture.clock })(50, noPause)).rejects.toThrow(
      'killed',
    );
    expect(await told()).toEqual([]);
    await look();
    expect(await told()).toEqual(['reader 14-days']);
  });
});

it('When looks come at any time, by any process, then each moment is told at most once, and at least once if it stood', async () => {
  const lengths = fc.array(fc.integer({ min: minutes(5), max: days(40) }), { minLength: 1, maxLength: 6 });
  const gaps = fc.array(
    fc.record({ gap: fc.integer({ min: 1, max: days(9) }), at: fc.nat(2), limit: fc.integer({ min: 1, max: 3 }) }),
    {
      maxLength: 10,
    },
  );
  let round = 0;
  await fc.assert(
    fc.asyncProperty(lengths, fc.boolean(), gaps, async (lasting, isGiven, looks) => {
      round += 1;
      await fixture.connection.collection('outbox').deleteMany({});
      await fixture.connection.collection('schedules').deleteMany({});
      await fixture.connection.collection('checkpoints').deleteMany({});
      fixture.clock.set(monday);
      await look();
      const schedules = lasting.map((length, number) =>
        (isGiven ? given : activated)(`${round}-${number}`, duration(length)),
      );
      await fixture.hold(...schedules);
      for (const { gap, at: others, limit } of looks) {
        fixture.clock.pass(duration(gap));
        await Promise.all(Array.from({ length: others + 1 }, () => look(limit)));
      }
      const now = fixture.clock.now();
      const due = schedules.flatMap((schedule) =>
        warningsOf(schedule).flatMap((warning) => {
          const moment = (schedule.endDateTime ?? 0) - leadOf[warning];
          return moment > monday && moment <= now ? [`${schedule.id} ${warning}`] : [];
        }),
      );
      expect((await told()).toSorted()).toEqual(due.toSorted());
    }),
    { numRuns: 12 },
  );
}, 30_000);
